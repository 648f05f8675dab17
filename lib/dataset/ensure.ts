import { createDataset } from "../hub/creation.ts";
import { canCreate, canWrite, checkResourceGroup, refusedByHub, type Right } from "../account/rights.ts";
import { Failure } from "../cli/failure.ts";
import { checkWrite, type DatasetInfo, readDataset, type Visibility } from "../hub/datasets.ts";
import type { HubClient } from "../hub/client.ts";
import { ownerOf } from "../hub/repository_id.ts";
import type { DatasetTools, DesiredDataset, InitialContent } from "./desired.ts";
import type { CreationTools } from "./create_or_find.ts";
import { datasetFailure } from "./failures.ts";

/** A repository to create, or to use as it is. */
export interface DatasetToEnsure {
  /** `owner/name`. */
  readonly id: string;
  readonly desired: Pick<DesiredDataset, "visibility" | "region" | "resourceGroup">;
  readonly content: InitialContent;
  /** The env file or the environment names it, so it probably exists. */
  readonly expected?: boolean;
  /** What was read of it before; `null` when it does not exist. */
  readonly known?: DatasetInfo | null;
  /** Whether its owner was given as an organization. */
  readonly asOrganization?: boolean;
  readonly dryRun?: boolean;
  /** Runs when it is certain that it will be created; what it throws ends the run with nothing created. */
  readonly beforeCreation?: () => Promise<void>;
}

/** The repository as it is now. */
export interface EnsuredDataset {
  /** In the Hub's spelling. */
  readonly id: string;
  readonly url: string;
  /** `would create` only in a dry run. `confirmed`: it exists, but the answer to its creation was lost. */
  readonly outcome: "created" | "exists" | "confirmed" | "would create";
  /** `undefined` where it was not read, because that would take one more request. */
  readonly visibility: Visibility | undefined;
  /** Where it was read. */
  readonly info: DatasetInfo | undefined;
}

/** What the algorithm needs. */
export interface EnsureTools extends CreationTools, Pick<DatasetTools, "whoami" | "endpoint"> {
  readonly hub: HubClient;
}

/**
 * Whether the token is allowed to create it, as far as whoami says; the same for a summary and for the creation itself.
 *
 * @throws Failure `resource_group_outside_organization`
 */
export function rightToCreate(
  { id, desired, asOrganization = false }: Pick<DatasetToEnsure, "id" | "desired" | "asOrganization">,
  { whoami, endpoint }: Pick<DatasetTools, "whoami" | "endpoint">,
): Right {
  const owner = ownerOf(id);
  const group = desired.resourceGroup ?? undefined;
  if (group !== undefined) checkResourceGroup(whoami, { owner, group });
  return canCreate(whoami, { owner, endpoint, resourceGroup: group, asOrganization });
}

/**
 * Whether to look before creating.
 *
 * Looking first never uses up creation quota on a repository that exists, works with a token that can write to it but not
 * create one, and shows everything about it in the same request. A blank repository that nothing hints at is created
 * outright: that is one request less, and "it exists" is as good an answer.
 */
export function looksFirst(wanted: DatasetToEnsure, right: Right): boolean {
  return wanted.dryRun === true || wanted.known !== undefined || wanted.expected === true ||
    wanted.content.template !== "blank" || right instanceof Failure;
}

/**
 * Creates the dataset repository, or finds the existing one and makes sure that it can be used as wanted.
 *
 * Settings, card and data of an existing repository are not touched.
 *
 * @returns the repository, and whether it was created
 * @throws Failure of the account when creation is denied and it does not exist; `repository_visibility_differs`,
 * `repository_not_writable`, `creation_*`, and those of the network
 */
export async function ensureDataset(wanted: DatasetToEnsure, tools: EnsureTools): Promise<EnsuredDataset> {
  const { id, known, desired } = wanted;
  const right = rightToCreate(wanted, tools);
  const looked = looksFirst(wanted, right);
  if (looked) {
    const info = known === undefined ? await readDataset(tools.hub, id) : known ?? undefined;
    if (info !== undefined) return await useExisting(wanted, { info, id: info.id, outcome: "exists" }, tools);
    if (right instanceof Failure) throw right;
    await wanted.beforeCreation?.();
    if (wanted.dryRun === true) {
      const { visibility } = desired;
      return { id, url: urlOf(tools, id), outcome: "would create", visibility, info: undefined };
    }
  }
  return await create(wanted, looked, tools);
}

async function create(
  wanted: DatasetToEnsure,
  looked: boolean,
  tools: EnsureTools,
): Promise<EnsuredDataset> {
  const { hub, whoami, endpoint } = tools;
  const { id, desired: { visibility, region }, content } = wanted;
  const resourceGroupId = wanted.desired.resourceGroup ?? undefined;
  const [card, { createOrFind }] = await Promise.all([content.card(), import("./create_or_find.ts")]);
  const made = await createOrFind({
    id,
    looked,
    user: whoami.name,
    create: () => createDataset(hub, { id, visibility, card, region, resourceGroupId }),
    read: () => readDataset(hub, id),
    refusal: (said) =>
      refusedByHub(whoami, { endpoint, owner: ownerOf(id), resourceGroup: resourceGroupId }, said),
  }, tools);
  if (made.answer !== undefined) return await confirmCreated(wanted, made.answer, tools);
  const { outcome, info } = made;
  return await useExisting(wanted, { info, id: info?.id ?? id, outcome }, tools);
}

/**
 * Reads what was created, where more is to be done with it or said of it: what was not asked for is the Hub's decision,
 * and only the Hub knows it. A blank one with what was asked for needs no more than the answer to its creation.
 */
async function confirmCreated(
  wanted: DatasetToEnsure,
  { id, url }: { readonly id: string; readonly url: string },
  tools: EnsureTools,
): Promise<EnsuredDataset> {
  const { desired: { visibility }, content } = wanted;
  const isPersonal = ownerOf(wanted.id) === tools.whoami.name;
  if (content.template === "blank" && (isPersonal || visibility !== undefined)) {
    return { id, url, outcome: "created", visibility, info: undefined };
  }
  const info = await readDataset(tools.hub, id);
  if (info === undefined) {
    throw datasetFailure("creation_unconfirmed", { repository: id, problem: "the Hub does not show it" });
  }
  return { id: info.id, url, outcome: "created", visibility: info.visibility, info };
}

async function useExisting(
  { desired: { visibility } }: DatasetToEnsure,
  found: { info: DatasetInfo | undefined; id: string; outcome: "created" | "exists" | "confirmed" },
  tools: EnsureTools,
): Promise<EnsuredDataset> {
  const { hub, whoami, endpoint } = tools;
  const info = found.info ?? (visibility === undefined ? undefined : await readDataset(hub, found.id));
  const id = info?.id ?? found.id;
  if (visibility !== undefined && info?.visibility !== undefined && info.visibility !== visibility) {
    const details = { repository: id, wanted: visibility, actual: info.visibility };
    throw datasetFailure("repository_visibility_differs", details);
  }
  const right = canWrite(whoami, { repository: id, endpoint });
  const writable = right === "allowed" ? true : right === "unknown" ? await checkWrite(hub, id) : right.brief;
  if (writable !== true) {
    throw datasetFailure("repository_not_writable", { repository: id, user: whoami.name, said: writable });
  }
  return { id, url: urlOf(tools, id), outcome: found.outcome, visibility: info?.visibility, info };
}

function urlOf({ endpoint }: Pick<DatasetTools, "endpoint">, id: string): string {
  return `${endpoint}/datasets/${id}`;
}
