import { assert, assertEquals } from "@std/assert";
import { columnsOf, hang, wrap } from "../../lib/terminal/layout.ts";

Deno.test("columnsOf() counts what a terminal shows", async (t) => {
  const cases = [["", 0], ["ada", 3], ["é", 1], ["e\u0301", 1], ["日本語", 6], ["🤗", 2], ["👩‍👩‍👧", 2]] as const;
  for (const [text, expected] of cases) {
    await t.step(JSON.stringify(text), () => assertEquals(columnsOf(text), expected));
  }
});

Deno.test("wrap() breaks between words, never within one, and never within a command in quotes", async (t) => {
  const cases: readonly (readonly [text: string, width: number, expected: readonly string[]])[] = [
    ["", 10, [""]],
    ["one two", 10, ["one two"]],
    ["one two three", 7, ["one two", "three"]],
    ["exactly ten", 11, ["exactly ten"]],
    ["to abcdefghij go", 4, ["to", "abcdefghij", "go"]],
    ["line\nbreaks\tand tabs", 80, ["line breaks and tabs"]],
    ["日本語 日本語", 8, ["日本語", "日本語"]],
    ['see "hf-dataset-setup env --help" for more', 12, ["see", '"hf-dataset-setup env --help"', "for more"]],
  ];
  for (const [text, width, expected] of cases) {
    await t.step(JSON.stringify(text), () => assertEquals(wrap(text, width), expected));
  }
});

Deno.test("wrap() loses nothing but spaces, and only a single word is wider than a line", () => {
  const words = ["a", "repo.write", "日本語", "🤗🤗🤗", "x".repeat(40), "e\u0301".repeat(9)];
  for (let width = 2; width < 30; width++) {
    for (let start = 0; start < words.length; start++) {
      const text = [...words.slice(start), ...words.slice(0, start)].join(" ");
      const lines = wrap(text, width);
      for (const line of lines) assert(columnsOf(line) <= width || !line.includes(" "), line);
      assertEquals(lines.join(" ").normalize(), text.normalize());
    }
  }
});

Deno.test("hang() gives what is to be copied a line of its own", async (t) => {
  const cases: readonly (readonly [text: string, expected: readonly string[]])[] = [
    ["Create it in the browser", ["! Create it in the", "  browser"]],
    ["Create it: hf-dataset-setup --name ada/runs", ["! Create it:", "  hf-dataset-setup --name ada/runs"]],
    ["See https://huggingface.co/settings/tokens", ["! See", "  https://huggingface.co/settings/tokens"]],
    ["What a-word-too-wide does", ["! What", "  a-word-too-wide", "  does"]],
    ["Log in: hf auth login", ["! Log in:", "  hf auth login"]],
    ['To load it: eval "$(hf-dataset-setup env)"', ["! To load it:", '  eval "$(hf-dataset-setup env)"']],
  ];
  for (const [text, expected] of cases) {
    await t.step(text, () => assertEquals(hang("! ", text, 20), expected));
  }
});

Deno.test("hang() puts a text below its lead where a word does not fit behind it, and nowhere else", () => {
  assertEquals(hang("Repository  ", "Created ada/trackio-experiments (private)", 34), [
    "Repository",
    "  Created ada/trackio-experiments",
    "  (private)",
  ]);
  assertEquals(hang("Repository  ", "Created ada/trackio-experiments (private)", 35), [
    "Repository  Created",
    "            ada/trackio-experiments",
    "            (private)",
  ]);
});
