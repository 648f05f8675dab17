import { cleanLine } from "../ports/clean_text.ts";
import type { Clock } from "../ports/clock.ts";
import { attemptRequest } from "./attempt.ts";
import type { Endpoint } from "./endpoint.ts";
import { hubFailure } from "./failures.ts";
import type { Proxy } from "./proxy.ts";
import { prepareRequest } from "./request.ts";
import { decideRetry, type RetryReason } from "./retry.ts";

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

/** Sends one request, with its repeats; the arguments are those of `fetch`. */
export type SendRequest = (input: RequestInfo | URL, init?: RequestInit) => Promise<HubAnswer>;

const DEADLINE_MS = 600_000;
const COUNTDOWN_STEP_MS = 1000;

/**
 * Makes the one function that every request goes through.
 *
 * It limits time and size, repeats what can be repeated (`decideRetry`), keeps the token at the endpoint's origin, and hands
 * back only complete answers: a 2xx with JSON where JSON belongs. Everything else is thrown: `HubAnswerError` for an answer
 * of the Hub that is not 2xx, `RequestFailure` if no answer of the Hub came. When the signal aborts, its reason is thrown.
 *
 * @param options ports, limits, endpoint and token
 */
export function createSender(options: HubFetchOptions): SendRequest {
  const { clock, signal, observer = {} } = options;
  const seenTopics = new Set<string>();

  async function send(input: RequestInfo | URL, init?: RequestInit): Promise<HubAnswer> {
    signal?.throwIfAborted();
    if (options.offline !== undefined) throw hubFailure("offline", { variable: options.offline });
    const request = await prepareRequest({ input, init }, options);
    request.signal?.throwIfAborted();
    const deadline = clock.now() + (options.deadlineMs ?? DEADLINE_MS);
    for (let attempt = 1;; attempt++) {
      const timeoutMs = Math.max(1, Math.min(options.timeoutMs, deadline - clock.now()));
      const result = await attemptRequest(request, { ...options, attempt, timeoutMs });
      if (result.type === "done") {
        showNotice(result.answer.headers);
        return result.answer;
      }
      const decision = decideRetry(result.outcome, {
        attempts: attempt,
        retries: options.retries,
        remainingMs: deadline - clock.now(),
        repetition: request.kind.repetition,
        random: clock.random(),
      });
      if (decision.action === "stop") throw result.toError(decision.outcomeUnknown);
      const { reason, waitMs, announced } = decision;
      const observed: ObservedRequest = { method: request.method, url: request.shownUrl, attempt };
      observer.onRetry?.(observed, { reason, waitMs, announced, error: result.toError(false) });
      await countDown(waitMs, request.signal);
    }
  }

  async function countDown(waitMs: number, ofCaller: AbortSignal | undefined): Promise<void> {
    const given = [signal, ofCaller].filter((each) => each !== undefined);
    const either = given.length > 1 ? AbortSignal.any(given) : given[0];
    for (let remaining = waitMs; remaining > 0; remaining -= COUNTDOWN_STEP_MS) {
      observer.onWaiting?.(remaining);
      await clock.sleep(Math.min(COUNTDOWN_STEP_MS, remaining), either);
    }
    observer.onWaiting?.(0);
  }

  // `X-HF-Warning: topic; message` (lib/hub/README.md#errors)
  function showNotice(headers: Headers): void {
    const value = cleanLine(headers.get("x-hf-warning") ?? "");
    if (value === "") return;
    const [topic = "", ...rest] = value.split(";");
    if (seenTopics.has(topic)) return;
    seenTopics.add(topic);
    observer.onNotice?.(topic.trim(), rest.join(";").trim() || topic.trim());
  }

  return send;
}

/** Successes that a `Response` can only have without a body. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205]);

/** The same as a function to use instead of `fetch`. */
export function asFetch(send: SendRequest): typeof fetch {
  return async (input, init) => {
    const { status, headers, bytes, url } = await send(input, init);
    const own = new Headers(headers);
    // They describe the body as it was transferred.
    own.delete("content-encoding");
    own.delete("content-length");
    const response = new Response(WITHOUT_BODY.has(status) ? null : bytes, { status, headers: own });
    // @huggingface/hub reads it; a constructed response has none.
    Object.defineProperty(response, "url", { value: url.href });
    return response;
  };
}
