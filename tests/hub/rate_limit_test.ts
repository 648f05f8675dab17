import { assertEquals } from "@std/assert";
import { announcedWait, limitKindOf, parseRateLimit, parseRetryAfter } from "../../lib/hub/rate_limit.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

Deno.test("RateLimit is read as the Hub writes it, and ignored when it is written otherwise", async (t) => {
  const table: readonly [string, ReturnType<typeof parseRateLimit>][] = [
    ['"api";r=0;t=55', { bucket: "api", remaining: 0, resetSeconds: 55 }],
    ['"api"; r=499; t=300', { bucket: "api", remaining: 499, resetSeconds: 300 }],
    ['"api";t=3;r=1;x=y', { bucket: "api", remaining: 1, resetSeconds: 3 }],
    ['"pages";r=9;t=1, "api";r=0;t=7', { bucket: "api", remaining: 0, resetSeconds: 7 }],
    ['"api";r=-1;t=5', undefined],
    ['"api";r=0', undefined],
    ["limit=100", undefined],
    ["", undefined],
  ];
  for (const [value, expected] of table) {
    await t.step(
      `"${value}"`,
      () => assertEquals(parseRateLimit(new Headers({ ratelimit: value })), expected),
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
      () => assertEquals(parseRetryAfter(new Headers({ "retry-after": value }), NOW), expected),
    );
  }
  assertEquals(parseRetryAfter(new Headers(), NOW), undefined);
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
      assertEquals(limitKindOf({ headers: new Headers(headers), said, isCreation }), expected);
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
