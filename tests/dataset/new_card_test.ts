import { assertEquals } from "@std/assert";
import { declaresExperiments } from "../../lib/dataset/new_card.ts";

Deno.test("a card declares experiments by its columns, or by its tags and the place of its rows", async (t) => {
  const features = [{ name: "name" }, { name: "experiment_id", dtype: "string" }];
  const configs = [{ config_name: "default", data_files: [{ split: "train", path: "data/train-*" }] }];
  const rows: [name: string, told: { tags: unknown; cardData: unknown }, declares: boolean][] = [
    ["columns", { tags: [], cardData: { dataset_info: { features } } }, true],
    ["columns of several configurations", { tags: [], cardData: { dataset_info: [{}, { features }] } }, true],
    ["the template", { tags: ["trackio", "hf-dataset-setup"], cardData: {} }, true],
    ["tags in the card only", { tags: [], cardData: { tags: ["trackio", "hf-dataset-setup"] } }, true],
    ["Trackio's tag and the place of rows", { tags: ["trackio"], cardData: { configs } }, true],
    ["Trackio's tag alone", { tags: ["trackio"], cardData: {} }, false],
    ["a blank repository of set-up", { tags: ["hf-dataset-setup"], cardData: {} }, false],
    ["nothing", { tags: undefined, cardData: undefined }, false],
    ["nonsense", { tags: 7, cardData: [{ dataset_info: { features: { name: 1 } } }] }, false],
  ];
  for (const [name, told, declares] of rows) {
    await t.step(name, () => assertEquals(declaresExperiments(told), declares));
  }
});
