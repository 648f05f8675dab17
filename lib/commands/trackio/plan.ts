import { commandsFailure } from "../failures.ts";
import type { BucketInfo } from "../../hub/buckets.ts";
import type { Visibility } from "../../hub/datasets.ts";
import type { SpaceInfo, Volume } from "../../hub/spaces.ts";
import { isRepositoryId } from "../../hub/repository_id.ts";
import { MOUNT_PATH, storageVariables } from "./space_files.ts";

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

/** The Bucket that Trackio uses with a Space: the one that is mounted, else the one named after the Space. */
export function bucketOf(spaceId: string, space: SpaceInfo | undefined): string {
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
  const { visibility, endpoint } = wanted;
  if (space !== undefined) checkIsTrackio(space);
  for (const [kind, there] of [["Space", space?.info], ["Bucket", bucket]] as const) {
    const actual = there?.visibility;
    if (there === undefined || visibility === undefined || actual === undefined) continue;
    if (actual !== visibility) {
      const page = settingsPage(endpoint, kind, there.id);
      throw commandsFailure("trackio_visibility_differs", {
        kind,
        id: there.id,
        wanted: visibility,
        actual,
        page,
      });
    }
  }
  const spaceId = space?.info.id ?? wanted.spaceId;
  if (space === undefined) return { ...present, spaceId, visibility, volumes: undefined, variables: [] };
  return {
    ...present,
    spaceId,
    // Trackio would make the Bucket of a private Space public.
    visibility: visibility ?? space.info.visibility,
    volumes: mounted(space.info, bucketId),
    variables: Object.entries(storageVariables(bucketId))
      .filter(([name, value]) => space.variables.get(name) !== value)
      .map(([name, value]) => ({ name, value })),
  };
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
    throw commandsFailure("space_volume_hidden", { space: id });
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
    throw commandsFailure("space_not_trackio", { space: id });
  }
  if (sdk === "static") throw commandsFailure("space_frozen", { space: id });
}
