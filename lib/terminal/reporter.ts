import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import { type Failure, failuresOf, PROGRAM } from "../cli/failure.ts";
import { cleanText, escapedInJson } from "../ports/text.ts";
import { systemProblem } from "../ports/file_errors.ts";
import type { Terminal } from "../ports/terminal.ts";
import type { ToneLine } from "./layout.ts";
import type { Redactor } from "./redactor.ts";

export const terminalFailure = failuresOf(() => ({
  terminal_unusable: () => ({
    exitCode: 2,
    message: "This terminal does not support prompts",
    hint: `Answer with options instead, or run it through winpty: winpty ${PROGRAM}`,
    next: [`${PROGRAM} --help`],
  }),
  /** `unchanged`: surely nothing was changed before; `undone`: the only thing that was not done, as a clause. */
  cancelled: ({ unchanged, undone }: { unchanged?: boolean; undone?: string }) => ({
    exitCode: 130,
    message: unchanged
      ? "Cancelled. Nothing was changed."
      : undone === undefined
      ? "Cancelled"
      : `Cancelled. Everything else was done; ${undone}.`,
    hint: unchanged || undone !== undefined ? "" : "Run it again to continue where it stopped",
  }),
  result_withheld: () => ({
    exitCode: 7,
    message: "The result contains a token and was not printed",
    hint: "Find the token among the names and values you use, and revoke it if anyone may have seen it",
  }),
  output_not_written: ({ problem }: { problem: string }) => ({
    exitCode: 7,
    message: `Cannot write the result to stdout: ${problem}`,
    hint: "Everything reported above was done; free some disk space and run it again",
  }),
}));

interface ReporterOptions {
  /** What every text passes on its way out. */
  readonly redactor: Pick<Redactor, "redact" | "maskTokens">;
  readonly verbosity: "quiet" | "normal" | "verbose";
  /** Whether the terminal shows `✓ ! ✗`; words are used elsewhere. */
  readonly symbols?: boolean;
  /** The current folder; paths in it are shown as they can be typed there. */
  readonly folder?: string;
  readonly isDumb?: boolean;
  /** Breaks lines for a terminal; left out in a pipe or a file, where a message is one line. */
  readonly hang?: (lead: string, text: string, columns: number) => readonly string[];
}

const LABEL_WIDTH = 12;

const TONES: Readonly<Record<ToneLine["tone"], (text: string) => string>> = {
  plain: String,
  heading: bold,
  good: green,
  bad: red,
  unsure: yellow,
  warning: yellow,
};

/**
 * The conversation with the person: everything on stderr, and the result on stdout.
 *
 * Nothing else in the project writes to either, the bare version aside (`main.ts`), so that one place masks the secrets of
 * every line. A text that ends with a command behind a colon, or with a URL, has it on a line of its own at a terminal.
 */
export class Reporter {
  readonly #terminal: Terminal;
  readonly #options: ReporterOptions;
  /** Also that of the reporters made by {@linkcode quietly}: they write to the same terminal. */
  #shared = {
    warnings: [] as string[],
    shown: "",
    progress: undefined as "work" | "waiting" | undefined,
    hasBegun: false,
  };
  readonly #failures = new WeakSet<Failure>();
  /** What was changed so far, shown when the run ends early. */
  readonly done: string[] = [];
  /** The commands to run next, as JSON output carries them. */
  readonly next: string[] = [];

  constructor(terminal: Terminal, options: ReporterOptions) {
    this.#terminal = terminal;
    this.#options = options;
  }

  /** A reporter for the steps of a larger whole: only warnings are shown, and they count as those of this one. */
  quietly(): Reporter {
    const quiet = new Reporter(this.#terminal, { ...this.#options, verbosity: "quiet" });
    quiet.#shared = this.#shared;
    return quiet;
  }

  /** The width for tables: that of the terminal, 80 elsewhere. */
  get columns(): number {
    return this.#terminal.columns() ?? 80;
  }

  get symbols(): boolean {
    return this.#options.symbols === true;
  }

  /** The warnings so far, as JSON output carries them. */
  get warnings(): readonly string[] {
    return this.#shared.warnings;
  }

  get isAtTerminal(): boolean {
    return this.#terminal.stdoutIsTerminal;
  }

  /** One step and its result: `Account     ada`. */
  step(label: string, text: string): void {
    if (!this.#isQuiet) this.#say(bold(label.padEnd(LABEL_WIDTH)), text);
  }

  /** Whether a change was begun: ended before it is in {@linkcode done}, it can be half done. */
  get hasBegun(): boolean {
    return this.#shared.hasBegun;
  }

  /** Notes that a change begins: a request that changes something, or the writing of a file. */
  begin(): void {
    this.#shared.hasBegun = true;
  }

  /** One step that changed something; kept for {@linkcode done}. */
  change(label: string, text: string): void {
    this.done.push(this.shown(text));
    if (this.#isQuiet) return;
    const lead = label.padEnd(LABEL_WIDTH);
    this.#say(this.#options.symbols ? `${bold(lead)}${green("✓")} ` : green(lead), text);
  }

  /** What to do next, with the command that does it. */
  suggest(sentence: string, command: string, { label = "Next" } = {}): void {
    this.next.push(this.shown(command));
    if (this.#isQuiet) return;
    const lead = bold(label.padEnd(LABEL_WIDTH));
    if (this.#options.hang === undefined) return this.#say(lead, `${sentence}: ${command}`);
    this.#say(lead, `${sentence}:`);
    this.#line(`  ${this.shown(command)}`);
  }

  /** A line of free text, hung below the text behind a column of one word; `evenQuiet` where a question is about it. */
  note(text: string, options: { evenQuiet?: boolean } = {}): void {
    if (this.#isQuiet && options.evenQuiet !== true) return;
    const lead = /^ *(?:\w+ {2,})?/.exec(text)?.[0] ?? "";
    this.#say(lead, text.slice(lead.length));
  }

  /** Lines laid out before, in the colors of their tones. */
  lines(lines: readonly ToneLine[], options: { evenQuiet?: boolean } = {}): void {
    if (this.#isQuiet && options.evenQuiet !== true) return;
    for (const { text, tone, mark } of lines) {
      const plain = this.shown(text);
      this.#shared.shown += `${plain}\n`;
      this.#line(mark === undefined ? TONES[tone](plain) : plain.replace(mark, () => TONES[tone](mark)));
    }
  }

  /** Something to know although it works; also kept for JSON. */
  warn(text: string): void {
    this.#shared.warnings.push(this.shown(text));
    this.#say(`${yellow(this.#options.symbols ? "!" : "Warning:")} `, text);
  }

  detail(text: string): void {
    if (this.#options.verbosity === "verbose") this.#line(dim(this.shown(text)));
  }

  /** A failure: one line, the next step below it with what is to be copied, and what was done before it. */
  failure(failure: Failure): void {
    // Shown when something could still be done about it, it is not shown again when the run ends with it.
    if (this.#failures.has(failure)) return;
    this.#failures.add(failure);
    const { symbols, verbosity } = this.#options;
    // Whoever cancels knows it: no error.
    const mark = failure.exitCode === 130 ? "" : `${red(symbols ? "✗" : "Error:")} `;
    this.#say(mark, failure.message);
    const indent = symbols ? "  " : "";
    // What is to be copied needs a hint that introduces it; elsewhere it is for programs, which read it in the JSON.
    const copied = failure.hint.endsWith(":")
      ? [...(failure.page === undefined ? [] : [failure.page]), ...failure.next]
      : [];
    const [first = "", ...others] = copied;
    if (failure.hint !== "") this.#say(indent, `${failure.hint} ${first}`.trimEnd());
    for (const text of others) this.#line(`  ${this.shown(text)}`);
    for (const note of failure.notes) this.#say(indent, note);
    // Without a hint nothing is left to be done, and the steps are above.
    if (failure.hint !== "") this.done.forEach((change) => this.#say(`${indent}Done before that: `, change));
    if (verbosity !== "verbose") return;
    for (let cause: unknown = failure.cause; cause !== undefined && cause !== null;) {
      const stack = cause instanceof Error ? cause.stack ?? cause.message : String(cause);
      // It is read line by line; they are indented, so that none of them looks like a message.
      const lines = this.#options.redactor.redact(cleanText(stack)).split("\n");
      for (const line of lines) this.#line(dim(`  ${line}`.trimEnd()));
      cause = cause instanceof Error ? cause.cause : undefined;
    }
  }

  /** Whether lines that the next one replaces are shown: at a terminal that can do so. */
  get showsProgress(): boolean {
    return this.#options.hang !== undefined && this.#options.isDumb !== true && !this.#isQuiet;
  }

  /** A sign of life, which gives way to every other line. */
  waiting(text: string | undefined): void {
    if (this.#shared.progress !== "work") this.progress(text, "waiting");
  }

  /** A line that the next one replaces. */
  progress(text: string | undefined, kind: "work" | "waiting" = "work"): void {
    if (!this.showsProgress) return;
    if (text === undefined) return this.#clearProgress();
    this.#shared.progress = kind;
    // A line that the terminal breaks would be cleared only in part.
    const shown = this.shown(this.#options.symbols ? text.replace("...", "…") : text);
    this.#terminal.writeStderr(`\r\x1b[K${shown.slice(0, this.columns - 1)}`);
  }

  #clearProgress(): void {
    if (this.#shared.progress === undefined) return;
    this.#shared.progress = undefined;
    this.#terminal.writeStderr("\r\x1b[K");
  }

  /**
   * The result, or a piece of it: the only text on stdout. Returns false when no one reads it any more.
   *
   * It is exact: another program reads it, and a masked name would be a wrong one. Only a JSON document, which is read by
   * its fields, has tokens masked, and characters that steer a terminal written by their numbers. Single words that the
   * same terminal has shown already are not repeated there.
   *
   * @throws Failure `result_withheld` where it would show a token, `output_not_written`
   */
  result(text: string, options: { document?: boolean } = {}): boolean {
    this.#clearProgress();
    const masked = this.#options.redactor.maskTokens(text);
    if (masked !== text && options.document !== true) throw terminalFailure("result_withheld", {});
    const { stdoutIsTerminal, stderrIsTerminal } = this.#terminal;
    if (stdoutIsTerminal && stderrIsTerminal && /^(?:\S+\n){1,99}$/.test(masked)) {
      const shown = new Set(this.#shared.shown.split(/\s+/));
      if (masked.trim().split("\n").every((word) => shown.has(word))) return true;
    }
    try {
      return this.#terminal.writeStdout(options.document === true ? escapedInJson(masked) : masked);
    } catch (error) {
      throw terminalFailure("output_not_written", { problem: systemProblem(error) }, { cause: error });
    }
  }

  /** A text as it may be shown: one line, clean, with every secret masked; a name must not look like two messages. */
  shown(text: string): string {
    const { redactor, folder = "" } = this.#options;
    const line = redactor.redact(cleanText(text)).replace(/\s*\n\s*/g, " ");
    // `/home/ada/train/.env` in `/home/ada/train` is `.env`.
    const before = new RegExp(`(?<![\\w.~/\\\\-])${RegExp.escape(folder)}[/\\\\](?=\\S)`, "g");
    return folder.length < 2 ? line : line.replaceAll(before, "");
  }

  get #isQuiet(): boolean {
    return this.#options.verbosity === "quiet";
  }

  #say(lead: string, text: string): void {
    const { hang } = this.#options;
    const plain = this.shown(text);
    this.#shared.shown += `${plain}\n`;
    const lines = hang === undefined ? [`${lead}${plain}`] : hang(lead, plain, this.columns);
    for (const line of lines) this.#line(line);
  }

  #line(text: string): void {
    this.#clearProgress();
    this.#terminal.writeStderr(`${this.#options.redactor.redact(text)}\n`);
  }
}
