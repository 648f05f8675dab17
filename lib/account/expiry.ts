import type { Whoami } from "./whoami.ts";

/** How long a token is still good for. */
export interface Expiry {
  readonly at: Date;
  /** Whole days that are left, rounded down; negative when it is past. */
  readonly daysLeft: number;
  readonly over: boolean;
  /** Over, or within the next seven days. */
  readonly urgent: boolean;
  /** "2026-11-25 10:00 UTC". */
  readonly date: string;
  /** "2026-11-25 10:00 UTC, in 3 days". */
  readonly text: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const URGENT_WITHIN = 7 * DAY;

/**
 * Works out how long a token is still good for.
 *
 * @param expiresAt when it expires; undefined where the Hub names no date
 * @param now milliseconds since 1970
 * @returns the date in words, and whether it is urgent; undefined where there is no date
 */
export function expiryOf(expiresAt: Date | undefined, now: number): Expiry | undefined {
  if (expiresAt === undefined) return undefined;
  const left = expiresAt.getTime() - now;
  const date = `${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return {
    at: expiresAt,
    daysLeft: Math.floor(left / DAY),
    over: left <= 0,
    urgent: left <= URGENT_WITHIN,
    date,
    text: `${date}, ${sayLeft(left)}`,
  };
}

/**
 * Warns of a token that has expired, or expires within seven days.
 *
 * @param whoami the Hub's answer
 * @param options the time and the endpoint
 * @returns one sentence and what renews it, a command or a page; undefined when there is nothing to warn of
 */
export function warnOfExpiry(
  whoami: Whoami,
  options: { readonly now: number; readonly endpoint: string },
): { readonly text: string; readonly command?: string; readonly url?: string } | undefined {
  const expiry = expiryOf(whoami.expiresAt, options.now);
  if (expiry === undefined || !expiry.urgent) return undefined;
  const name = whoami.tokenName === undefined ? "" : ` "${whoami.tokenName}"`;
  const when = expiry.over ? `expired on ${expiry.date}` : `expires on ${expiry.text}`;
  const text = `The token${name} of ${whoami.name} ${when}`;
  // Only the program that logged in can renew an OAuth token.
  return whoami.tokenKind === "oauth"
    ? { text, command: "hf auth login" }
    : { text, url: `${options.endpoint}/settings/tokens` };
}

function sayLeft(left: number): string {
  if (left <= 0) return "expired";
  if (left < HOUR) return "in less than an hour";
  if (left < 2 * DAY) return `in ${count(Math.floor(left / HOUR), "hour")}`;
  return `in ${count(Math.floor(left / DAY), "day")}`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
