import { errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";

/** What goes wrong at the terminal. */
export const terminalFailure = failuresOf(() => ({
  terminal_unusable: errorRow<Record<string, never>>({
    exit: 2,
    message: () => "This terminal does not support prompts",
    hint: () => `Answer with options instead, or run it through winpty: winpty ${PROGRAM}`,
    next: () => [`${PROGRAM} --help`],
  }),
  /** `unchanged`: surely nothing was changed before; `undone`: the only thing that was not done, as a clause. */
  cancelled: errorRow<{ unchanged?: boolean; undone?: string }>({
    exit: 130,
    message: ({ unchanged, undone }) =>
      unchanged
        ? "Cancelled. Nothing was changed."
        : undone === undefined
        ? "Cancelled"
        : `Cancelled. Everything else was done; ${undone}.`,
    hint: ({ unchanged, undone }) =>
      unchanged || undone !== undefined ? "" : "Run it again to continue where it stopped",
  }),
  result_withheld: errorRow<Record<string, never>>({
    exit: 7,
    message: () => "The result contains a token and was not printed",
    hint: () => "Find the token among the names and values you use, and revoke it if anyone may have seen it",
  }),
  output_not_written: errorRow<{ problem: string }>({
    exit: 7,
    message: ({ problem }) => `Cannot write the result to stdout: ${problem}`,
    hint: () => "Everything reported above was done; free some disk space and run it again",
  }),
}));
