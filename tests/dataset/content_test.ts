import { assertEquals } from "@std/assert";
import { makeContent } from "../../lib/dataset/content.ts";
import { UNCHANGED } from "../../lib/dataset/desired.ts";
import type { TemplateFolder } from "../../lib/dataset/template_folder.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 31, 12);

function folderOf(card: string): TemplateFolder {
  const bytes = new TextEncoder().encode(card);
  return { path: "t", files: [{ path: "README.md", bytes }], leftOut: [] };
}

function start(card: string, now: number) {
  return makeContent({
    id: "ada/runs",
    template: "folder",
    folder: folderOf(card),
    desired: UNCHANGED,
    now,
  });
}

Deno.test("A card is recognised on another day, and no other card is", async () => {
  const card = "# {{name}} (a+b) [x]\n\nOn {{date}} and {{date}}.\n";
  const today = await start(card, NOW);
  const tomorrow = await start(card, NOW + DAY);
  assertEquals(today.card, "# runs (a+b) [x]\n\nOn 2026-01-31 and 2026-01-31.\n");
  assertEquals([today.matches(today.card), tomorrow.matches(today.card)], [true, true]);
  assertEquals(tomorrow.matches(`${today.card}More`), false);
  assertEquals(tomorrow.matches(today.card.replace("runs", "other")), false);
  const undated = await start("# {{name}}\n", NOW);
  assertEquals([undated.matches("# runs\n"), undated.matches("# runs")], [true, false]);
});
