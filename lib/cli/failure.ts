/** The name that people type. */
export const PROGRAM = "hf-dataset-setup";

export const DEFAULT_COMMAND = "setup";

/** The exit codes of the program: an interface that scripts depend on (README, "Scripts and CI"). */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 130;

/** Everything that is ever said about one failure. */
export interface FailureWords {
  readonly exitCode: ExitCode;
  /** One line: what failed, with what. Starts with a capital, ends without a full stop. */
  readonly message: string;
  /** The next step, a line of its own. */
  readonly hint: string;
  readonly page?: string | undefined;
  /** Commands to run next, without a prompt sign; none when left out. */
  readonly next?: readonly string[];
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
    this.next = said.next ?? [];
    this.notes = said.notes ?? [];
  }

  /** The same failure with one more thing to know. */
  adding(note: string): Failure {
    return new Failure(this.code, { ...this, message: this.message, notes: [...this.notes, note] }, {
      cause: this.cause,
    });
  }
}

/** What is said of each failure, by their stable codes, from the details that its sentences need. */
type FailureRows = Readonly<Record<string, (details: never) => FailureWords>>;

type DetailsOf<Row> = Row extends (details: infer Details) => unknown ? Details : never;

/**
 * Makes what makes failures from a table of rows. The table is made when the first one is needed, since most runs need none:
 * all tables together take a setup 1 ms.
 */
export function failuresOf<Rows extends FailureRows>(makeRows: () => Rows) {
  let made: Rows | undefined;
  const rows = () => made ??= makeRows();
  return Object.assign(<Code extends keyof Rows & string>(
    code: Code,
    details: DetailsOf<Rows[Code]>,
    /** With the exit code of the cause, where it says more than that of the row. */
    options?: ErrorOptions & { readonly exitCode?: ExitCode },
  ) => {
    // The compiler cannot follow that the row and the details were picked by the same code.
    const row = rows()[code] as (given: typeof details) => FailureWords;
    return new Failure(code, { ...row(details), ...options }, options);
  }, { rows });
}
