import { cleanLine } from "../../ports/clean_text.ts";
import type { Context } from "../context.ts";

const BAR_WIDTH = 30;

/** Tells how far the work is: a bar at a terminal, and one line for each repository in a pipe. */
export class Progress {
  readonly #context: Context;
  readonly #total: number;
  readonly #verb: string;
  #done = 0;
  #failed = 0;

  /** `verb`: what is done to each, as in `Applying`. */
  constructor(context: Context, { total, verb }: { total: number; verb: string }) {
    this.#context = context;
    this.#total = total;
    this.#verb = verb;
    this.#draw();
  }

  /** One more is done; the line is for those who read along in a pipe. */
  done(line?: { readonly label: string; readonly text: string }): void {
    this.#done++;
    if (line !== undefined && !this.#isBar) this.#context.reporter.step(line.label, line.text);
    this.#draw();
  }

  /** One more has failed; everybody reads that, unless it was told before. */
  failed(text: string | undefined): void {
    this.#done++;
    this.#failed++;
    if (text !== undefined) this.#context.reporter.warn(cleanLine(text, { maxLength: 1_000 }));
    this.#draw();
  }

  /** Takes the bar away. */
  end(): void {
    this.#context.reporter.progress(undefined);
  }

  get #isBar(): boolean {
    return this.#context.terminal.stderrIsTerminal;
  }

  #draw(): void {
    const filled = this.#total === 0 ? BAR_WIDTH : Math.floor(BAR_WIDTH * this.#done / this.#total);
    const bar = "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
    const failed = this.#failed === 0 ? "" : `, ${this.#failed} failed`;
    this.#context.reporter.progress(`${this.#verb} [${bar}] ${this.#done} of ${this.#total}${failed}`);
  }
}
