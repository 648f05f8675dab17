import type { FileSettings, HubSettings, NewDatasetDefaults, RepositorySettings } from "../cli/settings.ts";
import type { DesiredDataset, InitialContent } from "../dataset/desired.ts";
import type { TemplateFolder } from "../dataset/template_folder.ts";
import type { DatasetInfo, Visibility } from "../hub/datasets.ts";
import type { Answers, Remembered, Target } from "./choose_dataset.ts";
import type { EnvFilePlan } from "./env_file_plan.ts";
import type { SignedIn } from "./sign_in.ts";
import type { SpacePlan } from "./space_step.ts";

/** What is wanted, from the options and the env file; what is found out and answered on the way is noted in it. */
export interface Wanted {
  readonly hubSettings: HubSettings;
  readonly files: FileSettings;
  readonly envFile: EnvFilePlan;
  readonly folder: TemplateFolder | undefined;
  readonly remembered: Remembered | undefined;
  readonly defaults: NewDatasetDefaults;
  settings: RepositorySettings;
  readonly answers: Answers & { visibility?: Visibility | "default" };
  account?: SignedIn | undefined;
  target?: Target | undefined;
  /** The repository, where it was read since the last attempt; `null` where it does not exist. */
  present?: DatasetInfo | null | undefined;
  /** The repository that was created in the browser for this run. */
  inBrowser?: string;
  /** Whether an existing dataset was chosen although the token can only read it. */
  readOnly?: boolean;
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
