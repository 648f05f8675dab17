import type { Clock } from "../ports/clock.ts";
import type { Endpoint } from "./endpoint.ts";
import { judgeAnswer, type ReceivedAnswer } from "./judge_answer.ts";
import { readFailure } from "./read_failure.ts";
import type { NetworkObserver, ObservedRequest } from "./observer.ts";
import type { PreparedRequest } from "./prepared_request.ts";
import { readBody } from "./read_body.ts";
import { decideRedirect, RedirectRefused } from "./redirect.ts";
import { requestIdOf } from "./answer.ts";
import type { Outcome } from "./retry.ts";
import { TimeLimit, TimeUp } from "./time_limit.ts";

/** What an attempt needs besides the request. */
export interface AttemptOptions {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly endpoint: Endpoint;
  readonly observer: NetworkObserver;
  readonly signal: AbortSignal | undefined;
  readonly maxAnswerBytes: number;
  /** The proxy in use for an address, as written in the environment. */
  readonly proxyFor: (url: URL) => string | undefined;
  /** The variables that name certificates. */
  readonly trustSources: readonly string[];
  readonly newRequestId: () => string;
}

/** How an attempt ended: with an answer to hand back, or with what decides about another one. */
export type AttemptResult = { readonly type: "done"; readonly response: Response } | FailedAttempt;

/** An attempt without an answer to hand back. */
export interface FailedAttempt<Thrown extends Error = Error> {
  readonly type: "failed";
  readonly outcome: Outcome;
  /** Builds the error to throw when this was the last attempt. */
  readonly toError: (outcomeUnknown: boolean) => Thrown;
}

const MOST_REDIRECTS = 5;
/** The slowest upload that is waited for, in bytes per millisecond. */
const SLOWEST_UPLOAD = 64;

/**
 * Sends a request once, follows what may be followed, reads the whole answer and judges it.
 *
 * @param request the prepared request
 * @param options ports and limits; `timeoutMs` counts once until the head of the answer and once for its body
 * @returns the answer, or how the attempt failed
 * @throws the reason of the signal that cancelled it
 */
export async function attemptRequest(
  request: PreparedRequest,
  options: AttemptOptions & { readonly attempt: number; readonly timeoutMs: number },
): Promise<AttemptResult> {
  const { clock, observer } = options;
  const observed: ObservedRequest = {
    method: request.method,
    url: request.shownUrl,
    attempt: options.attempt,
  };
  const sentRequestId = request.isToHub ? options.newRequestId() : undefined;
  using limit = new TimeLimit(clock, [options.signal, request.signal]);
  const started = clock.now();
  const exchange: Exchange = { request, options, limit, sentRequestId, hasHead: false, url: request.url };
  observer.onRequest?.(observed);
  try {
    const answer = await exchangeOnce(exchange);
    observer.onAnswer?.(observed, {
      status: answer.status,
      milliseconds: clock.now() - started,
      requestId: requestIdOf(answer.headers),
    });
    return judgeAnswer(answer, { ...options, now: clock.now() });
  } catch (error) {
    const { aborted, reason } = limit.signal;
    if (aborted && !(reason instanceof TimeUp)) throw reason;
    const failed = readFailure(aborted ? reason : error, {
      request,
      url: exchange.url,
      duringBody: exchange.hasHead,
      sentRequestId,
      maxAnswerBytes: options.maxAnswerBytes,
      proxy: options.proxyFor(exchange.url),
      trustSources: options.trustSources,
    });
    observer.onFailure?.(observed, { code: failed.toError(false).code, milliseconds: clock.now() - started });
    return failed;
  }
}

interface Exchange {
  readonly request: PreparedRequest;
  readonly options: AttemptOptions & { readonly timeoutMs: number };
  readonly limit: TimeLimit;
  readonly sentRequestId: string | undefined;
  hasHead: boolean;
  /** Where the exchange is at present, after redirects. */
  url: URL;
}

async function exchangeOnce(exchange: Exchange): Promise<ReceivedAnswer> {
  const { request, options, limit, sentRequestId } = exchange;
  const headers = new Headers(request.headers);
  if (sentRequestId !== undefined) headers.set("x-amzn-trace-id", sentRequestId);
  for (let redirects = 0;; redirects++) {
    limit.start(options.timeoutMs + Math.ceil((request.body?.size ?? 0) / SLOWEST_UPLOAD));
    const response = await options.fetch(exchange.url.href, {
      method: request.method,
      headers,
      redirect: "manual",
      signal: limit.signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const { method, kind } = request;
    const decision = decideRedirect(response, {
      method,
      kind,
      url: exchange.url,
      endpoint: options.endpoint,
    });
    if (decision.action === "none") {
      exchange.hasHead = true;
      limit.start(options.timeoutMs);
      const bytes = await readBody(response, options.maxAnswerBytes);
      return {
        request,
        status: response.status,
        headers: response.headers,
        bytes,
        url: exchange.url,
        sentRequestId,
      };
    }
    await response.body?.cancel();
    if (decision.action === "refuse") throw decision.refused;
    if (redirects === MOST_REDIRECTS) throw new RedirectRefused("endless", decision.url.host);
    exchange.url = decision.url;
    if (!decision.toHub) {
      for (const name of ["authorization", "cookie", "x-amzn-trace-id"]) headers.delete(name);
    }
  }
}
