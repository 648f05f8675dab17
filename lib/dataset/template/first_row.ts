import type { EnsuredDataset } from "../ensure.ts";
import { CARD_TAG, type TemplateName } from "./card.ts";

/**
 * Whether the first row is to be written: into a repository that this run created, or into one that an earlier run
 * created and could not complete. A repository with any other file is somebody's, and stays as it is.
 *
 * @param template what was asked for
 * @param dataset the repository as it is
 */
export function needsFirstRow(template: TemplateName, dataset: EnsuredDataset): boolean {
  if (template !== "trackio" || dataset.outcome === "would create") return false;
  const { info } = dataset;
  if (dataset.outcome === "created" && info?.files === undefined) return true;
  if (info?.files === undefined) return false;
  const own = info.tags.includes(CARD_TAG) && info.tags.includes("trackio");
  return own && info.files.every((path) => path === "README.md" || path === ".gitattributes");
}
