import type { Failure } from "../cli/failure.ts";
import type { ParsedArguments } from "../cli/parser.ts";
import type { OutputFormat } from "../cli/options.ts";
import type { Redactor } from "../terminal/redactor.ts";
import type { World } from "../ports/world.ts";
import type { Questions } from "../terminal/questions.ts";
import type { Reporter } from "../terminal/reporter.ts";

/** What a command works with. */
export interface Context extends World {
  readonly parsed: ParsedArguments;
  readonly output: OutputFormat;
  readonly reporter: Reporter;
  readonly redactor: Redactor;
  readonly questions: Questions;
  /** Whether a terminal gets colors. */
  readonly color: boolean;
  /** Whether a person can be asked: stdin and stderr are terminals, and --yes was not given. */
  readonly canAsk: boolean;
}

/** What a command hands to stdout. */
export interface CommandResult {
  /** With `--output id`. */
  readonly id: string;
  /** With the formats for shells; `undefined` where the command sets nothing. */
  readonly assignments: readonly { readonly name: string; readonly value: string }[] | undefined;
  /** With `--output json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** stdout has the result already: it was written while it came. */
  readonly isWritten?: true;
  /** What is wrong although there is a result; it is shown after the result, and the program exits with its code. */
  readonly failure?: Failure;
}
