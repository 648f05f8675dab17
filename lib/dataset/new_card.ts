import { nameOf } from "../hub/addresses.ts";
import { CARD_TAG, type DesiredDataset, type TemplateName } from "./desired.ts";
import { listIn, recordIn } from "../hub/client.ts";
import { yamlScalar } from "./card.ts";
import { COLUMNS } from "./trackio_row.ts";

/** What the card of a new repository is made from; without a visibility the Hub decides, and the card is silent. */
interface CardFacts extends Pick<DesiredDataset, "visibility" | "license" | "prettyName" | "tags"> {
  /** `owner/name`. */
  readonly id: string;
  readonly template: TemplateName;
}

/**
 * The dataset card (README.md) of a new repository.
 *
 * It has no sizes and no counts: those that are written once are wrong after the first push and make the dataset fail to
 * load. It says how the dataset was created, which stays true, and not how it is.
 */
export function cardText(facts: CardFacts): string {
  const { id } = facts;
  const created = facts.visibility === undefined ? "" : ` as a ${facts.visibility} dataset`;
  const title = `# ${nameOf(id)}\n`;
  if (facts.template !== "trackio") {
    return `${frontMatter(facts, { tags: [CARD_TAG], lines: [] })}
${title}
Created${created} with hf-dataset-setup.
`;
  }
  return `${frontMatter(facts, { tags: ["trackio", "experiment-tracking", CARD_TAG], lines: CONFIGS })}
${title}
Experiment tracking data, written by training scripts that use \`TRACKIO_DATASET_REPO=${id}\`.
Created${created} with hf-dataset-setup.

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
const CONFIGS = [
  "configs:",
  "- config_name: default",
  "  data_files:",
  "  - split: train",
  "    path: data/train-*",
];

function frontMatter(
  { license, prettyName, tags }: CardFacts,
  own: { tags: readonly string[]; lines: readonly string[] },
): string {
  const lines = [
    ...(license === undefined ? [] : [`license: ${yamlScalar(license)}`]),
    ...(prettyName === undefined ? [] : [`pretty_name: ${yamlScalar(prettyName)}`]),
    "tags:",
    ...[...new Set([...own.tags, ...tags])].map((tag) => `- ${yamlScalar(tag)}`),
    ...own.lines,
  ];
  return `---\n${lines.join("\n")}\n---\n`;
}

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
