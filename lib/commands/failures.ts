import { errorRow, Failure, failuresOf, PROGRAM } from "../cli/failure.ts";
import { terminalFailure } from "../terminal/failures.ts";

/** What more than one command ends with, and what `configure` does. */
export const commandsFailure = failuresOf(() => ({
  answer_needed: errorRow<{ question: string; option: string }>({
    exit: 2,
    message: ({ question }) => `Cannot prompt without a terminal: ${question}`,
    hint: ({ option }) => `To answer yes, add ${option}`,
  }),
  unforeseen: errorRow<{ message: string }>({
    exit: 1,
    message: ({ message }) => `Unexpected error: ${message}`,
    hint: () => "Run it again with --verbose and report what it prints (secrets are masked)",
  }),
  repository_in_both_schemes: errorRow<{ repository: string; trackio: string; experiments: string }>({
    exit: 5,
    message: ({ repository, trackio, experiments }) =>
      `${repository} is named twice: by ${trackio}, and by ${experiments}`,
    hint: () =>
      "Remove TRACKIO_DATASET_ID, or use another repository: Trackio loads every parquet file there and wipes its history",
  }),
  nothing_to_configure: errorRow<{ repository: string | undefined }>({
    exit: 2,
    message: ({ repository }) => `No changes given${repository === undefined ? "" : ` for ${repository}`}`,
    hint: () => "Add what to change, as in --private, --gated manual, --license mit or --tag x; all options:",
    next: () => [`${PROGRAM} configure --help`],
  }),
}));

/**
 * The failure for whatever was thrown: what no one expected becomes one line too, with its stack behind --verbose.
 *
 * @param error what was thrown
 * @param interrupted whether a signal ended the run
 */
export function asFailure(error: unknown, interrupted: AbortSignal): Failure {
  if (error instanceof Failure && (error.code === "cancelled" || !interrupted.aborted)) return error;
  if (interrupted.aborted) return terminalFailure("cancelled", {}, { cause: error });
  return commandsFailure("unforeseen", { message: error instanceof Error ? error.message : String(error) }, {
    cause: error,
  });
}
