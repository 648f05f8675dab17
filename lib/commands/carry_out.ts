import { Failure, PROGRAM } from "../cli/failure.ts";
import { assignmentsFor } from "../cli/settings.ts";
import type { DesiredDataset } from "../dataset/desired.ts";
import { ensureDataset, type EnsuredDataset, isBare, isContentMissing } from "../dataset/ensure.ts";
import type { AddedContent } from "../dataset/execute.ts";
import type { EnvFileUpdate } from "../env_file/write.ts";
import { ownerOf } from "../hub/addresses.ts";
import type { CommandResult, Context } from "./context.ts";
import { envFileResult, reportLineToLoad, writeEnvFile } from "./env_file.ts";
import type { SignedIn } from "./sign_in.ts";
import type { SpacePlan, SpaceResult } from "./space.ts";
import type { SetupPlan, Wanted } from "./wanted.ts";

/** A repository that exists, or in a dry run would. */
export interface Done {
  readonly plan: SetupPlan;
  readonly dataset: EnsuredDataset;
}

/** Creates the repository, or uses the one that exists. */
export async function createOrUse(
  context: Context,
  wanted: Wanted,
  plan: SetupPlan,
): Promise<EnsuredDataset> {
  const { account, target: { id }, desired, content, present } = plan;
  const { folder, settings } = wanted;
  const { endpoint } = account;
  if (wanted.readOnly === true && present) {
    const { canWrite } = await import("../account/rights.ts");
    const right = canWrite(account.whoami, { repository: present.id, endpoint });
    if (right instanceof Failure) {
      context.reporter.warn(
        `This token can only read ${present.id}: programs that write to it need another one`,
      );
      const url = `${endpoint}/datasets/${present.id}`;
      return { id: present.id, url, outcome: "exists", visibility: present.visibility, info: present };
    }
  }
  return await ensureDataset({
    id,
    desired,
    content,
    asOrganization: isOrganization(context, id),
    // What is in use here probably exists; and a gate is set only where this run surely created the repository.
    mustLook: wanted.remembered?.id === id || settings.creation.gated !== undefined,
    present,
    dryRun: context.parsed.has("dry-run"),
    async beforeCreation() {
      if (folder === undefined) return;
      const { checkCardAtHub } = await import("./later.ts");
      await checkCardAtHub(context, { hub: account.hub, content, folder });
    },
  }, account);
}

/** Whether the owner was given as an organization, so that it is spoken of as one. */
export function isOrganization({ parsed }: Context, id: string): boolean {
  return parsed.value("org")?.toLowerCase() === ownerOf(id).toLowerCase();
}

/** Says what became of the repository. */
export function reportRepository(
  { reporter }: Context,
  { id, outcome, visibility }: EnsuredDataset,
): void {
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
  { plan: { account, desired, content }, dataset }: Done,
): Promise<AddedContent | Failure> {
  // What was created in the browser for this run, and is still empty, gets what a new one gets.
  const isFromBrowser = dataset.id === wanted.inBrowser && isBare(dataset.info?.files) === true;
  try {
    if (dataset.outcome !== "created" && !isFromBrowser) {
      const isMissing = await isContentMissing(account.hub, dataset, content);
      await warnOfUnapplied(context, dataset, { desired, isContentMissing: isMissing });
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
  { plan: { account: { token }, space }, dataset: { id } }: Done,
): Promise<{ readonly update: EnvFileUpdate | undefined; readonly space: SpaceResult | null }> {
  const update = await writeEnvFile(context, settings, { repository: id, token });
  return { update, space: await setOnSpace(context, space, id) };
}

/** Says who can see the repository where no one chose it, where it is, and how the calling shell gets its name. */
export async function reportEnd(
  context: Context,
  { envFile }: Wanted,
  { plan, dataset }: Done,
): Promise<void> {
  const { id, url, outcome, visibility } = dataset;
  if (outcome === "created" && plan.visibility === undefined && visibility !== undefined) {
    context.reporter.note(
      visibility === "public"
        ? `Anyone can see ${id}; to make it private: ${PROGRAM} configure ${id} --private`
        : `Only you and your organization can see ${id}; to make it public: ${PROGRAM} configure ${id} --public`,
    );
  }
  context.reporter.step("Page", url);
  await reportLineToLoad(context, envFile.settings, id);
}

/** Warns of the options for a new repository that change nothing of an existing one, where there are any. */
export async function warnOfUnapplied(
  context: Context,
  dataset: EnsuredDataset,
  plan: { readonly desired: DesiredDataset; readonly isContentMissing: boolean },
): Promise<void> {
  const { visibility: _, ...options } = plan.desired;
  const isOpen = Object.values(options).flat().every((value) => value === undefined);
  if (!isOpen) (await import("./later.ts")).reportUnapplied(context, dataset, plan);
}

/** Sets the variables on the Space, where one was named. */
export async function setOnSpace(
  context: Context,
  plan: SpacePlan | undefined,
  id: string,
): Promise<SpaceResult | null> {
  return plan === undefined ? null : await (await import("./later.ts")).changeSpace(context, plan, id);
}

/**
 * The result of setup; what is left out was not done.
 *
 * @param done without an account, nothing was verified
 */
export function setupResult(
  { settings, envFile }: Wanted,
  done: {
    readonly account?: SignedIn;
    readonly dataset: Pick<EnsuredDataset, "id" | "url" | "visibility"> & { readonly outcome: string };
    readonly update?: EnvFileUpdate | undefined;
    readonly space: SpaceResult | null;
    readonly added?: AddedContent;
    readonly dryRun: boolean;
  },
): CommandResult {
  const { account, dataset: { id, url, outcome, visibility }, added } = done;
  const assignments = assignmentsFor(envFile.settings, id);
  return {
    id,
    assignments,
    json: {
      repository: id,
      url,
      outcome: outcome.replace(" ", "_"),
      verified: account !== undefined && outcome !== "would create",
      visibility: visibility ?? null,
      template: settings.templateFolder ?? settings.template,
      firstRowWritten: added?.firstRow ?? false,
      filesAdded: added?.files ?? 0,
      user: account?.whoami.name ?? null,
      tokenSource: account?.source ?? null,
      variables: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
      envFile: envFileResult(envFile.path, done.update),
      space: done.space,
      dryRun: done.dryRun,
    },
  };
}
