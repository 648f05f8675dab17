/** Stands in for `@std/assert` on a network without JSR: the assertions that the tests use, on `node:assert/strict`. */
import node from "node:assert/strict";

const { AssertionError } = node;

/** Fails unless the value is truthy. */
export function assert(value: unknown, message?: string): asserts value {
  node.ok(value, message);
}

/** Fails unless both are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  node.deepEqual(actual, expected, message);
}

/** Fails when both are deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  node.notDeepEqual(actual, expected, message);
}

/** Fails unless the text matches. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  node.match(actual, expected, message);
}

/** Fails when the text matches. */
export function assertNotMatch(actual: string, expected: RegExp, message?: string): void {
  node.doesNotMatch(actual, expected, message);
}

/** Fails unless the text contains the other. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError({
    message: message ?? `Expected text to contain ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
    actual,
    expected,
    operator: "includes",
  });
}

type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

/** Fails unless the value is an instance of the class. */
export function assertInstanceOf<T>(
  actual: unknown,
  expected: abstract new (...args: never[]) => T,
  message?: string,
): asserts actual is T {
  if (actual instanceof expected) return;
  throw new AssertionError({
    message: message ?? `Expected an instance of ${expected.name}`,
    actual,
    expected,
  });
}

function checkError<E extends Error>(error: unknown, kind?: ErrorClass<E>, includes?: string): E {
  if (kind) assertInstanceOf(error, kind);
  else assertInstanceOf(error, Error);
  if (includes !== undefined) assertStringIncludes(error.message, includes);
  return error as E;
}

/** Fails unless the function throws; returns what it threw. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  kind?: ErrorClass<E>,
  includes?: string,
): E {
  try {
    fn();
  } catch (error) {
    return checkError(error, kind, includes);
  }
  throw new AssertionError({ message: "Expected function to throw" });
}

/** Fails unless the promise rejects; resolves to what it was rejected with. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  kind?: ErrorClass<E>,
  includes?: string,
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return checkError(error, kind, includes);
  }
  throw new AssertionError({ message: "Expected promise to reject" });
}

/** Fails. */
export function fail(message = "Failed"): never {
  throw new AssertionError({ message });
}
