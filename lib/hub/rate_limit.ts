/** What the `RateLimit` header says: one bucket of the Hub's fixed windows (hub-api 2.2). */
export interface RateLimit {
  readonly bucket: string;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** The longest wait that is taken for an announcement and not for nonsense. */
const LONGEST_WAIT_MS = 7 * 24 * 3600 * 1000;

/**
 * Reads `RateLimit: "api";r=0;t=55`.
 *
 * @param headers of an answer
 * @returns the bucket's state, or undefined when there is none or it cannot be understood
 */
export function parseRateLimit(headers: Headers): RateLimit | undefined {
  // A list of buckets is possible by the header's grammar: the one that is used up is the one that matters.
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
 * @returns milliseconds to wait from now, or undefined when the header is missing or makes no sense
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}(?:\.\d+)?$/.test(value)) return withinReason(Number(value) * 1000);
  // Only the forms that HTTP knows: Date.parse alone would take "-5" or "1" for a date.
  if (!/^[A-Za-z]{3,9},? /.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : withinReason(Math.max(0, date - now));
}

/** Whether a 429 passes by itself within minutes, or tells that an account may not do this again today. */
export type LimitKind = "window" | "quota";

/** What a 429 is judged by. */
export interface LimitedAnswer {
  readonly headers: Headers;
  /** What the Hub said. */
  readonly said: string;
  readonly isCreation: boolean;
}

/**
 * Tells the limit of requests per window from a quota per action (hub-api 2.2).
 *
 * @param answer a 429
 * @returns `quota` when waiting for the window does not help
 */
export function limitKindOf(answer: LimitedAnswer): LimitKind {
  if (/repository creation|per day|per 24 ?h|daily/i.test(answer.said)) return "quota";
  const limit = parseRateLimit(answer.headers);
  // The header is on every answer, so it explains a 429 only when nothing remains.
  if (limit === undefined || limit.remaining === 0) return "window";
  return answer.isCreation || !answer.headers.has("retry-after") ? "quota" : "window";
}

/**
 * How long the Hub wants to be left alone.
 *
 * @param headers of a 429 or 503
 * @param now milliseconds since 1970
 * @returns milliseconds, or undefined when it did not say
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
  return milliseconds <= LONGEST_WAIT_MS ? milliseconds : undefined;
}
