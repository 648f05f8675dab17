import {
  DATASET_ID_DEPRECATED,
  DEFAULT_VARIABLE,
  findSchemeConflict,
  type PlacedVariable,
  TRACKIO_DATASET_ID,
} from "../../env_file/variables.ts";
import { Failure } from "../../cli/failure.ts";
import { readDefaults } from "../../cli/settings.ts";
import { isRepositoryId } from "../../hub/repository_id.ts";
import { schemeConflictFailure } from "../check_trackio.ts";
import type { Context } from "../context.ts";
import type { EnvFileFacts } from "./env_file.ts";
import {
  bad,
  badOfFailure,
  type Finding,
  good,
  LOAD_FILE,
  ownCommand,
  type Place,
  warning,
} from "./finding.ts";

/** A variable in both places; `undefined` where it is not set, or empty. */
export interface VariableFacts {
  readonly name: string;
  readonly inFile: string | undefined;
  readonly inShell: string | undefined;
  /** Whether the permissions hide the shell's value. */
  readonly isHidden: boolean;
}

/** Reads variables from the env file and from the environment. */
export function collectVariables(
  { environment }: Pick<Context, "environment">,
  { names, file }: { names: readonly string[]; file: EnvFileFacts },
): readonly VariableFacts[] {
  return names.map((name) => ({
    name,
    inFile: file.value(name),
    inShell: environment.get(name)?.trim() || undefined,
    isHidden: environment.isHidden(name),
  }));
}

/** Checks whether the readers of a variable find a repository, and all of them the same. */
export function checkVariable(
  variable: VariableFacts,
  { place, file }: { place: Place; file: EnvFileFacts },
): readonly Finding[] {
  const { name, inFile, inShell, isHidden } = variable;
  const { envFile } = place;
  const malformed = [[inFile, envFile] as const, [inShell, SHELL] as const].filter(([value]) =>
    value !== undefined && !isRepositoryId(value)
  );
  if (malformed.length > 0) {
    return malformed.map(([, where]) =>
      bad("variable", `${name} in ${where} is not a repository id (OWNER/NAME)`, {
        exit: 2,
        ...(where === SHELL
          ? { fix: `Unset ${name} in this shell, or set it to OWNER/NAME` }
          : { fix: "Choose a dataset:", command: ownCommand("use", place) }),
      })
    );
  }
  const otherwise = name === DEFAULT_VARIABLE
    ? "fall back to tonic/trackio-experiments, which belongs to another user"
    : "do not find it";
  if (inFile === undefined && inShell === undefined) {
    const isRead = file.failure === undefined;
    const text = isHidden
      ? `${name}${isRead ? ` is not in ${envFile}` : ""}; ${HIDDEN}`
      : `${name} is not set${isRead ? `, neither in ${envFile} nor` : ""} in ${SHELL}; ` +
        `programs that read it ${otherwise}`;
    return [
      warning("variable", text, {
        fix: "Set up a dataset, or choose one that exists:",
        command: ownCommand("use", place),
      }),
    ];
  }
  if (isHidden) return [good("variable", `${name} is ${inFile} in ${envFile}; ${HIDDEN}`)];
  if (inShell === undefined) {
    return [
      good("variable", `${name} is ${inFile} in ${envFile}`),
      warning(
        "variable",
        `${name} is not set in ${SHELL}; programs that do not load ${envFile} ${otherwise}`,
        LOAD_FILE,
      ),
    ];
  }
  if (inFile === undefined) {
    const here = good("variable", `${name} is ${inShell} in ${SHELL}`);
    if (file.failure !== undefined) return [here];
    return [
      here,
      warning("variable", `${name} is not in ${envFile}, so another shell will not have it`, {
        fix: "Write it:",
        command: ownCommand(`use ${inShell}`, place),
      }),
    ];
  }
  if (inFile === inShell) return [good("variable", `${name} is ${inFile} in ${envFile} and in ${SHELL}`)];
  return [
    warning(
      "variable",
      `${name} is ${inFile} in ${envFile} and ${inShell} in ${SHELL}; most programs use the shell's`,
      LOAD_FILE,
    ),
  ];
}

const SHELL = "this shell";
const HIDDEN = "no permission to see whether this shell has it";

/** Checks Trackio's own variables, which have other readers than the experiments dataset. */
export function checkOtherVariables(
  { environment }: Pick<Context, "environment">,
  { place, file }: { place: Place; file: EnvFileFacts },
): readonly Finding[] {
  const { envFile } = place;
  const inFile = (name: string, value = file.value(name)) => placed(name, value, `in ${envFile}`);
  const inShell = (name: string) => placed(name, environment.get(name)?.trim() || undefined, `in ${SHELL}`);
  const inBoth = (name: string) => [...inShell(name), ...inFile(name)];
  const remove = ({ name, where }: PlacedVariable) => ({
    fix: where === `in ${envFile}` ? `Remove ${name} from ${envFile}` : `Unset ${name} in ${SHELL}`,
  });
  const findings: Finding[] = [];
  const [datasetId] = inBoth(TRACKIO_DATASET_ID);
  const conflict = findSchemeConflict([
    ...[...file.named].flatMap(([name, value]) => inFile(name, value)),
    ...[TRACKIO_DATASET_ID, ...place.variables].flatMap(inShell),
  ]);
  if (conflict !== undefined) {
    findings.push(badOfFailure("trackio_variables", schemeConflictFailure(conflict)));
  } else if (datasetId !== undefined) {
    findings.push(warning("trackio_variables", DATASET_ID_DEPRECATED, remove(datasetId)));
  }
  const [bucket] = inBoth("TRACKIO_BUCKET_ID");
  if (bucket !== undefined) {
    findings.push(
      warning(
        "trackio_variables",
        "TRACKIO_BUCKET_ID is meant for Spaces; outside of one, trackio show downloads the whole bucket",
        remove(bucket),
      ),
    );
  }
  const [server] = inBoth("TRACKIO_SERVER_URL");
  if (server !== undefined && inBoth("TRACKIO_SPACE_ID").length > 0) {
    findings.push(
      warning(
        "trackio_variables",
        "TRACKIO_SPACE_ID and TRACKIO_SERVER_URL are both set; Trackio uses the Space",
        remove(server),
      ),
    );
  }
  return findings.length > 0
    ? findings
    : [good("trackio_variables", "no conflict with Trackio's own variables")];
}

function placed(name: string, value: string | undefined, where: string): readonly PlacedVariable[] {
  return value === undefined ? [] : [{ name, value, where }];
}

/** What a person set for every new dataset. */
export function checkDefaults(environment: Context["environment"]): readonly Finding[] {
  try {
    const { owner, visibility } = readDefaults(environment);
    return [
      ...(owner === undefined
        ? []
        : [good("defaults", `new datasets belong to ${owner} (HF_DATASET_SETUP_ORG)`)]),
      ...(visibility === undefined
        ? []
        : [good("defaults", `new datasets are ${visibility} (HF_DATASET_SETUP_VISIBILITY)`)]),
    ];
  } catch (error) {
    if (error instanceof Failure) return [badOfFailure("defaults", error)];
    throw error;
  }
}
