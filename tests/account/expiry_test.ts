import { assertEquals } from "@std/assert";
import { expiryOf, warnOfExpiry } from "../../lib/account/rights.ts";
import { ada, classic, ENDPOINT } from "./answers.ts";

const NOW = Date.UTC(2026, 10, 22, 10);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

Deno.test("expiryOf() counts what is left, and is urgent within seven days", async (t) => {
  const cases:
    readonly (readonly [left: number, text: string, daysLeft: number, urgent: boolean, over: boolean])[] = [
      [30 * DAY, "2026-12-22 10:00 UTC, in 30 days", 30, false, false],
      [7 * DAY + 1, "2026-11-29 10:00 UTC, in 7 days", 7, false, false],
      [7 * DAY, "2026-11-29 10:00 UTC, in 7 days", 7, true, false],
      [2 * DAY, "2026-11-24 10:00 UTC, in 2 days", 2, true, false],
      [2 * DAY - 1, "2026-11-24 09:59 UTC, in 47 hours", 1, true, false],
      [HOUR, "2026-11-22 11:00 UTC, in 1 hour", 0, true, false],
      [HOUR - 1, "2026-11-22 10:59 UTC, in less than an hour", 0, true, false],
      [0, "2026-11-22 10:00 UTC, expired", 0, true, true],
      [-3 * DAY, "2026-11-19 10:00 UTC, expired", -3, true, true],
    ];
  for (const [left, text, daysLeft, urgent, over] of cases) {
    await t.step(text, () => {
      const at = new Date(NOW + left);
      assertEquals(expiryOf(at, NOW), { daysLeft, over, urgent, date: text.slice(0, 20), text });
    });
  }
});

Deno.test("expiryOf() knows nothing without a date", () => {
  assertEquals(expiryOf(undefined, NOW), undefined);
});

Deno.test("warnOfExpiry() warns within seven days and of what is past, and says where to renew", async (t) => {
  const cases = [
    ["2026-11-29T10:00:00Z", `The token "laptop" of ada expires on 2026-11-29 10:00 UTC, in 7 days`],
    ["2026-11-21T10:00:00Z", `The token "laptop" of ada expired on 2026-11-21 10:00 UTC`],
    ["2026-11-30T10:00:00Z", undefined],
    [undefined, undefined],
  ] as const;
  for (const [expiresAt, expected] of cases) {
    await t.step(String(expiresAt), () => {
      const whoami = ada({ ...Object(classic("write")), expiresAt });
      assertEquals(
        warnOfExpiry(whoami, { now: NOW, endpoint: ENDPOINT }),
        expected === undefined ? undefined : { text: expected, url: `${ENDPOINT}/settings/tokens` },
      );
    });
  }
});
