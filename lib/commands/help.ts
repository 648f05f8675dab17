import { DEFAULT_COMMAND } from "../cli/failure.ts";
import { bold, cyan, setColorEnabled } from "@std/fmt/colors";
import { nearest } from "../ports/text.ts";
import { maskUnknownWord } from "../account/token.ts";
import { COMPLETION_SCRIPTS, SHELLS } from "../cli/completions.ts";
import { cliFailure } from "../cli/failures.ts";
import { type HelpStyle, helpText, PLAIN, shortHelpText, topicText } from "../cli/help.ts";
import { type CommandName, COMMANDS } from "../cli/options.ts";
import { TOPICS } from "../cli/topics.ts";
import type { Terminal } from "../ports/terminal.ts";
import type { CommandResult, Context } from "./context.ts";

/** Prints the help of a command or a topic. It asks the Hub nothing and needs no token. */
export function runHelp(context: Context): CommandResult {
  const [word = DEFAULT_COMMAND] = context.parsed.words;
  const topic = word.toLowerCase();
  const style = context.output === "json" ? PLAIN : styleFor(context.terminal, context.color);
  const command = COMMANDS.find(({ name }) => name === topic)?.name;
  const text = command === undefined ? topicText(topic, style) : helpText(command, style);
  if (text === undefined) {
    const names = [...COMMANDS, ...TOPICS].map(({ name }) => name);
    throw cliFailure("topic_unknown", { topic: maskUnknownWord(word), nearest: nearest(topic, names) });
  }
  return { id: text.trimEnd(), json: { topic, text } };
}

/** What `COMMAND --help` prints, or, with `isShort`, `COMMAND -h`. */
export function helpOf(
  command: CommandName,
  { isShort, terminal, color }: { isShort: boolean; terminal: Terminal; color: boolean },
): string {
  const style = styleFor(terminal, color);
  return isShort ? shortHelpText(command, style) : helpText(command, style);
}

/** Help goes to stdout, which can be a pipe where stderr is a terminal. */
function styleFor(terminal: Terminal, color: boolean): HelpStyle {
  if (!terminal.stdoutIsTerminal) return PLAIN;
  setColorEnabled(color);
  return { columns: terminal.columns() ?? PLAIN.columns, heading: bold, term: cyan };
}

/** Prints the completions for a shell. It asks the Hub nothing and needs no token. */
export function runCompletions(context: Context): CommandResult {
  const [word = ""] = context.parsed.words;
  const shell = SHELLS.find((name) => name === word.toLowerCase());
  if (shell === undefined) {
    throw cliFailure("shell_unknown", { shell: maskUnknownWord(word), nearest: nearest(word, SHELLS) });
  }
  const script = COMPLETION_SCRIPTS[shell];
  return { id: script.trimEnd(), json: { shell, script } };
}
