import { assertEquals } from "@std/assert";
import { parquetMetadata, parquetReadObjects, parquetSchema } from "hyparquet";
import {
  declaresExperiments,
  EXPERIMENT_COLUMNS,
  firstRow,
  rowAsParquet,
} from "../../lib/dataset/built_in_template.ts";

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

const MADE = { now: Date.UTC(2026, 0, 31, 12), version: "1.2.3" };

Deno.test("The first row is read back by another reader: one row, ten columns of text, as it was written", async () => {
  const row = firstRow(MADE);
  const file = await rowAsParquet(row);
  const metadata = parquetMetadata(file);
  assertEquals(metadata.num_rows, 1n);
  const columns = parquetSchema(metadata).children.map(({ element }) => element);
  assertEquals(columns.map(({ name }) => name), [...EXPERIMENT_COLUMNS]);
  assertEquals(columns.length, 10);
  for (const column of columns) {
    assertEquals([column.type, column.converted_type], ["BYTE_ARRAY", "UTF8"], column.name);
  }
  assertEquals(await parquetReadObjects({ file }), [{ ...row }]);
});

Deno.test("The first row says that set-up wrote it, and its structured fields are JSON of the shape that readers expect", () => {
  const row = firstRow(MADE);
  assertEquals(row.experiment_id, "hf-dataset-setup");
  assertEquals([row.created_at, row.last_updated], ["2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00.000Z"]);
  assertEquals(JSON.parse(row.metrics), []);
  assertEquals(JSON.parse(row.artifacts), []);
  assertEquals(JSON.parse(row.parameters), { "created_by": "hf-dataset-setup", version: "1.2.3" });
  const [entry] = JSON.parse(row.logs);
  assertEquals(Object.keys(entry), ["timestamp", "level", "message"]);
  assertEquals(["running", "completed", "failed", "paused"].includes(row.status), true);
});
