/**
 * Whether a request can be sent again when its outcome is unknown.
 *
 * - `free`: sending it twice leaves the same state as sending it once.
 * - `checked`: it may have taken effect, and a second one would do something else (a second commit, a 409 that hides
 *   whose repository it is); the caller has to look first.
 */
export type Repetition = "free" | "checked";

/** How an attempt ended. */
export interface Outcome {
  /** Whether the request may have taken effect. */
  readonly mayHaveArrived: boolean;
  /** Whether another attempt has a chance. */
  readonly isPassing: boolean;
  /** Milliseconds that the Hub asked to wait, if it did. */
  readonly announcedMs?: number | undefined;
}

/** What the decision depends on besides the outcome. */
export interface RetryState {
  /** Made so far, at least 1. */
  readonly attempts: number;
  /** How many more than the first are allowed. */
  readonly retries: number;
  /** Until the deadline. */
  readonly remainingMs: number;
  readonly repetition: Repetition;
  /** A number in [0, 1). */
  readonly random: number;
}

/** Another attempt after a wait, or the end: then whether the request may have taken effect although no answer says so. */
export type RetryDecision =
  | { readonly waitMs: number; readonly announced: boolean }
  | { readonly outcomeUnknown: boolean };

/** Statuses that say nothing about the request itself and may be gone a moment later. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const FIRST_WAIT_MS = 500;
const LONGEST_BACKOFF_MS = 8000;
const JITTER_ON_ANNOUNCED_MS = 500;
/** An announced wait longer than this is nonsense and ignored. */
const LONGEST_ANNOUNCED_MS = 7 * 24 * 3600 * 1000;

/**
 * How an attempt ended that got a final answer other than 2xx (lib/hub/README.md#retries).
 *
 * @param is whether it is the 429 of a quota, or the 409 that means "not created, another operation is in progress"
 */
export function outcomeOfStatus(
  status: number,
  announcedMs: number | undefined,
  is: { readonly isQuota: boolean; readonly isPassingConflict: boolean },
): Outcome {
  return {
    isPassing: !is.isQuota && (PASSING.has(status) || is.isPassingConflict),
    // A request surely had no effect if the Hub turned it away (429, and 503 with Retry-After), or if the answer is any
    // other 4xx. A 5xx can come from a gateway although the Hub behind it did the work, and a 408 from one that stopped
    // listening halfway.
    mayHaveArrived: status === 503 ? announcedMs === undefined : status >= 500 || status === 408,
    announcedMs,
  };
}

/** Decides whether to try again after an attempt that did not succeed. */
export function decideRetry(outcome: Outcome, state: RetryState): RetryDecision {
  const { mayHaveArrived, isPassing, announcedMs } = outcome;
  const stop = { outcomeUnknown: mayHaveArrived && state.repetition === "checked" };
  if (!isPassing || stop.outcomeUnknown || state.attempts > state.retries) return stop;
  const waitMs = announcedMs === undefined
    ? backoff(state.attempts, state.random)
    // A little later than announced, so that not all waiting programs return at the same moment.
    : announcedMs + Math.floor(state.random * JITTER_ON_ANNOUNCED_MS);
  // No point in waiting beyond the deadline only to give up there.
  return waitMs >= state.remainingMs ? stop : { waitMs, announced: announcedMs !== undefined };
}

/** Milliseconds to wait: any moment up to a bound that doubles, and never grows beyond a few seconds. */
export function backoff(attempts: number, random: number): number {
  return Math.floor(random * Math.min(LONGEST_BACKOFF_MS, FIRST_WAIT_MS * 2 ** (attempts - 1)));
}

/** Whether a 429 is of a quota per action, for which waiting does not help (lib/hub/README.md#rate-limits). */
export function isQuotaUsedUp(
  answer: { readonly headers: Headers; readonly said: string; readonly isCreation: boolean },
): boolean {
  if (/repository creation|per day|per 24 ?h|daily/i.test(answer.said)) return true;
  const limit = parseRateLimit(answer.headers);
  // The header is on every answer, so it explains a 429 only when nothing remains.
  if (limit === undefined || limit.remaining === 0) return false;
  return answer.isCreation || !answer.headers.has("retry-after");
}

/** The milliseconds that the Hub asks to wait in a 429 or 503, or undefined if it does not say. */
export function announcedWait(headers: Headers, now: number): number | undefined {
  const limit = parseRateLimit(headers);
  const reset = limit?.remaining === 0 ? (limit.resetSeconds + 1) * 1000 : undefined;
  return [reset, retryAfter(headers, now)].find((wait) => wait !== undefined && wait <= LONGEST_ANNOUNCED_MS);
}

/**
 * Reads `RateLimit: "api";r=0;t=55` (lib/hub/README.md#rate-limits); the grammar allows a list of buckets, of which the
 * exhausted one matters.
 */
function parseRateLimit(headers: Headers) {
  const buckets = (headers.get("ratelimit") ?? "").split(",").flatMap((bucket) => {
    const [remaining, reset] = ["r", "t"].map((name) =>
      new RegExp(`;\\s*${name}\\s*=\\s*(\\d{1,9})\\s*(?:;|$)`).exec(bucket)?.[1]
    );
    if (remaining === undefined || reset === undefined) return [];
    return [{ remaining: Number(remaining), resetSeconds: Number(reset) }];
  });
  return buckets.find(({ remaining }) => remaining === 0) ?? buckets[0];
}

/** Reads `Retry-After`, in seconds or as a date. */
function retryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  // Only the forms that HTTP knows: Date.parse alone would take "-5" or "1" for a date.
  const date = /^[A-Za-z]{3,9},? /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
