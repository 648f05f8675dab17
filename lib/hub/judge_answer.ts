import type { Failure } from "../cli/failure.ts";
import { hubFailure } from "./failures.ts";
import { HubAnswerError, isWebPage, messageOf } from "./answer.ts";
import type { AttemptOptions, AttemptResult } from "./attempt.ts";
import { NetworkFailure } from "./network_failure.ts";
import { leadLinkToEndpoint } from "./paging_link.ts";
import type { PreparedRequest } from "./prepared_request.ts";
import { announcedWait, limitKindOf } from "./rate_limit.ts";

/** An answer that has arrived as a whole. */
export interface ReceivedAnswer {
  readonly request: PreparedRequest;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where it came from, after redirects. */
  readonly url: URL;
  readonly sentRequestId: string | undefined;
}

/** What the judgement depends on besides the answer. */
export interface JudgeOptions extends Pick<AttemptOptions, "endpoint"> {
  readonly now: number;
}

/** Statuses of those who stand between: a page with one of these is an outage notice, not somebody else's answer. */
const OF_GATEWAYS: ReadonlySet<number> = new Set([407, 408, 429]);
const NETWORK_AUTHENTICATION_REQUIRED = 511;
/** Successes that a `Response` may be made of only without a body. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205]);
const MARKS_OF_THE_HUB = ["x-error-code", "x-error-message", "x-request-id", "ratelimit"];

/**
 * Tells an answer of the Hub from what only looks like one.
 *
 * @param answer a whole answer
 * @param options the endpoint and the present time
 * @returns the answer for the caller, or how the attempt failed
 */
export function judgeAnswer(answer: ReceivedAnswer, options: JudgeOptions): AttemptResult {
  const { status, request } = answer;
  const isSuccess = status >= 200 && status < 300;
  const fault = isSuccess ? faultOfSuccess(answer) : faultOfRefusal(answer);
  if (fault !== undefined) return badAnswer(fault, answer);
  if (isSuccess) return { type: "done", response: toResponse(answer, options) };
  const body = bodyOf(answer);
  const { headers } = answer;
  const said = messageOf(body, headers);
  const { isCreation } = request.kind;
  return {
    type: "failed",
    outcome: {
      type: "answer",
      status,
      announcedMs: status === 429 || status === 503 ? announcedWait(headers, options.now) : undefined,
      limit: status === 429 ? limitKindOf({ headers, said, isCreation }) : undefined,
      // hub-api 3.2: this 409 means that nothing was created
      isPassingConflict: status === 409 && /conflicting operation/i.test(said),
    },
    toError: (outcomeUnknown) =>
      new HubAnswerError({
        status,
        headers,
        body,
        method: request.method,
        url: request.shownUrl,
        isCreation,
        isStorage: !request.isToHub,
        outcomeUnknown,
        ...(answer.sentRequestId === undefined ? {} : { sentRequestId: answer.sentRequestId }),
      }),
  };
}

interface AnswerFault {
  readonly said: Failure;
  readonly isPassing: boolean;
}

function faultOfSuccess(answer: ReceivedAnswer): AnswerFault | undefined {
  const { request, bytes } = answer;
  if (request.kind.isFile || request.method === "HEAD") return undefined;
  if (isWebPage(textOf(bytes.subarray(0, 500)), answer.headers)) {
    return foreignPage(answer, "a web page came instead of data");
  }
  if (request.kind.answer !== "json") return undefined;
  const text = textOf(bytes).trim();
  if (text === "") return malformed(answer, "it is empty");
  if (isJson(text)) return undefined;
  const looksLikeJson = text.startsWith("{") || text.startsWith("[");
  return malformed(answer, looksLikeJson ? "it is cut off or broken JSON" : "it is not JSON");
}

function faultOfRefusal(answer: ReceivedAnswer): AnswerFault | undefined {
  const { status, headers, request } = answer;
  if (status === NETWORK_AUTHENTICATION_REQUIRED) {
    return foreignPage(answer, "the network wants you to sign in (511)");
  }
  if (!request.isToHub || status >= 500 || OF_GATEWAYS.has(status)) return undefined;
  if (!isWebPage(textOf(answer.bytes.subarray(0, 500)), headers)) return undefined;
  // A proxy that blocks a site says so with a 403 and a page; that is no verdict on the token.
  if (MARKS_OF_THE_HUB.some((name) => headers.has(name))) return undefined;
  return foreignPage(answer, `a web page with status ${status} came`);
}

function foreignPage(answer: ReceivedAnswer, sign: string): AnswerFault {
  return { said: hubFailure("not_the_hub", { host: answer.url.host, sign }), isPassing: false };
}

function malformed(answer: ReceivedAnswer, fault: string): AnswerFault {
  const request = `${answer.request.method} ${answer.url.pathname}`;
  return { said: hubFailure("malformed_answer", { host: answer.url.host, request, fault }), isPassing: true };
}

function badAnswer(fault: AnswerFault, answer: ReceivedAnswer): AttemptResult {
  const { request } = answer;
  return {
    type: "failed",
    outcome: { type: "no_answer", reason: "bad_answer", mayHaveArrived: true, isPassing: fault.isPassing },
    toError: (outcomeUnknown) =>
      new NetworkFailure(fault.said, {
        method: request.method,
        url: request.shownUrl,
        requestId: answer.sentRequestId,
        outcomeUnknown,
      }),
  };
}

function toResponse(answer: ReceivedAnswer, options: JudgeOptions): Response {
  const headers = new Headers(answer.headers);
  // They describe the body as it travelled.
  headers.delete("content-encoding");
  headers.delete("content-length");
  const link = headers.get("link");
  if (link !== null) headers.set("link", leadLinkToEndpoint(link, options.endpoint));
  const body = WITHOUT_BODY.has(answer.status) ? null : answer.bytes;
  const response = new Response(body, { status: answer.status, headers });
  // @huggingface/hub reads it; a response made by hand has none.
  Object.defineProperty(response, "url", { value: answer.url.href });
  return response;
}

function bodyOf(answer: ReceivedAnswer): unknown {
  const text = textOf(answer.bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
