import { readFile } from "../hub/datasets.ts";
import type { HubClient } from "../hub/client.ts";
import type { ContentFacts } from "./content.ts";
import { CARD_TAG, type InitialContent } from "./desired.ts";
import type { EnsuredDataset } from "./ensure.ts";

/**
 * What a new repository gets; everything that can be wrong with a template folder is found here.
 *
 * @throws Failure `template_*`, `card_*`
 */
export async function contentFor({ folder, ...facts }: ContentFacts): Promise<InitialContent> {
  if (folder !== undefined) return await (await import("./content.ts")).contentOfFolder(folder, facts);
  const { id, template, desired } = facts;
  return {
    template,
    card: async () => (await import("./new_card.ts")).cardText({ ...desired, id, template }),
    files: [],
    matches: () => false,
  };
}

/** Whether there is nothing but what a creation leaves. */
export function isBare(files: readonly string[] | undefined): boolean | undefined {
  return files?.every((path) => path === "README.md" || path === ".gitattributes");
}

/**
 * Whether the initial content is missing: in a repository that this run created, and in one that an earlier run created
 * and could not complete. A repository with any other file is in use, and stays as it is.
 */
export async function isContentMissing(
  hub: HubClient,
  dataset: EnsuredDataset,
  content: InitialContent,
): Promise<boolean> {
  const { info, outcome } = dataset;
  const hasFiles = content.template === "trackio" || content.files.length > 0;
  if (!hasFiles || outcome === "would create") return false;
  if (outcome === "created" && info?.files === undefined) return true;
  if (info === undefined || isBare(info.files) !== true) return false;
  if (content.template === "trackio") return info.tags.includes(CARD_TAG) && info.tags.includes("trackio");
  if (info.files?.includes("README.md") !== true) return false;
  const revision = info.revision ?? "main";
  const card = await readFile(hub, dataset.id, { path: "README.md", revision });
  if (card === undefined || !content.matches(new TextDecoder("utf-8", { ignoreBOM: true }).decode(card))) {
    return false;
  }
  const [only, second] = content.files;
  if (only?.path !== ".gitattributes" || second !== undefined) return true;
  // Every repository has one from the Hub: only its content shows whether it is the template's.
  const present = await readFile(hub, dataset.id, { path: only.path, revision });
  return present?.length !== only.content.length ||
    present.some((byte, index) => byte !== only.content[index]);
}
