// What the project uses of @std, written against what @std/assert 1.0.19 and @std/fmt 1.0.10 do, and run
// against those or their stand-ins, whichever is in use.
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
  fail,
} from "@std/assert";
import { bold, cyan, dim, green, red, setColorEnabled, yellow } from "@std/fmt/colors";

Deno.test("the colors write the sequences that terminals know, and none when they are off", () => {
  const rows: [paint: (text: string) => string, open: number, close: number][] = [
    [bold, 1, 22],
    [dim, 2, 22],
    [red, 31, 39],
    [green, 32, 39],
    [yellow, 33, 39],
    [cyan, 36, 39],
  ];
  try {
    for (const [paint, open, close] of rows) {
      setColorEnabled(true);
      const painted = `\x1b[${open}ma\x1b[${close}m`;
      // NO_COLOR is stronger than the program.
      assertEquals(paint("a"), Deno.noColor ? "a" : painted);
      setColorEnabled(false);
      assertEquals(paint("a"), "a");
    }
    setColorEnabled(true);
    const nested = bold(`a${dim("b")}c`);
    assertEquals(nested, Deno.noColor ? "abc" : "\x1b[1ma\x1b[2mb\x1b[1mc\x1b[22m");
  } finally {
    setColorEnabled(!Deno.noColor);
  }
});

Deno.test("each assertion lets pass what it says, and throws an AssertionError with its message elsewhere", async (t) => {
  const throwing = () => {
    throw new RangeError("too far");
  };
  const rejecting = () => Promise.reject(new RangeError("too far"));
  const rows: [name: string, passes: () => unknown, fails: () => unknown, says: RegExp][] = [
    ["assert", () => assert(1, "m"), () => assert(0, "m"), /^m$/],
    [
      "assertEquals",
      () => assertEquals({ a: [1] }, { a: [1] }),
      () => assertEquals({ a: [1] }, { a: [2] }),
      /./,
    ],
    [
      "assertEquals of bytes",
      () => assertEquals(bytes(1), bytes(1)),
      () => assertEquals(bytes(1), bytes(2)),
      /./,
    ],
    ["assertEquals of maps", () => assertEquals(map(1), map(1)), () => assertEquals(map(1), map(2)), /./],
    [
      "assertEquals, a property more",
      () => assertEquals({}, {}),
      () => assertEquals<object>({ a: 1 }, {}),
      /./,
    ],
    ["assertEquals, undefined", () => 0, () => assertEquals<object>({ a: undefined }, {}), /./],
    ['assertEquals, 1 and "1"', () => 0, () => assertEquals<unknown>(1, "1"), /./],
    ["assertEquals, a message", () => assertEquals(1, 1, "why"), () => assertEquals(1, 2, "why"), /why/],
    ["assertNotEquals", () => assertNotEquals([1], [2]), () => assertNotEquals([1], [1]), /./],
    ["assertMatch", () => assertMatch("ab", /b/), () => assertMatch("ab", /c/, "why"), /why/],
    ["assertNotMatch", () => assertNotMatch("ab", /c/), () => assertNotMatch("ab", /b/, "why"), /why/],
    [
      "assertStringIncludes",
      () => assertStringIncludes("ab", "b"),
      () => assertStringIncludes("ab", "c"),
      /c/,
    ],
    ["assertInstanceOf", () => assertInstanceOf([], Array), () => assertInstanceOf({}, Array), /Array/],
    ["fail", () => 0, () => fail("m"), /m/],
    ["assertThrows", () => assertThrows(throwing), () => assertThrows(() => {}), /throw/],
    [
      "assertThrows, a class",
      () => assertThrows(throwing, RangeError),
      () => assertThrows(throwing, SyntaxError),
      /./,
    ],
    [
      "assertThrows, a text",
      () => assertThrows(throwing, RangeError, "far"),
      () => assertThrows(throwing, RangeError, "near"),
      /near/,
    ],
    ["assertRejects", () => assertRejects(rejecting), () => assertRejects(() => Promise.resolve()), /reject/],
    [
      "assertRejects, a class",
      () => assertRejects(rejecting, RangeError),
      () => assertRejects(rejecting, SyntaxError),
      /./,
    ],
    [
      "assertRejects, a text",
      () => assertRejects(rejecting, RangeError, "far"),
      () => assertRejects(rejecting, RangeError, "near"),
      /near/,
    ],
  ];
  for (const [name, passes, fails, says] of rows) {
    await t.step(name, async () => {
      await passes();
      let failure: unknown;
      try {
        await fails();
      } catch (error) {
        failure = error;
      }
      if (!(failure instanceof Error) || failure.name !== "AssertionError" || !says.test(failure.message)) {
        throw new Error(`Not an AssertionError: ${failure}`);
      }
    });
  }
  await t.step("what was thrown is returned", async () => {
    assertEquals(assertThrows(throwing, RangeError).message, "too far");
    assertEquals((await assertRejects(rejecting, RangeError)).message, "too far");
  });
});

function bytes(value: number): Uint8Array {
  return new Uint8Array([value]);
}

function map(value: number): ReadonlyMap<string, number> {
  return new Map([["a", value]]);
}
