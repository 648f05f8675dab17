import { hubFailure } from "./failures.ts";
import type { Clock } from "../ports/clock.ts";
import { type AttemptOptions, attemptRequest } from "./attempt.ts";
import { cleanLine } from "../terminal/clean_text.ts";
import type { Endpoint } from "./endpoint.ts";
import type { NetworkObserver, ObservedRequest } from "./observer.ts";
import { prepareRequest } from "./prepared_request.ts";
import { decideRetry } from "./retry.ts";

/** What the one fetch is made of. */
export interface HubFetchOptions {
  /** The runtime's own. */
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly endpoint: Endpoint;
  /** Sent to the endpoint's origin with every request, and to nobody else. */
  readonly token?: string | undefined;
  /** `hf-dataset-setup/VERSION` and what goes with it. */
  readonly userAgent: string;
  /** Until the head of an answer, and once more for its body. */
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** For one call with all its attempts and waits; ten minutes when left out, twice the Hub's window. */
  readonly deadlineMs?: number;
  /** Ctrl-C. */
  readonly signal?: AbortSignal | undefined;
  readonly observer?: NetworkObserver;
  /** The variable that forbids contacting the Hub, when it is set; see `offlineVariable`. */
  readonly offline?: string | undefined;
  /** The proxy in use for an address; see `proxyFor`. */
  readonly proxyFor?: (url: URL) => string | undefined;
  /** The variables that name certificates; see `decideTlsTrust`. */
  readonly trustSources?: readonly string[];
  /** 32 MB when left out: far more than any answer of the routes in use. */
  readonly maxAnswerBytes?: number;
  readonly newRequestId?: () => string;
}

const DEFAULT_DEADLINE_MS = 600_000;
const DEFAULT_MAX_ANSWER_BYTES = 32_000_000;
const COUNTDOWN_STEP_MS = 1000;

/**
 * Makes the one fetch that everything goes through.
 *
 * It limits time and size, repeats what may be repeated (`decideRetry`), keeps the token at the endpoint's origin, and hands
 * back only whole answers: a 2xx with JSON where JSON belongs. Everything else is thrown: `HubAnswerError` for an answer of
 * the Hub that is not 2xx, `NetworkFailure` where no answer of the Hub came; both tell with `outcomeUnknown` whether the
 * request may have taken effect. When the signal aborts, its reason is thrown.
 *
 * @param options ports, limits, endpoint and token
 * @returns a function to be used in place of `fetch`
 */
export function createHubFetch(options: HubFetchOptions): typeof fetch {
  const { clock, endpoint, signal, observer = {} } = options;
  const seenTopics = new Set<string>();
  const attemptOptions: AttemptOptions = {
    fetch: options.fetch,
    clock,
    endpoint,
    observer,
    signal,
    maxAnswerBytes: options.maxAnswerBytes ?? DEFAULT_MAX_ANSWER_BYTES,
    proxyFor: options.proxyFor ?? noProxy,
    trustSources: options.trustSources ?? [],
    newRequestId: options.newRequestId ?? randomRequestId,
  };

  async function hubFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    signal?.throwIfAborted();
    if (options.offline !== undefined) throw hubFailure("offline", { variable: options.offline });
    const request = await prepareRequest({ input, init }, options);
    request.signal?.throwIfAborted();
    const deadline = clock.now() + (options.deadlineMs ?? DEFAULT_DEADLINE_MS);
    for (let attempt = 1;; attempt++) {
      const timeoutMs = Math.max(1, Math.min(options.timeoutMs, deadline - clock.now()));
      const result = await attemptRequest(request, { ...attemptOptions, attempt, timeoutMs });
      if (result.type === "done") {
        announceNotice(result.response.headers, { seenTopics, observer });
        return result.response;
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
      await countDown(waitMs, { clock, observer, signals: [signal, request.signal] });
    }
  }
  return hubFetch;
}

interface CountdownOptions {
  readonly clock: Clock;
  readonly observer: NetworkObserver;
  readonly signals: readonly (AbortSignal | undefined)[];
}

async function countDown(waitMs: number, options: CountdownOptions): Promise<void> {
  const { clock, observer } = options;
  const given = options.signals.filter((signal) => signal !== undefined);
  const signal = given.length > 1 ? AbortSignal.any(given) : given[0];
  for (let remaining = waitMs; remaining > 0; remaining -= COUNTDOWN_STEP_MS) {
    observer.onWaiting?.(remaining);
    await clock.sleep(Math.min(COUNTDOWN_STEP_MS, remaining), signal);
  }
  observer.onWaiting?.(0);
}

interface NoticeOptions {
  readonly seenTopics: Set<string>;
  readonly observer: NetworkObserver;
}

// `X-HF-Warning: topic; message` (hub-api 2.1)
function announceNotice(headers: Headers, { seenTopics, observer }: NoticeOptions): void {
  const value = cleanLine(headers.get("x-hf-warning") ?? "");
  if (value === "") return;
  const [topic = "", ...rest] = value.split(";");
  if (seenTopics.has(topic)) return;
  seenTopics.add(topic);
  observer.onNotice?.(topic.trim(), rest.join(";").trim() || topic.trim());
}

function noProxy(): undefined {
  return undefined;
}

function randomRequestId(): string {
  return crypto.randomUUID();
}
