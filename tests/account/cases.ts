/** What a case of the tables expects, and how it is compared. */
import { assertEquals } from "@std/assert";
import { ACCOUNT_FAILURES } from "../../lib/account/failures.ts";
import { failureOfDenial } from "../../lib/account/denial_failure.ts";
import type { DenialReason, Verdict } from "../../lib/account/verdict.ts";

/** The expected verdict; sentences are compared whole. */
export type Expected =
  | "allowed"
  | { readonly unknown: string }
  | {
    readonly denied: DenialReason;
    readonly sentence: string;
    /** The hint without the token page. */
    readonly hint: string;
    readonly page: string;
  };

/** Compares a verdict, and for a denial also the failure that comes of it. */
export function assertVerdict(verdict: Verdict, expected: Expected): void {
  if (expected === "allowed") return assertEquals(verdict, { verdict: "allowed" });
  if ("unknown" in expected) return assertEquals(verdict, { verdict: "unknown", why: expected.unknown });
  assertEquals(verdict.verdict, "denied");
  if (verdict.verdict !== "denied") return;
  const hint = `${expected.hint} Token page with the right boxes ticked: ${expected.page}`;
  assertEquals(
    {
      reason: verdict.reason,
      sentence: verdict.sentence,
      remedy: verdict.remedy,
      tokenPage: verdict.tokenPage,
    },
    { reason: expected.denied, sentence: expected.sentence, remedy: hint, tokenPage: expected.page },
  );
  const failure = failureOfDenial(verdict);
  assertEquals(
    { code: failure.code, exitCode: failure.exitCode, message: failure.message, hint: failure.hint },
    {
      code: expected.denied,
      exitCode: ACCOUNT_FAILURES[expected.denied].exit,
      message: expected.sentence,
      hint,
    },
  );
}
