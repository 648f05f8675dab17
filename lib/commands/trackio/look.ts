import { canCreate } from "../../account/rights.ts";
import { Failure } from "../../cli/failure.ts";
import { failureOfSpacePlan } from "../../account/rights.ts";
import type { HubClient } from "../../hub/client.ts";
import { ownerNames } from "../../account/owners.ts";
import { ownerOf } from "../../hub/repository_id.ts";
import type { Context } from "../context.ts";
import type { Whoami } from "../../account/whoami.ts";
import { type ChosenSpace, ownSpace } from "./choose_space.ts";
import { bucketOf, type Present } from "./plan.ts";

/** The Hub as Trackio's setup uses it. */
export interface TrackioHub extends Omit<HubClient, "whoami"> {
  readonly whoami: Whoami;
  /** Without a slash at the end. */
  readonly endpoint: string;
}

/** The client of a run, with whose token it has. */
export function openTrackioHub(
  client: HubClient,
  { whoami, endpoint }: { whoami: Whoami; endpoint: string },
): TrackioHub {
  return { ...client, whoami, endpoint };
}

/**
 * Reads the Space, its variables and the Bucket.
 *
 * @throws Failure `space_not_writable`, and those of the network
 */
export async function readPresent(hub: TrackioHub, spaceId: string): Promise<Present> {
  const guess = bucketOf(spaceId, undefined);
  const [space, guessed] = await Promise.all([hub.readSpace(spaceId), hub.readBucket(guess)]);
  const bucketId = bucketOf(spaceId, space);
  const bucket = bucketId === guess ? guessed : await hub.readBucket(bucketId);
  const there = { bucketId: bucket?.id ?? bucketId, bucket };
  if (space === undefined) return { ...there, space };
  // Only who can write to a Space can read its variables.
  return { ...there, space: { info: space, variables: await hub.readSpaceVariables(space.id) } };
}

/**
 * Reads what exists, and says what cannot be created before anything is tried.
 *
 * A Space that was only remembered, and that no one with this token could create, is a placeholder of an example file:
 * the user's own is used in its place.
 *
 * @throws Failure of the permissions table, `space_needs_plan`, `space_not_writable`, and those of the network
 */
export async function look(
  context: Pick<Context, "reporter">,
  hub: TrackioHub,
  chosen: ChosenSpace,
): Promise<{ readonly spaceId: string; readonly present: Present }> {
  const { whoami, endpoint } = hub;
  const { id: spaceId, rememberedIn } = chosen;
  const namespace = ownerOf(spaceId);
  const present = await readPresent(hub, spaceId);
  const { space, bucket } = present;
  if (space === undefined && rememberedIn !== undefined && !ownerNames(whoami).includes(namespace)) {
    const own = ownSpace(whoami);
    context.reporter.note(
      `${spaceId} from ${rememberedIn} does not exist, or this token cannot see it; using ${own.id}`,
    );
    return await look(context, hub, own);
  }
  const missing = space === undefined ? "a Space" : bucket === undefined ? "a Bucket" : undefined;
  if (missing !== undefined) {
    const right = canCreate(whoami, { owner: namespace, endpoint, what: missing });
    if (right instanceof Failure) throw right;
  }
  const unpaid = space === undefined ? failureOfSpacePlan(whoami, spaceId) : undefined;
  if (unpaid !== undefined) throw unpaid;
  return { spaceId: space?.info.id ?? spaceId, present };
}
