import { cleanLine } from "../../terminal/clean_text.ts";
import type { Right } from "../../account/rights.ts";
import { Failure } from "../../cli/failure.ts";
import type { ListedDataset } from "../../hub/list_datasets.ts";
import type { CurrentUse } from "./current.ts";

/** A dataset with what matters about it here. */
export interface ListedRow {
  readonly dataset: ListedDataset;
  readonly right: Right;
  readonly uses: readonly CurrentUse[];
}

const WIDTHS = { visibility: 12, changed: 12, experiments: 13 };

/** The head of the table. */
export const ROW_HEAD = columns(["Visibility", "Changed", "Experiments", "Repository"]);

/**
 * One line of the table. The repository comes last, so that the columns stand although nobody knows how long the names
 * on later pages are.
 */
export function rowText({ dataset, right, uses }: ListedRow): string {
  const { visibility, gated, lastModified, experiments } = dataset;
  const notes = [
    ...uses.map(({ variable, place }) =>
      `current: ${variable} in ${place === "env_file" ? "the env file" : "this shell"}`
    ),
    ...(gated === false || gated === undefined ? [] : [`gated, ${gated}`]),
    ...(right instanceof Failure ? ["read-only"] : right === "unknown" ? ["write access unknown"] : []),
  ];
  return columns([
    visibility ?? "unknown",
    lastModified?.slice(0, 10) ?? "unknown",
    experiments ? "yes" : "-",
    cleanLine(`${dataset.id}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`, { maxLength: 1_000 }),
  ]);
}

/** The same for a program. */
export function rowJson({ dataset, right, uses }: ListedRow, endpoint: string): Record<string, unknown> {
  return {
    repository: dataset.id,
    url: `${endpoint}/datasets/${dataset.id}`,
    visibility: dataset.visibility ?? null,
    gated: dataset.gated ?? null,
    lastModified: dataset.lastModified ?? null,
    experiments: dataset.experiments,
    mayWrite: right === "allowed" ? true : right === "unknown" ? null : false,
    current: uses.length > 0,
    usedBy: uses.map(({ variable, place }) => ({
      variable,
      place: place === "env_file" ? "envFile" : "environment",
    })),
  };
}

function columns(texts: readonly [string, string, string, string]): string {
  const [visibility, changed, experiments, repository] = texts;
  return visibility.padEnd(WIDTHS.visibility) + changed.padEnd(WIDTHS.changed) +
    experiments.padEnd(WIDTHS.experiments) + repository;
}
