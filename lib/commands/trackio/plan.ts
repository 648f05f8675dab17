import { errorRow, failuresOf, PROGRAM } from "../../cli/failure.ts";
import { TRACKIO_DATASET_ID } from "../../env_file/variables.ts";
import type { HubClient } from "../../hub/client.ts";
import type { Visibility } from "../../hub/datasets.ts";
import { isRepositoryId } from "../../hub/addresses.ts";
import {
  type BucketInfo,
  readBucket,
  readSpace,
  readSpaceVariables,
  type SpaceInfo,
  type Volume,
} from "../../hub/spaces.ts";

const OTHER_SPACE = `${PROGRAM} trackio OWNER/NAME`;

/** What setting up Trackio ends with. */
export const trackioFailure = failuresOf(() => ({
  space_not_trackio: errorRow<{ space: string }>({
    exit: 5,
    message: ({ space }) => `The Space ${space} exists, but it does not run Trackio`,
    hint: () => "Use another name:",
    next: () => [OTHER_SPACE],
  }),
  space_frozen: errorRow<{ space: string }>({
    exit: 5,
    message: ({ space }) =>
      `The Space ${space} is a frozen (static) Trackio dashboard, which takes no new runs`,
    hint: () => "Use another name:",
    next: () => [OTHER_SPACE],
  }),
  space_volume_hidden: errorRow<{ space: string }>({
    exit: 4,
    message: ({ space }) => `The Space ${space} mounts a private repository that this token cannot see`,
    hint: () => "Use a token that can see it, or use another name:",
    next: () => [OTHER_SPACE],
  }),
  trackio_visibility_differs: errorRow<
    { kind: string; id: string; wanted: string; actual: string; page: string }
  >({
    exit: 5,
    message: ({ kind, id, wanted, actual }) =>
      `The ${kind} ${id} exists and is ${actual}, but you asked for ${wanted}`,
    hint: ({ wanted }) => `Leave out --${wanted} to use it unchanged, or change it on its settings page:`,
    page: ({ page }) => page,
  }),
  trackio_unconfirmed: errorRow<{ kind: string; id: string; problem: string }>({
    exit: 6,
    message: ({ kind, id, problem }) => `The Hub created the ${kind} ${id}, but ${problem}`,
    hint: ({ kind }) => `Check the settings of the ${kind}, then run it again`,
  }),
}));

/** Where Trackio expects its Bucket, and its folder on it (lib/hub/README.md#trackio). */
export const MOUNT_PATH = "/data";

/** The variables without which the Space would not store its runs in the Bucket. */
export function storageVariables(bucket: string): Readonly<Record<string, string>> {
  return { TRACKIO_DIR: `${MOUNT_PATH}/trackio`, TRACKIO_BUCKET_ID: bucket };
}

/** A Space as it is now. */
interface PresentSpace {
  readonly info: SpaceInfo;
  readonly variables: ReadonlyMap<string, string>;
}

/** What is on the Hub before anything is changed. */
export interface Present {
  readonly space: PresentSpace | undefined;
  /** In the Hub's spelling where it exists. */
  readonly bucketId: string;
  readonly bucket: BucketInfo | undefined;
}

/** What is to be done for a working Trackio; all of it was decided without changing anything. */
export interface TrackioPlan extends Present {
  readonly spaceId: string;
  /** What is sent with the creations; `undefined` leaves it to the Hub. */
  readonly visibility: Visibility | undefined;
  /** What the existing Space is to mount; `undefined` where nothing changes. */
  readonly volumes: readonly Volume[] | undefined;
  /** The variables that the existing Space lacks. */
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

/**
 * Reads the Space, its variables and the Bucket.
 *
 * @throws Failure `space_not_writable`, and those of the network
 */
export async function readPresent(hub: HubClient, spaceId: string): Promise<Present> {
  const guess = bucketOf(spaceId, undefined);
  const [space, guessed] = await Promise.all([readSpace(hub, spaceId), readBucket(hub, guess)]);
  const bucketId = bucketOf(spaceId, space);
  const bucket = bucketId === guess ? guessed : await readBucket(hub, bucketId);
  return {
    bucketId: bucket?.id ?? bucketId,
    bucket,
    // Only who can write to a Space can read its variables.
    space: space && { info: space, variables: await readSpaceVariables(hub, space.id) },
  };
}

/** The Bucket that Trackio uses with a Space: the one that is mounted, else the one named after the Space. */
function bucketOf(spaceId: string, space: SpaceInfo | undefined): string {
  const mounted = space?.volumes.filter(({ type, source }) => type === "bucket" && isRepositoryId(source)) ??
    [];
  const bucket = mounted.find(({ mountPath }) => mountPath === MOUNT_PATH) ?? mounted[0];
  return bucket?.source ?? `${spaceId}-bucket`;
}

/**
 * Decides what is to be done.
 *
 * @throws Failure `space_not_trackio`, `space_frozen`, `space_volume_hidden`, `trackio_visibility_differs`
 */
export function planTrackio(
  wanted: { spaceId: string; visibility: Visibility | undefined; endpoint: string },
  present: Present,
): TrackioPlan {
  const { space, bucketId, bucket } = present;
  const { visibility } = wanted;
  if (space === undefined) {
    if (bucket !== undefined) checkVisibility("Bucket", bucket, wanted);
    return { ...present, spaceId: wanted.spaceId, visibility, volumes: undefined, variables: [] };
  }
  checkIsTrackio(space);
  checkVisibility("Space", space.info, wanted);
  if (bucket !== undefined) checkVisibility("Bucket", bucket, wanted);
  return {
    ...present,
    spaceId: space.info.id,
    // Trackio would make the Bucket of a private Space public.
    visibility: visibility ?? space.info.visibility,
    volumes: mounted(space.info, bucketId),
    variables: Object.entries(storageVariables(bucketId))
      .filter(([name, value]) => space.variables.get(name) !== value)
      .map(([name, value]) => ({ name, value })),
  };
}

/**
 * What exists is never made visible to others, or hidden from them.
 *
 * @throws Failure `trackio_visibility_differs`
 */
export function checkVisibility(
  kind: "Space" | "Bucket",
  { id, visibility: actual }: { readonly id: string; readonly visibility: Visibility | undefined },
  { visibility: wanted, endpoint }: {
    readonly visibility: Visibility | undefined;
    readonly endpoint: string;
  },
): void {
  if (wanted === undefined || actual === undefined || actual === wanted) return;
  const page = settingsPage(endpoint, kind, id);
  throw trackioFailure("trackio_visibility_differs", { kind, id, wanted, actual, page });
}

/** Where a person changes a Space or a Bucket. */
export function settingsPage(endpoint: string, kind: "Space" | "Bucket", id: string): string {
  return `${endpoint}/${kind === "Space" ? "spaces" : "buckets"}/${id}/settings`;
}

/** Whether nothing is to be changed on the Hub. */
export function isComplete(plan: TrackioPlan): boolean {
  return plan.space !== undefined && plan.bucket !== undefined && plan.volumes === undefined &&
    plan.variables.length === 0;
}

/** As Trackio does it: whatever else is at that path, or is the same Bucket elsewhere, gives way. */
function mounted({ id, volumes }: SpaceInfo, bucket: string): readonly Volume[] | undefined {
  const isBucket = ({ type, source }: Volume) => type === "bucket" && source === bucket;
  if (volumes.some((volume) => isBucket(volume) && volume.mountPath === MOUNT_PATH)) return undefined;
  // A source that this token cannot see is masked, and would be lost by sending the list back.
  if (!volumes.every(({ source }) => isRepositoryId(source))) {
    throw trackioFailure("space_volume_hidden", { space: id });
  }
  return [
    ...volumes.filter((volume) => !isBucket(volume) && volume.mountPath !== MOUNT_PATH),
    { type: "bucket", source: bucket, mountPath: MOUNT_PATH },
  ];
}

function checkIsTrackio({ info, variables }: PresentSpace): void {
  const { id, sdk, tags } = info;
  const isTrackio = tags.includes("trackio") || variables.has("TRACKIO_DIR");
  if (!isTrackio || (sdk !== undefined && sdk !== "gradio" && sdk !== "static")) {
    throw trackioFailure("space_not_trackio", { space: id });
  }
  if (sdk === "static") throw trackioFailure("space_frozen", { space: id });
}

/** What a person has to know about runs that others can see or that will not be seen; the doctor says the same. */
export function trackioWarnings(
  { space, bucket, spaceId, bucketId }: TrackioPlan,
  endpoint: string,
): readonly { readonly text: string; readonly fix: string; readonly url: string }[] {
  const dataset = space?.variables.get(TRACKIO_DATASET_ID);
  const isExposed = space?.info.visibility === "private" && bucket?.visibility === "public";
  return [
    ...(dataset === undefined ? [] : [{
      text:
        `${spaceId} also has ${TRACKIO_DATASET_ID}=${dataset}: runs stored there are not shown with a Bucket, and each save squashes the history of that dataset`,
      fix: "Remove the variable:",
      url: settingsPage(endpoint, "Space", spaceId),
    }]),
    ...(isExposed
      ? [{
        text: `${spaceId} is private, but anyone can read its runs in the public Bucket ${bucketId}`,
        fix: "Make the Bucket private:",
        url: settingsPage(endpoint, "Bucket", bucketId),
      }]
      : []),
  ];
}

/** How a visibility is shown behind a name. */
export function shown(visibility: Visibility | undefined): string {
  return visibility === undefined ? "" : ` (${visibility})`;
}
