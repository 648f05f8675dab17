import type { Failure } from "../cli/failure.ts";
import { cleanLine } from "../ports/text.ts";
import { answerFailure } from "./answer_failures.ts";
import { classifyNetworkError, connectionFailure } from "./connection_failures.ts";
import { HubAnswerError, hubFailure, RequestFailure, requestIdOf } from "./failures.ts";
import { proxyFor, shownProxy } from "./network.ts";
import { type Exchange, GivenUp, isWebPage, type ReceivedAnswer } from "./request.ts";
import {
  announcedWait,
  decideRetry,
  isQuotaUsedUp,
  type Outcome,
  outcomeOfStatus,
  type RetryState,
} from "./retry.ts";
import type { ReadVariable } from "./variables.ts";

/** How an attempt without a usable answer ended. */
export interface FailedAttempt {
  /** The code of the failure. */
  readonly code: string;
  /** Whether there is another attempt; throws the failure if this was the last attempt. */
  repeat(state: RetryState): Repeat;
}

/** Another attempt, after a wait. */
export interface Repeat {
  readonly waitMs: number;
  /** Whether the Hub asked for this wait. */
  readonly announced: boolean;
  /** What would have been thrown. */
  readonly failure: Failure;
}

function failedAttempt(
  failure: Failure,
  outcome: Outcome,
  toError: (outcomeUnknown: boolean) => RequestFailure,
): FailedAttempt {
  return {
    code: failure.code,
    repeat(state) {
      const decision = decideRetry(outcome, state);
      if ("outcomeUnknown" in decision) throw toError(decision.outcomeUnknown);
      return { ...decision, failure };
    },
  };
}

/** Statuses of gateways: a page with one of these is an outage notice, not an answer from elsewhere. */
const OF_GATEWAYS: ReadonlySet<number> = new Set([407, 408, 429]);
const NETWORK_AUTHENTICATION_REQUIRED = 511;
const MARKS_OF_THE_HUB = ["x-error-code", "x-error-message", "x-request-id", "ratelimit"];

/** Judges an answer that is not 2xx, or not what was asked for: the Hub's own, or one that only looks like it. */
export function judgeAnswer(answer: ReceivedAnswer, now: number): FailedAttempt {
  const { status, request, headers, text, json } = answer;
  const unusable = failureOfUnusable(answer);
  if (unusable !== undefined) {
    const outcome = { mayHaveArrived: true, isPassing: unusable.code === "malformed_answer" };
    return failedAttempt(unusable, outcome, (unknown) => new RequestFailure(unusable, unknown));
  }
  const body = json === undefined ? text : json;
  const said = messageOf(body, headers);
  const announcedMs = status === 429 || status === 503 ? announcedWait(headers, now) : undefined;
  const outcome = outcomeOfStatus(status, announcedMs, {
    isQuota: status === 429 && isQuotaUsedUp({ headers, said, isCreation: request.kind.isCreation }),
    isPassingConflict: status === 409 && /conflicting operation/i.test(said),
  });
  const failure = failureOfStatus(answer, said, outcome);
  const errorCode = cleanLine(headers.get("x-error-code") ?? "") || undefined;
  return failedAttempt(
    failure,
    outcome,
    (unknown) => new HubAnswerError(failure, unknown, status, errorCode, said, body),
  );
}

/** What is neither the Hub's refusal nor what was asked for. */
function failureOfUnusable(answer: ReceivedAnswer): Failure | undefined {
  const { status, headers, text, url: { host, pathname }, request: { method, isToHub } } = answer;
  const foreign = (sign: string) => answerFailure("not_the_hub", { host, sign });
  const isPage = isWebPage(text, headers);
  if (status >= 200 && status < 300) {
    if (isPage) return foreign("it sent a web page instead of data");
    const begin = text.trim();
    const fault = begin === ""
      ? "it is empty"
      : /^[{[]/.test(begin)
      ? "it is cut off or broken JSON"
      : "it is not JSON";
    return hubFailure("malformed_answer", { host, request: `${method} ${pathname}`, fault });
  }
  if (status === NETWORK_AUTHENTICATION_REQUIRED) return foreign("the network requires you to sign in (511)");
  if (!isPage || !isToHub || status >= 500 || OF_GATEWAYS.has(status)) return undefined;
  // A proxy that blocks a site answers 403 with a page, which says nothing about the token.
  const isOfHub = MARKS_OF_THE_HUB.some((name) => headers.has(name));
  return isOfHub ? undefined : foreign(`it sent a web page with status ${status}`);
}

function failureOfStatus(answer: ReceivedAnswer, said: string, { announcedMs, isPassing }: Outcome): Failure {
  const { status, headers, sentRequestId, request: { method, url, isToHub, endpoint } } = answer;
  const { host, pathname } = url;
  const request = `${method} ${pathname}`;
  const requestId = requestIdOf(headers) ?? sentRequestId;
  const details = { host, status, said, requestId, request, endpoint: endpoint.url };
  if (status === 429 && !isPassing) return answerFailure("quota_used_up", details);
  if (status === 429) {
    const waitSeconds = announcedMs === undefined ? undefined : Math.ceil(announcedMs / 1000);
    return answerFailure("rate_limited", { host, said, waitSeconds });
  }
  if (status === 407) {
    return connectionFailure("proxy_authentication_required", { host, proxy: `in front of "${host}"` });
  }
  if (status === 408 || status >= 500) return answerFailure("hub_unavailable", details);
  // Every Hub has this path: without it the server is none, or the path in --endpoint is wrong.
  if (status === 404 && request.endsWith("/api/whoami-v2")) {
    return answerFailure("not_the_hub", { host, sign: "it does not know /api/whoami-v2 (404)" });
  }
  const code = CODES.find(([each]) => each === status)?.[1] ?? "unexpected_answer";
  return answerFailure(isToHub ? code : "upload_rejected", details);
}

const CODES = [
  [400, "request_rejected"],
  [401, "unauthorized"],
  [402, "payment_required"],
  [403, "forbidden"],
  [404, "not_found"],
  [409, "conflict"],
  [413, "content_too_large"],
  [422, "request_rejected"],
] as const;

/** The Hub's message in the shapes that it uses, as one clean line, empty if there is none (lib/hub/README.md#errors). */
export function messageOf(body: unknown, headers: Headers): string {
  const said = typeof body !== "string" ? messagesIn(body).join("; ") : isWebPage(body, headers) ? "" : body;
  return cleanLine(said) || cleanLine(headers.get("x-error-message") ?? "");
}

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
  const hasMessage = typeof value === "object" && value !== null && "message" in value;
  return hasMessage ? messageTexts(value.message, depth - 1) : [];
}

/** Judges what was thrown instead of an answer: by `fetch`, by reading the body, or {@linkcode GivenUp}. */
export function judgeError(
  error: unknown,
  { request: { method }, url, hasHead }: Exchange,
  readVariable: ReadVariable | undefined,
): FailedAttempt {
  const { host, pathname } = url;
  const request = `${method} ${pathname}`;
  const end = (failure: Failure, outcome: Outcome) =>
    failedAttempt(failure, outcome, (unknown) => new RequestFailure(failure, unknown, { cause: error }));
  if (error instanceof GivenUp) {
    const outcome = { mayHaveArrived: true, isPassing: "limitMs" in error.why };
    const failure = failureOf(error.why, { host, request });
    // It is all that there is to say: a cause would repeat it.
    return failedAttempt(failure, outcome, (unknown) => new RequestFailure(failure, unknown));
  }
  const proxy = readVariable && proxyFor(url, readVariable);
  const found = classifyNetworkError(error, { duringBody: hasHead, throughProxy: proxy !== undefined });
  const reason = cleanLine(found.reason);
  if (found.fault === "malformed_answer") {
    return end(hubFailure("malformed_answer", { host, request, fault: reason }), found);
  }
  const facts = { host: found.refusedHost ?? host, reason, proxy: proxy && shownProxy(proxy) };
  return end(connectionFailure(found.fault, facts), found);
}

function failureOf(why: GivenUp["why"], at: { readonly host: string; readonly request: string }): Failure {
  if ("limitMs" in why) {
    // Whole seconds, as --timeout is given; a fraction only below one.
    const seconds = why.limitMs < 1000 ? why.limitMs / 1000 : Math.round(why.limitMs / 1000);
    return connectionFailure("request_timeout", { ...at, seconds });
  }
  if ("maxBytes" in why) {
    return answerFailure("answer_too_large", { ...at, megabytes: Math.ceil(why.maxBytes / 1_000_000) });
  }
  const { refused, target } = why;
  return refused === "elsewhere"
    ? answerFailure("redirect_refused", { ...at, target: cleanLine(target, { maxLength: 120 }) })
    : answerFailure("redirect_useless", { ...at, reason: refused });
}
