import { Failure } from "../../cli/failure.ts";
import { readDefaults } from "../../cli/settings.ts";
import {
  DATASET_ID_DEPRECATED,
  DEFAULT_VARIABLE,
  findSchemeConflict,
  namesDataset,
  type PlacedVariable,
  TRACKIO_BUCKET_ID,
  TRACKIO_DATASET_ID,
  TRACKIO_SPACE_ID,
} from "../../env_file/variables.ts";
import { isRepositoryId } from "../../hub/addresses.ts";
import { commandsFailure } from "../context.ts";
import {
  MOUNT_PATH,
  planTrackio,
  readPresent,
  shown,
  type TrackioPlan,
  trackioWarnings,
} from "../trackio/plan.ts";
import type { CheckedEnvFile } from "./env_file.ts";
import {
  bad,
  badOfFailure,
  type Checkup,
  type Finding,
  good,
  LOAD_FILE,
  orFailure,
  ownCommand,
  type Place,
  warning,
} from "./finding.ts";
import type { ReachedHub } from "./hub.ts";

/** A variable in both places; `undefined` where it is not set, or empty. */
export interface VariableValues {
  readonly name: string;
  readonly inFile: string | undefined;
  readonly inShell: string | undefined;
}

/** Reads a variable in both places. */
export function valuesOf(name: string, { environment }: Checkup, { values }: CheckedEnvFile): VariableValues {
  return { name, inFile: values.get(name), inShell: environment.get(name)?.trim() || undefined };
}

const SHELL = "this shell";
const HIDDEN = "no permission to see whether this shell has it";

/** Where a variable is set, and to what. */
function whereSet({ name, inFile, inShell }: VariableValues, { envFile }: Place): string {
  if (inFile === undefined) return `${name} is ${inShell} in ${SHELL}`;
  const text = `${name} is ${inFile} in ${envFile}`;
  return inShell === undefined ? text : `${text} and ${inShell === inFile ? "" : `${inShell} `}in ${SHELL}`;
}

/** Checks whether the readers of a variable find a repository, and all of them the same. */
export function checkVariable(
  checkup: Checkup,
  variable: VariableValues,
  { isRead }: CheckedEnvFile,
): readonly Finding[] {
  const { name, inFile, inShell } = variable;
  const { envFile } = checkup;
  const isHidden = checkup.environment.isHidden(name);
  const choose = ownCommand("use", checkup);
  const malformed = [[inFile, envFile] as const, [inShell, SHELL] as const].filter(([value]) =>
    value !== undefined && !isRepositoryId(value)
  );
  if (malformed.length > 0) {
    return malformed.map(([, where]) => {
      const fix = where === SHELL
        ? `Unset ${name} in this shell, or set it to OWNER/NAME`
        : { fix: "Choose a dataset:", command: choose };
      return bad("variable", `${name} in ${where} is not a repository id (OWNER/NAME)`, 2, fix);
    });
  }
  const otherwise = name === DEFAULT_VARIABLE
    ? "fall back to tonic/trackio-experiments, which belongs to another user"
    : "do not find it";
  if (inFile === undefined && inShell === undefined) {
    const text = isHidden
      ? `${name}${isRead ? ` is not in ${envFile}` : ""}; ${HIDDEN}`
      : `${name} is not set${isRead ? `, neither in ${envFile} nor` : ""} in ${SHELL}; ` +
        `programs that read it ${otherwise}`;
    const fix = "Set up a dataset, or choose one that exists:";
    return [warning("variable", text, { fix, command: choose })];
  }
  const set = whereSet(variable, checkup);
  if (isHidden) return [good("variable", `${set}; ${HIDDEN}`)];
  if (inShell === undefined) {
    const text = `${name} is not set in ${SHELL}; programs that do not load ${envFile} ${otherwise}`;
    return [good("variable", set), warning("variable", text, LOAD_FILE)];
  }
  if (inFile === undefined && isRead) {
    const text = `${name} is not in ${envFile}, so another shell will not have it`;
    const fix = { fix: "Write it:", command: ownCommand(`use ${inShell}`, checkup) };
    return [good("variable", set), warning("variable", text, fix)];
  }
  if (inFile === undefined || inFile === inShell) return [good("variable", set)];
  return [warning("variable", `${set}; most programs use the shell's`, LOAD_FILE)];
}

/** What a person set for every new dataset. */
export async function checkDefaults(checkup: Checkup): Promise<readonly Finding[]> {
  const defaults = await orFailure(checkup, () => readDefaults(checkup.environment));
  if (defaults instanceof Failure) return [badOfFailure("defaults", defaults)];
  const rows = [
    [defaults.owner, "belong to", "HF_DATASET_SETUP_ORG"],
    [defaults.visibility, "are", "HF_DATASET_SETUP_VISIBILITY"],
  ];
  return rows.flatMap(([value, verb, name]) =>
    value === undefined ? [] : [good("defaults", `new datasets ${verb} ${value} (${name})`)]
  );
}

/** Checks Trackio's own variables, which have other readers than the experiments dataset. */
export function checkOtherVariables(
  { environment, envFile, variables }: Checkup,
  { values }: CheckedEnvFile,
): readonly Finding[] {
  const ofFile = `in ${envFile}`;
  const inFile = [...values].map(([name, value]): PlacedVariable => ({ name, value, where: ofFile }));
  const inShell = (name: string): readonly PlacedVariable[] => {
    const value = environment.get(name)?.trim();
    return value ? [{ name, value, where: "in this shell" }] : [];
  };
  const first = (name: string) => inShell(name)[0] ?? inFile.find((each) => each.name === name);
  const conflict = findSchemeConflict([
    ...inFile.filter(({ name }) => namesDataset(name)),
    ...[TRACKIO_DATASET_ID, ...variables].flatMap(inShell),
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
    ...(conflict === undefined
      ? []
      : [badOfFailure("trackio_variables", commandsFailure("repository_in_both_schemes", conflict))]),
    ...surprising.flatMap(([variable, text]) => {
      if (variable === undefined) return [];
      const { name, where } = variable;
      const fix = where === ofFile ? `Remove ${name} from ${envFile}` : `Unset ${name} in this shell`;
      return [warning("trackio_variables", text, fix)];
    }),
  ];
  return findings.length > 0
    ? findings
    : [good("trackio_variables", "no conflict with Trackio's own variables")];
}

/**
 * Checks whether `trackio.init()` finds a Space and a Bucket that work, and who can see them; the shell's value counts, as
 * it does for Trackio.
 */
export async function checkTrackio(
  checkup: Checkup,
  file: CheckedEnvFile,
  hub: ReachedHub | Failure | undefined,
): Promise<readonly Finding[]> {
  const variable = valuesOf(TRACKIO_SPACE_ID, checkup, file);
  const value = variable.inShell ?? variable.inFile;
  const found = checkSpaceVariable(variable, checkup);
  if (value === undefined || hub === undefined || hub instanceof Failure) return [found];
  const { client, whoami } = hub;
  if (whoami === undefined) return [found];
  const spaceId = value.includes("/") ? value : `${whoami.name}/${value}`;
  const command = ownCommand(`trackio ${spaceId}`, checkup);
  const findings = await orFailure(checkup, async () => {
    const present = await readPresent(client, spaceId);
    if (present.space === undefined) {
      const text =
        `${spaceId} does not exist, or this token cannot see it; trackio.init() would create it public`;
      return [bad("trackio_space", text, 5, { fix: "Create it:", command })];
    }
    const plan = planTrackio(present, undefined);
    return [checkSpace(plan), ...checkBucket(plan, command)];
  });
  return [found, ...(findings instanceof Failure ? [badOfFailure("trackio_space", findings)] : findings)];
}

function checkSpaceVariable(variable: VariableValues, place: Place): Finding {
  const { name, inFile, inShell } = variable;
  if (inFile === undefined && inShell === undefined) {
    const text =
      `${name} is not set, neither in ${place.envFile} nor in this shell; trackio.init() logs only to this machine`;
    const command = ownCommand("trackio", place);
    return warning("trackio_variable", text, { fix: "Set up a Space:", command });
  }
  const set = whereSet(variable, place);
  if (inFile === undefined || inShell === undefined || inShell === inFile) {
    return good("trackio_variable", set);
  }
  const fix = `To use the file's value, unset ${name} in this shell`;
  return warning("trackio_variable", `${set}; Trackio uses the shell's`, fix);
}

/** The stages from which a Space does not come back by itself (lib/hub/README.md#spaces). */
const FAILED_STAGES = ["NO_APP_FILE", "CONFIG_ERROR", "BUILD_ERROR", "RUNTIME_ERROR"];

function checkSpace({ endpoint, spaceId, space }: TrackioPlan): Finding {
  const stage = space?.stage;
  if (stage !== undefined && FAILED_STAGES.includes(stage)) {
    const url = `${endpoint}/spaces/${spaceId}?logs=container`;
    return bad("trackio_space", `${spaceId} does not run (${stage})`, 5, { fix: "Read its logs:", url });
  }
  const state = stage === undefined ? "" : `, ${stage}`;
  return good("trackio_space", `${spaceId} exists${shown(space?.visibility)}${state}`);
}

function checkBucket(plan: TrackioPlan, command: string): readonly Finding[] {
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
    ...trackioWarnings(plan).map(({ text, ...fix }) => warning("trackio_bucket", text, fix)),
  ];
}
