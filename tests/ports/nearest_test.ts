import { assertEquals } from "@std/assert";
import { nearest } from "../../lib/ports/text.ts";

const OPTIONS = [
  "--name",
  "--org",
  "--private",
  "--public",
  "--template",
  "--tag",
  "--token-file",
  "--token-stdin",
];

Deno.test("nearest() finds what was meant", async (t) => {
  const cases = [
    ["--nmae", "--name"],
    ["--NAME", "--name"],
    ["--nam", "--name"],
    ["--names", "--name"],
    ["--og", "--org"],
    ["--publik", "--public"],
    ["--pirvate", "--private"],
    ["--temp", "--template"],
    ["--token-fil", "--token-file"],
    ["--org", "--org"],
  ] as const;
  for (const [word, expected] of cases) {
    await t.step(word, () => assertEquals(nearest(word, OPTIONS), expected));
  }
});

Deno.test("nearest() finds nothing where nothing is near", async (t) => {
  const cases = [
    ["", OPTIONS],
    ["x", OPTIONS],
    ["bob", ["ada", "acme"]],
    // Several begin so, and none is nearer than the others.
    ["--token-", ["--token-file-name", "--token-standard-input"]],
    ["ada", []],
    ["a", ["b"]],
  ] as const;
  for (const [word, candidates] of cases) {
    await t.step(`"${word}"`, () => assertEquals(nearest(word, candidates), undefined));
  }
});

Deno.test("nearest() counts two swapped letters as one slip", () => {
  assertEquals(nearest("rog", ["org"]), "org");
  assertEquals(nearest("rgo", ["org"]), undefined);
});

Deno.test("nearest() prefers fewer slips, and the first of two that are equally near", () => {
  assertEquals(nearest("acme-lab", ["acme-lob-x", "acme-labs"]), "acme-labs");
  assertEquals(nearest("acme-lab", ["acme-labs", "acme-labz"]), "acme-labs");
});

Deno.test("nearest() is not slowed down by candidates of any length", () => {
  assertEquals(nearest("acme", ["x".repeat(5_000_000), "acme"]), "acme");
});
