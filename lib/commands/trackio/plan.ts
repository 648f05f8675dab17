import { refusedByHub } from "../../account/rights.ts";
import { Failure, failuresOf, PROGRAM } from "../../cli/failure.ts";
import { createOrFind, type CreationRequest } from "../../dataset/create.ts";
import type { DatasetTools } from "../../dataset/desired.ts";
import { TRACKIO_DATASET_ID } from "../../env_file/variables.ts";
import { isRepositoryId, ownerOf } from "../../hub/addresses.ts";
import type { HubClient } from "../../hub/client.ts";
import type { Visibility } from "../../hub/datasets.ts";
import {
  type BucketInfo,
  createBucket,
  createSpace,
  type NewSpace,
  readBucket,
  readSpace,
  readSpaceVariables,
  setSpaceVariable,
  setVolumes,
  type SpaceInfo,
  type Volume,
} from "../../hub/spaces.ts";

const OTHER_NAME = { hint: "Use another name:", next: [`${PROGRAM} trackio OWNER/NAME`] };

/** What setting up Trackio ends with. */
export const trackioFailure = failuresOf(() => ({
  space_not_trackio: ({ space }: { space: string }) => ({
    exitCode: 5,
    message: `The Space ${space} exists, but it does not run Trackio`,
    ...OTHER_NAME,
  }),
  space_frozen: ({ space }: { space: string }) => ({
    exitCode: 5,
    message: `The Space ${space} is a frozen (static) Trackio dashboard, which takes no new runs`,
    ...OTHER_NAME,
  }),
  space_volume_hidden: ({ space }: { space: string }) => ({
    exitCode: 4,
    message: `The Space ${space} mounts a private repository that this token cannot see`,
    ...OTHER_NAME,
    hint: "Use a token that can see it, or use another name:",
  }),
  trackio_visibility_differs: (
    { kind, id, wanted, actual, page }: Record<"kind" | "id" | "wanted" | "actual" | "page", string>,
  ) => ({
    exitCode: 5,
    message: `The ${kind} ${id} exists and is ${actual}, but you asked for ${wanted}`,
    hint: `Leave out --${wanted} to use it unchanged, or change it on its settings page:`,
    page,
  }),
  trackio_unconfirmed: ({ kind, id, problem }: { kind: string; id: string; problem: string }) => ({
    exitCode: 6,
    message: `The Hub created the ${kind} ${id}, but ${problem}`,
    hint: `Check the settings of the ${kind}, then run it again`,
  }),
}));

/** Where Trackio expects its Bucket (lib/hub/README.md#trackio). */
export const MOUNT_PATH = "/data";

/** The variables without which the Space would not store its runs in the Bucket. */
function storageVariables(bucket: string): Readonly<Record<string, string>> {
  return { TRACKIO_DIR: `${MOUNT_PATH}/trackio`, TRACKIO_BUCKET_ID: bucket };
}

/** What is on the Hub before anything is changed. */
export interface Present {
  /** The Hub, without a slash at the end. */
  readonly endpoint: string;
  /** In the Hub's spelling where it exists, as the Bucket's. */
  readonly spaceId: string;
  readonly space: (SpaceInfo & { readonly settings: ReadonlyMap<string, string> }) | undefined;
  readonly bucketId: string;
  readonly bucket: BucketInfo | undefined;
}

/** What is to be done for a working Trackio; all of it was decided without changing anything. */
export interface TrackioPlan extends Present {
  /** What is sent with the creations; `undefined` leaves it to the Hub. */
  readonly visibility: Visibility | undefined;
  /** What the existing Space is to mount; `undefined` where nothing changes. */
  readonly volumes: readonly Volume[] | undefined;
  /** The variables that the existing Space lacks. */
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

/** Reads the Space, its variables and the Bucket; throws Failure `space_not_writable`, and those of the network. */
export async function readPresent(hub: HubClient, spaceId: string): Promise<Present> {
  const guess = bucketOf(spaceId, undefined);
  const [info, guessed] = await Promise.all([readSpace(hub, spaceId), readBucket(hub, guess)]);
  const bucketId = bucketOf(spaceId, info);
  const bucket = bucketId === guess ? guessed : await readBucket(hub, bucketId);
  // Only who can write to a Space can read its variables.
  const space = info && { ...info, settings: await readSpaceVariables(hub, info.id) };
  const { endpoint: { url: endpoint } } = hub;
  return { endpoint, spaceId: info?.id ?? spaceId, space, bucketId: bucket?.id ?? bucketId, bucket };
}

/** The Bucket that Trackio uses with a Space: the one that is mounted, else the one named after the Space. */
function bucketOf(spaceId: string, space: SpaceInfo | undefined): string {
  const mounted = space?.volumes.filter(({ type, source }) => type === "bucket" && isRepositoryId(source));
  const bucket = mounted?.find(({ mountPath }) => mountPath === MOUNT_PATH) ?? mounted?.[0];
  return bucket?.source ?? `${spaceId}-bucket`;
}

/** Decides what is to be done; throws a failure of the table above where the Space or the Bucket cannot be used. */
export function planTrackio(present: Present, wanted: Visibility | undefined): TrackioPlan {
  const { endpoint, space, bucketId, bucket } = present;
  if (space !== undefined) {
    checkIsTrackio(space);
    checkVisibility("Space", space, wanted, endpoint);
  }
  if (bucket !== undefined) checkVisibility("Bucket", bucket, wanted, endpoint);
  return {
    ...present,
    // Trackio would make the Bucket of a private Space public.
    visibility: wanted ?? space?.visibility,
    volumes: space && mounted(space, bucketId),
    variables: Object.entries(storageVariables(bucketId))
      .filter(([name, value]) => space !== undefined && space.settings.get(name) !== value)
      .map(([name, value]) => ({ name, value })),
  };
}

/** What exists is never made visible to others, or hidden from them. */
function checkVisibility(
  kind: "Space" | "Bucket",
  { id, visibility: actual }: BucketInfo,
  wanted: Visibility | undefined,
  endpoint: string,
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

function checkIsTrackio({ id, sdk, tags, settings }: NonNullable<Present["space"]>): void {
  const isTrackio = tags.includes("trackio") || settings.has("TRACKIO_DIR");
  if (!isTrackio || (sdk !== undefined && sdk !== "gradio" && sdk !== "static")) {
    throw trackioFailure("space_not_trackio", { space: id });
  }
  if (sdk === "static") throw trackioFailure("space_frozen", { space: id });
}

/** What a person has to know about runs that others can see or that will not be seen; the doctor says the same. */
export function trackioWarnings(
  { endpoint, space, bucket, spaceId, bucketId }: TrackioPlan,
): readonly { readonly text: string; readonly fix: string; readonly url: string }[] {
  const warnings = [];
  const dataset = space?.settings.get(TRACKIO_DATASET_ID);
  if (dataset !== undefined) {
    const text =
      `${spaceId} also has ${TRACKIO_DATASET_ID}=${dataset}: runs stored there are not shown with a Bucket, and each save squashes the history of that dataset`;
    warnings.push({ text, fix: "Remove the variable:", url: settingsPage(endpoint, "Space", spaceId) });
  }
  if (space?.visibility === "private" && bucket?.visibility === "public") {
    const text = `${spaceId} is private, but anyone can read its runs in the public Bucket ${bucketId}`;
    warnings.push({ text, fix: "Make the Bucket private:", url: settingsPage(endpoint, "Bucket", bucketId) });
  }
  return warnings;
}

/** How a visibility is shown behind a name. */
export function shown(visibility: Visibility | undefined): string {
  return visibility === undefined ? "" : ` (${visibility})`;
}

/** What became of a Space or a Bucket, and what it is now. */
interface Ensured {
  readonly outcome: "created" | "exists" | "confirmed";
  readonly info: BucketInfo;
}

/** The Space and the Bucket as they are now. */
export type EnsuredTrackio = Readonly<Record<"space" | "bucket", Ensured>>;

/** The files of a Space that runs Trackio: `trackio.init()` commits none to a Space that exists. */
const SPACE_FILES: NewSpace["files"] = {
  "README.md": `---
title: Trackio
emoji: 🎯
sdk: gradio
app_file: app.py
tags:
  - trackio
hf_oauth: true
hf_oauth_scopes:
  - write-repos
---

Dashboard of [Trackio](https://github.com/gradio-app/trackio), set up by \`hf-dataset-setup trackio\`.
`,
  "requirements.txt": "trackio[spaces,mcp]\n",
  "app.py": "import trackio\n\ntrackio.show()\n",
};

/**
 * Creates what is missing, the Bucket first because the Space mounts it, and reads back what was created.
 *
 * @throws Failure `trackio_unconfirmed`, `trackio_visibility_differs`, those of creations, of Spaces and of the network
 */
export async function carryOut(tools: DatasetTools, plan: TrackioPlan): Promise<EnsuredTrackio> {
  const { hub } = tools;
  const { bucketId, spaceId, visibility } = plan;
  const bucket = await ensure(tools, plan, "Bucket", plan.bucket, {
    id: bucketId,
    create: () => createBucket(hub, { id: bucketId, visibility }),
    read: () => readBucket(hub, bucketId),
  });
  try {
    await attachBucket(tools, plan);
    const space = await ensure(tools, plan, "Space", plan.space, {
      id: spaceId,
      create: () =>
        createSpace(hub, {
          id: spaceId,
          visibility,
          files: SPACE_FILES,
          variables: { ...storageVariables(bucketId), GRADIO_MCP_SERVER: "True" },
          volumes: [{ type: "bucket", source: bucketId, mountPath: MOUNT_PATH }],
        }),
      read: () => readSpace(hub, spaceId),
    });
    return { space, bucket };
  } catch (error) {
    const isNew = error instanceof Failure && bucket.outcome !== "exists";
    throw isNew ? error.adding(`The Bucket ${bucketId} was created and will be used next time`) : error;
  }
}

async function ensure<Info extends BucketInfo & Partial<Pick<SpaceInfo, "files">>>(
  tools: DatasetTools,
  { visibility }: TrackioPlan,
  kind: "Space" | "Bucket",
  present: BucketInfo | undefined,
  request: Pick<CreationRequest<Info>, "id" | "create" | "read">,
): Promise<Ensured> {
  if (present !== undefined) return { outcome: "exists", info: present };
  const { id, read } = request;
  const { whoami, endpoint, reporter } = tools;
  const target = { endpoint, owner: ownerOf(id), what: `a ${kind}` };
  const { outcome, info = await read() } = await createOrFind({
    ...request,
    looked: true,
    user: whoami.name,
    refusal: (said) => refusedByHub(whoami, target, said),
  }, tools);
  const unconfirmed = (problem: string) => trackioFailure("trackio_unconfirmed", { kind, id, problem });
  // Only what the Hub shows counts: a field that it does not know would leave the default, which is public.
  if (info === undefined) throw unconfirmed("does not show it");
  const actual = info.visibility;
  if (outcome === "exists") checkVisibility(kind, info, visibility, endpoint);
  else if (visibility !== undefined && actual !== undefined && actual !== visibility) {
    throw unconfirmed(`it is ${actual}, although you asked for ${visibility}`);
  }
  if (info.files?.includes("app.py") === false) throw unconfirmed("it has no app.py");
  if (outcome !== "exists") reporter.change(kind, `Created the ${kind} ${id}${shown(actual)}`);
  return { outcome, info };
}

async function attachBucket({ hub, reporter }: DatasetTools, plan: TrackioPlan): Promise<void> {
  const { spaceId, bucketId, volumes, variables } = plan;
  if (volumes !== undefined) {
    await setVolumes(hub, spaceId, volumes);
    reporter.change("Space", `Mounted ${bucketId} at ${MOUNT_PATH} in ${spaceId}`);
  }
  for (const variable of variables) {
    await setSpaceVariable(hub, spaceId, variable);
    reporter.change("Space", `Set ${variable.name}=${variable.value} in ${spaceId}`);
  }
}
