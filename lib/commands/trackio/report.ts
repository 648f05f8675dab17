import { assignmentsFor, type FileSettings } from "../../cli/settings.ts";
import { TRACKIO_DATASET_ID } from "../../env_file/variables.ts";
import type { EnvFileUpdate } from "../../env_file/write.ts";
import type { Visibility } from "../../hub/datasets.ts";
import type { CommandResult, Context } from "../context.ts";
import type { EnvFilePlan } from "../env_file_plan.ts";
import { envFileResult, variablesPlanSentences } from "../write_variables.ts";
import { type Done, shown } from "./carry_out.ts";
import type { TrackioHub } from "./look.ts";
import { settingsPage, type TrackioPlan } from "./plan.ts";
import { MOUNT_PATH } from "./space_files.ts";

/** What was decided before the Hub was changed. */
export interface Decided {
  readonly plan: TrackioPlan;
  readonly files: FileSettings;
  readonly envFile: EnvFilePlan;
  readonly tokenSource: string;
}

/** Everything that is about to change, one sentence each. */
export function planSentences({ plan, files, envFile }: Decided): readonly string[] {
  const { spaceId, bucketId, visibility, space, bucket, volumes, variables } = plan;
  const asked = visibility ?? "default visibility: public unless an organization changed it";
  return [
    bucket === undefined
      ? `Create the Bucket ${bucketId} (${asked})`
      : `Use the Bucket ${bucket.id}${shown(bucket.visibility)}`,
    space === undefined
      ? `Create the Space ${spaceId} (${asked}) with Trackio and that Bucket`
      : `Use the Space ${spaceId}${shown(space.info.visibility)}`,
    ...(volumes === undefined ? [] : [`Mount the Bucket at ${MOUNT_PATH} in ${spaceId}, which restarts it`]),
    ...variables.map(({ name, value }) => `Set ${name}=${value} in ${spaceId}, which restarts it`),
    ...variablesPlanSentences("Set", { settings: files, plan: envFile, repository: spaceId }),
  ];
}

/** What already exists and is used unchanged. */
export function reportExisting(context: Context, { space, bucket }: Done): void {
  const { reporter } = context;
  for (const [label, { outcome, info }] of [["Bucket", bucket], ["Space", space]] as const) {
    if (outcome !== "exists") continue;
    reporter.step(label, `${info.id} already exists${shown(info.visibility)}`);
  }
}

/** What a person has to know about runs that others can see or that will not be seen; the doctor says the same. */
export function trackioWarnings(
  plan: TrackioPlan,
  endpoint: string,
): readonly { readonly text: string; readonly fix: string; readonly url: string }[] {
  const { space, bucket, spaceId, bucketId } = plan;
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

/** Says who can see the runs where no one chose it: Trackio's default is public. */
export function reportReaders(
  context: Context,
  hub: TrackioHub,
  facts: { done: Done; asked: Visibility | undefined },
): void {
  const { done: { space, bucket }, asked } = facts;
  if (asked !== undefined || space.info.visibility !== "public") return;
  const both = bucket.info.visibility === "public" ? " and the Bucket" : "";
  context.reporter.note(
    `Anyone can see the Space${both}, as is Trackio's default; to change that: ${
      settingsPage(hub.endpoint, "Space", space.info.id)
    }`,
  );
}

/** What this command hands to stdout. */
export function trackioResult(
  hub: TrackioHub,
  { plan, files, envFile, tokenSource }: Decided,
  done: { readonly hub: Done; readonly update: EnvFileUpdate | undefined } | undefined,
): CommandResult {
  const { spaceId, bucketId, visibility } = plan;
  const assignments = assignmentsFor(files, spaceId);
  const part = (page: string, id: string, kind: "space" | "bucket") => {
    const present = kind === "space" ? plan.space?.info : plan.bucket;
    const made = done?.hub[kind];
    return {
      id,
      url: `${hub.endpoint}/${page}/${id}`,
      outcome: made?.outcome ?? (present === undefined ? "would_create" : "exists"),
      visibility: made?.info.visibility ?? present?.visibility ?? visibility ?? null,
    };
  };
  return {
    id: spaceId,
    assignments,
    json: {
      space: part("spaces", spaceId, "space"),
      bucket: part("buckets", bucketId, "bucket"),
      mounted: plan.space === undefined || plan.volumes !== undefined ? "added" : "kept",
      spaceVariables: plan.variables.map(({ name }) => name),
      user: hub.whoami.name,
      tokenSource,
      variables: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
      envFile: envFileResult(envFile.path, done?.update),
      dryRun: done === undefined,
    },
  };
}
