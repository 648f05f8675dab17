/** The exit codes of the program: an interface that scripts depend on (README, "Exit codes"). */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 130;

/**
 * One row of the table of errors: everything that is ever said about one kind of failure.
 *
 * @typeParam Details the facts that the sentences of this row need
 */
export interface ErrorRow<Details> {
  /** What the process exits with. */
  readonly exit: ExitCode;
  /** What the code means, for the troubleshooting table: one sentence, no details. */
  readonly meaning: string;
  /** What mends it, for the troubleshooting table: one sentence, no details. */
  readonly remedy: string;
  /** One line: what failed, with what. Starts with a capital, ends without a full stop. */
  readonly message: (details: Details) => string;
  /** The next step, a line of its own. */
  readonly hint: (details: Details) => string;
  /** Commands to run next, without a prompt sign; none when left out. */
  readonly next?: (details: Details) => readonly string[];
}

/** Keeps the type of a row's details while the tables are written as plain objects. */
export function errorRow<Details>(row: ErrorRow<Details>): ErrorRow<Details> {
  return row;
}

/** A failure that was foreseen: it has a stable code, a sentence, a next step and an exit code, and shows no stack. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string;
  readonly next: readonly string[];

  constructor(
    code: string,
    said: { exitCode: ExitCode; message: string; hint: string; next: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(said.message, options);
    this.code = code;
    this.exitCode = said.exitCode;
    this.hint = said.hint;
    this.next = said.next;
  }

  /** The same failure with one more thing to know behind its hint. */
  adding(toHint: string): Failure {
    const { code, exitCode, message, hint, next } = this;
    return new Failure(code, { exitCode, message, hint: `${hint}; ${toHint}`, next }, { cause: this.cause });
  }
}
