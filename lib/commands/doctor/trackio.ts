import { Failure } from "../../cli/failure.ts";
import { TRACKIO_SPACE_ID } from "../../env_file/variables.ts";
import type { Context } from "../context.ts";
import {
  MOUNT_PATH,
  planTrackio,
  type Present,
  readPresent,
  shown,
  type TrackioPlan,
  trackioWarnings,
} from "../trackio/plan.ts";
import { type ConnectedHub, failureOf } from "./account.ts";
import type { EnvFileFacts } from "./env_file.ts";
import { bad, badOfFailure, type Finding, good, ownCommand, type Place, warning } from "./finding.ts";

/** What `TRACKIO_SPACE_ID` leads to. */
export interface TrackioFacts {
  readonly inFile: string | undefined;
  readonly inShell: string | undefined;
  /** The one that Trackio uses, with its owner. */
  readonly spaceId: string | undefined;
  /** `undefined` where it could not be looked for. */
  readonly present: Present | Failure | undefined;
}

/** Finds out what `TRACKIO_SPACE_ID` leads to; the shell's value counts, as it does for Trackio. */
export async function collectTrackio(
  context: Context,
  { file, hub }: { file: EnvFileFacts; hub: ConnectedHub | undefined },
): Promise<TrackioFacts> {
  const inShell = context.environment.get(TRACKIO_SPACE_ID)?.trim() || undefined;
  const inFile = file.value(TRACKIO_SPACE_ID);
  const value = inShell ?? inFile;
  const whoami = hub?.whoami;
  if (value === undefined || whoami === undefined || hub?.client === undefined) {
    return { inShell, inFile, spaceId: value, present: undefined };
  }
  const spaceId = value.includes("/") ? value : `${whoami.name}/${value}`;
  try {
    return { inShell, inFile, spaceId, present: await readPresent(hub.client, spaceId) };
  } catch (error) {
    return { inShell, inFile, spaceId, present: failureOf(error, context) };
  }
}

/** The stages from which a Space does not come back by itself (lib/hub/README.md#spaces). */
const FAILED_STAGES: ReadonlySet<string> = new Set([
  "NO_APP_FILE",
  "CONFIG_ERROR",
  "BUILD_ERROR",
  "RUNTIME_ERROR",
]);

/** Checks whether `trackio.init()` finds a Space and a Bucket that work, and who can see them. */
export function checkTrackio(
  facts: TrackioFacts,
  { place, endpoint }: { place: Place; endpoint: string },
): readonly Finding[] {
  const { spaceId, present } = facts;
  const variable = checkSpaceVariable(facts, place);
  if (spaceId === undefined || present === undefined) return variable;
  if (present instanceof Failure) return [...variable, badOfFailure("trackio_space", present)];
  const command = ownCommand(`trackio ${spaceId}`, place);
  if (present.space === undefined) {
    const text =
      `${spaceId} does not exist, or this token cannot see it; trackio.init() would create it public`;
    return [...variable, bad("trackio_space", text, { exit: 5, fix: "Create it:", command })];
  }
  try {
    const plan = planTrackio({ spaceId, visibility: undefined, endpoint }, present);
    return [...variable, checkSpace(plan, endpoint), ...checkBucket(plan, { command, endpoint })];
  } catch (error) {
    if (error instanceof Failure) return [...variable, badOfFailure("trackio_space", error)];
    throw error;
  }
}

function checkSpaceVariable({ inFile, inShell }: TrackioFacts, place: Place): readonly Finding[] {
  const { envFile } = place;
  const name = TRACKIO_SPACE_ID;
  if (inFile === undefined && inShell === undefined) {
    const text =
      `${name} is not set, neither in ${envFile} nor in this shell; trackio.init() logs only to this machine`;
    return [
      warning("trackio_variable", text, { fix: "Set up a Space:", command: ownCommand("trackio", place) }),
    ];
  }
  if (inFile === undefined) return [good("trackio_variable", `${name} is ${inShell} in this shell`)];
  if (inShell === inFile) {
    return [good("trackio_variable", `${name} is ${inFile} in ${envFile} and in this shell`)];
  }
  if (inShell === undefined) return [good("trackio_variable", `${name} is ${inFile} in ${envFile}`)];
  const text = `${name} is ${inFile} in ${envFile} and ${inShell} in this shell; Trackio uses the shell's`;
  return [warning("trackio_variable", text, { fix: `To use the file's value, unset ${name} in this shell` })];
}

function checkSpace({ spaceId, space }: TrackioPlan, endpoint: string): Finding {
  const stage = space?.info.stage;
  if (stage !== undefined && FAILED_STAGES.has(stage)) {
    return bad("trackio_space", `${spaceId} does not run (${stage})`, {
      exit: 5,
      fix: "Read its logs:",
      url: `${endpoint}/spaces/${spaceId}?logs=container`,
    });
  }
  const state = stage === undefined ? "" : `, ${stage}`;
  return good("trackio_space", `${spaceId} exists${shown(space?.info.visibility)}${state}`);
}

function checkBucket(
  plan: TrackioPlan,
  { command, endpoint }: { command: string; endpoint: string },
): readonly Finding[] {
  const { spaceId, bucketId, bucket, volumes, variables } = plan;
  const missing = bucket === undefined
    ? `The Bucket ${bucketId} does not exist, or this token cannot see it; trackio.init() would create it public`
    : volumes !== undefined
    ? `The Bucket ${bucketId} is not mounted at ${MOUNT_PATH} in ${spaceId}`
    : variables.length > 0
    ? `${spaceId} lacks ${variables.map(({ name, value }) => `${name}=${value}`).join(" and ")}`
    : undefined;
  return [
    missing === undefined
      ? good("trackio_bucket", `${bucketId} stores its runs${shown(bucket?.visibility)}`)
      : warning("trackio_bucket", missing, { fix: "Complete the setup:", command }),
    ...trackioWarnings(plan, endpoint).map(({ text, fix, url }) =>
      warning("trackio_bucket", text, { fix, url })
    ),
  ];
}
