import { refusedByHub } from "../../account/rights.ts";
import { Failure } from "../../cli/failure.ts";
import { createOrFind, type CreationRequest } from "../../dataset/create.ts";
import type { DatasetTools } from "../../dataset/desired.ts";
import type { Visibility } from "../../hub/datasets.ts";
import { ownerOf } from "../../hub/addresses.ts";
import {
  type BucketInfo,
  createBucket,
  createSpace,
  type NewSpace,
  readBucket,
  readSpace,
  setSpaceVariable,
  setVolumes,
  type SpaceInfo,
} from "../../hub/spaces.ts";
import {
  checkVisibility,
  MOUNT_PATH,
  shown,
  storageVariables,
  trackioFailure,
  type TrackioPlan,
} from "./plan.ts";

/** What became of a Space or a Bucket, and what it is now. */
interface Ensured<Info> {
  readonly outcome: "created" | "exists" | "confirmed";
  readonly info: Info;
}

/** The Space and the Bucket as they are now. */
export interface EnsuredTrackio {
  readonly space: Ensured<SpaceInfo>;
  readonly bucket: Ensured<BucketInfo>;
}

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
  const bucket = plan.bucket !== undefined
    ? { outcome: "exists" as const, info: plan.bucket }
    : await create(tools, "Bucket", {
      id: bucketId,
      visibility,
      create: () => createBucket(hub, { id: bucketId, visibility }),
      read: () => readBucket(hub, bucketId),
    });
  try {
    if (plan.space !== undefined) {
      await attachBucket(tools, plan);
      return { space: { outcome: "exists", info: plan.space.info }, bucket };
    }
    const space = await create(tools, "Space", {
      id: spaceId,
      visibility,
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

type Creatable = Pick<SpaceInfo, "id" | "visibility" | "files"> | BucketInfo;

async function create<Info extends Creatable>(
  tools: DatasetTools,
  kind: "Space" | "Bucket",
  { id, visibility, create, read }: Pick<CreationRequest<Info>, "id" | "create" | "read"> & {
    visibility: Visibility | undefined;
  },
): Promise<Ensured<Info>> {
  const { whoami, endpoint, reporter } = tools;
  const target = { endpoint, owner: ownerOf(id), what: `a ${kind}` };
  const { outcome, info = await read() } = await createOrFind({
    id,
    looked: true,
    user: whoami.name,
    create,
    read,
    refusal: (said) => refusedByHub(whoami, target, said),
  }, tools);
  const unconfirmed = (problem: string) => trackioFailure("trackio_unconfirmed", { kind, id, problem });
  // Only what the Hub shows counts: a field that it does not know would leave the default, which is public.
  if (info === undefined) throw unconfirmed("does not show it");
  const actual = info.visibility;
  if (outcome === "exists") checkVisibility(kind, info, { visibility, endpoint });
  else if (visibility !== undefined && actual !== undefined && actual !== visibility) {
    throw unconfirmed(`it is ${actual}, although you asked for ${visibility}`);
  }
  if ("files" in info && info.files?.includes("app.py") === false) throw unconfirmed("it has no app.py");
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
