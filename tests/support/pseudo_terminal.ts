/** Runs the real program at a pseudo-terminal, as a person meets it. */
import { programCommand, programEnvironment, type ProgramOptions } from "./program.ts";

/** A program that runs at a terminal. */
export interface TerminalRun {
  /** Everything shown so far, without control sequences; a line that was drawn anew is there each time. */
  readonly screen: string;
  /** Everything shown so far, with control sequences. */
  readonly raw: string;
  /** Resolves when the text stands after everything that was waited for before. */
  waitFor(text: string): Promise<void>;
  type(text: string): void;
  /** Waits for a question, and types the answer with Enter. */
  answer(question: string, answer?: string): Promise<void>;
  /** Resolves with the exit code when the program has ended. */
  readonly exited: Promise<number>;
  /** Ends it by force, if it still runs. */
  kill(): void;
}

// A console of Windows draws the screen anew in its own way, so that nobody can wait for what a program wrote.
const library = Deno.build.os === "windows" ? undefined : await import("@lydell/node-pty");

/** Whether there is a terminal to run at. */
export const HAS_TERMINAL = library !== undefined;

/** A test at a terminal, which is passed over, by its name, where there is none. */
export function terminalTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  const why = HAS_TERMINAL ? "" : " (skipped: Windows has no such terminal)";
  Deno.test({ name: `${name}${why}`, ignore: !HAS_TERMINAL, fn });
}

const LONGEST_RUN_MS = 30_000;

export const ENTER = "\r";
export const DOWN = "\x1b[B";
export const CTRL_C = "\x03";

/**
 * Starts the program at a terminal.
 *
 * @param options `through` wraps it in a shell line in which `"$@"` is the command; `columns` is so many when left out
 * that no line is broken within a text that is waited for
 */
export function runAtTerminal(
  args: readonly string[],
  options: Omit<ProgramOptions, "stdin"> & { through?: string; columns?: number },
): TerminalRun {
  if (library === undefined) throw new Error("Cannot run at a terminal here: see terminalTest()");
  const command = programCommand(args, options);
  const [file, words] = options.through === undefined
    ? [command.file, command.args]
    : ["/bin/sh", ["-c", options.through, "sh", command.file, ...command.args]];
  const child = library.spawn(file, words, {
    name: options.env?.["TERM"] ?? "xterm-256color",
    cols: options.columns ?? 1_000,
    rows: 30,
    cwd: options.cwd,
    env: { LANG: "C", ...programEnvironment(options) },
  });
  let raw = "";
  let from = 0;
  let ended = false;
  const waiting = new Set<() => void>();
  // A question that never comes must fail the test, with the screen as it is, and not hang the suite.
  const watchdog = setTimeout(() => child.kill("SIGKILL"), LONGEST_RUN_MS);
  const exited = new Promise<number>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      clearTimeout(watchdog);
      ended = true;
      resolve(signal ? 128 + signal : exitCode);
      for (const check of waiting) check();
    });
  });
  child.onData((data) => {
    raw += data;
    for (const check of waiting) check();
  });
  const run: TerminalRun = {
    get raw() {
      return raw;
    },
    get screen() {
      return withoutControls(raw);
    },
    waitFor(text) {
      return new Promise((resolve, reject) => {
        const check = () => {
          const screen = withoutControls(raw);
          const at = screen.indexOf(text, from);
          if (at >= 0) {
            from = at + text.length;
            waiting.delete(check);
            resolve();
          } else if (ended) {
            waiting.delete(check);
            reject(
              new Error(`The program ended before it showed ${JSON.stringify(text)}:\n${screen.slice(from)}`),
            );
          }
        };
        waiting.add(check);
        check();
      });
    },
    type: (text) => child.write(text),
    async answer(question, answer = "") {
      await run.waitFor(question);
      run.type(answer + ENTER);
    },
    exited,
    kill() {
      if (!ended) child.kill("SIGKILL");
    },
  };
  return run;
}

/** Takes colors and cursor movements out. */
function withoutControls(text: string): string {
  // deno-lint-ignore no-control-regex -- control sequences are what is taken out
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>()][A-Z0-9]?/g, "").replaceAll("\r\n", "\n");
}
