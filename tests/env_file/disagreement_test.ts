import { parse as parseByRules } from "../no_jsr/dotenv_parse.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import dotenv from "dotenv";
import { parseEnv } from "node:util";
import { editEnvBytes, readVariable } from "../../lib/env_file/edit.ts";
import { failureOf } from "../support/failures.ts";

function edited(text: string, value = "ns/name"): { text: string; action: string | undefined } {
  const { bytes, changes } = editEnvBytes(new TextEncoder().encode(text), [{ name: "K", value }]);
  return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), action: changes[0]?.action };
}

Deno.test("a variable that is named without a value later, which takes it away for python-dotenv, comes last", async (t) => {
  const cases: readonly [before: string, after: string][] = [
    ["K=old\nexport K\n", "K=ns/name\nexport K\nK=ns/name\n"],
    ["K=ns/name\r\nexport K # for others\r\n", "K=ns/name\r\nexport K # for others\r\nK=ns/name\r\n"],
    ["K=old\nK", "K=ns/name\nK\nK=ns/name\n"],
  ];
  for (const [before, after] of cases) {
    await t.step(JSON.stringify(before), () => {
      assertEquals(edited(before), { text: after, action: "replaced" });
      assertEquals(edited(after), { text: after, action: "kept" });
      assert(readVariable(new TextEncoder().encode(before), "K") !== undefined);
    });
  }
});

Deno.test("where a reader would see another value, the file is refused with the line", async (t) => {
  const cases: readonly [name: string, text: string, line: number][] = [
    ["behind an equals sign, inside quotes that end before for Node", 'K=1\nA="C:\\"\n= K=2\n"\n', 3],
    [
      "inside quotes that open behind a colon's line, which npm dotenv takes for text",
      'A:\nC="\nK=1\n"\n',
      3,
    ],
    ["inside quotes that open behind an empty value with a blank", "A= \nC='\nK=1\n'\n", 3],
    ["on two lines, inside a value with text behind its quote", 'K=1\nA="x\nexport K\n=\nB=" y\n', 3],
    ["behind a no-break space", "K=1\n\u00a0K=2\n", 2],
    ["behind a no-break space and export", "K=1\n\u00a0export K=2\n", 2],
    ["in front of a no-break space", "K\u00a0=2\n", 1],
    ["in front of a form feed", "K=1\nexport K\f=2\n", 2],
    ["behind a second byte order mark", "\uFEFF\uFEFFK=1\n", 1],
    ["in front of a form feed, and the equals sign on the next line", "K=1\nK\f\n=2\n", 2],
  ];
  for (const [name, text, line] of cases) {
    await t.step(name, () => {
      const refusal = failureOf(() => edited(text));
      assertEquals([refusal.code, refusal.exitCode], ["env_file_ambiguous", 7]);
      assertStringIncludes(refusal.message, `Line ${line} `);
    });
  }
});

Deno.test("a character that ends a line for JavaScript alone is refused like a lone carriage return", () => {
  for (const separator of ["\u2028", "\u2029"]) {
    const refusal = failureOf(() => edited(`A=1\n# ${separator}K=2\n`));
    assertEquals([refusal.code, refusal.exitCode], ["env_file_not_text", 7]);
    assertStringIncludes(refusal.message, "line 2 ");
  }
});

Deno.test("unusual blanks elsewhere are no harm", async (t) => {
  for (
    const text of [
      "A=\u00a0x\nK=old\n",
      "# \u00a0K=1\nK=old\n",
      "A=x\u00a0K=1\nK=old\n",
      "\u00a0K2=1\nK=old\n",
    ]
  ) {
    await t.step(JSON.stringify(text), () => {
      const after = text.replace("old", "ns/name");
      assertEquals(edited(text).text, after);
      assertEquals([dotenv.parse(after)["K"], parseEnv(after)["K"], parseByRules(after)["K"]], [
        "ns/name",
        "ns/name",
        "ns/name",
      ]);
    });
  }
});

Deno.test("a value in quotes that would pair with a quote elsewhere is refused before it is written", async (t) => {
  const cases: readonly [text: string, value: string][] = [
    ["'\n", "two words"],
    ["A='a\\'\n", "two words"],
    ["\n'\nK=old\n", "C:\\data"],
  ];
  for (const [text, value] of cases) {
    await t.step(JSON.stringify(text), () => {
      const refusal = failureOf(() => edited(text, value));
      assertEquals([refusal.code, refusal.exitCode], ["env_value_not_portable", 7]);
      assertEquals(edited(edited(text).text).action, "kept");
    });
  }
});

Deno.test("a comment that touches the quote is moved away from a value that is right already", () => {
  assertEquals(edited("K='ns/name'#c\n"), { text: "K='ns/name' #c\n", action: "replaced" });
});
