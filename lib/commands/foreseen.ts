import { Failure } from "../cli/failure.ts";
import { commandsFailure } from "./failures.ts";
import { terminalFailure } from "../terminal/failures.ts";

/**
 * The failure that an error is told as: everything that nobody foresaw becomes one line too; its stack is shown with
 * --verbose.
 *
 * @param error what was thrown
 * @param interrupted whether somebody ended the run
 */
export function foreseen(error: unknown, interrupted: AbortSignal): Failure {
  if (interrupted.aborted) return terminalFailure("cancelled", {}, { cause: error });
  if (error instanceof Failure) return error;
  return commandsFailure("unforeseen", { message: error instanceof Error ? error.message : String(error) }, {
    cause: error,
  });
}
