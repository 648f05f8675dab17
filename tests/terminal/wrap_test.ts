import { assert, assertEquals } from "@std/assert";
import { columnsOf, wrap } from "../../lib/terminal/wrap.ts";

Deno.test("columnsOf() counts what a terminal shows", async (t) => {
  const cases = [["", 0], ["ada", 3], ["é", 1], ["e\u0301", 1], ["日本語", 6], ["🤗", 2], [
    "a\u200bb",
    2,
  ]] as const;
  for (const [text, expected] of cases) {
    await t.step(JSON.stringify(text), () => assertEquals(columnsOf(text), expected));
  }
});

Deno.test("wrap() breaks between words, and cuts only a word that is longer than a line", async (t) => {
  const cases: readonly (readonly [text: string, width: number, expected: readonly string[]])[] = [
    ["", 10, [""]],
    ["one two", 10, ["one two"]],
    ["one two three", 7, ["one two", "three"]],
    ["exactly ten", 11, ["exactly ten"]],
    ["abcdefghij", 4, ["abcd", "efgh", "ij"]],
    ["to abcdefghij go", 4, ["to", "abcd", "efgh", "ij", "go"]],
    ["line\nbreaks\tand   spaces", 80, ["line breaks and spaces"]],
    ["日本語日本語", 5, ["日本", "語日", "本語"]],
  ];
  for (const [text, width, expected] of cases) {
    await t.step(JSON.stringify(text), () => assertEquals(wrap(text, width), expected));
  }
});

Deno.test("wrap() never exceeds the width and loses nothing but spaces", () => {
  const words = ["a", "repo.write", "日本語", "🤗🤗🤗", "x".repeat(40), "e\u0301".repeat(9), ""];
  for (let width = 2; width < 30; width++) {
    for (let start = 0; start < words.length; start++) {
      const text = [...words.slice(start), ...words.slice(0, start)].join(" ");
      const lines = wrap(text, width);
      for (const line of lines) assert(columnsOf(line) <= width, `${JSON.stringify(line)} in ${width}`);
      assertEquals(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
    }
  }
});
