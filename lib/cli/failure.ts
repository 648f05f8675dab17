/** The name that people type. */
export const PROGRAM = "hf-dataset-setup";

export const DEFAULT_COMMAND = "setup";

/** The exit codes of the program: an interface that scripts depend on (README, "Scripts and CI"). */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 130;

/** Everything that is ever said about one kind of failure, from the details that its sentences need. */
export interface ErrorRow<Details> {
  readonly exit: ExitCode;
  /** One line: what failed, with what. Starts with a capital, ends without a full stop. */
  readonly message: (details: Details) => string;
  /** The next step, a line of its own. */
  readonly hint: (details: Details) => string;
  readonly page?: (details: Details) => string | undefined;
  /** Commands to run next, without a prompt sign; none when left out. */
  readonly next?: (details: Details) => readonly string[];
}

/** Keeps the type of a row's details while the tables are written as plain objects. */
export function errorRow<Details>(row: ErrorRow<Details>): ErrorRow<Details> {
  return row;
}

interface FailureWords {
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly hint: string;
  readonly page?: string | undefined;
  readonly next: readonly string[];
  readonly notes?: readonly string[];
}

/** An expected failure: it has a stable code, a sentence, a next step and an exit code, and shows no stack. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string;
  readonly page: string | undefined;
  readonly next: readonly string[];
  /** What else there is to know. */
  readonly notes: readonly string[];

  constructor(code: string, said: FailureWords, options?: ErrorOptions) {
    super(said.message, options);
    this.code = code;
    this.exitCode = said.exitCode;
    this.hint = said.hint;
    this.page = said.page;
    this.next = said.next;
    this.notes = said.notes ?? [];
  }

  /** The same failure with one more thing to know. */
  adding(note: string): Failure {
    return new Failure(this.code, { ...this, message: this.message, notes: [...this.notes, note] }, {
      cause: this.cause,
    });
  }
}

type DetailsOf<Row> = Row extends ErrorRow<infer Details> ? Details : never;

/**
 * Makes what makes failures from a table of rows, by their stable codes. The table is made when the first one is needed,
 * since most runs need none: all tables together take a setup 1 ms.
 */
export function failuresOf<Rows extends Readonly<Record<string, unknown>>>(makeRows: () => Rows) {
  let made: Rows | undefined;
  const rows = () => made ??= makeRows();
  return Object.assign(<Code extends keyof Rows & string>(
    code: Code,
    details: DetailsOf<Rows[Code]>,
    /** With the exit code of the cause, where it says more than that of the row. */
    options?: ErrorOptions & { readonly exitCode?: ExitCode },
  ) => {
    // The compiler cannot follow that the row and the details were picked by the same code.
    const row = rows()[code] as ErrorRow<typeof details>;
    return new Failure(code, {
      exitCode: options?.exitCode ?? row.exit,
      message: row.message(details),
      hint: row.hint(details),
      page: row.page?.(details),
      next: row.next?.(details) ?? [],
    }, options);
  }, { rows });
}
