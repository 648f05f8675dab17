import { assertEquals } from "@std/assert";
import { visibilityInCard } from "../../../lib/commands/doctor/visibility_in_card.ts";

Deno.test("What a card claims about the visibility is read from its prose", async (t) => {
  const cases: readonly [card: string, claim: "private" | "public" | undefined][] = [
    ["", undefined],
    ["This dataset is private by default to keep it safe.", "private"],
    ["This dataset is **private**.", "private"],
    ["The repository was created as a private\ndataset.", "private"],
    ["Created as a private dataset with hf-dataset-setup.", "private"],
    ["Created as a public dataset with hf-dataset-setup.", "public"],
    ["This dataset is publicly available.", "public"],
    ["This is your private experiments dataset.", "private"],
    ["Visibility: Private", "private"],
    ["This is not a private dataset.", undefined],
    ["This dataset is not private.", undefined],
    ["A public dataset, made from a private dataset.", undefined],
    ["Public benchmarks were run.", undefined],
    ["---\nlicense: mit\nprivacy: private\n---\n\n# Runs", undefined],
    ["---\r\nx: 1\r\n---\r\nThis dataset is private.", "private"],
    ["# Runs\n\n---\n\nThis dataset is private.\n\n---\n\nEnd", "private"],
    ["```\nthis dataset is private\n```\n", undefined],
    ["Pass `--private` and this dataset is `private`.", undefined],
    ["x".repeat(200_000) + " This dataset is private.", undefined],
  ];
  for (const [card, claim] of cases) {
    await t.step(JSON.stringify(card.slice(0, 60)), () => assertEquals(visibilityInCard(card), claim));
  }
});

Deno.test("A hostile card is read in a moment", () => {
  const started = performance.now();
  for (const piece of ["dataset is ", "a private ", "```", "---\n", "not a ", "`", " \n"]) {
    visibilityInCard(piece.repeat(50_000));
  }
  assertEquals(performance.now() - started < 2_000, true);
});
