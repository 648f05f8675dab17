import { assert, assertEquals } from "@std/assert";
import {
  announcedWait,
  decideRetry,
  isQuotaUsedUp,
  type Outcome,
  outcomeOfStatus,
  type RetryDecision,
  type RetryState,
} from "../../lib/hub/retry.ts";

const STATE: RetryState = { attempts: 1, retries: 5, remainingMs: 600_000, repetition: "free", random: 0.5 };

function answer(
  status: number,
  { announcedMs, ...is }: { announcedMs?: number; isQuota?: boolean; isPassingConflict?: boolean } = {},
): Outcome {
  return outcomeOfStatus(status, announcedMs, { isQuota: false, isPassingConflict: false, ...is });
}

function nothing(mayHaveArrived: boolean, isPassing = true): Outcome {
  return { mayHaveArrived, isPassing };
}

const STOP = { outcomeUnknown: false } as const;
const UNKNOWN = { outcomeUnknown: true } as const;
const CHECKED = { repetition: "checked" } as const;

Deno.test("what passes is tried again, what does not is not, and a creation only when it surely had no effect", async (t) => {
  const table: readonly [string, Outcome, Partial<RetryState>, RetryDecision | "again"][] = [
    ["a lost connection", nothing(true), {}, "again"],
    ["a connection never made", nothing(false), {}, "again"],
    ["a certificate that is not trusted", nothing(false, false), {}, STOP],
    ["408", answer(408), {}, "again"],
    ["429 of the window", answer(429), {}, "again"],
    ["429 of the quota", answer(429, { isQuota: true }), {}, STOP],
    ["500", answer(500), {}, "again"],
    ["501", answer(501), {}, STOP],
    ["502", answer(502), {}, "again"],
    ["503", answer(503), {}, "again"],
    ["504", answer(504), {}, "again"],
    ["400", answer(400), {}, STOP],
    ["401", answer(401), {}, STOP],
    ["403", answer(403), {}, STOP],
    ["404", answer(404), {}, STOP],
    ["409", answer(409), {}, STOP],
    ["409 of another operation under way", answer(409, { isPassingConflict: true }), {}, "again"],
    ["422", answer(422), {}, STOP],
    ["a creation never sent", nothing(false), CHECKED, "again"],
    ["a creation whose answer was lost", nothing(true), CHECKED, UNKNOWN],
    ["a creation with 500", answer(500), CHECKED, UNKNOWN],
    ["a creation with 502", answer(502), CHECKED, UNKNOWN],
    ["a creation with 504", answer(504), CHECKED, UNKNOWN],
    ["a creation with 503", answer(503), CHECKED, UNKNOWN],
    ["a creation with 503 and Retry-After", answer(503, { announcedMs: 1000 }), CHECKED, "again"],
    ["a creation with 408", answer(408), CHECKED, UNKNOWN],
    ["a creation with 429 of the window", answer(429), CHECKED, "again"],
    ["a creation with 429 of the quota", answer(429, { isQuota: true }), CHECKED, STOP],
    ["a creation with 403", answer(403), CHECKED, STOP],
    ["a creation with 409", answer(409), CHECKED, STOP],
    ["a creation with 409 of another operation", answer(409, { isPassingConflict: true }), CHECKED, "again"],
    ["the last attempt", nothing(true), { attempts: 6 }, STOP],
    ["the last attempt of a creation", nothing(true), { attempts: 6, ...CHECKED }, UNKNOWN],
    ["no retries wanted", answer(503), { retries: 0 }, STOP],
    ["no time left", answer(503), { remainingMs: 250 }, STOP],
    ["an announced wait beyond the deadline", answer(429, { announcedMs: 601_000 }), {}, STOP],
  ];
  for (const [what, outcome, state, expected] of table) {
    await t.step(`${what}: ${expected === "again" ? "again" : "stop"}`, () => {
      const decision = decideRetry(outcome, { ...STATE, ...state });
      if (expected === "again") assert("waitMs" in decision);
      else assertEquals(decision, expected);
    });
  }
});

Deno.test("waits double up to eight seconds, and any moment of them may be the one", () => {
  const waits = [1, 2, 3, 4, 5, 6, 20].map((attempts) =>
    [0, 0.5, 0.999].map((random) => {
      const decision = decideRetry(nothing(true), { ...STATE, retries: 99, attempts, random });
      return "waitMs" in decision ? decision.waitMs : undefined;
    })
  );
  assertEquals(waits, [
    [0, 250, 499],
    [0, 500, 999],
    [0, 1000, 1998],
    [0, 2000, 3996],
    [0, 4000, 7992],
    [0, 4000, 7992],
    [0, 4000, 7992],
  ]);
});

Deno.test("an announced wait is kept, and a little more", () => {
  const decision = decideRetry(answer(429, { announcedMs: 55_000 }), STATE);
  assertEquals(decision, { waitMs: 55_250, announced: true });
});

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

Deno.test("RateLimit is read as the Hub writes it, and ignored when it is written otherwise", async (t) => {
  const table: readonly [string, number | undefined][] = [
    ['"api";r=0;t=55', 56_000],
    ['"api"; r=0; t=300', 301_000],
    ['"api"; r=499; t=300', undefined],
    ['"api";t=3;r=0;x=y', 4_000],
    ['"pages";r=9;t=1, "api";r=0;t=7', 8_000],
    ['"api";r=-1;t=5', undefined],
    ['"api";r=0', undefined],
    ["limit=100", undefined],
    ["", undefined],
  ];
  for (const [value, expected] of table) {
    await t.step(
      `"${value}"`,
      () => assertEquals(announcedWait(new Headers({ ratelimit: value }), NOW), expected),
    );
  }
});

Deno.test("Retry-After is read as seconds or as a date", async (t) => {
  const table: readonly [string, number | undefined][] = [
    ["120", 120_000],
    [" 0 ", 0],
    ["1.5", 1500],
    ["Sun, 22 Nov 2026 12:00:30 GMT", 30_000],
    ["Sunday, 22-Nov-26 12:00:30 GMT", 30_000],
    ["Sun, 22 Nov 2026 11:00:00 GMT", 0],
    ["-5", undefined],
    ["soon", undefined],
    ["99999999999", undefined],
    ["864000", undefined],
    ["Fri, 01 Jan 2100 00:00:00 GMT", undefined],
    ["", undefined],
  ];
  for (const [value, expected] of table) {
    await t.step(
      `"${value}"`,
      () => assertEquals(announcedWait(new Headers({ "retry-after": value }), NOW), expected),
    );
  }
  assertEquals(announcedWait(new Headers(), NOW), undefined);
});

Deno.test("the limit of the window is told from a quota", async (t) => {
  const quota = "You have exceeded the rate limit for repository creation (300 per day).";
  const windowText = "We had to rate limit you, you hit the quota of 1000 api requests per 5 minutes period.";
  const table: readonly [string, Record<string, string>, string, boolean, "window" | "quota"][] = [
    ["an exhausted window", { ratelimit: '"api";r=0;t=9' }, windowText, false, "window"],
    ["an exhausted window at a creation", { ratelimit: '"api";r=0;t=9' }, windowText, true, "window"],
    ["no header at all", {}, "", false, "window"],
    ["no header at all at a creation", {}, "", true, "window"],
    ["the creation quota", { ratelimit: '"api";r=900;t=9' }, quota, true, "quota"],
    ["the creation quota without a header", {}, quota, true, "quota"],
    ["the creation quota with an exhausted window", { ratelimit: '"api";r=0;t=9' }, quota, true, "quota"],
    ["the creation quota in other words", { ratelimit: '"api";r=900;t=9' }, "Too much", true, "quota"],
    [
      "the creation quota with Retry-After",
      { ratelimit: '"api";r=9;t=9', "retry-after": "9" },
      "",
      true,
      "quota",
    ],
    ["another action's quota", { ratelimit: '"api";r=900;t=9' }, "Too many commits", false, "quota"],
    [
      "another action's pause",
      { ratelimit: '"api";r=9;t=9', "retry-after": "9" },
      "Slow down",
      false,
      "window",
    ],
  ];
  for (const [what, headers, said, isCreation, expected] of table) {
    await t.step(`${what}: ${expected}`, () => {
      const isQuota = isQuotaUsedUp({ headers: new Headers(headers), said, isCreation });
      assertEquals(isQuota ? "quota" : "window", expected);
    });
  }
});

Deno.test("the reset of an exhausted window counts before Retry-After, one second later than announced", () => {
  assertEquals(announcedWait(new Headers({ ratelimit: '"api";r=0;t=55', "retry-after": "5" }), NOW), 56_000);
  assertEquals(announcedWait(new Headers({ ratelimit: '"api";r=3;t=55', "retry-after": "5" }), NOW), 5000);
  assertEquals(announcedWait(new Headers({ ratelimit: '"api";r=3;t=55' }), NOW), undefined);
  const years = '"api";r=0;t=999999999';
  assertEquals(announcedWait(new Headers({ ratelimit: years }), NOW), undefined);
  assertEquals(announcedWait(new Headers({ ratelimit: years, "retry-after": "5" }), NOW), 5000);
});
