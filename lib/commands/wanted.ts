import { spellOwner, type Whoami } from "../account/whoami.ts";
import {
  type HubSettings,
  type NewDatasetDefaults,
  readDefaults,
  readFileSettings,
  readHubSettings,
  readRepositorySettings,
  type RepositorySettings,
} from "../cli/settings.ts";
import type { DesiredDataset, InitialContent } from "../dataset/desired.ts";
import type { TemplateFolder } from "../dataset/template_folder.ts";
import type { DatasetInfo, Visibility } from "../hub/datasets.ts";
import { isRepositoryId, nameOf, ownerOf } from "../hub/addresses.ts";
import { pointToTrackio } from "./check_trackio.ts";
import type { Context } from "./context.ts";
import { type EnvFilePlan, inspectEnvFile } from "./env_file.ts";
import type { SignedIn } from "./sign_in.ts";
import type { SpacePlan } from "./space.ts";

/** What is wanted, from the options and the env file; what is found out and answered on the way is noted in it. */
export interface Wanted {
  readonly hubSettings: HubSettings;
  readonly envFile: EnvFilePlan;
  readonly folder: TemplateFolder | undefined;
  readonly remembered: Remembered | undefined;
  readonly defaults: NewDatasetDefaults;
  settings: RepositorySettings;
  /** What was answered is not asked again when an attempt fails. */
  readonly answers: {
    name?: string;
    /** The owner that was chosen, for the user whose owners those were. */
    owner?: { readonly of: string; readonly owner: string };
    visibility?: Visibility | "default";
  };
  account?: SignedIn | undefined;
  target?: Target | undefined;
  /** The repository, where it was read since the last attempt; `null` where it does not exist. */
  present?: DatasetInfo | null | undefined;
  /** The repository that was created in the browser for this run. */
  inBrowser?: string;
  /** Whether an existing dataset was chosen although the token can only read it. */
  readOnly?: boolean;
}

/** A repository that an earlier run, or a person, named for the programs that read it. */
export interface Remembered {
  readonly id: string;
  /** Where it is named. */
  readonly place: string;
}

/** Where the repository is to be. */
export interface Target {
  readonly id: string;
  /** Whether a question was answered for it. */
  readonly asked: boolean;
  /** Whether it is the one that is already in use here. */
  readonly remembered: boolean;
}

/** A repository to create or to use, nothing of it done yet. */
export interface SetupPlan {
  readonly account: SignedIn;
  readonly target: Target;
  readonly visibility: Visibility | undefined;
  readonly desired: DesiredDataset;
  readonly content: InitialContent;
  readonly space: SpacePlan | undefined;
  /** `undefined` where it is not read before it is created or used. */
  readonly present: DatasetInfo | null | undefined;
}

/** Reads the options, the env file and the template: what is wrong with them ends the run before any request. */
export async function readWanted(context: Context): Promise<Wanted> {
  const { parsed, environment } = context;
  const hubSettings = readHubSettings(parsed, environment);
  const files = readFileSettings(parsed);
  const settings = await readRepositorySettings(parsed);
  const defaults = readDefaults(environment);
  const envFile = await inspectEnvFile(context, files);
  await pointToTrackio(context, envFile);
  const folder = settings.templateFolder === undefined
    ? undefined
    : await (await import("./later.ts")).readTemplate(context, settings.templateFolder, {
      visibility: settings.visibility,
      envFile: envFile.path,
    });
  const remembered = findRemembered(context, envFile);
  return { hubSettings, envFile, settings, defaults, folder, remembered, answers: {} };
}

/** Finds the repository that is already in use here: running twice must not move anything to another one. */
export function findRemembered(
  { environment }: Pick<Context, "environment">,
  { settings: { variables, path }, values }: Pick<EnvFilePlan, "settings" | "values">,
): Remembered | undefined {
  const places = [
    ...variables.map((name) => ({ value: values.get(name), place: path ?? name })),
    ...variables.map((name) => ({ value: environment.get(name), place: name })),
  ];
  for (const { value, place } of places) {
    // Also where the URL of a dataset was pasted.
    const id = value?.trim().replace(/^https?:\/\/[^/]+\/datasets\//, "").replace(/\/$/, "");
    if (isRepositoryId(id)) return { id, place };
  }
  return undefined;
}

/** The id with its owner as the Hub spells it, which is said where it differs. */
export function spellId({ reporter }: Pick<Context, "reporter">, whoami: Whoami, id: string): string {
  const owner = spellOwner(whoami, ownerOf(id));
  if (owner !== ownerOf(id)) reporter.note(`The Hub spells ${ownerOf(id)} as ${owner}`);
  return `${owner}/${nameOf(id)}`;
}
