import { assertEquals } from "@std/assert";
import { decideRetry, type Outcome, type RetryDecision, type RetryState } from "../../lib/hub/retry.ts";

const STATE: RetryState = { attempts: 1, retries: 5, remainingMs: 600_000, repetition: "free", random: 0.5 };

function answer(status: number, facts: Partial<Extract<Outcome, { type: "answer" }>> = {}): Outcome {
  const limit = status === 429 ? "window" : undefined;
  return { type: "answer", status, announcedMs: undefined, limit, isPassingConflict: false, ...facts };
}

function nothing(mayHaveArrived: boolean, isPassing = true): Outcome {
  return { type: "no_answer", reason: "connection", mayHaveArrived, isPassing };
}

const STOP = { action: "stop", outcomeUnknown: false } as const;
const UNKNOWN = { action: "stop", outcomeUnknown: true } as const;
const CHECKED = { repetition: "checked" } as const;

Deno.test("what passes is tried again, what does not is not, and a creation only when it surely had no effect", async (t) => {
  const table: readonly [string, Outcome, Partial<RetryState>, RetryDecision | "again"][] = [
    ["a lost connection", nothing(true), {}, "again"],
    ["a connection never made", nothing(false), {}, "again"],
    ["a certificate that is not trusted", nothing(false, false), {}, STOP],
    ["408", answer(408), {}, "again"],
    ["429 of the window", answer(429), {}, "again"],
    ["429 of the quota", answer(429, { limit: "quota" }), {}, STOP],
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
    ["a creation with 429 of the quota", answer(429, { limit: "quota" }), CHECKED, STOP],
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
      if (expected === "again") assertEquals(decision.action, "wait");
      else assertEquals(decision, expected);
    });
  }
});

Deno.test("waits double up to eight seconds, and any moment of them may be the one", () => {
  const waits = [1, 2, 3, 4, 5, 6, 20].map((attempts) =>
    [0, 0.5, 0.999].map((random) => {
      const decision = decideRetry(nothing(true), { ...STATE, retries: 99, attempts, random });
      return decision.action === "wait" ? decision.waitMs : undefined;
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
  assertEquals(decision, { action: "wait", waitMs: 55_250, reason: "rate_limit", announced: true });
});
