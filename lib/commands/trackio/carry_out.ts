import { refusedByHub } from "../../account/rights.ts";
import { Failure } from "../../cli/failure.ts";
import { createOrFind } from "../../dataset/create_or_find.ts";
import type { BucketInfo } from "../../hub/buckets.ts";
import type { Visibility } from "../../hub/datasets.ts";
import type { SpaceInfo } from "../../hub/spaces.ts";
import { ownerOf } from "../../hub/repository_id.ts";
import type { Context } from "../context.ts";
import { commandsFailure } from "../failures.ts";
import type { TrackioHub } from "./look.ts";
import { settingsPage, type TrackioPlan } from "./plan.ts";
import { MOUNT_PATH, SPACE_FILES, storageVariables } from "./space_files.ts";

/** Whether this run created something. */
type Outcome = "created" | "exists" | "confirmed";

/** The Space and the Bucket as they are now. */
export interface Done {
  readonly space: { readonly outcome: Outcome; readonly info: SpaceInfo };
  readonly bucket: { readonly outcome: Outcome; readonly info: BucketInfo };
}

/**
 * Creates what is missing, the Bucket first because the Space mounts it, and reads back what was created.
 *
 * @throws Failure `trackio_unconfirmed`, `trackio_visibility_differs`, those of creations, of Spaces and of the network
 */
export async function carryOut(
  context: Context,
  hub: TrackioHub,
  { plan, retries }: { plan: TrackioPlan; retries: number },
): Promise<Done> {
  const tools = { clock: context.clock, interrupted: context.interrupted, retries };
  const { bucketId, spaceId, visibility } = plan;
  const bucket = plan.bucket !== undefined
    ? { outcome: "exists" as const, info: plan.bucket }
    : await createBucket(hub, { id: bucketId, visibility }, tools);
  if (bucket.outcome !== "exists") {
    context.reporter.change("Bucket", `Created the Bucket ${bucketId}${shown(bucket.info.visibility)}`);
  }
  try {
    if (plan.space === undefined) {
      const space = await createSpace(hub, plan, tools);
      context.reporter.change("Space", `Created the Space ${spaceId}${shown(space.info.visibility)}`);
      return { space, bucket };
    }
    await attachBucket(context, hub, plan);
    return { space: { outcome: "exists", info: plan.space.info }, bucket };
  } catch (error) {
    const isNew = error instanceof Failure && bucket.outcome !== "exists";
    throw isNew ? error.adding(`the Bucket ${bucketId} was created and is used next time`) : error;
  }
}

type Tools = Parameters<typeof createOrFind>[1];

async function createBucket(
  hub: TrackioHub,
  wanted: { id: string; visibility: Visibility | undefined },
  tools: Tools,
): Promise<Done["bucket"]> {
  const { id, visibility } = wanted;
  const { outcome, info = await hub.readBucket(id) } = await createOrFind({
    ...creationOf(hub, id, "a Bucket"),
    create: () => hub.createBucket(wanted),
    read: () => hub.readBucket(id),
  }, tools);
  return { outcome, info: confirmed(hub, "Bucket", { id, info, visibility, outcome }) };
}

async function createSpace(hub: TrackioHub, plan: TrackioPlan, tools: Tools): Promise<Done["space"]> {
  const { spaceId: id, bucketId, visibility } = plan;
  const { outcome, info: found = await hub.readSpace(id) } = await createOrFind({
    ...creationOf(hub, id, "a Space"),
    create: () =>
      hub.createSpace({
        id,
        sdk: "gradio",
        visibility,
        files: SPACE_FILES,
        variables: { ...storageVariables(bucketId), GRADIO_MCP_SERVER: "True" },
        volumes: [{ type: "bucket", source: bucketId, mountPath: MOUNT_PATH }],
      }),
    read: () => hub.readSpace(id),
  }, tools);
  const info = confirmed(hub, "Space", { id, info: found, visibility, outcome });
  if (info.files?.includes("app.py") === false) {
    throw commandsFailure("trackio_unconfirmed", { kind: "Space", id, problem: "it has no app.py" });
  }
  return { outcome, info };
}

function creationOf(hub: TrackioHub, id: string, what: string) {
  const { whoami, endpoint } = hub;
  const namespace = ownerOf(id);
  return {
    id,
    looked: true,
    user: whoami.name,
    refusal: (said: string) => refusedByHub(whoami, { endpoint, owner: namespace, what }, said),
  };
}

/** Only what the Hub shows counts: a field that it does not know would leave the default, which is public. */
function confirmed<Info extends { readonly visibility: Visibility | undefined }>(
  { endpoint }: Pick<TrackioHub, "endpoint">,
  kind: "Space" | "Bucket",
  made: {
    id: string;
    info: Info | undefined;
    visibility: Visibility | undefined;
    outcome: Outcome;
  },
): Info {
  const { id, info, visibility: wanted, outcome } = made;
  if (info === undefined) {
    throw commandsFailure("trackio_unconfirmed", { kind, id, problem: "does not show it" });
  }
  const actual = info.visibility;
  if (wanted === undefined || actual === undefined || actual === wanted) return info;
  if (outcome === "exists") {
    const page = settingsPage(endpoint, kind, id);
    throw commandsFailure("trackio_visibility_differs", { kind, id, wanted, actual, page });
  }
  throw commandsFailure("trackio_unconfirmed", {
    kind,
    id,
    problem: `it is ${actual}, although you asked for ${wanted}`,
  });
}

async function attachBucket(context: Context, hub: TrackioHub, plan: TrackioPlan): Promise<void> {
  const { spaceId, bucketId, volumes, variables } = plan;
  if (volumes !== undefined) {
    await hub.setVolumes(spaceId, volumes);
    context.reporter.change("Space", `Mounted ${bucketId} at ${MOUNT_PATH} in ${spaceId}`);
  }
  for (const variable of variables) {
    await hub.setSpaceVariable(spaceId, variable);
    context.reporter.change("Space", `Set ${variable.name}=${variable.value} in ${spaceId}`);
  }
}

/** How a visibility is shown behind a name. */
export function shown(visibility: Visibility | undefined): string {
  return visibility === undefined ? "" : ` (${visibility})`;
}
