import { Failure } from "../../../cli/failure.ts";
import { TRACKIO_SPACE_ID } from "../../../env_file/trackio_variables.ts";
import { takeOver } from "../../../shell/take_over.ts";
import { shown } from "../../trackio/carry_out.ts";
import { planTrackio, type TrackioPlan } from "../../trackio/plan.ts";
import { trackioWarnings } from "../../trackio/report.ts";
import { MOUNT_PATH } from "../../trackio/space_files.ts";
import { ownCommand } from "../command_lines.ts";
import type { Place, TrackioSetup } from "../facts.ts";
import { bad, badOfFailure, type Finding, good, warning } from "../finding.ts";

/** The stages from which a Space does not come back by itself (lib/hub/README.md#spaces). */
const FAILED_STAGES: ReadonlySet<string> = new Set([
  "NO_APP_FILE",
  "CONFIG_ERROR",
  "BUILD_ERROR",
  "RUNTIME_ERROR",
]);

/** Judges whether `trackio.init()` finds a Space and a Bucket that work, and who can see them. */
export function judgeTrackioSetup(setup: TrackioSetup, place: Place): readonly Finding[] {
  const { spaceId, present, endpoint } = setup;
  const variable = judgeVariable(setup, place);
  if (spaceId === undefined || present === undefined) return variable;
  if (present instanceof Failure) return [...variable, badOfFailure("trackio_space", present)];
  const command = ownCommand(`trackio ${spaceId}`, place);
  if (present.space === undefined) {
    const text =
      `${spaceId} does not exist, or this token cannot see it; trackio.init() would create it public`;
    return [...variable, bad("trackio_space", text, { exit: 5, command })];
  }
  try {
    const plan = planTrackio({ spaceId, visibility: undefined }, present);
    return [...variable, judgeSpace(plan, endpoint), ...judgeBucket(plan, { command, endpoint })];
  } catch (error) {
    if (error instanceof Failure) return [...variable, badOfFailure("trackio_space", error)];
    throw error;
  }
}

function judgeVariable(setup: TrackioSetup, place: Place): readonly Finding[] {
  const { inFile, inShell } = setup;
  const name = TRACKIO_SPACE_ID;
  if (inFile === undefined && inShell === undefined) {
    const text =
      `${name} is set neither in ${place.envFile} nor in this shell: trackio.init() logs to this machine only`;
    return [warning("trackio_variable", text, { command: ownCommand("trackio", place) })];
  }
  if (inFile === undefined) return [good("trackio_variable", `${name}=${inShell} in this shell`)];
  if (inShell === inFile) {
    return [good("trackio_variable", `${name}=${inFile} in ${place.envFile} and in this shell`)];
  }
  if (inShell === undefined) return [good("trackio_variable", `${name}=${inFile} in ${place.envFile}`)];
  return [
    warning(
      "trackio_variable",
      `${name} is ${inFile} in ${place.envFile} and ${inShell} in this shell, which Trackio uses`,
      { command: takeOver(place.shell, { ...place, assignments: [{ name, value: inFile }] }) },
    ),
  ];
}

function judgeSpace({ spaceId, space }: TrackioPlan, endpoint: string): Finding {
  const stage = space?.info.stage;
  if (stage !== undefined && FAILED_STAGES.has(stage)) {
    const mend = `Read its logs: ${endpoint}/spaces/${spaceId}?logs=container`;
    return bad("trackio_space", `${spaceId} does not run (${stage})`, { exit: 5, mend });
  }
  const state = stage === undefined ? "" : `, ${stage}`;
  return good("trackio_space", `${spaceId} exists${shown(space?.info.visibility)}${state}`);
}

function judgeBucket(
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
      : warning("trackio_bucket", missing, { command }),
    ...trackioWarnings(plan, endpoint).map(({ text, fix }) => warning("trackio_bucket", text, { mend: fix })),
  ];
}
