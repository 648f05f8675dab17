import { errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";

/** What goes wrong at the terminal. */
export const TERMINAL_FAILURES = {
  terminal_unusable: errorRow<Record<string, never>>({
    exit: 2,
    message: () => "This terminal cannot be asked questions",
    hint: () =>
      `Give the answers as options (see "${PROGRAM} --help"), run it as "winpty ${PROGRAM}", or use another terminal`,
  }),
  cancelled: errorRow<Record<string, never>>({
    exit: 130,
    message: () => "Cancelled",
    hint: () => "Run it again to go on; what was done is found and reused",
  }),
  result_withheld: errorRow<Record<string, never>>({
    exit: 7,
    message: () => "The result holds a token and was not written to stdout",
    hint: () => "Look for a token among the names and values in use; whoever may have seen it: revoke it",
  }),
  output_not_written: errorRow<{ problem: string }>({
    exit: 7,
    message: ({ problem }) => `Cannot write the result to stdout: ${problem}`,
    hint: () => "What the lines above say was done; free the disk behind stdout and run it again",
  }),
};

/** Makes one of {@linkcode TERMINAL_FAILURES}. */
export const terminalFailure = failuresOf(TERMINAL_FAILURES);
