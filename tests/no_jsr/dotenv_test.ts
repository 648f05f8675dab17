import { assertEquals, assertThrows } from "@std/assert";
import { parse } from "./dotenv_parse.ts";
import { stringify } from "./dotenv_stringify.ts";

/** An object without a prototype, as `parse` returns it. */
function bareObject(values: Record<string, string>): Record<string, string> {
  return Object.assign(Object.create(null), values);
}

Deno.test("parse reads env files by the rules of @std/dotenv", async (t) => {
  const cases: readonly [name: string, text: string, expected: Record<string, string>][] = [
    ["nothing", "", {}],
    ["a byte order mark, export and blanks", "\uFEFF  export A = b \n", { A: "b" }],
    ["line ends of Windows", "A=1\r\nB='2'\r\n", { A: "1", B: "2" }],
    ["a comment without a blank before it", "A=a#b\n# B=2\n", { A: "a" }],
    ["single quotes keep everything", "A='$B \\n # \"'", { A: '$B \\n # "' }],
    ["double quotes know escapes", 'A="x\\ty\\nz\\\\ \\"q\\" \\d"', { A: 'x\ty\nz\\ "q" \\d' }],
    ["values of several lines", "A='1\n2'\nB=\"\n3\n\"\n", { A: "1\n2", B: "3" }],
    ["a backtick is no quote", "A=`b`", { A: "`b`" }],
    ["the last of several counts", "A=1\nA=2", { A: "2" }],
    ["names that shells do not take are left out", "A.B=1\n2C=2\nD=3", { D: "3" }],
    ["what is no assignment is passed over", "hello you\nA=1", { A: "1" }],
    ["a quote that does not close is a character", "A='b\nC=1", { A: "'b", C: "1" }],
    ["names are replaced without quotes", "A=1\nB=$A-${A}\nC='$A'", { A: "1", B: "1-1", C: "$A" }],
    ["defaults", "B=${NOT_SET_ANYWHERE:-x}", { B: "x" }],
    ["an escaped dollar sign", "B=\\$A", { B: "\\$A" }],
  ];
  for (const [name, text, expected] of cases) {
    await t.step(name, () => assertEquals(parse(text), bareObject(expected)));
  }
  await t.step("a value that names itself throws instead of never ending", () => {
    assertThrows(() => parse("A=$A$A"), RangeError);
  });
});

Deno.test("stringify quotes as little as @std/dotenv does", async (t) => {
  const cases: readonly [value: string, expected: string][] = [
    ["", "A="],
    ["word_1", "A=word_1"],
    ["ns/name", "A='ns/name'"],
    ["it's", 'A="it\'s"'],
    ['"x"', "A='\"x\"'"],
    ["a\nb\r\tc", 'A="a\\nb\\r\\tc"'],
    ["a\\nb", 'A="a\\\\nb"'],
    [`'"`, `A="'\\""`],
  ];
  for (const [value, expected] of cases) {
    await t.step(JSON.stringify(value), () => assertEquals(stringify({ A: value }), expected));
  }
  await t.step("lines are joined, and a name that begins a comment is left out", () => {
    assertEquals(stringify({ A: "1", "#B": "2", C: "3" }), "A=1\nC=3");
  });
});

Deno.test("parse reads back whatever stringify wrote", () => {
  const values = [
    "",
    " ",
    "a b",
    "it's",
    '"',
    "'",
    "'\"",
    "\\",
    "\\n",
    "\n",
    "\r\n",
    "\t",
    "#",
    "$A",
    "${A}",
    "`",
    "a=b",
    "\u00e9",
  ];
  // A line end next to the quotes is dropped when it is one, and kept when it is an escape.
  for (const value of values) assertEquals(parse(stringify({ A: value }))["A"], value);
});
