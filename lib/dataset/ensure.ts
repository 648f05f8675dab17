import { createOrFind, type CreationTools } from "./create_or_find.ts";
import { datasetFailure } from "./failures.ts";
import type { Failure } from "../cli/failure.ts";
import { failureOfDenial } from "../account/denial_failure.ts";
import type { Verdict } from "../account/verdict.ts";
import type { TemplateName } from "./template/card.ts";
import type { DatasetInfo, Visibility } from "../hub/dataset_info.ts";
import type { HubClient, NewDataset } from "../hub/hub_client.ts";
import { ownerOf } from "../hub/repository_id.ts";

/** The repository that is wanted, and what is known before the Hub is asked. */
export interface WantedDataset {
  /** `owner/name`. */
  readonly id: string;
  readonly visibility: Visibility | undefined;
  readonly template: TemplateName;
  readonly card: string;
  readonly region?: "us" | "eu" | undefined;
  readonly resourceGroupId?: string | undefined;
  /** Something suggests that it exists: the env file or the environment already names it. */
  readonly expected: boolean;
  /** Whose token it is. */
  readonly user: string;
  readonly mayCreate: Verdict;
  /** The failure to throw when the Hub refuses it in its own words. */
  readonly refusal: (said: string) => Failure;
  /** Runs when it is certain that it will be asked for; what it throws ends the run with nothing created. */
  readonly beforeCreation?: () => Promise<void>;
  /** What was read of it before; `null` when it was looked for and is not there. */
  readonly known?: DatasetInfo | null;
  /** Whether the token may write to an existing repository, as far as whoami tells. */
  readonly mayWrite: (id: string) => Verdict;
  readonly endpoint: string;
}

/** The repository as it is now. */
export interface EnsuredDataset {
  /** In the Hub's spelling. */
  readonly id: string;
  readonly url: string;
  /** `would create` only in a dry run. `confirmed`: it is there, but the answer that would tell since when was lost. */
  readonly outcome: "created" | "exists" | "confirmed" | "would create";
  /** `undefined` where it was not asked, because that would take one more request. */
  readonly visibility: Visibility | undefined;
  /** What the Hub told of it, where it was read. */
  readonly info: DatasetInfo | undefined;
}

/** What the algorithm needs of the world. */
export interface EnsureTools extends CreationTools {
  readonly hub: Pick<HubClient, "readDataset" | "createDataset" | "checkWrite">;
  readonly dryRun: boolean;
}

/**
 * Whether to look before creating.
 *
 * Looking first never uses up creation quota on a repository that is there (users-and-peers 19), works with a token
 * that may write to the repository but not create one (users-and-peers 5), and tells everything about it in the same
 * request. A blank repository that nothing hints at is asked for outright: that is one request less, and "there is
 * one already" is as good an answer (product.md, "Cost").
 */
export function looksFirst(
  wanted: Pick<WantedDataset, "template" | "expected" | "mayCreate" | "known">,
  dryRun: boolean,
): boolean {
  return dryRun || wanted.known !== undefined || wanted.expected || wanted.template !== "blank" ||
    wanted.mayCreate.verdict === "denied";
}

/**
 * Creates the dataset repository, or finds the one that is there and makes sure that it can be used as wanted.
 *
 * Settings, card and data of a repository that is there are not touched (product.md, promise 3).
 *
 * @returns the repository, and whether it was created
 * @throws Failure of the permissions table when creation is denied and there is none; `repository_visibility_differs`,
 * `repository_not_writable`, `creation_*`, and those of the network
 */
export async function ensureDataset(wanted: WantedDataset, tools: EnsureTools): Promise<EnsuredDataset> {
  const asked = wanted.id;
  let looked = false;
  if (looksFirst(wanted, tools.dryRun)) {
    const info = wanted.known === undefined ? await tools.hub.readDataset(asked) : wanted.known ?? undefined;
    if (info !== undefined) return await useExisting(wanted, { info, id: info.id, outcome: "exists" }, tools);
    if (wanted.mayCreate.verdict === "denied") throw failureOfDenial(wanted.mayCreate);
    await wanted.beforeCreation?.();
    if (tools.dryRun) {
      return {
        id: asked,
        url: urlOf(wanted, asked),
        outcome: "would create",
        visibility: wanted.visibility,
        info: undefined,
      };
    }
    looked = true;
  }
  return await create(wanted, { asked, looked }, tools);
}

async function create(
  wanted: WantedDataset,
  at: { asked: string; looked: boolean },
  tools: EnsureTools,
): Promise<EnsuredDataset> {
  const { hub } = tools;
  const { id, visibility, card, region, resourceGroupId, user, refusal } = wanted;
  const request: NewDataset = { id, visibility, card, region, resourceGroupId };
  const made = await createOrFind({
    id: at.asked,
    looked: at.looked,
    user,
    create: () => hub.createDataset(request),
    read: () => hub.readDataset(at.asked),
    refusal,
  }, tools);
  if (made.answer !== undefined) return await confirmCreated(wanted, made.answer, tools);
  const { outcome, info } = made;
  return await useExisting(wanted, { info, id: info?.id ?? at.asked, outcome }, tools);
}

/**
 * Reads what was created, where more is to be done with it or said of it: what was not asked for is the Hub's decision,
 * and only the Hub can tell (hub-api 3.1). A blank one with what was asked for needs no more than its answer.
 */
async function confirmCreated(
  wanted: WantedDataset,
  creation: { readonly id: string; readonly url: string },
  tools: EnsureTools,
): Promise<EnsuredDataset> {
  const { id, url } = creation;
  const isPersonal = ownerOf(wanted.id) === wanted.user;
  if (wanted.template === "blank" && (isPersonal || wanted.visibility !== undefined)) {
    return { id, url, outcome: "created", visibility: wanted.visibility, info: undefined };
  }
  const info = await tools.hub.readDataset(id);
  if (info === undefined) {
    throw datasetFailure("creation_unconfirmed", { repository: id, problem: "the Hub does not show it" });
  }
  return { id: info.id, url, outcome: "created", visibility: info.visibility, info };
}

async function useExisting(
  wanted: WantedDataset,
  found: { info: DatasetInfo | undefined; id: string; outcome: "created" | "exists" | "confirmed" },
  tools: EnsureTools,
): Promise<EnsuredDataset> {
  const info = found.info ??
    (wanted.visibility === undefined ? undefined : await tools.hub.readDataset(found.id));
  const id = info?.id ?? found.id;
  if (
    wanted.visibility !== undefined && info?.visibility !== undefined && info.visibility !== wanted.visibility
  ) {
    throw datasetFailure("repository_visibility_differs", {
      repository: id,
      wanted: wanted.visibility,
      actual: info.visibility,
    });
  }
  const verdict = wanted.mayWrite(id);
  const writable = verdict.verdict === "allowed"
    ? true
    : verdict.verdict === "denied"
    ? verdict.brief
    : await tools.hub.checkWrite(id);
  if (writable !== true) {
    throw datasetFailure("repository_not_writable", { repository: id, user: wanted.user, said: writable });
  }
  return { id, url: urlOf(wanted, id), outcome: found.outcome, visibility: info?.visibility, info };
}

function urlOf(wanted: WantedDataset, id: string): string {
  return `${wanted.endpoint}/datasets/${id}`;
}
