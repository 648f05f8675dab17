import { setColorEnabled } from "@std/fmt/colors";
import { asFailure, type CommandResult, type Context, jsonResult, writeResult } from "./context.ts";
import { releaseLine } from "../ports/environment.ts";
import type { World } from "../ports/world.ts";
import { DEFAULT_COMMAND, type ExitCode, type Failure } from "../cli/failure.ts";
import { accountFailure, isTokenWord } from "../account/token.ts";
import { cliFailure } from "../cli/failures.ts";
import { Redactor } from "../terminal/redactor.ts";
import {
  checkRequiredWords,
  parseCommandLine,
  type ParsedArguments,
  writeShortOptionsOut,
} from "../cli/parser.ts";
import { type CommandName, OPTIONS } from "../cli/options.ts";
import { readOutputFormat } from "../cli/settings.ts";
import type { Questions } from "../terminal/questions.ts";
import { Reporter, terminalFailure } from "../terminal/reporter.ts";
import { runSetup } from "./setup.ts";

// Here too, so that `main.ts` names one file of what `--version` does not load.
export { worldOfThisProcess } from "../ports/world.ts";

/** Ctrl-C ends the program within 100 ms. */
const MOMENT_MS = 50;

/** Runs the program: reads the command line, does what it says, and reports the result or the failure; it never throws. */
export async function run(args: readonly string[], world: World): Promise<ExitCode> {
  const redactor = new Redactor();
  const words = writeShortOptionsOut(args);
  // A token in the wrong place must not come back in the very message that says so.
  for (const word of words) {
    const text = word.replace(/^--[\w-]+=/, "");
    if (text.trim() !== "" && isTokenWord(text)) redactor.addToken(text);
  }
  const { environment, terminal } = world;
  const isDumb = environment.get("TERM") === "dumb";
  const color = !words.includes("--no-color") && environment.get("NO_COLOR") === undefined && !isDumb;
  setColorEnabled(color && terminal.stderrIsTerminal);
  // In a pipe or a file a message is one line with whole paths, which nothing has to be loaded for.
  const layout = terminal.stderrIsTerminal ? await import("../terminal/layout.ts") : undefined;
  const reporter = new Reporter(terminal, {
    redactor,
    // Also where the command line cannot be read: --quiet holds for that error too.
    verbosity: words.includes("--quiet") ? "quiet" : words.includes("--verbose") ? "verbose" : "normal",
    ...(layout && {
      folder: world.files.absolute("."),
      hang: layout.hang,
      symbols: !isDumb && layout.showsSymbols(environment),
      isDumb,
    }),
  });
  let command = "setup";
  try {
    if (args[0] === "__complete") {
      const { completionLines } = await import("../cli/completions.ts");
      reporter.result(completionLines(args.slice(1)));
      return 0;
    }
    const parsed = await parseCommandLine(args);
    command = parsed.command;
    if (parsed.has("help") && parsed.command !== "help") {
      const { helpOf } = await import("./help.ts");
      reporter.result(helpOf(parsed.command, { isShort: !args.includes("--help"), terminal, color }));
      return 0;
    }
    if (parsed.has("version")) {
      reporter.result(`${releaseLine(world.version)}\n`);
      return 0;
    }
    if (parsed.has("quiet") && parsed.has("verbose")) {
      throw cliFailure("options_conflict", { first: "--quiet", second: "--verbose" });
    }
    checkRequiredWords(parsed);
    checkForTokens(parsed, redactor);
    if (parsed.value("output") === "github") {
      // What is missing is found out before anything is done, not when the result is to be handed over.
      (await import("../shell/render.ts")).workflowFiles(world.environment);
    }
    const context: Context = {
      ...world,
      parsed,
      reporter,
      redactor,
      color,
      questions: questionsAt(world),
      output: readOutputFormat(parsed),
      canAsk: terminal.stdinIsTerminal && terminal.stderrIsTerminal && !parsed.has("yes"),
      memory: {},
    };
    const result = await untilInterrupted(COMMANDS[parsed.command](context), world);
    if (context.memory.typed !== undefined) (await import("./saved_token.ts")).reportLostToken(context);
    await writeResult(context, result);
    if (result.failure === undefined) return 0;
    reporter.failure(result.failure);
    return result.failure.exitCode;
  } catch (error) {
    const failed = asCancelled(asFailure(error, world.interrupted), reporter, world.interrupted);
    reporter.failure(failed);
    // A document about a stdout that cannot be written could not be written either.
    if (wantsJson(args) && failed.code !== "output_not_written") {
      try {
        reporter.result(jsonResult(command, { failure: failed }, reporter), { document: true });
      } catch (unwritten) {
        reporter.failure(asFailure(unwritten, world.interrupted));
      }
    }
    return failed.exitCode;
  }
}

/** What was cancelled or declined before anything was changed says so; after a signal, what was begun can be half done. */
function asCancelled(failure: Failure, reporter: Reporter, interrupted: AbortSignal): Failure {
  if (failure.code !== "cancelled") return failure;
  const isUnchanged = interrupted.aborted ? !reporter.hasBegun : reporter.done.length === 0;
  return isUnchanged ? terminalFailure("cancelled", { unchanged: true }) : failure;
}

/** A token in the place of a name would be published with it: in a repository's address, its card, the env file. */
function checkForTokens(parsed: ParsedArguments, redactor: Redactor): void {
  const places: [string, readonly string[]][] = OPTIONS.filter(({ value }) => value !== undefined)
    .map(({ name }) => [`--${name}`, parsed.values(name)]);
  const isFirstToken = parsed.command === DEFAULT_COMMAND && isTokenWord(parsed.words[0]);
  places.push(["an argument", parsed.words.slice(isFirstToken ? 1 : 0)]);
  for (const [place, values] of places) {
    if (values.some((value) => redactor.holdsToken(value))) {
      throw accountFailure("token_misplaced", { place });
    }
  }
}

/** What draws the questions is loaded with the first one: most runs ask nothing. */
function questionsAt({ terminal, interrupted, environment }: World): Questions {
  const load = async () => {
    // The colors are the theme's. Asked for others, Deno 2.9 finds out what the terminal can by a dozen variables, each of
    // which would need a grant; told that there are none, it reads no further.
    environment.set("FORCE_COLOR", "0");
    const { plainQuestions, promptQuestions } = await import("../terminal/questions.ts");
    return environment.get("TERM") === "dumb"
      ? plainQuestions(terminal, interrupted)
      : promptQuestions(interrupted);
  };
  return {
    secret: async (message) => (await load()).secret(message),
    text: async (message, options) => (await load()).text(message, options),
    choose: async (message, options) => (await load()).choose(message, options),
    confirm: async (message, options) => (await load()).confirm(message, options),
  };
}

/**
 * Ends with the first signal even where something waits that cannot be aborted: a pipe that no one writes to, a lock, a
 * slow disk. What can be aborted gets a moment to end, so that everything that was done is shown.
 */
function untilInterrupted<T>(work: Promise<T>, world: World): Promise<T> {
  const { interrupted, clock } = world;
  return new Promise((resolve, reject) => {
    work.then(resolve, reject);
    interrupted.addEventListener("abort", async () => {
      await clock.sleep(MOMENT_MS);
      reject(terminalFailure("cancelled", {}));
    }, { once: true });
  });
}

/** What runs each command: the main one is always there, any other is loaded when it is needed. */
const COMMANDS: Readonly<Record<CommandName, (context: Context) => Promise<CommandResult>>> = {
  setup: runSetup,
  whoami: async (context) => await (await import("./whoami.ts")).runWhoami(context),
  list: async (context) => await (await import("./list.ts")).runList(context),
  use: async (context) => await (await import("./use.ts")).runUse(context),
  env: async (context) => await (await import("./env.ts")).runEnv(context),
  configure: async (context) => await (await import("./configure.ts")).runConfigure(context),
  share: async (context) => await (await import("./share/run.ts")).runShare(context),
  apply: async (context) => await (await import("./apply/run.ts")).runApply(context),
  doctor: async (context) => await (await import("./doctor/run.ts")).runDoctor(context),
  trackio: async (context) => await (await import("./trackio/run.ts")).runTrackio(context),
  completions: async (context) => (await import("./help.ts")).runCompletions(context),
  help: async (context) => (await import("./help.ts")).runHelp(context),
};

/** Also where the command line could not be read: a caller that asked for JSON parses the failure too. */
function wantsJson(args: readonly string[]): boolean {
  return args.some((word, index) =>
    word === "--output=json" || (word === "--output" && args[index + 1] === "json")
  );
}
