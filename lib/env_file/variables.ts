import type { Failure } from "../cli/failure.ts";
import { maskUnknownWord } from "../account/token.ts";
import { envFileFailure } from "./failures.ts";

/** The variable that the readers of the experiments dataset look at. */
export const DEFAULT_VARIABLE = "TRACKIO_DATASET_REPO";

/** By this Trackio once stored in a dataset (lib/hub/README.md#trackio). */
export const TRACKIO_DATASET_ID = "TRACKIO_DATASET_ID";
/** It names Trackio's Space. */
export const TRACKIO_SPACE_ID = "TRACKIO_SPACE_ID";
/** By this a Space of Trackio's knows its Bucket (lib/hub/README.md#trackio). */
export const TRACKIO_BUCKET_ID = "TRACKIO_BUCKET_ID";

/** What setup and the doctor say of {@linkcode TRACKIO_DATASET_ID}. */
export const DATASET_ID_DEPRECATED =
  `${TRACKIO_DATASET_ID} is deprecated: Trackio reads it only inside a Space, and squashes the history of that dataset at every save`;

/**
 * Names that change how programs start or where they connect: shells, loaders, interpreters, the Hub's clients, git,
 * proxies and certificates. A repository id in one of them breaks programs that have nothing to do with it.
 */
const RESERVED = new RegExp(
  "^(?:" +
    "(?:HF|HUGGING_?FACE|TRANSFORMERS|LD|DYLD|PYTHON|NODE|NPM|DENO|BASH|GIT|SSH|SSL|LC|XDG|GITHUB|RUNNER|DOCKER|JAVA)_.*|" +
    "PYTHON.*|PERL.*|RUBY(?:OPT|LIB)|.*_PROXY|.*_CA_(?:BUNDLE|CERTS)|" +
    "CDPATH|CLASSPATH|COMSPEC|DISPLAY|EDITOR|ENV|FPATH|FUNCNEST|GLOBIGNORE|HOME|HOST(?:NAME)?|IFS|LANG(?:UAGE)?|LOGNAME|MAIL|" +
    "MANPATH|NO_COLOR|OLDPWD|OPTARG|OPTIND|PAGER|PATH(?:EXT)?|PPID|PROMPT(?:_COMMAND)?|PS[0-4]|PWD|SHELL(?:OPTS)?|SHLVL|" +
    "SYSTEMROOT|TEMP|TERM|TMP(?:DIR)?|TZ|UID|EUID|GROUPS|USER(?:NAME|PROFILE)?|VIRTUAL_ENV|VISUAL|WINDIR|ZDOTDIR" +
    ")$",
);

/**
 * Whether a name is one of the set in an env file: the default variable and its siblings, such as `EVAL_DATASET_REPO`.
 *
 * The ending is the rule, and not the look of the value: `lib/model` could be a path of another program.
 */
export function isDatasetVariable(name: string): boolean {
  return /(?:^|_)DATASET_REPO$/.test(name);
}

/** Whether a variable names a dataset by either scheme: that of the experiments dataset, or Trackio's own. */
export function namesDataset(name: string): boolean {
  return isDatasetVariable(name) || name === TRACKIO_DATASET_ID;
}

/** Whether Trackio itself reads a variable, and expects something else than a dataset in it. */
export function isTrackioSetting(name: string): boolean {
  return name.startsWith("TRACKIO_") && !namesDataset(name);
}

/** Why no variable of this name can be used; `undefined` where nothing is wrong with it. */
export function failureOfName(name: string): Failure | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return envFileFailure("variable_name_invalid", { name: maskUnknownWord(name) });
  }
  const isReserved = RESERVED.test(name.toUpperCase()) && !isDatasetVariable(name);
  return isReserved ? envFileFailure("variable_reserved", { name }) : undefined;
}

/** Why a variable of Trackio's own cannot name a dataset; `undefined` for every other name. */
export function failureOfTrackioVariable(name: string): Failure | undefined {
  return isTrackioSetting(name) ? envFileFailure("variable_holds_other", { name }) : undefined;
}

/** What is wrong with a variable of a plan, which is to name a dataset: a sentence, or `undefined` where nothing is. */
export function problemOfVariable(name: string): string | undefined {
  return (failureOfName(name) ?? failureOfTrackioVariable(name))?.message;
}

/** A variable with its value, and where it is, in words: `in /home/ada/.env`. */
export interface PlacedVariable {
  readonly name: string;
  readonly value: string;
  readonly where: string;
}

/** The variables by which both schemes would use one repository. */
export interface SchemeConflict {
  readonly trackio: PlacedVariable;
  readonly experiments: PlacedVariable;
}

/**
 * Finds a repository that Trackio and the readers of the experiments dataset would both use.
 *
 * Trackio downloads every parquet file of its repository and squashes the history, which the others rely on.
 */
export function findSchemeConflict(variables: readonly PlacedVariable[]): SchemeConflict | undefined {
  for (const trackio of variables.filter(({ name }) => name === TRACKIO_DATASET_ID)) {
    const experiments = variables.find(({ name, value }) =>
      name !== TRACKIO_DATASET_ID && !isTrackioSetting(name) &&
      value.toLowerCase() === trackio.value.toLowerCase()
    );
    if (experiments !== undefined) return { trackio, experiments };
  }
  return undefined;
}
