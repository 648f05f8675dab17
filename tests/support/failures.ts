import { fail } from "@std/assert";
import { Failure } from "../../lib/cli/failure.ts";

/** The failure that a function throws; fails the test when it throws nothing, or something unforeseen. */
export function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  fail("Nothing was thrown");
}

/** The failure that a promise rejects with. */
export async function failureOfPromise(work: () => Promise<unknown>): Promise<Failure> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  fail("Nothing was thrown");
}
