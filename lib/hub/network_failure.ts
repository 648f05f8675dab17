import { Failure } from "../cli/failure.ts";

/** What is known about the request that failed. */
export interface FailedRequest {
  readonly method: string;
  /** Without what makes a presigned address a key. */
  readonly url: string;
  /** Whether the request may have taken effect although no usable answer came. */
  readonly outcomeUnknown: boolean;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/** A failure between this program and the Hub: no answer came, or none that is the Hub's. */
export class NetworkFailure extends Failure {
  readonly method: string;
  readonly url: string;
  /** Whether the request may have taken effect: the caller of a creation or a commit looks before it repeats it. */
  readonly outcomeUnknown: boolean;
  readonly requestId: string | undefined;

  constructor(said: Failure, request: FailedRequest) {
    super(said.code, { exitCode: said.exitCode, message: said.message, hint: said.hint, next: said.next }, {
      cause: request.cause,
    });
    this.method = request.method;
    this.url = request.url;
    this.outcomeUnknown = request.outcomeUnknown;
    this.requestId = request.requestId;
  }
}

/**
 * Whether a request that failed may have taken effect all the same.
 *
 * @param error what the one fetch threw
 * @returns true when only looking at the Hub can tell
 */
export function isOutcomeUnknown(error: unknown): boolean {
  return typeof error === "object" && error !== null && "outcomeUnknown" in error &&
    error.outcomeUnknown === true;
}
