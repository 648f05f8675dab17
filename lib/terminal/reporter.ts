import { bold, dim, green, red, setColorEnabled, yellow } from "@std/fmt/colors";
import type { Failure } from "../cli/failure.ts";
import { terminalFailure } from "./failures.ts";
import { escapedInJson } from "./clean_text.ts";
import type { Terminal } from "../ports/terminal.ts";
import type { ToneLine } from "./tone_line.ts";

/** How much a person wants to read. */
export type Verbosity = "quiet" | "normal" | "verbose";

/** What every text passes on its way out. */
export interface Filters {
  /** Masks every secret. */
  redact(text: string): string;
  /** Masks tokens and nothing else. */
  maskTokens(text: string): string;
  /** Frees foreign text from control sequences. */
  clean(text: string): string;
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
 * every line.
 */
export class Reporter {
  readonly #terminal: Terminal;
  readonly #filters: Filters;
  readonly #verbosity: Verbosity;
  /** Also that of the reporters made by {@linkcode quietly}: they write to the same terminal. */
  #shared: { readonly warnings: string[]; progressShown: boolean } = { warnings: [], progressShown: false };
  readonly #done: string[] = [];

  constructor(terminal: Terminal, options: { filters: Filters; verbosity: Verbosity; color?: boolean }) {
    this.#terminal = terminal;
    this.#filters = options.filters;
    this.#verbosity = options.verbosity;
    if (options.color !== undefined) setColorEnabled(options.color && terminal.stderrIsTerminal);
  }

  /** A reporter for the steps of a larger whole: only warnings are told, and they count as those of this one. */
  quietly(): Reporter {
    const quiet = new Reporter(this.#terminal, { filters: this.#filters, verbosity: "quiet" });
    quiet.#shared = this.#shared;
    return quiet;
  }

  /** The warnings so far, as JSON output carries them. */
  get warnings(): readonly string[] {
    return this.#shared.warnings;
  }

  /** What was changed so far, told when the run ends early. */
  get done(): readonly string[] {
    return this.#done;
  }

  /** One step and how it stands: `Account     ada`. */
  step(label: string, text: string): void {
    if (this.#verbosity !== "quiet") this.#line(`${bold(label.padEnd(LABEL_WIDTH))}${this.#plain(text)}`);
  }

  /** One step that changed something; kept for {@linkcode done}. */
  change(label: string, text: string): void {
    this.#done.push(this.#plain(text));
    if (this.#verbosity !== "quiet") {
      this.#line(`${bold(label.padEnd(LABEL_WIDTH))}${green(this.#plain(text))}`);
    }
  }

  /** A line of free text; `evenQuiet` where a question is about it. */
  note(text: string, options: { evenQuiet?: boolean } = {}): void {
    if (this.#verbosity !== "quiet" || options.evenQuiet === true) this.#line(this.#plain(text));
  }

  /** Lines laid out before, in the colors of their tones. */
  lines(lines: readonly ToneLine[], options: { evenQuiet?: boolean } = {}): void {
    if (this.#verbosity === "quiet" && options.evenQuiet !== true) return;
    for (const { text, tone } of lines) this.#line(TONES[tone](this.#plain(text)));
  }

  /** Something to know although it works; also kept for JSON. */
  warn(text: string): void {
    this.#shared.warnings.push(this.#plain(text));
    this.#line(`${yellow("Warning:")} ${this.#plain(text)}`);
  }

  /** What only --verbose shows. */
  detail(text: string): void {
    if (this.#verbosity === "verbose") this.#line(dim(this.#plain(text)));
  }

  /** A failure: one line, the next step on a line of its own, and what was done before it. */
  failure(failure: Failure): void {
    this.#line(`${red("Error:")} ${this.#plain(failure.message)}`);
    this.#line(this.#plain(failure.hint));
    for (const change of this.#done) this.#line(`Done before that: ${change}`);
    if (this.#verbosity !== "verbose") return;
    for (let cause: unknown = failure.cause; cause !== undefined && cause !== null;) {
      this.#cause(cause instanceof Error ? cause.stack ?? cause.message : String(cause));
      cause = cause instanceof Error ? cause.cause : undefined;
    }
  }

  /** A stack is read line by line; they are indented, so that none of them looks like a message. */
  #cause(text: string): void {
    for (const line of this.#filters.redact(this.#filters.clean(text)).split("\n")) {
      this.#line(dim(`  ${line}`.trimEnd()));
    }
  }

  /** A line that the next one replaces; shown at a terminal only. */
  progress(text: string | undefined): void {
    if (!this.#terminal.stderrIsTerminal || this.#verbosity === "quiet") return;
    if (text === undefined) return this.#clearProgress();
    this.#shared.progressShown = true;
    this.#terminal.writeStderr(`\r\x1b[K${this.#plain(text)}`);
  }

  #clearProgress(): void {
    if (!this.#shared.progressShown) return;
    this.#shared.progressShown = false;
    this.#terminal.writeStderr("\r\x1b[K");
  }

  /**
   * The result, or a piece of it: the only text on stdout. Returns false when nobody reads it any more.
   *
   * It is exact: another program takes it over, and a masked name would be a wrong one. Only a JSON document, which is
   * read by its fields, has tokens masked, and characters that steer a terminal written by their numbers.
   *
   * @throws Failure `result_withheld` where it would show a token, `output_not_written`
   */
  result(text: string, options: { document?: boolean } = {}): boolean {
    this.#clearProgress();
    const masked = this.#filters.maskTokens(text);
    if (masked !== text && options.document !== true) throw terminalFailure("result_withheld", {});
    try {
      return this.#terminal.writeStdout(options.document === true ? escapedInJson(masked) : masked);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw terminalFailure("output_not_written", { problem }, { cause: error });
    }
  }

  /** A text as it may be shown: clean, and with every secret masked. */
  shown(text: string): string {
    return this.#plain(text);
  }

  #line(text: string): void {
    this.#clearProgress();
    this.#terminal.writeStderr(`${this.#filters.redact(text)}\n`);
  }

  /** One line: a name with a line end in it must not look like two messages. */
  #plain(text: string): string {
    return this.#filters.redact(this.#filters.clean(text)).replace(/\s*\n\s*/g, " ");
  }
}
