import { DEFAULT_VARIABLE } from "../../env_file/variables.ts";
import { Failure } from "../../cli/failure.ts";
import { readDefaults } from "../../cli/settings.ts";
import { isRepositoryId } from "../../hub/addresses.ts";
import type { Context } from "../context.ts";
import type { CheckedEnvFile } from "./env_file.ts";
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
export interface VariableValues {
  readonly name: string;
  readonly inFile: string | undefined;
  readonly inShell: string | undefined;
}

const SHELL = "this shell";
const HIDDEN = "no permission to see whether this shell has it";

/** Checks whether the readers of a variable find a repository, and all of them the same. */
export function checkVariable(
  { environment }: Pick<Context, "environment">,
  { name, inFile, inShell }: VariableValues,
  { file, place }: { file: CheckedEnvFile; place: Place },
): readonly Finding[] {
  const { envFile } = place;
  const isHidden = environment.isHidden(name);
  const choose = ownCommand("use", place);
  const malformed = [[inFile, envFile] as const, [inShell, SHELL] as const].filter(([value]) =>
    value !== undefined && !isRepositoryId(value)
  );
  if (malformed.length > 0) {
    return malformed.map(([, where]) =>
      bad("variable", `${name} in ${where} is not a repository id (OWNER/NAME)`, {
        exit: 2,
        ...(where === SHELL
          ? { fix: `Unset ${name} in this shell, or set it to OWNER/NAME` }
          : { fix: "Choose a dataset:", command: choose }),
      })
    );
  }
  const otherwise = name === DEFAULT_VARIABLE
    ? "fall back to tonic/trackio-experiments, which belongs to another user"
    : "do not find it";
  if (inFile === undefined && inShell === undefined) {
    const text = isHidden
      ? `${name}${file.isRead ? ` is not in ${envFile}` : ""}; ${HIDDEN}`
      : `${name} is not set${file.isRead ? `, neither in ${envFile} nor` : ""} in ${SHELL}; ` +
        `programs that read it ${otherwise}`;
    const fix = "Set up a dataset, or choose one that exists:";
    return [warning("variable", text, { fix, command: choose })];
  }
  if (isHidden) return [good("variable", `${name} is ${inFile} in ${envFile}; ${HIDDEN}`)];
  if (inShell === undefined) {
    const text = `${name} is not set in ${SHELL}; programs that do not load ${envFile} ${otherwise}`;
    return [good("variable", `${name} is ${inFile} in ${envFile}`), warning("variable", text, LOAD_FILE)];
  }
  if (inFile === undefined) {
    const here = good("variable", `${name} is ${inShell} in ${SHELL}`);
    if (!file.isRead) return [here];
    const text = `${name} is not in ${envFile}, so another shell will not have it`;
    const command = ownCommand(`use ${inShell}`, place);
    return [here, warning("variable", text, { fix: "Write it:", command })];
  }
  if (inFile === inShell) return [good("variable", `${name} is ${inFile} in ${envFile} and in ${SHELL}`)];
  const text = `${name} is ${inFile} in ${envFile} and ${inShell} in ${SHELL}; most programs use the shell's`;
  return [warning("variable", text, LOAD_FILE)];
}

/** What a person set for every new dataset. */
export function checkDefaults(environment: Context["environment"]): readonly Finding[] {
  try {
    const { owner, visibility } = readDefaults(environment);
    const rows = [
      [owner, "belong to", "HF_DATASET_SETUP_ORG"],
      [visibility, "are", "HF_DATASET_SETUP_VISIBILITY"],
    ];
    return rows.flatMap(([value, verb, name]) =>
      value === undefined ? [] : [good("defaults", `new datasets ${verb} ${value} (${name})`)]
    );
  } catch (error) {
    if (error instanceof Failure) return [badOfFailure("defaults", error)];
    throw error;
  }
}
