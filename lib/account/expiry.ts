import type { Whoami } from "./whoami.ts";

/** How long a token is still good for. */
interface Expiry {
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
 * Works out how long a token is still good for; undefined where the Hub names no date.
 *
 * @param now milliseconds since 1970
 */
export function expiryOf(expiresAt: Date | undefined, now: number): Expiry | undefined {
  if (expiresAt === undefined) return undefined;
  const left = expiresAt.getTime() - now;
  const date = `${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return {
    daysLeft: Math.floor(left / DAY),
    over: left <= 0,
    urgent: left <= URGENT_WITHIN,
    date,
    text: `${date}, ${sayLeft(left)}`,
  };
}

/** Warns in one sentence of a token that has expired, or expires within seven days, with what renews it: a command or a page. */
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
