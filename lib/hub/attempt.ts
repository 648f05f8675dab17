import { bodySource, readAtMost } from "../ports/read_at_most.ts";
import {
  AnswerTooLarge,
  type AttemptResult,
  judgeAnswer,
  judgeError,
  type ReceivedAnswer,
  TimeUp,
} from "./judge.ts";
import { decideRedirect, type PreparedRequest, RedirectRefused } from "./request.ts";
import { requestIdOf } from "./request_failure.ts";
import type { Clock } from "../ports/clock.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Proxy } from "./proxy.ts";
import type { RetryReason } from "./retry.ts";

/** One request, as it can be shown: without the query of presigned URLs. */
export interface ObservedRequest {
  readonly method: string;
  readonly url: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** Who watches the network: the terminal with `--verbose`, a countdown, or a test. */
export interface NetworkObserver {
  onRequest?(request: ObservedRequest): void;
  onAnswer?(
    request: ObservedRequest,
    answer: {
      readonly status: number;
      readonly milliseconds: number;
      readonly requestId: string | undefined;
    },
  ): void;
  /** No usable answer came; `code` is that of the failure. */
  onFailure?(
    request: ObservedRequest,
    failed: { readonly code: string; readonly milliseconds: number },
  ): void;
  /** Another attempt follows after a wait. */
  onRetry?(
    request: ObservedRequest,
    retry: {
      readonly reason: RetryReason;
      /** The error that would have been thrown. */
      readonly error: Error;
      readonly waitMs: number;
      /** Whether the Hub asked for this wait. */
      readonly announced: boolean;
    },
  ): void;
  /** At the start of a wait and each second of it; 0 when it is over. */
  onWaiting?(remainingMs: number): void;
  /** `X-HF-Warning`: a notice of the Hub, clean and in one line, each topic once. */
  onNotice?(topic: string, message: string): void;
}

/** What the one fetch is made of. */
export interface HubFetchOptions {
  /** The runtime's own. */
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly endpoint: Endpoint;
  /** Sent to the endpoint's origin with every request, and to no other host. */
  readonly token?: string | undefined;
  /** `hf-dataset-setup/VERSION`. */
  readonly userAgent: string;
  /** Until the head of an answer, and once more for its body. */
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** For one call with all its attempts and waits; ten minutes if left out, twice the Hub's window. */
  readonly deadlineMs?: number;
  /** Ctrl-C. */
  readonly signal?: AbortSignal | undefined;
  readonly observer?: NetworkObserver;
  /** The variable that forbids contacting the Hub, if it is set; see `offlineVariable`. */
  readonly offline?: string | undefined;
  /** The proxy in use for a URL; see `proxyFor`. */
  readonly proxyFor?: (url: URL) => Proxy | undefined;
  /** The variables that name certificates; see `prepareNetwork`. */
  readonly certificateVariables?: readonly string[];
  /** 32 MB if left out. */
  readonly maxAnswerBytes?: number;
  readonly newRequestId?: () => string;
}

/** 32 MB: far more than any answer of the routes in use. */
const MAX_ANSWER_BYTES = 32_000_000;
const MOST_REDIRECTS = 5;
/** The slowest upload that is waited for, in bytes per millisecond. */
const SLOWEST_UPLOAD = 64;

/**
 * Sends a request once, follows the redirects that are allowed, reads the whole answer and judges it.
 *
 * @param request the prepared request
 * @param options those of the one fetch; `timeoutMs` counts once until the head of the answer and once for its body
 * @returns the answer, or how the attempt failed
 * @throws the reason of the signal that canceled it
 */
export async function attemptRequest(
  request: PreparedRequest,
  options: HubFetchOptions & { readonly attempt: number },
): Promise<AttemptResult> {
  const { clock, observer = {}, attempt } = options;
  const observed: ObservedRequest = { method: request.method, url: request.shownUrl, attempt };
  const newRequestId = options.newRequestId ?? (() => crypto.randomUUID());
  const sentRequestId = request.isToHub ? newRequestId() : undefined;
  const maxAnswerBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
  using limit = new TimeLimit(options, request.signal);
  const started = clock.now();
  const exchange: Exchange = {
    request,
    limit,
    sentRequestId,
    maxAnswerBytes,
    hasHead: false,
    url: request.url,
  };
  observer.onRequest?.(observed);
  try {
    const answer = await exchangeOnce(exchange, options);
    observer.onAnswer?.(observed, {
      status: answer.status,
      milliseconds: clock.now() - started,
      requestId: requestIdOf(answer.headers),
    });
    return judgeAnswer(answer, { now: clock.now() });
  } catch (error) {
    const { aborted, reason } = limit.signal;
    if (aborted && !(reason instanceof TimeUp)) throw reason;
    const failed = judgeError(aborted ? reason : error, {
      request,
      url: exchange.url,
      duringBody: exchange.hasHead,
      sentRequestId,
      maxAnswerBytes,
      proxy: options.proxyFor?.(exchange.url),
      certificateVariables: options.certificateVariables ?? [],
    });
    observer.onFailure?.(observed, { code: failed.toError(false).code, milliseconds: clock.now() - started });
    return failed;
  }
}

interface Exchange {
  readonly request: PreparedRequest;
  readonly limit: TimeLimit;
  readonly sentRequestId: string | undefined;
  readonly maxAnswerBytes: number;
  hasHead: boolean;
  /** Where the exchange is at present, after redirects. */
  url: URL;
}

async function exchangeOnce(exchange: Exchange, options: HubFetchOptions): Promise<ReceivedAnswer> {
  const { request, limit, sentRequestId, maxAnswerBytes } = exchange;
  const { endpoint, timeoutMs } = options;
  const { method, kind, body } = request;
  const headers = new Headers(request.headers);
  if (sentRequestId !== undefined) headers.set("x-amzn-trace-id", sentRequestId);
  for (let redirects = 0;; redirects++) {
    const { url } = exchange;
    limit.start(timeoutMs + Math.ceil((body?.size ?? 0) / SLOWEST_UPLOAD));
    const response = await options.fetch(url.href, {
      method,
      headers,
      redirect: "manual",
      signal: limit.signal,
      ...(body === undefined ? {} : { body }),
    });
    const decision = decideRedirect(response, { method, kind, url, endpoint });
    if (decision.action === "none") {
      exchange.hasHead = true;
      limit.start(timeoutMs);
      const bytes = await readBody(response, maxAnswerBytes);
      return { request, status: response.status, headers: response.headers, bytes, url, sentRequestId };
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

// The limit is on what comes out after decompression, so that a small answer cannot unfold without end.
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const { body, headers } = response;
  if (body === null) return new Uint8Array();
  // The runtime reads a body of known length without a stream, whose code takes 4 ms of processor time to load and run.
  const isPlain = headers.has("content-length") && !headers.has("content-encoding");
  if (isPlain && Number(headers.get("content-length")) <= maxBytes) return await response.bytes();
  await using source = bodySource(body);
  const bytes = await readAtMost(source, maxBytes);
  if (bytes === undefined) throw new AnswerTooLarge(`More than ${maxBytes} bytes`);
  return bytes;
}

/** Why a timer ends early; without a reason of its own, the runtime makes an error with a stack each time. */
const NO_LONGER_TIMED = "no longer timed";

/** A signal for one attempt: it aborts when time is up, on Ctrl-C, and when the caller cancels. */
class TimeLimit implements Disposable {
  readonly #clock: HubFetchOptions["clock"];
  readonly #controller = new AbortController();
  readonly #followed: readonly AbortSignal[];
  #timer: AbortController | undefined;

  // By hand: `AbortSignal.any` would keep something of every attempt at the signal of the whole run.
  constructor({ clock, signal }: HubFetchOptions, ofCaller: AbortSignal | undefined) {
    this.#clock = clock;
    this.#followed = [signal, ofCaller].filter((followed) => followed !== undefined);
    for (const followed of this.#followed) {
      if (followed.aborted) this.#controller.abort(followed.reason);
      else followed.addEventListener("abort", this.#follow, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts the time for the next phase; what was left of the one before no longer counts. */
  start(limitMs: number): void {
    this.#timer?.abort(NO_LONGER_TIMED);
    const timer = new AbortController();
    this.#timer = timer;
    this.#clock.sleep(limitMs, timer.signal).then(
      () => this.#controller.abort(new TimeUp(limitMs)),
      () => {},
    );
  }

  /** Stops the time; the signal aborts no more. */
  [Symbol.dispose](): void {
    this.#timer?.abort(NO_LONGER_TIMED);
    for (const followed of this.#followed) followed.removeEventListener("abort", this.#follow);
  }

  readonly #follow = (event: Event): void => {
    const { target } = event;
    if (target instanceof AbortSignal) this.#controller.abort(target.reason);
  };
}
