import { assertEquals } from "@std/assert";
import { readVariable } from "../../lib/env_file/edit.ts";

Deno.test("reading gives what most readers see", async (t) => {
  const cases: readonly [text: string, expected: string | undefined][] = [
    ["", undefined],
    ["#K=1", undefined],
    ["K=", ""],
    ["K=a b # c", "a b"],
    ["K=a#b", "a"],
    ["K='a#b \\n'", "a#b \\n"],
    ['K="a\\nb"', "a\nb"],
    ["K=1\nK=2", "2"],
    ["\uFEFFexport K = `x`\r\n", "x"],
  ];
  for (const [text, expected] of cases) {
    await t.step(
      JSON.stringify(text),
      () => assertEquals(readVariable(new TextEncoder().encode(text), "K"), expected),
    );
  }
});
