import type { Failure } from "../cli/failure.ts";
import { cleanLine } from "../ports/text.ts";

import { classifyNetworkError, hostOfRefusedPermission, type NetworkFault } from "./classify.ts";
import { hubFailure } from "./failures.ts";
import { type Proxy, shownProxy } from "./proxy.ts";
import { type PreparedRequest, RedirectRefused } from "./request.ts";
import { HubAnswerError, isWebPage, messageOf, RequestFailure } from "./request_failure.ts";
import { announcedWait, limitKindOf, type Outcome } from "./retry.ts";

/** An answer of the Hub with status 2xx, complete. */
export interface HubAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The JSON in it; `undefined` for a file, and if it is not JSON where that is allowed. */
  readonly json: unknown;
  /** Where it came from, after redirects. */
  readonly url: URL;
}

/** How an attempt ended: with an answer to hand back, or with what decides about another attempt. */
export type AttemptResult =
  | { readonly type: "done"; readonly answer: HubAnswer }
  | {
    readonly type: "failed";
    readonly outcome: Outcome;
    /** Makes the error to throw if this was the last attempt. */
    readonly toError: (outcomeUnknown: boolean) => RequestFailure;
  };

/** An answer that has arrived completely. */
export interface ReceivedAnswer {
  readonly request: PreparedRequest;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where it came from, after redirects. */
  readonly url: URL;
  readonly sentRequestId: string | undefined;
}

/** Statuses of gateways: a page with one of these is an outage notice, not an answer from elsewhere. */
const OF_GATEWAYS: ReadonlySet<number> = new Set([407, 408, 429]);
const NETWORK_AUTHENTICATION_REQUIRED = 511;
const MARKS_OF_THE_HUB = ["x-error-code", "x-error-message", "x-request-id", "ratelimit"];

/**
 * Distinguishes an answer of the Hub from one that only looks like it.
 *
 * @param answer a complete answer
 * @param options the time in milliseconds since 1970
 * @returns the answer for the caller, or how the attempt failed
 */
export function judgeAnswer(
  answer: ReceivedAnswer,
  { now }: { readonly now: number },
): AttemptResult {
  const { status, request, headers, sentRequestId: requestId } = answer;
  const { method, shownUrl: url } = request;
  const isSuccess = status >= 200 && status < 300;
  const parsed = parse(answer);
  const fault = isSuccess ? faultOfSuccess(answer, parsed) : faultOfRefusal(answer, parsed);
  if (fault !== undefined) {
    return {
      type: "failed",
      outcome: { type: "no_answer", reason: "bad_answer", mayHaveArrived: true, isPassing: fault.isPassing },
      toError: (outcomeUnknown) =>
        new RequestFailure(fault.failure, { method, url, requestId, outcomeUnknown }),
    };
  }
  const { json } = parsed;
  if (isSuccess) {
    return { type: "done", answer: { status, headers, bytes: answer.bytes, json, url: answer.url } };
  }
  const body = json === undefined ? parsed.text : json;
  const said = messageOf(body, headers);
  const { isCreation } = request.kind;
  return {
    type: "failed",
    outcome: {
      type: "answer",
      status,
      announcedMs: status === 429 || status === 503 ? announcedWait(headers, now) : undefined,
      limit: status === 429 ? limitKindOf({ headers, said, isCreation }) : undefined,
      // Nothing was created (lib/hub/README.md#retries).
      isPassingConflict: status === 409 && /conflicting operation/i.test(said),
    },
    toError: (outcomeUnknown) =>
      new HubAnswerError({
        status,
        headers,
        body,
        method,
        url,
        requestId,
        isCreation,
        isStorage: !request.isToHub,
        outcomeUnknown,
        now,
      }),
  };
}

interface AnswerFault {
  readonly failure: Failure;
  readonly isPassing: boolean;
}

function faultOfSuccess(answer: ReceivedAnswer, { text, json }: Parsed): AnswerFault | undefined {
  const { request } = answer;
  if (request.kind.isFile || request.method === "HEAD") return undefined;
  if (isWebPage(text, answer.headers)) return foreignPage(answer, "a web page came instead of data");
  if (request.kind.answer !== "json" || json !== undefined) return undefined;
  const begin = text.trim();
  if (begin === "") return malformed(answer, "it is empty");
  const looksLikeJson = begin.startsWith("{") || begin.startsWith("[");
  return malformed(answer, looksLikeJson ? "it is cut off or broken JSON" : "it is not JSON");
}

function faultOfRefusal(answer: ReceivedAnswer, { text }: Parsed): AnswerFault | undefined {
  const { status, headers, request } = answer;
  if (status === NETWORK_AUTHENTICATION_REQUIRED) {
    return foreignPage(answer, "the network wants you to sign in (511)");
  }
  if (!request.isToHub || status >= 500 || OF_GATEWAYS.has(status)) return undefined;
  if (!isWebPage(text, headers)) return undefined;
  // A proxy that blocks a site answers 403 with a page, which says nothing about the token.
  if (MARKS_OF_THE_HUB.some((name) => headers.has(name))) return undefined;
  return foreignPage(answer, `a web page with status ${status} came`);
}

function foreignPage(answer: ReceivedAnswer, sign: string): AnswerFault {
  return { failure: hubFailure("not_the_hub", { host: answer.url.host, sign }), isPassing: false };
}

function malformed(answer: ReceivedAnswer, fault: string): AnswerFault {
  const details = {
    host: answer.url.host,
    request: `${answer.request.method} ${answer.url.pathname}`,
    fault,
  };
  return { failure: hubFailure("malformed_answer", details), isPassing: true };
}

interface Parsed {
  /** The body; empty if it is that of a file. */
  readonly text: string;
  /** `undefined` if it is not JSON. */
  readonly json: unknown;
}

function parse({ request, status, bytes }: ReceivedAnswer): Parsed {
  const text = request.kind.isFile && status < 300 ? "" : new TextDecoder().decode(bytes);
  if (text === "") return { text, json: undefined };
  try {
    return { text, json: JSON.parse(text) };
  } catch {
    return { text, json: undefined };
  }
}

/** The reason that an attempt is aborted with when its time is up. */
export class TimeUp extends Error {
  override readonly name = "TimeUp";
  readonly limitMs: number;

  constructor(limitMs: number) {
    super(`Time limit of ${limitMs} ms reached`);
    this.limitMs = limitMs;
  }
}

/** The answer is larger than what is read. */
export class AnswerTooLarge extends Error {
  override readonly name = "AnswerTooLarge";
}

/** What is known about an attempt that ended without an answer of the Hub. */
export interface FailedExchange {
  readonly request: PreparedRequest;
  /** Where it was at that moment, after redirects. */
  readonly url: URL;
  /** Whether the head of the answer had arrived. */
  readonly duringBody: boolean;
  readonly sentRequestId: string | undefined;
  readonly maxAnswerBytes: number;
  readonly proxy: Proxy | undefined;
  /** The variables that name certificates. */
  readonly certificateVariables: readonly string[];
}

/**
 * Judges what was thrown instead of an answer.
 *
 * @param error of the time limit, of a refused redirect, of `fetch` or of reading the body
 * @param exchange what is known about the attempt
 * @returns whether another attempt has a chance, and the failure
 */
export function judgeError(error: unknown, exchange: FailedExchange): AttemptResult & { type: "failed" } {
  const { request, sentRequestId: requestId } = exchange;
  const { failure, ...outcome } = endOf(error, exchange);
  const failed = { method: request.method, url: request.shownUrl, requestId, cause: error };
  return {
    type: "failed",
    outcome: { type: "no_answer", ...outcome },
    toError: (outcomeUnknown) => new RequestFailure(failure, { ...failed, outcomeUnknown }),
  };
}

type End = Omit<Outcome & { type: "no_answer" }, "type"> & { readonly failure: Failure };

function endOf(error: unknown, exchange: FailedExchange): End {
  const { request: { method }, url, proxy } = exchange;
  const { host } = url;
  const request = `${method} ${url.pathname}`;
  if (error instanceof TimeUp) {
    // Whole seconds, as --timeout is given; a fraction only below one.
    const seconds = error.limitMs < 1000 ? error.limitMs / 1000 : Math.round(error.limitMs / 1000);
    const failure = hubFailure("request_timeout", { host, seconds });
    return { reason: "timeout", mayHaveArrived: true, isPassing: true, failure };
  }
  const refused = { reason: "bad_answer", mayHaveArrived: true, isPassing: false } as const;
  if (error instanceof RedirectRefused) {
    const { reason } = error;
    const failure = reason === "elsewhere"
      ? hubFailure("redirect_refused", { host, target: cleanLine(error.target, { maxLength: 120 }) })
      : hubFailure("redirect_useless", { host, request, reason });
    return { ...refused, failure };
  }
  if (error instanceof AnswerTooLarge) {
    const megabytes = Math.ceil(exchange.maxAnswerBytes / 1_000_000);
    return { ...refused, failure: hubFailure("answer_too_large", { host, request, megabytes }) };
  }
  const { fault, mayHaveArrived, isPassing, reason } = classifyNetworkError(error, {
    duringBody: exchange.duringBody,
    throughProxy: proxy !== undefined,
  });
  const failure = failureOfFault(fault, {
    host: hostOfRefusedPermission(error) ?? host,
    proxy: proxy === undefined ? "from the environment" : shownProxy(proxy),
    reason: cleanLine(reason),
    request,
    sources: exchange.certificateVariables,
  });
  return { reason: "connection", mayHaveArrived, isPassing, failure };
}

interface FaultFacts {
  readonly host: string;
  readonly proxy: string;
  readonly reason: string;
  readonly request: string;
  readonly sources: readonly string[];
}

function failureOfFault(fault: NetworkFault, facts: FaultFacts): Failure {
  const { host, proxy, reason, request, sources } = facts;
  switch (fault) {
    case "system_timeout":
      return hubFailure("request_timeout", { host, seconds: undefined });
    case "tls_failed":
    case "network_failed":
      return hubFailure(fault, { host, reason });
    case "tls_unknown_issuer":
      return hubFailure(fault, { host, sources });
    case "certificate_store_unknown":
      return hubFailure(fault, { reason });
    case "certificates_unreadable":
      return hubFailure(fault, { variables: sources.join(" or ") || "DENO_CERT or SSL_CERT_FILE", reason });
    case "proxy_authentication_required":
    case "proxy_unreachable":
      return hubFailure(fault, { proxy });
    case "proxy_refused":
      return hubFailure(fault, { proxy, host });
    case "malformed_answer":
      return hubFailure(fault, { host, request, fault: reason });
    default:
      return hubFailure(fault, { host });
  }
}
