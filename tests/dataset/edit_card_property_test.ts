import { assert, assertEquals } from "@std/assert";
import type { DesiredDataset } from "../../lib/dataset/desired.ts";
import { editCard } from "../../lib/dataset/edit_card.ts";
import { Failure } from "../../lib/cli/failure.ts";
import { readCard } from "../test_hub/card.ts";

const CARDS = 1_000;

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const TAGS: readonly string[] = [
  "",
  "tags:\n- a\n- b\n",
  "tags: # c\n   -  a # one\n   # between\n   -   'b'\n",
  "tags: [a, b]\n",
  "tags: [ 'a' , # one\n  b, ]\n",
  "tags: a\n",
  "tags:\n",
  "tags: []\n",
  "tags: ~\n",
  'tags:\n- "a"\n\n- b\n\n',
  "tags: &t\n- a\n- b\n",
  "tags:\n- &first a\n- b\n",
  "tags: *k\n",
];
/** Of each row one, or none. */
const OTHERS: readonly (readonly string[])[] = [
  ["license: mit\n", "license:   'mit' # why\n", "license:\n- mit\n", "license:\n"],
  ["pretty_name: A name\n", "pretty_name: >-\n  A long\n  name\n"],
  ["# a comment\n", "\n"],
  ["configs:\n- config_name: default\n  data_files: '*'\n"],
  ["description: |\n  tags:\n  - not me\n"],
  ["'quoted key': {a: [1, 2]}\n", "language:\n  - en\n  - de # both\n"],
];
const EDITS: readonly DesiredDataset[] = [
  { tags: ["x"] },
  { tags: ["a", "y z"], removedTags: ["b"] },
  { removedTags: ["a", "b"] },
  { license: "gpl-3.0" },
  { prettyName: "New: name" },
  { license: "mit", prettyName: "A", tags: ["x", "no"] },
];

Deno.test("Random cards are edited as asked or refused, and keep every line that is not of a changed key", async () => {
  let edited = 0;
  for (let seed = 1; seed <= CARDS; seed++) {
    const pick = numbers(seed);
    const tags = TAGS[pick(TAGS.length)] ?? "";
    const others = OTHERS.flatMap((row) => row[pick(row.length + 1)] ?? []);
    const half = pick(others.length + 1);
    const same = tags.includes("&t") && pick(2) === 0 ? ["same: *t\n"] : [];
    const parts = [...others.slice(0, half), "keys: &k\n- k1\n- k2\n", tags, ...same, ...others.slice(half)];
    const lineEnd = pick(4) === 0 ? "\r\n" : "\n";
    const card = `---\n${parts.join("")}---\nText\n`.replaceAll("\n", lineEnd);
    const edits = EDITS[pick(EDITS.length)] ?? {};
    try {
      const result = await editCard(card, edits, "the card");
      edited++;
      const before = readCard(card).data ?? {};
      const after = readCard(result.text).data ?? {};
      const changed = result.changes.map(({ key }) => key);
      for (const key of Object.keys(before)) {
        if (!changed.includes(key)) assertEquals(after[key], before[key], card);
      }
      for (const tag of edits.tags ?? []) {
        assert(Array.isArray(after.tags) && after.tags.includes(tag), card);
      }
      for (const tag of edits.removedTags ?? []) assert(![after.tags ?? []].flat().includes(tag), card);
      // Comments are in no value, so their survival is looked for in the text.
      const comments = card.match(/#[^\r\n]*/g) ?? [];
      if (edits.removedTags === undefined) {
        for (const comment of comments) assert(result.text.includes(comment), `${comment} in ${card}`);
        assertEquals(result.text.includes("\r"), card.includes("\r"));
      }
      assertEquals(await editCard(result.text, edits, "the card"), {
        text: result.text,
        changes: [],
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw new Error(`Seed ${seed}:\n${card}`, { cause: error });
      assertEquals(error.code, "card_not_editable", card);
      assert(card.includes("*t"), card);
    }
  }
  assert(edited > CARDS * 0.9, `Only ${edited} of ${CARDS} cards were edited`);
});
