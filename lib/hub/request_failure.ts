import { Failure } from "../cli/failure.ts";
import { cleanLine } from "../ports/text.ts";

/** What is known about a request that failed. */
export interface FailedRequest {
  readonly method: string;
  /** Without the query of a presigned URL, which is a key. */
  readonly url: string;
  /** Whether the request may have taken effect although no usable answer came. */
  readonly outcomeUnknown: boolean;
  /** What the Hub's operators find the request by. */
  readonly requestId?: string | undefined;
}

/** A request that failed: no answer of the Hub came, or ({@linkcode HubAnswerError}) one that is not 2xx. */
export class RequestFailure extends Failure {
  readonly method: string;
  readonly url: string;
  /** Whether the request may have taken effect: a creation or commit is looked up before it is repeated. */
  readonly outcomeUnknown: boolean;
  readonly requestId: string | undefined;

  constructor(failure: Failure, request: FailedRequest, options?: ErrorOptions) {
    super(failure.code, { ...failure, message: failure.message }, options);
    this.method = request.method;
    this.url = request.url;
    this.outcomeUnknown = request.outcomeUnknown;
    this.requestId = request.requestId;
  }
}

/** Whether a request that failed may have taken effect, so that only reading shows it. */
export function isOutcomeUnknown(error: unknown): error is RequestFailure {
  return error instanceof RequestFailure && error.outcomeUnknown;
}

/** What an answer other than 2xx says. */
export interface Refusal {
  readonly status: number;
  /** `X-Error-Code`, such as `RepoNotFound`; the Hub sends it only sometimes. */
  readonly errorCode: string | undefined;
  /** The Hub's message as one clean line; empty if it sent none. */
  readonly hubMessage: string;
  /** The JSON of the body, or its text; to be parsed before use. */
  readonly body: unknown;
  /** Whether a storage host answered instead of the Hub: its 403 says nothing about the token. */
  readonly isStorage: boolean;
}

/** An answer of the Hub that is final and not 2xx, as the failure that its status means. */
export class HubAnswerError extends RequestFailure implements Refusal {
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly hubMessage: string;
  readonly body: unknown;
  readonly isStorage: boolean;

  constructor(failure: Failure, request: FailedRequest, refusal: Refusal) {
    super(failure, request);
    this.status = refusal.status;
    this.errorCode = refusal.errorCode;
    this.hubMessage = refusal.hubMessage;
    this.body = refusal.body;
    this.isStorage = refusal.isStorage;
  }

  /** What the Hub said, or the status if it said nothing. */
  get said(): string {
    return this.hubMessage || `status ${this.status}`;
  }
}

/** The id of a request in the Hub's logs (lib/hub/README.md#errors). */
export function requestIdOf(headers: Headers): string | undefined {
  for (const name of ["x-request-id", "x-amzn-trace-id", "x-amz-cf-id"]) {
    const id = cleanLine(headers.get(name) ?? "", { maxLength: 120 });
    if (id !== "") return id;
  }
  return undefined;
}
