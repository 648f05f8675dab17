import { Failure } from "../../cli/failure.ts";
import {
  DATASET_ID_DEPRECATED,
  findSchemeConflict,
  type PlacedVariable,
  TRACKIO_BUCKET_ID,
  TRACKIO_DATASET_ID,
  TRACKIO_SPACE_ID,
} from "../../env_file/variables.ts";
import { schemeConflictFailure } from "../check_trackio.ts";
import type { Context } from "../context.ts";
import {
  MOUNT_PATH,
  planTrackio,
  readPresent,
  shown,
  type TrackioPlan,
  trackioWarnings,
} from "../trackio/plan.ts";
import type { CheckedEnvFile } from "./env_file.ts";
import { bad, badOfFailure, type Finding, good, ownCommand, type Place, warning } from "./finding.ts";
import { failureOrThrow, type ReachedHub } from "./network.ts";

/** The stages from which a Space does not come back by itself (lib/hub/README.md#spaces). */
const FAILED_STAGES: ReadonlySet<string> = new Set([
  "NO_APP_FILE",
  "CONFIG_ERROR",
  "BUILD_ERROR",
  "RUNTIME_ERROR",
]);

/**
 * Checks whether `trackio.init()` finds a Space and a Bucket that work, and who can see them; the shell's value counts, as
 * it does for Trackio.
 */
export async function checkTrackio(
  context: Context,
  { hub, file, place }: { hub: ReachedHub | Failure | undefined; file: CheckedEnvFile; place: Place },
): Promise<readonly Finding[]> {
  const inShell = context.environment.get(TRACKIO_SPACE_ID)?.trim() || undefined;
  const inFile = file.value(TRACKIO_SPACE_ID);
  const variable = checkSpaceVariable({ inShell, inFile }, place);
  const value = inShell ?? inFile;
  if (value === undefined || hub === undefined || hub instanceof Failure) return variable;
  const { client, whoami, endpoint } = hub;
  if (whoami === undefined) return variable;
  const spaceId = value.includes("/") ? value : `${whoami.name}/${value}`;
  const command = ownCommand(`trackio ${spaceId}`, place);
  try {
    const present = await readPresent(client, spaceId);
    if (present.space === undefined) {
      const text =
        `${spaceId} does not exist, or this token cannot see it; trackio.init() would create it public`;
      return [...variable, bad("trackio_space", text, { exit: 5, fix: "Create it:", command })];
    }
    const plan = planTrackio(present, { visibility: undefined, endpoint });
    return [...variable, checkSpace(plan, endpoint), ...checkBucket(plan, { command, endpoint })];
  } catch (error) {
    return [...variable, badOfFailure("trackio_space", failureOrThrow(error, context))];
  }
}

function checkSpaceVariable(
  { inFile, inShell }: { inFile: string | undefined; inShell: string | undefined },
  place: Place,
): readonly Finding[] {
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
  const stage = space?.stage;
  if (stage !== undefined && FAILED_STAGES.has(stage)) {
    return bad("trackio_space", `${spaceId} does not run (${stage})`, {
      exit: 5,
      fix: "Read its logs:",
      url: `${endpoint}/spaces/${spaceId}?logs=container`,
    });
  }
  const state = stage === undefined ? "" : `, ${stage}`;
  return good("trackio_space", `${spaceId} exists${shown(space?.visibility)}${state}`);
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

/** Checks Trackio's own variables, which have other readers than the experiments dataset. */
export function checkOtherVariables(
  { environment }: Pick<Context, "environment">,
  { file, place }: { file: CheckedEnvFile; place: Place },
): readonly Finding[] {
  const ofFile = `in ${place.envFile}`;
  const inFile = (name: string, value = file.value(name)) => placed(name, value, ofFile);
  const inShell = (name: string) => placed(name, environment.get(name)?.trim(), "in this shell");
  const first = (name: string) => inShell(name)[0] ?? inFile(name)[0];
  const conflict = findSchemeConflict([
    ...[...file.named].flatMap(([name, value]) => inFile(name, value)),
    ...[TRACKIO_DATASET_ID, ...place.variables].flatMap(inShell),
  ]);
  const surprising = [
    [conflict === undefined ? first(TRACKIO_DATASET_ID) : undefined, DATASET_ID_DEPRECATED],
    [
      first(TRACKIO_BUCKET_ID),
      "TRACKIO_BUCKET_ID is meant for Spaces; outside of one, trackio show downloads the whole bucket",
    ],
    [
      first(TRACKIO_SPACE_ID) && first("TRACKIO_SERVER_URL"),
      "TRACKIO_SPACE_ID and TRACKIO_SERVER_URL are both set; Trackio uses the Space",
    ],
  ] as const;
  const findings = [
    ...(conflict === undefined ? [] : [badOfFailure("trackio_variables", schemeConflictFailure(conflict))]),
    ...surprising.flatMap(([variable, text]) => {
      if (variable === undefined) return [];
      const { name, where } = variable;
      const fix = where === ofFile ? `Remove ${name} from ${place.envFile}` : `Unset ${name} in this shell`;
      return [warning("trackio_variables", text, { fix })];
    }),
  ];
  return findings.length > 0
    ? findings
    : [good("trackio_variables", "no conflict with Trackio's own variables")];
}

function placed(name: string, value: string | undefined, where: string): readonly PlacedVariable[] {
  return value === undefined || value === "" ? [] : [{ name, value, where }];
}
