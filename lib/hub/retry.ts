/**
 * Whether a request can be sent again when its outcome is unknown.
 *
 * - `free`: sending it twice leaves the same state as sending it once.
 * - `checked`: it may have taken effect, and a second one would do something else (a second commit, a 409 that hides
 *   whose repository it is); the caller has to look first.
 */
export type Repetition = "free" | "checked";

/** Why another attempt is made. */
export type RetryReason =
  | "connection"
  | "timeout"
  | "server_error"
  | "rate_limit"
  | "conflict"
  | "bad_answer";

/** How an attempt ended. */
export type Outcome =
  | {
    /** No usable answer came: the connection failed, the time was up, or the answer was cut or no JSON. */
    readonly type: "no_answer";
    readonly reason: "connection" | "timeout" | "bad_answer";
    readonly mayHaveArrived: boolean;
    readonly isPassing: boolean;
  }
  | {
    readonly type: "answer";
    readonly status: number;
    /** Milliseconds that the Hub asked to wait, if it did. */
    readonly announcedMs: number | undefined;
    /** For a 429: which limit. */
    readonly limit: LimitKind | undefined;
    /** Whether this is the 409 that means "not created, another operation is in progress" (lib/hub/README.md#retries). */
    readonly isPassingConflict: boolean;
  };

/** What the decision depends on besides the outcome. */
export interface RetryState {
  /** Attempts made so far, at least 1. */
  readonly attempts: number;
  /** How many more than the first are allowed. */
  readonly retries: number;
  /** Milliseconds left until the deadline. */
  readonly remainingMs: number;
  readonly repetition: Repetition;
  /** A number in [0, 1). */
  readonly random: number;
}

/** What to do after an attempt. */
export type RetryDecision =
  | {
    readonly action: "wait";
    readonly waitMs: number;
    readonly reason: RetryReason;
    readonly announced: boolean;
  }
  | {
    readonly action: "stop";
    /** Whether the request may have taken effect although no answer says so. */
    readonly outcomeUnknown: boolean;
  };

/** Statuses that say nothing about the request itself and may be gone a moment later. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const FIRST_WAIT_MS = 500;
const LONGEST_BACKOFF_MS = 8000;
const JITTER_ON_ANNOUNCED_MS = 500;

/**
 * Decides whether to try again after an attempt that did not succeed.
 *
 * @param outcome how the attempt ended
 * @param state attempts, deadline, and whether the request may be repeated
 * @returns how long to wait, or that this is the end
 */
export function decideRetry(outcome: Outcome, state: RetryState): RetryDecision {
  const hasNoEffect = surelyHadNoEffect(outcome);
  const stop: RetryDecision = {
    action: "stop",
    outcomeUnknown: !hasNoEffect && state.repetition === "checked",
  };
  if (!isPassing(outcome) || state.attempts > state.retries) return stop;
  if (state.repetition === "checked" && !hasNoEffect) return stop;
  const announcedMs = outcome.type === "answer" ? outcome.announcedMs : undefined;
  const waitMs = announcedMs === undefined
    ? backoff(state.attempts, state.random)
    // A little later than announced, so that not all waiting programs return at the same moment.
    : announcedMs + Math.floor(state.random * JITTER_ON_ANNOUNCED_MS);
  // No point in waiting beyond the deadline only to give up there.
  if (waitMs >= state.remainingMs) return stop;
  return { action: "wait", waitMs, reason: reasonOf(outcome), announced: announcedMs !== undefined };
}

/**
 * Exponential backoff with full jitter: any moment up to a bound that doubles, and never grows beyond a few seconds.
 *
 * @param attempts made so far, at least 1
 * @param random a number in [0, 1)
 * @returns milliseconds to wait
 */
export function backoff(attempts: number, random: number): number {
  return Math.floor(random * Math.min(LONGEST_BACKOFF_MS, FIRST_WAIT_MS * 2 ** (attempts - 1)));
}

function isPassing(outcome: Outcome): boolean {
  if (outcome.type === "no_answer") return outcome.isPassing;
  if (outcome.status === 429) return outcome.limit !== "quota";
  return PASSING.has(outcome.status) || outcome.isPassingConflict;
}

// A request surely had no effect if it was never sent, if the Hub turned it away (429, and 503 with Retry-After), or if the
// answer is any other 4xx. A 5xx can come from a gateway although the Hub behind it did the work, and a 408 from one that
// stopped listening halfway.
function surelyHadNoEffect(outcome: Outcome): boolean {
  if (outcome.type === "no_answer") return !outcome.mayHaveArrived;
  if (outcome.status === 503) return outcome.announcedMs !== undefined;
  return outcome.status < 500 && outcome.status !== 408;
}

function reasonOf(outcome: Outcome): RetryReason {
  if (outcome.type === "no_answer") return outcome.reason;
  if (outcome.status === 429) return "rate_limit";
  return outcome.isPassingConflict ? "conflict" : "server_error";
}

/** The `RateLimit` header: one bucket of the Hub's fixed windows (lib/hub/README.md#rate-limits). */
export interface RateLimit {
  readonly bucket: string;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** An announced wait longer than this is nonsense and ignored. */
const LONGEST_ANNOUNCED_MS = 7 * 24 * 3600 * 1000;

/**
 * Reads `RateLimit: "api";r=0;t=55`.
 *
 * @param headers of an answer
 * @returns the bucket's state, or undefined if there is none or it is malformed
 */
export function parseRateLimit(headers: Headers): RateLimit | undefined {
  // The grammar allows a list of buckets: the exhausted one matters.
  const items = (headers.get("ratelimit") ?? "").split(",").map(parseItem).filter((item) =>
    item !== undefined
  );
  return items.find((item) => item.remaining === 0) ?? items[0];
}

/**
 * Reads `Retry-After`, in seconds or as a date.
 *
 * @param headers of an answer
 * @param now milliseconds since 1970
 * @returns milliseconds to wait from now, or undefined if the header is missing or malformed
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}(?:\.\d+)?$/.test(value)) return withinReason(Number(value) * 1000);
  // Only the forms that HTTP knows: Date.parse alone would take "-5" or "1" for a date.
  if (!/^[A-Za-z]{3,9},? /.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : withinReason(Math.max(0, date - now));
}

/** Whether a 429 passes by itself within minutes, or means that the account's quota for today is used up. */
export type LimitKind = "window" | "quota";

/**
 * Distinguishes the limit of requests per window from a quota per action (lib/hub/README.md#rate-limits).
 *
 * @param answer a 429, with the Hub's message
 * @returns `quota` when waiting for the window does not help
 */
export function limitKindOf(
  answer: { readonly headers: Headers; readonly said: string; readonly isCreation: boolean },
): LimitKind {
  if (/repository creation|per day|per 24 ?h|daily/i.test(answer.said)) return "quota";
  const limit = parseRateLimit(answer.headers);
  // The header is on every answer, so it explains a 429 only when nothing remains.
  if (limit === undefined || limit.remaining === 0) return "window";
  return answer.isCreation || !answer.headers.has("retry-after") ? "quota" : "window";
}

/**
 * How long the Hub asks to wait.
 *
 * @param headers of a 429 or 503
 * @param now milliseconds since 1970
 * @returns milliseconds, or undefined if it does not say
 */
export function announcedWait(headers: Headers, now: number): number | undefined {
  const limit = parseRateLimit(headers);
  const reset = limit?.remaining === 0 ? withinReason((limit.resetSeconds + 1) * 1000) : undefined;
  return reset ?? parseRetryAfter(headers, now);
}

function parseItem(text: string): RateLimit | undefined {
  const [name = "", ...parameters] = text.split(";").map((part) => part.trim());
  const values = new Map(parameters.map((part) => {
    const [key = "", value = ""] = part.split("=");
    return [key.trim(), value.trim()];
  }));
  const remaining = whole(values.get("r"));
  const resetSeconds = whole(values.get("t"));
  if (name === "" || remaining === undefined || resetSeconds === undefined) return undefined;
  return { bucket: name.replaceAll('"', ""), remaining, resetSeconds };
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function withinReason(milliseconds: number): number | undefined {
  return milliseconds <= LONGEST_ANNOUNCED_MS ? milliseconds : undefined;
}
