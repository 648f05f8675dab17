import { ownerOf } from "../../../hub/repository_id.ts";
import type { Context } from "../../context.ts";
import { Failure } from "../../../cli/failure.ts";
import { HubAnswerError } from "../../../hub/answer.ts";
import { canCreate, canWrite } from "../../../account/rights.ts";
import { spellOwner } from "../../../account/owners.ts";
import { type DatasetInfo, parseDatasetInfo } from "../../../hub/dataset_info.ts";
import type { RepositoryFacts } from "../facts.ts";
import { readData } from "../read_data.ts";
import { type CollectedHub, failureOf } from "./hub.ts";

/** A repository that is to be looked at. */
export interface NamedRepository {
  readonly id: string;
  readonly namedBy: string;
  readonly holdsExperiments: boolean;
}

/** Asks the Hub everything about a repository that a variable names; no answer, or a bad one, is a fact too. */
export async function collectRepository(
  context: Context,
  repository: NamedRepository,
  access: { hub: CollectedHub; endpoint: string },
): Promise<RepositoryFacts> {
  const { hub, endpoint } = access;
  const unknown: RepositoryFacts = {
    ...repository,
    info: undefined,
    failure: undefined,
    otherKind: undefined,
    writable: undefined,
    right: undefined,
    card: undefined,
    data: undefined,
  };
  // Nothing that the first answer did not bring will be brought by another request.
  if (hub.facts.failure !== undefined) return { ...unknown, failure: hub.facts.failure };
  let info: DatasetInfo | undefined;
  try {
    info = await readDataset(repository.id, access);
    if (info === undefined) {
      const otherKind = await findOtherKind(repository.id, access);
      return { ...unknown, otherKind, right: rightToCreate(repository.id, access) };
    }
  } catch (error) {
    return { ...unknown, failure: failureOf(error, context) };
  }
  const { id } = info;
  const [writable, card, data] = await Promise.all([
    hub.client === undefined ? undefined : orFailure(context, hub.client.checkWrite(id)),
    info.files?.includes("README.md") === false ? undefined : orFailure(context, readCard(id, access)),
    repository.holdsExperiments
      ? orFailure(context, readData(info, { fetch: hub.fetch, endpoint }))
      : undefined,
  ]);
  const { whoami } = hub.facts;
  const right = whoami === undefined ? undefined : canWrite(whoami, { repository: id, endpoint });
  return { ...unknown, info, writable, right, card, data };
}

type Access = { readonly hub: CollectedHub; readonly endpoint: string };

/** Whether set-up could create what is not there, in the spelling that set-up would take. */
function rightToCreate(id: string, { hub, endpoint }: Access): RepositoryFacts["right"] {
  const { whoami } = hub.facts;
  if (whoami === undefined) return undefined;
  return canCreate(whoami, { owner: spellOwner(whoami, ownerOf(id)), endpoint });
}

async function readDataset(id: string, { hub, endpoint }: Access): Promise<DatasetInfo | undefined> {
  if (hub.client !== undefined) return await hub.client.readDataset(id);
  const answer = await readOrNothing(hub.fetch, `${endpoint}/api/datasets/${id}`);
  return answer === undefined ? undefined : parseDatasetInfo(await answer.json());
}

/** A name that is taken by another kind of repository is the commonest slip where a dataset is not found. */
async function findOtherKind(id: string, { hub, endpoint }: Access): Promise<"model" | "space" | undefined> {
  if (hub.client === undefined) return undefined;
  for (const kind of ["model", "space"] as const) {
    const answer = await readOrNothing(hub.fetch, `${endpoint}/api/${kind}s/${id}`);
    await answer?.body?.cancel();
    if (answer !== undefined) return kind;
  }
  return undefined;
}

async function readCard(id: string, { hub, endpoint }: Access): Promise<string | undefined> {
  const answer = await readOrNothing(hub.fetch, `${endpoint}/datasets/${id}/resolve/main/README.md`);
  return await answer?.text();
}

async function readOrNothing(hubFetch: typeof fetch, url: string): Promise<Response | undefined> {
  try {
    return await hubFetch(url);
  } catch (error) {
    // Both mean "there is none, or not for you" (hub-api 2.1).
    if (error instanceof HubAnswerError && (error.status === 404 || error.status === 401)) return undefined;
    throw error;
  }
}

async function orFailure<T>(context: Context, work: Promise<T>): Promise<T | Failure> {
  try {
    return await work;
  } catch (error) {
    return failureOf(error, context);
  }
}
