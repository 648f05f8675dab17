import { assessCreate } from "../../account/assess.ts";
import { failureOfDenial } from "../../account/denial_failure.ts";
import { failureOfSpacePlan } from "../../account/space_plan.ts";
import { type BucketRequests, bucketRequests } from "../../hub/bucket_requests.ts";
import { type SpaceRequests, spaceRequests } from "../../hub/space_requests.ts";
import { readSpaceVariables, type SpaceTools } from "../../hub/space_client.ts";
import { namesOfNamespaces } from "../../account/spelling.ts";
import { ownerOf } from "../../hub/repository_id.ts";
import type { Context } from "../context.ts";
import type { SignedIn } from "../sign_in.ts";
import { type ChosenSpace, ownSpace } from "./choose_space.ts";
import { bucketOf, type Present } from "./plan.ts";

/** The Hub as this command uses it. */
export interface TrackioHub extends SpaceRequests, BucketRequests {
  readonly signedIn: SignedIn;
  /** Without a slash at the end. */
  readonly endpoint: string;
  /** For the variables of one Space. */
  toolsFor(space: string): SpaceTools;
}

/** Reaches the Hub with the token that was found. */
export function openTrackioHub(
  { clock }: Pick<Context, "clock">,
  { signedIn, endpoint }: { signedIn: SignedIn; endpoint: string },
): TrackioHub {
  const user = signedIn.whoami.name;
  const access = { hubFetch: signedIn.hub.fetch, hubUrl: endpoint, clock, user };
  return {
    ...spaceRequests(access),
    ...bucketRequests(access),
    signedIn,
    endpoint,
    toolsFor: (space) => ({ ...access, space }),
  };
}

/**
 * Reads the Space and the Bucket, and says what cannot be created before anything is tried.
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
  const { signedIn: { whoami }, endpoint } = hub;
  const { id: spaceId, rememberedIn } = chosen;
  const namespace = ownerOf(spaceId);
  const guess = bucketOf(spaceId, undefined);
  const [space, guessed] = await Promise.all([hub.readSpace(spaceId), hub.readBucket(guess)]);
  if (space === undefined && rememberedIn !== undefined && !namesOfNamespaces(whoami).includes(namespace)) {
    const own = ownSpace(whoami);
    context.reporter.note(
      `${spaceId} from ${rememberedIn} does not exist, or this token cannot see it; using ${own.id}`,
    );
    return await look(context, hub, own);
  }
  const bucketId = bucketOf(spaceId, space);
  const bucket = bucketId === guess ? guessed : await hub.readBucket(bucketId);
  // Only who can write to a Space can read its variables.
  const variables = space === undefined ? undefined : await readSpaceVariables(hub.toolsFor(space.id));
  const missing = space === undefined ? "a Space" : bucket === undefined ? "a Bucket" : undefined;
  if (missing !== undefined) {
    const verdict = assessCreate(whoami, { namespace, endpoint, what: missing });
    if (verdict.verdict === "denied") throw failureOfDenial(verdict);
  }
  if (space === undefined || variables === undefined) {
    const unpaid = failureOfSpacePlan(whoami, spaceId);
    if (unpaid !== undefined) throw unpaid;
    return { spaceId, present: { space: undefined, bucketId: bucket?.id ?? bucketId, bucket } };
  }
  const present = { space: { info: space, variables }, bucketId: bucket?.id ?? bucketId, bucket };
  return { spaceId: space.id, present };
}
