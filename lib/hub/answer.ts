import type { Failure } from "../cli/failure.ts";
import { hubFailure } from "./failures.ts";
import { cleanLine } from "../terminal/clean_text.ts";
import { announcedWait, limitKindOf } from "./rate_limit.ts";

/** What a final answer other than 2xx consists of. */
export interface HubAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the body, or its text where it is none. */
  readonly body: unknown;
  readonly method: string;
  readonly url: string;
  /** The id that this program sent with the request. */
  readonly sentRequestId?: string;
  readonly isCreation?: boolean;
  readonly isStorage?: boolean;
  readonly outcomeUnknown?: boolean;
}

/** An answer of the Hub that is final and not 2xx. */
export class HubAnswerError extends Error {
  override readonly name = "HubAnswerError";
  readonly status: number;
  /** `X-Error-Code`, such as `RepoNotFound`; only sometimes there. */
  readonly errorCode: string | undefined;
  /** What the Hub said, clean and in one line; empty when it said nothing. */
  readonly hubMessage: string;
  /** What the Hub's operators find the request by. */
  readonly requestId: string | undefined;
  readonly url: string;
  readonly method: string;
  /** The JSON of the body, or its text where it is none; foreign, to be parsed before use. */
  readonly body: unknown;
  readonly headers: Headers;
  readonly isCreation: boolean;
  /** Whether a storage host answered, not the Hub: its 403 says nothing about the token. */
  readonly isStorage: boolean;
  /** Whether the request may have taken effect although the answer is an error (5xx of a creation or a commit). */
  readonly outcomeUnknown: boolean;

  constructor(answer: HubAnswer) {
    const path = pathOf(answer.url);
    const hubMessage = messageOf(answer.body, answer.headers);
    super(
      `The Hub answered ${answer.method} ${path} with status ${answer.status}${
        hubMessage && `: ${hubMessage}`
      }`,
    );
    this.status = answer.status;
    this.errorCode = cleanLine(answer.headers.get("x-error-code") ?? "") || undefined;
    this.hubMessage = hubMessage;
    this.requestId = requestIdOf(answer.headers) ?? answer.sentRequestId;
    this.url = answer.url;
    this.method = answer.method;
    this.body = answer.body;
    this.headers = answer.headers;
    this.isCreation = answer.isCreation ?? false;
    this.isStorage = answer.isStorage ?? false;
    this.outcomeUnknown = answer.outcomeUnknown ?? false;
  }
}

/**
 * The id of a request in the Hub's own books.
 *
 * @param headers of an answer
 * @returns the id in the order of precedence of hub-api 2.1, or undefined
 */
export function requestIdOf(headers: Headers): string | undefined {
  for (const name of ["x-request-id", "x-amzn-trace-id", "x-amz-cf-id"]) {
    const id = cleanLine(headers.get(name) ?? "", { maxLength: 120 });
    if (id !== "") return id;
  }
  return undefined;
}

/**
 * Finds what the Hub said in the shapes that it uses (hub-api 2.1).
 *
 * @param body the parsed JSON, or text
 * @param headers of the same answer
 * @returns one clean line, empty when nothing was said
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
 * @returns true for HTML
 */
export function isWebPage(body: unknown, headers: Headers): boolean {
  if (typeof body !== "string") return false;
  return /^text\/html|^application\/xhtml/i.test(headers.get("content-type") ?? "") ||
    /^\s*<(?:!doctype html|html|head|body)\b/i.test(body.slice(0, 500));
}

/** Where and when an answer is turned into a failure. */
export interface AnswerContext {
  /** Milliseconds since 1970, for waits that the Hub announced as a date. */
  readonly now: number;
}

/**
 * The failure that a status means when no context says more.
 *
 * @param error a final answer
 * @param context the present time
 * @returns the failure, to be thrown
 */
export function failureFromAnswer(error: HubAnswerError, context: AnswerContext): Failure {
  const { status, hubMessage: said, requestId } = error;
  const host = URL.parse(error.url)?.host ?? error.url;
  const details = { host, status, said, requestId, request: `${error.method} ${pathOf(error.url)}` };
  const options = { cause: error };
  if (status === 429) {
    const limit = limitKindOf({ headers: error.headers, said, isCreation: error.isCreation });
    if (limit === "quota") return hubFailure("quota_used_up", details, options);
    const wait = announcedWait(error.headers, context.now);
    const waitSeconds = wait === undefined ? undefined : Math.ceil(wait / 1000);
    return hubFailure("rate_limited", { host, said, waitSeconds }, options);
  }
  if (status === 407) {
    return hubFailure("proxy_authentication_required", { proxy: `in front of "${host}"` }, options);
  }
  if (status === 408 || status >= 500) return hubFailure("hub_unavailable", details, options);
  // Every Hub knows this path: whoever does not is none, or the path in --endpoint is wrong.
  if (status === 404 && pathOf(error.url).endsWith("/api/whoami-v2")) {
    return hubFailure("not_the_hub", { host, sign: "it does not know /api/whoami-v2 (404)" }, options);
  }
  if (error.isStorage) return hubFailure("upload_rejected", details, options);
  return hubFailure(CODES[status] ?? "unexpected_answer", details, options);
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
  const main = textsIn(fields.error);
  const description = textsIn(fields.error_description);
  // OAuth puts a code into "error" and the sentence beside it.
  if (main.length > 0) {
    return description.length > 0 ? [`${main.join("; ")}: ${description.join("; ")}`] : main;
  }
  return [...textsIn(fields.message), ...description, ...textsIn(fields.errors)];
}

function textsIn(value: unknown, depth = 3): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  // Foreign JSON may be nested as deep as it likes.
  if (depth === 0) return [];
  if (Array.isArray(value)) return value.slice(0, 20).flatMap((item) => textsIn(item, depth - 1));
  if (typeof value === "object" && value !== null && "message" in value) {
    return textsIn(value.message, depth - 1);
  }
  return [];
}

function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? url;
}
