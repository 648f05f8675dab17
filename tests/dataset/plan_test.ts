import { assertEquals } from "@std/assert";
import { editCard } from "../../lib/dataset/edit_card.ts";
import { planChanges } from "../../lib/dataset/plan.ts";
import { parseDatasetInfo } from "../../lib/hub/datasets.ts";

Deno.test("A key of a card can have the name of something that every object has", async (t) => {
  const info = parseDatasetInfo({ id: "ada/runs" });
  if (info === undefined) throw new TypeError("An id alone must do");
  for (const key of ["constructor", "toString", "__proto__"]) {
    await t.step(key, async () => {
      const card = await editCard("", { card: `---\n${key}: x\n---\n` }, "it");
      const { changes } = planChanges({}, { info, card });
      assertEquals(changes, [{ label: "Card key", setting: key, from: `${key}: none`, to: "x" }]);
    });
  }
});
