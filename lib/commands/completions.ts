import { nearest } from "../account/nearest.ts";
import { maskUnknownWord } from "../account/token.ts";
import { COMPLETION_SCRIPTS, SHELLS } from "../cli/completions.ts";
import { cliFailure } from "../cli/failures.ts";
import type { CommandResult, Context } from "./context.ts";

/**
 * Prints the completions for a shell. It asks the Hub nothing and needs no token.
 *
 * @throws Failure `shell_unknown`
 */
export function runCompletions(context: Context): CommandResult {
  const [word = ""] = context.parsed.words;
  const shell = SHELLS.find((name) => name === word.toLowerCase());
  if (shell === undefined) {
    throw cliFailure("shell_unknown", { shell: maskUnknownWord(word), nearest: nearest(word, SHELLS) });
  }
  const script = COMPLETION_SCRIPTS[shell];
  return { id: script.trimEnd(), assignments: undefined, json: { shell, script } };
}
