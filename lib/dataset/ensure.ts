import { writesAsOwner } from "../account/whoami.ts";
import type { HubClient } from "../hub/client.ts";
import { checkWrite, readDataset, readFile } from "../hub/datasets.ts";
import type { ContentFacts } from "./content.ts";
import type { DatasetToEnsure, EnsuredDataset, FoundDataset } from "./create.ts";
import { CARD_TAG, type DatasetTools, type InitialContent } from "./desired.ts";
import { datasetFailure } from "./failures.ts";

export type { DatasetToEnsure, EnsuredDataset } from "./create.ts";

/**
 * Creates the dataset repository, or finds the existing one and makes sure that it can be used as wanted. Settings, card and
 * data of an existing repository are not touched.
 *
 * @throws Failure of the account when creation is denied and it does not exist; `repository_visibility_differs`,
 * `repository_not_writable`, `creation_*`, and those of the network
 */
export async function ensureDataset(wanted: DatasetToEnsure, tools: DatasetTools): Promise<EnsuredDataset> {
  const { id, present, desired } = wanted;
  // A group that cannot be is an error also where the repository exists.
  if (desired.resourceGroup) (await import("./create.ts")).rightToCreate(wanted, tools);
  const looked = looksFirst(wanted);
  const info = looked && present === undefined ? await readDataset(tools.hub, id) : present ?? undefined;
  if (info !== undefined) return await useExisting(wanted, { info, id: info.id, outcome: "exists" }, tools);
  // Loaded here and not before: where it exists, nothing of what creates it is needed.
  const { createMissing } = await import("./create.ts");
  const made = await createMissing(wanted, looked, tools);
  return "visibility" in made ? made : await useExisting(wanted, made, tools);
}

/**
 * Whether to look before creating.
 *
 * Looking first never uses up creation quota on a repository that exists, works with a token that can write to it but not
 * create one, and shows everything about it in the same request. A blank repository that nothing hints at is created
 * outright: that is one request less, and "it exists" is as good an answer.
 */
function looksFirst({ dryRun, present, mustLook, content }: DatasetToEnsure): boolean {
  return dryRun === true || present !== undefined || mustLook === true || content.template !== "blank";
}

async function useExisting(
  { desired: { visibility } }: DatasetToEnsure,
  found: FoundDataset,
  tools: DatasetTools,
): Promise<EnsuredDataset> {
  const { hub, whoami } = tools;
  const info = found.info ?? (visibility === undefined ? undefined : await readDataset(hub, found.id));
  const id = info?.id ?? found.id;
  if (visibility !== undefined && info?.visibility !== undefined && info.visibility !== visibility) {
    const details = { repository: id, wanted: visibility, actual: info.visibility };
    throw datasetFailure("repository_visibility_differs", details);
  }
  if (!writesAsOwner(whoami, id)) await checkWritable(id, tools);
  return { id, outcome: found.outcome, visibility: info?.visibility, info };
}

async function checkWritable(id: string, { hub, whoami, endpoint }: DatasetTools): Promise<void> {
  const { canWrite } = await import("../account/rights.ts");
  const right = canWrite(whoami, { repository: id, endpoint });
  if (right === "allowed") return;
  const denial = right === "unknown" ? undefined : right;
  const said = denial?.brief ?? await checkWrite(hub, id);
  if (said === true) return;
  throw datasetFailure("repository_not_writable", { repository: id, user: whoami.name, said, denial });
}

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
    card: async () => (await import("./built_in_template.ts")).cardText(id, template, desired),
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
  dataset: FoundDataset,
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
