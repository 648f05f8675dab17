import { assertEquals } from "@std/assert";
import { checkCard, LICENSES, yamlScalar } from "../../lib/dataset/card.ts";
import { readYaml } from "../../lib/ports/yaml.ts";
import { LICENSES as LICENSES_OF_TEST_HUB } from "../test_hub/licenses.ts";
import { failureOfPromise } from "../support/failures.ts";

Deno.test("The licenses are those of the Hub", () => {
  assertEquals([...LICENSES].sort(), [...LICENSES_OF_TEST_HUB].sort());
  assertEquals(LICENSES.length, 83);
});

Deno.test("A card is checked for what is certain, and the problem is named in one line", async (t) => {
  const rows: readonly (readonly [yaml: string, problem: string])[] = [
    ["license: MIT\n", '"MIT" is not a license id of the Hub; did you mean "mit"?'],
    ["license: [mit, gone]\n", '"gone" is not a license id of the Hub'],
    ["license: 3\n", "license must be a license id of the Hub (quote it)"],
    ["tags: [a, 1]\n", "tags must be a list of texts (quote numbers, yes and no)"],
    ["pretty_name: 2026\n", "pretty_name must be text (quote it)"],
    ["a: 1\na: 2\n", 'line 3: the key "a" appears twice'],
    ["- a\n", "it does not consist of keys and values"],
  ];
  for (const [yaml, problem] of rows) {
    await t.step(JSON.stringify(yaml), async () => {
      const failure = await failureOfPromise(() => checkCard(`---\n${yaml}---\n`, "the card"));
      assertEquals([failure.code, failure.exitCode], ["card_invalid", 2]);
      assertEquals(failure.message, `The front matter of the card is invalid: ${problem}`);
    });
  }
  for (const card of ["", "# Title\n", "---\n---\n", "---\nlicense: mit\ntags: [a]\nother: {b: 1}\n---\n"]) {
    await t.step(`no problem: ${JSON.stringify(card)}`, () => checkCard(card, "the card"));
  }
});

Deno.test("A text written as YAML is read back as the same text, also inside brackets", async (t) => {
  const texts = [
    ...["plain", "Two words", "v1.0", "no", "Yes", "null", "~", "1.0", "1e3", "0x1f", "2026-01-31"],
    ...["12:30:00", "a: b", "a #b", "# a", "a,b", "[a]", "{a}", "- a", "'a'", '"a"', "a\\b", "*a", "&a"],
    ...["!a", "|", "> a", "@a", "`a`", "%a", " a ", "", "a\nb", "\u2028", "\u0085", "\u{1F600} 資料", "---"],
  ];
  for (const text of texts) {
    await t.step(JSON.stringify(text), () => {
      const written = yamlScalar(text);
      assertEquals(readYaml(`a: ${written}\nb: [x, ${written}]\n`), { value: { a: text, b: ["x", text] } });
    });
  }
});

Deno.test("The YAML library prints nothing, whatever the environment holds", async () => {
  const child = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--no-lock",
      `--import-map=${new URL("../no_jsr/import_map.json", import.meta.url).href}`,
      `const { readYaml } = await import(${
        JSON.stringify(new URL("../../lib/ports/yaml.ts", import.meta.url).href)
      });
       readYaml("a: [1]");`,
    ],
    env: { LOG_TOKENS: "1", LOG_STREAM: "1", NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  assertEquals([child.code, new TextDecoder().decode(child.stdout)], [0, ""]);
});
