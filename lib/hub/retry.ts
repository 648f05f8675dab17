import type { LimitKind } from "./rate_limit.ts";
import type { Repetition } from "./request_kind.ts";

/** Why another attempt is made, for those who wait for it. */
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
    /** Milliseconds that the Hub wants to be left alone, when it said so. */
    readonly announcedMs: number | undefined;
    /** For a 429: which limit. */
    readonly limit: LimitKind | undefined;
    /** Whether this is the 409 that means "not created, another operation is under way" (hub-api 3.2). */
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
const LONGEST_WAIT_MS = 8000;
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
    // A little later than announced, and not all waiting programs at the same moment.
    : announcedMs + Math.floor(state.random * JITTER_ON_ANNOUNCED_MS);
  // Waiting beyond the deadline only to give up there would be unkind.
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
  return Math.floor(random * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1)));
}

function isPassing(outcome: Outcome): boolean {
  if (outcome.type === "no_answer") return outcome.isPassing;
  if (outcome.status === 429) return outcome.limit !== "quota";
  return PASSING.has(outcome.status) || outcome.isPassingConflict;
}

// A request had no effect for sure when it was never sent; when the Hub turned it away at the door (429, and 503 with
// Retry-After, which is how it says "not now"); and with any other 4xx. A 5xx can come from a gateway whose Hub behind
// it did the work, and a 408 from one that stopped listening half-way.
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
