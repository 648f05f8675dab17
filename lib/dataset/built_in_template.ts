import { nameOf } from "../hub/addresses.ts";
import { CARD_TAG, type DesiredDataset, type TemplateName } from "./desired.ts";
import { listIn, recordIn } from "../hub/client.ts";
import { yamlScalar } from "./card.ts";

/**
 * The dataset card (README.md) of a new repository.
 *
 * It has no sizes and no counts: those that are written once are wrong after the first push and make the dataset fail to
 * load. It says how the dataset was created, which stays true, and not how it is.
 */
export function cardText(id: string, template: TemplateName, desired: DesiredDataset): string {
  const { visibility, license, prettyName, tags = [] } = desired;
  const isTrackio = template === "trackio";
  const frontMatter = [
    ...(license === undefined ? [] : [`license: ${yamlScalar(license)}`]),
    ...(prettyName === undefined ? [] : [`pretty_name: ${yamlScalar(prettyName)}`]),
    "tags:",
    ...[...new Set([...(isTrackio ? ["trackio", "experiment-tracking"] : []), CARD_TAG, ...tags])]
      .map((tag) => `- ${yamlScalar(tag)}`),
    ...(isTrackio ? [CONFIGS] : []),
  ];
  const begin = `---\n${frontMatter.join("\n")}\n---\n\n# ${nameOf(id)}\n`;
  const kind = visibility === undefined ? "" : ` as a ${visibility} dataset`;
  const end = `Created${kind} with hf-dataset-setup.\n`;
  if (!isTrackio) return `${begin}\n${end}`;
  return `${begin}
Experiment tracking data, written by training scripts that use \`TRACKIO_DATASET_REPO=${id}\`.
${end}
## Columns

One row is one experiment. Every column is a string.

| column | content |
| --- | --- |
${Object.entries(COLUMNS).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`).join("\n")}

## Loading

\`\`\`python
from datasets import load_dataset

experiments = load_dataset("${id}", split="train")
\`\`\`

The row \`hf-dataset-setup\` is a placeholder that defines the columns.
`;
}

/** Where readers find the rows; without it they would guess. */
const CONFIGS = `configs:
- config_name: default
  data_files:
  - split: train
    path: data/train-*`;

/**
 * Whether a card says that its dataset holds experiments: by its columns, by the template's tags, or by Trackio's tag
 * and the place of the rows. The files are not read, which would take more requests.
 */
export function declaresExperiments(card: { tags: unknown; cardData: unknown }): boolean {
  const { dataset_info: info, configs, tags: cardTags } = recordIn(card.cardData);
  const columns = [info].flat().flatMap((one) => listIn(recordIn(one)["features"]));
  if (columns.some((column) => recordIn(column)["name"] === "experiment_id")) return true;
  const tags = [...listIn(card.tags), ...listIn(cardTags)];
  if (!tags.includes("trackio")) return false;
  if (tags.includes(CARD_TAG)) return true;
  return listIn(configs).flatMap((config) => [recordIn(config)["data_files"]].flat()).some((files) => {
    const paths = typeof files === "string" ? files : recordIn(files)["path"];
    return [paths].flat().some((path) => typeof path === "string" && path.startsWith("data/train-"));
  });
}

/** The ten columns of the experiments dataset, in order, with what a card says of them; all are strings. */
const COLUMNS = {
  "experiment_id": "unique ID of the experiment",
  name: "display name",
  description: "what it tests",
  "created_at": "start time (ISO 8601)",
  status: "`running`, `completed`, `failed` or `paused`",
  metrics: "JSON list of `{timestamp, step, metrics}`",
  parameters: "JSON object",
  artifacts: "JSON list",
  logs: "JSON list of `{timestamp, level, message}`",
  "last_updated": "time of the last change (ISO 8601)",
};

export const EXPERIMENT_COLUMNS: readonly string[] = Object.keys(COLUMNS);

/** Where the first row lives: readers look for `data/train-*`. */
export const FIRST_ROW_PATH = "data/train-00000-of-00001.parquet";

type ExperimentRow = Readonly<Record<keyof typeof COLUMNS, string>>;

/**
 * The row a new dataset starts with.
 *
 * Without any row, the Trackio Space of SmolFactory shows sample experiments and stops saving. The id is always the same,
 * so that there is never a second one.
 */
export function firstRow({ now, version }: { now: number; version: string }): ExperimentRow {
  const at = new Date(now).toISOString();
  const message = "Dataset created by hf-dataset-setup; no experiments yet";
  return {
    "experiment_id": "hf-dataset-setup",
    name: "Setup",
    description: "Placeholder that defines the columns. Not an experiment.",
    "created_at": at,
    status: "completed",
    metrics: "[]",
    parameters: JSON.stringify({ "created_by": "hf-dataset-setup", version }),
    artifacts: "[]",
    logs: JSON.stringify([{ timestamp: at, level: "INFO", message }]),
    "last_updated": at,
  };
}

/** The row as a parquet file of about two kilobytes. */
export async function rowAsParquet(row: ExperimentRow): Promise<ArrayBuffer> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  return parquetWriteBuffer({
    columnData: Object.entries(row).map(([name, value]) => ({
      name,
      data: [value],
      type: "STRING" as const,
    })),
  });
}
