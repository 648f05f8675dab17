import { assertEquals } from "@std/assert";
import { readLines } from "../../../lib/commands/doctor/read_lines.ts";
import { failureOf } from "../../support/failures.ts";

const OPTIONS = { path: ".env", wanted: ["RUNS"] };

function read(text: string) {
  return readLines(new TextEncoder().encode(text), OPTIONS);
}

Deno.test("Lines of an env file that set nothing are counted, and nothing else is", async (t) => {
  const cases: readonly [name: string, text: string, odd: readonly number[]][] = [
    ["empty", "", []],
    ["comments and blank lines", "# a\n\n  # b\n\t\n", []],
    ["every way to write a value", "A=1\nexport B=2\n C = 3\nD='x'\nE=\nF=\"a # b\" # c\n", []],
    ["Windows", "\ufeffA=1\r\n# x\r\n\r\nB=2\r\n", []],
    ["values of several lines", "A=\"one\ntwo words\nthree\"\nB='x\ny'\n", []],
    ["export without a value", "A=1\nexport A\nexport A B\n", []],
    ["words", "A=1\nhello world\nB=2\n", [2]],
    ["a name with a dash", "MY-KEY=1\nA=1\n", [1]],
    ["no line end at the end", "A=1\nset B=2", [2]],
  ];
  for (const [name, text, odd] of cases) {
    await t.step(name, () => assertEquals(read(text).oddLines, odd));
  }
});

Deno.test("Names that are set more than once are told with their lines", () => {
  assertEquals(read("A=1\nB=2\nA='1'\nexport B=3\nC=\"x\ny\"\nC=x\n").repeated, [
    { name: "A", lines: [1, 3], differ: false },
    { name: "B", lines: [2, 4], differ: true },
    { name: "C", lines: [5, 7], differ: true },
  ]);
});

Deno.test("What cannot be read is a failure, unless it is about other variables", () => {
  assertEquals(failureOf(() => read("RUNS: ada/runs\n")).code, "env_file_ambiguous");
  assertEquals(failureOf(() => read('A="open\nRUNS=x\n')).code, "env_file_quote_open");
  assertEquals(read("OTHER: x\nRUNS=ada/runs\n").repeated, []);
});

Deno.test("A file with thousands of variables is not looked through one by one", () => {
  const text = Array.from({ length: 20_000 }, (_, index) => `V${index}=x\n`).join("");
  assertEquals(read(`${text}RUNS=a/b\nodd\n`), { oddLines: [], repeated: [] });
});
