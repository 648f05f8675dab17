import { canCreate, checkResourceGroup, refusedByHub, type Right } from "../account/rights.ts";
import { Failure } from "../cli/failure.ts";
import { createDataset, type Creation } from "../hub/repositories.ts";
import { type DatasetInfo, readDataset, type Visibility } from "../hub/datasets.ts";
import { ownerOf } from "../hub/addresses.ts";
import { backoff } from "../hub/retry.ts";
import type { DatasetTools, DesiredDataset, InitialContent } from "./desired.ts";
import { datasetFailure } from "./failures.ts";

export interface DatasetToEnsure {
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
  /** Runs last before it is created, in a dry run too; what it throws ends the run with nothing created. */
  readonly beforeCreation?: () => Promise<void>;
}

export interface EnsuredDataset {
  /** In the Hub's spelling. */
  readonly id: string;
  /** `would create` only in a dry run. `confirmed`: it exists, but the answer to its creation was lost. */
  readonly outcome: "created" | "exists" | "confirmed" | "would create";
  /** `undefined` where it was not read, because that would take one more request. */
  readonly visibility: Visibility | undefined;
  readonly info: DatasetInfo | undefined;
}

/** A repository that turned out to exist; whether it can be used as wanted is still to be checked. */
export type FoundDataset = Pick<EnsuredDataset, "id" | "info" | "outcome">;

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
  const resourceGroup = desired.resourceGroup ?? undefined;
  if (resourceGroup !== undefined) checkResourceGroup(whoami, { owner, group: resourceGroup });
  return canCreate(whoami, { owner, endpoint, resourceGroup, asOrganization });
}

/**
 * Creates a dataset repository that was not found, or not looked for.
 *
 * @throws Failure of the account when creation is denied and it does not exist; `creation_*`, and those of the network
 */
export async function createMissing(
  wanted: DatasetToEnsure,
  looked: boolean,
  tools: DatasetTools,
): Promise<EnsuredDataset | FoundDataset> {
  const { hub, whoami } = tools;
  const { id, desired: { visibility, region }, content } = wanted;
  const right = rightToCreate(wanted, tools);
  if (right instanceof Failure) {
    const info = looked ? undefined : await readDataset(hub, id);
    if (info === undefined) throw right;
    return { id: info.id, info, outcome: "exists" };
  }
  if (looked) await wanted.beforeCreation?.();
  if (wanted.dryRun === true) return { id, outcome: "would create", visibility, info: undefined };
  const resourceGroupId = wanted.desired.resourceGroup ?? undefined;
  const card = await content.card();
  const { outcome, info, answer } = await createOrFind({
    id,
    looked,
    user: whoami.name,
    create: () => createDataset(hub, { id, visibility, card, region, resourceGroupId }),
    read: () => readDataset(hub, id),
    refusal: (said) =>
      refusedByHub(
        whoami,
        { endpoint: tools.endpoint, owner: ownerOf(id), resourceGroup: resourceGroupId },
        said,
      ),
  }, tools);
  if (answer === undefined) return { id: info?.id ?? id, info, outcome };
  // A blank one with what was asked for is known; what was not asked for, only the Hub knows.
  if (content.template === "blank" && (ownerOf(id) === whoami.name || visibility !== undefined)) {
    return { id: answer, outcome, visibility, info };
  }
  const made = await readDataset(hub, answer);
  if (made !== undefined) return { id: made.id, outcome, visibility: made.visibility, info: made };
  throw datasetFailure("creation_unconfirmed", { repository: answer, problem: "the Hub does not show it" });
}

/** A dataset, a Space or a Bucket to create. */
export interface CreationRequest<Info> {
  readonly id: string;
  /** Whether it was looked for a moment ago, and not found. */
  readonly looked: boolean;
  /** Whose token it is. */
  readonly user: string;
  readonly create: () => Promise<Creation>;
  /** `undefined` where it does not exist, or this token cannot see it. */
  readonly read: () => Promise<Info | undefined>;
  /** The failure to throw when the Hub refuses it in its own words. */
  readonly refusal: (said: string) => Failure;
}

interface CreationEnd<Info> {
  /** `confirmed`: it exists, but the answer that would say since when was lost. */
  readonly outcome: "created" | "exists" | "confirmed";
  /** The id in the Hub's own answer, where it decided it. */
  readonly answer?: string;
  /** What was read elsewhere. */
  readonly info?: Info;
}

/**
 * Asks the Hub to create something until it is clear what became of it: a lost answer, a refusal and "exists already" are
 * each followed by a look (lib/hub/README.md#creating-a-repository).
 *
 * @throws Failure `repository_hidden`, `creation_*`, the refusal, and those of the network
 */
export async function createOrFind<Info>(
  request: CreationRequest<Info>,
  tools: DatasetTools,
): Promise<CreationEnd<Info>> {
  const { id, looked, user, read } = request;
  for (let attempts = 1;; attempts++) {
    const creation = await request.create();
    if (creation.outcome === "created") return { outcome: "created", answer: creation.id };
    if (creation.outcome === "exists") {
      if (!looked) return { outcome: "exists" };
      // Not there a moment ago: another run was quicker, or the Hub hides it from this token.
      const info = await read();
      if (info === undefined) throw datasetFailure("repository_hidden", { repository: id, user });
      return { outcome: "exists", info };
    }
    if (creation.outcome === "busy") throw datasetFailure("creation_busy", { repository: id });
    const info = creation.outcome === "unknown"
      ? await read().catch((error) => {
        if (tools.interrupted.aborted) throw error;
        const problem = creation.failure.message;
        throw datasetFailure("creation_unconfirmed", { repository: id, problem }, { cause: error });
      })
      : await read();
    if (info !== undefined) {
      // Not there a moment ago, so this run has created it; without that look, no one can tell.
      const outcome = creation.outcome === "refused" ? "exists" : looked ? "created" : "confirmed";
      return { outcome, info };
    }
    if (creation.outcome === "refused") throw creation.failure ?? request.refusal(creation.said);
    // The answer was lost and nothing exists: asking again is safe.
    if (attempts > tools.retries) throw creation.failure;
    await tools.clock.sleep(backoff(attempts, tools.clock.random()), tools.interrupted);
  }
}
