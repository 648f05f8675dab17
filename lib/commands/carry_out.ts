import { Failure, PROGRAM } from "../cli/failure.ts";
import type { HubSettings, NewDatasetDefaults, RepositorySettings } from "../cli/settings.ts";
import type { DesiredDataset, InitialContent } from "../dataset/desired.ts";
import { ensureDataset, type EnsuredDataset, isBare, isContentMissing } from "../dataset/ensure.ts";
import type { AddedContent } from "../dataset/execute.ts";
import type { TemplateFolder } from "../dataset/template_folder.ts";
import type { EnvFileUpdate } from "../env_file/write.ts";
import { ownerOf } from "../hub/addresses.ts";
import type { CommandResult, Context, SignedIn } from "./context.ts";
import { type EnvFilePlan, namingResult, reportLineToLoad, writeEnvFile } from "./env_file.ts";
import type { DatasetInfo, Visibility } from "../hub/datasets.ts";
import type { SpacePlan, SpaceResult } from "./space.ts";

/** What is wanted, from the options and the env file; what is found out and answered on the way is noted in it. */
export interface Wanted {
  readonly hubSettings: HubSettings;
  readonly envFile: EnvFilePlan;
  readonly folder: TemplateFolder | undefined;
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
  /** The id of the repository, once it was chosen. */
  id?: string | undefined;
  /** What was read of it since the last attempt: `null` where it does not exist, `undefined` where it was not read. */
  present?: DatasetInfo | null | undefined;
  /** The repository that was created in the browser for this run. */
  inBrowser?: string;
  /** The dataset that was chosen although the token can only read it. */
  readOnly?: EnsuredDataset | undefined;
}

/** A repository to create or to use, nothing of it done yet. */
export interface SetupPlan {
  readonly account: SignedIn;
  readonly id: string;
  readonly desired: DesiredDataset;
  readonly content: InitialContent;
  readonly space: SpacePlan | undefined;
}

/** A repository that exists, or in a dry run would. */
export interface Done extends SetupPlan {
  readonly dataset: EnsuredDataset;
}

/** Whether a question was answered about which repository it is. */
export function isAsked({ answers: { name, owner } }: Wanted): boolean {
  return name !== undefined || owner !== undefined;
}

/** Creates the repository, or uses the one that exists. */
export async function createOrUse(
  context: Context,
  wanted: Wanted,
  plan: SetupPlan,
): Promise<EnsuredDataset> {
  const { account, id, desired, content } = plan;
  const { folder, settings, present, envFile: { remembered } } = wanted;
  return await ensureDataset({
    id,
    desired,
    content,
    asOrganization: isOrganization(context, id),
    // What is in use here probably exists; and a gate is set only where this run surely created the repository.
    mustLook: remembered?.id === id || settings.creation.gated !== undefined,
    present,
    dryRun: context.parsed.has("dry-run"),
    async beforeCreation() {
      if (folder === undefined) return;
      const { checkCardAtHub } = await import("./creation_options.ts");
      await checkCardAtHub(context, { hub: account.hub, content, folder });
    },
  }, account);
}

/** Whether the owner was given as an organization, so that it is spoken of as one. */
export function isOrganization({ parsed }: Context, id: string): boolean {
  return parsed.value("org")?.toLowerCase() === ownerOf(id).toLowerCase();
}

export function reportRepository({ reporter }: Context, { id, outcome, visibility }: EnsuredDataset): void {
  const shown = visibility === undefined ? "" : ` (${visibility})`;
  if (outcome === "created") return reporter.change("Repository", `Created ${id}${shown}`);
  const sentences = {
    exists: `${id} already exists${shown}; using it unchanged`,
    confirmed: `${id} exists${shown}; the Hub's response was lost, so it may have existed before`,
    "would create": `Would create ${id} (${visibility ?? "default visibility"})`,
  };
  reporter.step("Repository", sentences[outcome]);
}

/**
 * Gives the repository what it starts with, where that is missing.
 *
 * @returns a failure too, to be thrown when the repository has been named: it exists, and running again completes it
 */
export async function addContent(
  context: Context,
  wanted: Wanted,
  { account, desired, content, dataset }: Done,
): Promise<AddedContent | Failure> {
  // What was created in the browser for this run, and is still empty, gets what a new one gets.
  const isFromBrowser = dataset.id === wanted.inBrowser && isBare(dataset.info?.files) === true;
  try {
    if (dataset.outcome !== "created" && !isFromBrowser) {
      const isMissing = await isContentMissing(account.hub, dataset, content);
      if (Object.keys(wanted.settings.creation).length > 0) {
        const { reportUnapplied } = await import("./creation_options.ts");
        reportUnapplied(context, dataset, { desired, isContentMissing: isMissing });
      }
      if (!isMissing) return { firstRow: false, files: 0 };
    }
    const { completeDataset } = await import("../dataset/execute.ts");
    return await completeDataset(
      account,
      isFromBrowser ? { ...dataset, outcome: "created", info: undefined } : dataset,
      { desired, content },
    );
  } catch (error) {
    if (context.interrupted.aborted || !(error instanceof Failure)) throw error;
    return error;
  }
}

/** Names the repository to those who read it: in the env file and on the Space. */
export async function nameRepository(
  context: Context,
  { envFile: { settings } }: Wanted,
  { account: { token }, space, dataset: { id } }: Done,
): Promise<{ readonly update: EnvFileUpdate | undefined; readonly space: SpaceResult | null }> {
  const update = await writeEnvFile(context, settings, { repository: id, token });
  if (space === undefined) return { update, space: null };
  return { update, space: await (await import("./space.ts")).changeSpace(context, space, id) };
}

/** Says who can see the repository where no one chose it, where it is, and how the calling shell gets its name. */
export async function reportEnd(
  context: Context,
  { envFile, hubSettings: { endpoint } }: Wanted,
  { desired, dataset }: Done,
): Promise<void> {
  const { id, outcome, visibility } = dataset;
  if (outcome === "created" && desired.visibility === undefined && visibility !== undefined) {
    context.reporter.note(
      visibility === "public"
        ? `Anyone can see ${id}; to make it private: ${PROGRAM} configure ${id} --private`
        : `Only you and your organization can see ${id}; to make it public: ${PROGRAM} configure ${id} --public`,
    );
  }
  context.reporter.step("Page", `${endpoint.url}/datasets/${id}`);
  await reportLineToLoad(context, envFile.settings, id);
}

/** The result of setup; what is left out was not done, and without an account nothing was verified. */
export function setupResult(
  context: Context,
  { settings, envFile, hubSettings: { endpoint } }: Wanted,
  { dataset: { id, outcome, visibility }, space, added, ...done }: {
    readonly account?: SignedIn;
    readonly dataset: Pick<EnsuredDataset, "id" | "visibility"> & { readonly outcome: string };
    readonly update?: EnvFileUpdate | undefined;
    readonly space: SpaceResult | null;
    readonly added?: AddedContent;
  },
): CommandResult {
  const named = namingResult(context, envFile, { id, ...done });
  return {
    ...named,
    json: {
      repository: id,
      url: `${endpoint.url}/datasets/${id}`,
      outcome: outcome.replace(" ", "_"),
      verified: done.account !== undefined && outcome !== "would create",
      visibility: visibility ?? null,
      template: settings.templateFolder ?? settings.template,
      firstRowWritten: added?.firstRow ?? false,
      filesAdded: added?.files ?? 0,
      ...named.json,
      space,
    },
  };
}
