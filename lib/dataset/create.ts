import { canCreate, checkResourceGroup, refusedByHub, type Right } from "../account/rights.ts";
import { Failure } from "../cli/failure.ts";
import { createDataset } from "../hub/repositories.ts";
import type { HubClient } from "../hub/client.ts";
import { type DatasetInfo, readDataset, type Visibility } from "../hub/datasets.ts";
import { ownerOf } from "../hub/addresses.ts";
import { createOrFind, type CreationTools } from "./create_or_find.ts";
import type { DatasetTools, DesiredDataset, InitialContent } from "./desired.ts";
import { datasetFailure } from "./failures.ts";

/** A repository to create, or to use as it is. */
export interface DatasetToEnsure {
  /** `owner/name`. */
  readonly id: string;
  readonly desired: Pick<DesiredDataset, "visibility" | "region" | "resourceGroup">;
  readonly content: InitialContent;
  /** Whether to look for it first, even where its creation alone would do. */
  readonly mustLook?: boolean;
  /** It as it was read before; `null` where it does not exist, `undefined` where it was not read. */
  readonly present?: DatasetInfo | null | undefined;
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

/** A repository that turned out to exist, and whether this run has created it. */
export interface FoundDataset extends Pick<EnsuredDataset, "id" | "info"> {
  readonly outcome: "created" | "exists" | "confirmed";
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
 * Creates a dataset repository that was not found, or not looked for.
 *
 * @param looked whether it was looked for, and not found
 * @returns what was created; what exists after all is still to be checked
 * @throws Failure of the account when creation is denied and it does not exist; `creation_*`, and those of the network
 */
export async function createMissing(
  wanted: DatasetToEnsure,
  looked: boolean,
  tools: EnsureTools,
): Promise<EnsuredDataset | FoundDataset> {
  const { hub, whoami, endpoint } = tools;
  const { id, desired: { visibility, region }, content } = wanted;
  const right = rightToCreate(wanted, tools);
  if (right instanceof Failure) {
    const info = looked ? undefined : await readDataset(hub, id);
    if (info === undefined) throw right;
    return { id: info.id, info, outcome: "exists" };
  }
  if (looked) await wanted.beforeCreation?.();
  if (wanted.dryRun === true) {
    return { id, url: `${endpoint}/datasets/${id}`, outcome: "would create", visibility, info: undefined };
  }
  const resourceGroupId = wanted.desired.resourceGroup ?? undefined;
  const card = await content.card();
  const { outcome, info, answer } = await createOrFind({
    id,
    looked,
    user: whoami.name,
    create: () => createDataset(hub, { id, visibility, card, region, resourceGroupId }),
    read: () => readDataset(hub, id),
    refusal: (said) =>
      refusedByHub(whoami, { endpoint, owner: ownerOf(id), resourceGroup: resourceGroupId }, said),
  }, tools);
  if (answer !== undefined) return await confirmCreated(wanted, answer, tools);
  return { id: info?.id ?? id, info, outcome };
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
