import { Failure } from "../cli/failure.ts";
import { cleanLine } from "../ports/text.ts";
import { hubFailure } from "./failures.ts";
import { announcedWait, limitKindOf } from "./retry.ts";

/** What is known about a request that failed. */
export interface FailedRequest {
  readonly method: string;
  /** Without the query of a presigned URL, which is a key. */
  readonly url: string;
  /** Whether the request may have taken effect although no usable answer came. */
  readonly outcomeUnknown: boolean;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/** A request that failed: no answer of the Hub came, or ({@linkcode HubAnswerError}) one that is not 2xx. */
export class RequestFailure extends Failure {
  readonly method: string;
  readonly url: string;
  /** Whether the request may have taken effect: a creation or commit is looked up before it is repeated. */
  readonly outcomeUnknown: boolean;
  /** What the Hub's operators find the request by. */
  readonly requestId: string | undefined;

  constructor(failure: Failure, request: FailedRequest) {
    super(failure.code, { ...failure, message: failure.message }, { cause: request.cause });
    this.method = request.method;
    this.url = request.url;
    this.outcomeUnknown = request.outcomeUnknown;
    this.requestId = request.requestId;
  }
}

/** Whether a request that failed may have taken effect, so that only reading shows it. */
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof RequestFailure && error.outcomeUnknown;
}

/** A final answer other than 2xx. */
export interface RefusedRequest extends FailedRequest {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the body, or its text. */
  readonly body: unknown;
  readonly isCreation?: boolean;
  readonly isStorage?: boolean;
  /** Milliseconds since 1970, for waits that the Hub announces as a date. */
  readonly now: number;
}

/** An answer of the Hub that is final and not 2xx, as the failure that its status means. */
export class HubAnswerError extends RequestFailure {
  readonly status: number;
  /** `X-Error-Code`, such as `RepoNotFound`; the Hub sends it only sometimes. */
  readonly errorCode: string | undefined;
  /** The Hub's message as one clean line; empty if it sent none. */
  readonly hubMessage: string;
  /** The JSON of the body, or its text; to be parsed before use. */
  readonly body: unknown;
  /** Whether a storage host answered instead of the Hub: its 403 says nothing about the token. */
  readonly isStorage: boolean;

  constructor(answer: RefusedRequest) {
    const requestId = requestIdOf(answer.headers) ?? answer.requestId;
    super(failureOfStatus({ ...answer, requestId }), { ...answer, requestId });
    this.status = answer.status;
    this.errorCode = cleanLine(answer.headers.get("x-error-code") ?? "") || undefined;
    this.hubMessage = messageOf(answer.body, answer.headers);
    this.body = answer.body;
    this.isStorage = answer.isStorage ?? false;
  }

  /** What the Hub said, or the status if it said nothing. */
  get said(): string {
    return this.hubMessage || `status ${this.status}`;
  }
}

/**
 * The id of a request in the Hub's logs (lib/hub/README.md#errors).
 *
 * @param headers of an answer
 */
export function requestIdOf(headers: Headers): string | undefined {
  for (const name of ["x-request-id", "x-amzn-trace-id", "x-amz-cf-id"]) {
    const id = cleanLine(headers.get(name) ?? "", { maxLength: 120 });
    if (id !== "") return id;
  }
  return undefined;
}

/**
 * Finds the Hub's message in the shapes that it uses (lib/hub/README.md#errors).
 *
 * @param body the parsed JSON, or text
 * @param headers of the same answer
 * @returns one clean line, empty if there is no message
 */
export function messageOf(body: unknown, headers: Headers): string {
  const isPage = isWebPage(body, headers);
  const said = typeof body === "string" ? (isPage ? "" : body) : messagesIn(body).join("; ");
  return cleanLine(said) || cleanLine(headers.get("x-error-message") ?? "");
}

/**
 * Whether a body is a page for a browser: of a sign-in portal, a proxy, or an outage notice.
 *
 * @param body the text
 * @param headers of the same answer
 */
export function isWebPage(body: unknown, headers: Headers): boolean {
  if (typeof body !== "string") return false;
  return /^text\/html|^application\/xhtml/i.test(headers.get("content-type") ?? "") ||
    /^\s*<(?:!doctype html|html|head|body)\b/i.test(body.slice(0, 500));
}

function failureOfStatus(answer: RefusedRequest): Failure {
  const { status, headers, requestId, isCreation = false } = answer;
  const said = messageOf(answer.body, headers);
  const url = URL.parse(answer.url);
  const host = url?.host ?? answer.url;
  const details = {
    host,
    status,
    said,
    requestId,
    request: `${answer.method} ${url?.pathname ?? answer.url}`,
  };
  if (status === 429) {
    if (limitKindOf({ headers, said, isCreation }) === "quota") return hubFailure("quota_used_up", details);
    const wait = announcedWait(headers, answer.now);
    return hubFailure("rate_limited", {
      host,
      said,
      waitSeconds: wait === undefined ? undefined : Math.ceil(wait / 1000),
    });
  }
  if (status === 407) return hubFailure("proxy_authentication_required", { proxy: `in front of "${host}"` });
  if (status === 408 || status >= 500) return hubFailure("hub_unavailable", details);
  // Every Hub has this path: without it the server is none, or the path in --endpoint is wrong.
  if (status === 404 && details.request.endsWith("/api/whoami-v2")) {
    return hubFailure("not_the_hub", { host, sign: "it does not know /api/whoami-v2 (404)" });
  }
  if (answer.isStorage === true) return hubFailure("upload_rejected", details);
  return hubFailure(CODES[status] ?? "unexpected_answer", details);
}

const CODES: Readonly<Record<number, PlainCode>> = {
  400: "request_rejected",
  401: "unauthorized",
  402: "payment_required",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "content_too_large",
  422: "request_rejected",
};

type PlainCode =
  | "request_rejected"
  | "unauthorized"
  | "payment_required"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "content_too_large";

function messagesIn(body: unknown): string[] {
  if (typeof body !== "object" || body === null) return [];
  const fields: Partial<Record<"error" | "message" | "error_description" | "errors", unknown>> = body;
  const main = messageTexts(fields.error);
  const description = messageTexts(fields.error_description);
  // OAuth puts a code into "error" and the sentence beside it.
  if (main.length > 0) {
    return description.length > 0 ? [`${main.join("; ")}: ${description.join("; ")}`] : main;
  }
  return [...messageTexts(fields.message), ...description, ...messageTexts(fields.errors)];
}

function messageTexts(value: unknown, depth = 3): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  // JSON from elsewhere can be nested as deep as it likes.
  if (depth === 0) return [];
  if (Array.isArray(value)) return value.slice(0, 20).flatMap((item) => messageTexts(item, depth - 1));
  if (typeof value === "object" && value !== null && "message" in value) {
    return messageTexts(value.message, depth - 1);
  }
  return [];
}
