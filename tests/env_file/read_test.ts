import { assertEquals, assertStringIncludes } from "@std/assert";
import { findVariables, readVariables } from "../../lib/env_file/read.ts";
import { setLines } from "../../lib/env_file/readers.ts";
import { failureOfPromise } from "../support/failures.ts";

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function readK(text: string): Promise<string | undefined> {
  return (await readVariables(bytesOf(text), new Set(["K"]))).get("K");
}

async function found(text: string): Promise<[name: string, value: string][]> {
  return [...await findVariables(bytesOf(text), (name) => name.endsWith("_REPO"))];
}

Deno.test("a value is read that all see who see one", async (t) => {
  const cases: readonly [text: string, expected: string | undefined][] = [
    ["", undefined],
    ["#K=1", undefined],
    ["K=", ""],
    ["K=a # c", "a"],
    ["K='a#b'", "a#b"],
    ["K=1\nK=2", "2"],
    ["export K='ada/runs' # mine\r\n", "ada/runs"],
    ["\uFEFFK=old\n", "old"],
    // Shells take it for a command, and see no value.
    ["K = ada/runs\n", "ada/runs"],
    ["A=it's\nK=ada/runs\n", "ada/runs"],
    ["A= \nK=ada/runs\n", "ada/runs"],
  ];
  for (const [text, expected] of cases) {
    await t.step(
      JSON.stringify(text),
      async () => assertEquals(await readK(text), expected),
    );
  }
});

Deno.test("what programs read differently is refused with its line", async (t) => {
  const cases: readonly [text: string, line: number][] = [
    ["A=1\nK=${USER}/runs\n", 2],
    ["K='${USER}/runs'\n", 1],
    ["K=$USER/runs\n", 1],
    ["K=$(whoami)/runs\n", 1],
    ["K=~/runs\n", 1],
    ["K=a#b\n", 1],
    ['K="a\\nb"\n', 1],
    ["export K=a; export B=2\n", 1],
    ["K=a\nexport A=1; export K=b\n", 2],
    ["K=a\nK: b\n", 2],
  ];
  for (const [text, line] of cases) {
    await t.step(JSON.stringify(text), async () => {
      const refusal = await failureOfPromise(() => readK(text));
      assertEquals([refusal.code, refusal.exitCode], ["env_file_ambiguous", 7]);
      assertStringIncludes(refusal.message, `Line ${line} `);
    });
  }
});

Deno.test("variables are found by their names, the last value of each", async () => {
  assertEquals(await found("B_REPO=1\nOTHER=2\nexport A_REPO='3' # c\nB_REPO=4\nC_REPO=\n"), [
    ["B_REPO", "4"],
    ["A_REPO", "3"],
  ]);
});

Deno.test("one that programs read differently is left out, and the others are found", async () => {
  assertEquals(await found("A_REPO=1\nB_REPO: 2\nB_REPO=3\nB_REPO: 5\nC_REPO=4\n"), [["A_REPO", "1"], [
    "C_REPO",
    "4",
  ]]);
  assertEquals(await found("A_REPO=1\nE_REPO= \nF_REPO=2\n"), [["A_REPO", "1"], ["F_REPO", "2"]]);
});

Deno.test("nothing is found in what is not text", async () =>
  assertEquals(await found("A_REPO=1\n\0\n"), []));

Deno.test("twenty thousand variables are found in one pass over the file", async () => {
  const names = Array.from({ length: 20_000 }, (_, number) => `N${number}_REPO`);
  assertEquals((await found(names.map((name) => `${name}=x\n`).join(""))).length, names.length);
  assertEquals(
    (await found(names.map((name) => `${name}=x\n`).join("") + "N1_REPO: y\n")).length,
    names.length - 1,
  );
});

Deno.test("several variables are read in one pass", async () => {
  const bytes = bytesOf("export A='ada/a'\nB=ada/b # old\nB=\"ada/new\"\nC=\nOTHER=1\n");
  assertEquals([...await readVariables(bytes, new Set(["A", "B", "C", "D"]))], [["A", "ada/a"], [
    "B",
    "ada/new",
  ], [
    "C",
    "",
  ]]);
});

Deno.test("the lines that set variables are listed, whoever reads them", () => {
  assertEquals(
    setLines("A=1\n# B=2\nB='x\ny'\nexport C=3; export D=4\nA=5\n")
      .map(({ name, line, lastLine }) => [name, line, lastLine]),
    [["A", 1, 1], ["B", 3, 4], ["C", 5, 5], ["D", 5, 5], ["A", 6, 6]],
  );
});
