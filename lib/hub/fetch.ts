import { cleanLine } from "../ports/text.ts";
import { attemptRequest, type HubFetchOptions, type ObservedRequest } from "./attempt.ts";
import { hubFailure } from "./failures.ts";
import { prepareRequest } from "./request.ts";
import { decideRetry } from "./retry.ts";
import type { HubAnswer } from "./judge.ts";

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
