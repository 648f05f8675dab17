import { type DesiredDataset, withoutPresent } from "../dataset/desired.ts";
import { quoted } from "../shell/quoted.ts";
import { detectShell } from "../shell/shell.ts";
import { canWrite } from "../account/rights.ts";
import { Failure, PROGRAM } from "../cli/failure.ts";
import { isContentMissing } from "../dataset/initial_content.ts";
import { ensureDataset, type EnsuredDataset } from "../dataset/ensure.ts";
import type { AddedContent } from "../dataset/execute.ts";
import type { EnvFileUpdate } from "../env_file/write.ts";
import { ownerOf } from "../hub/repository_id.ts";
import { visibilityNote } from "./confirm_plan.ts";
import type { CommandResult, Context } from "./context.ts";
import type { SetupPlan, Wanted } from "./wanted.ts";
import { setupResult } from "./setup_result.ts";
import { datasetTools, TYPED } from "./sign_in.ts";
import type { SpaceResult } from "./space_step.ts";
import { reportHandOff, reportVariablesPlan, writeVariables } from "./write_variables.ts";

/** Creates the repository, or uses the one that exists. */
export async function createOrUse(
  context: Context,
  wanted: Wanted,
  plan: SetupPlan,
): Promise<EnsuredDataset> {
  const { account, target: { id }, desired, content, present } = plan;
  const { folder, settings, hubSettings } = wanted;
  const endpoint = hubSettings.endpoint.url;
  if (wanted.readOnly === true && present) {
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
    // Only the gate of a repository that this run surely created is set, so it must be known what there was before.
    expected: wanted.remembered?.id === id || settings.creation.gated !== undefined,
    ...(present === undefined ? {} : { known: present }),
    dryRun: context.parsed.has("dry-run"),
    async beforeCreation() {
      if (folder === undefined) return;
      const { checkCardAtHub } = await import("./later.ts");
      await checkCardAtHub(context, { hub: account.hub, content, folder });
    },
  }, datasetTools(context, account, hubSettings));
}

/** A repository that exists, or in a dry run would. */
export interface Done {
  readonly plan: SetupPlan;
  readonly dataset: EnsuredDataset;
}

/** With --dry-run: what would be done. */
export async function planOnly(
  context: Context,
  wanted: Wanted,
  { plan, dataset }: Done,
): Promise<CommandResult> {
  const { account, desired, content, space } = plan;
  const { files, envFile, settings } = wanted;
  const isNew = dataset.outcome === "would create";
  const isMissing = isNew || await isContentMissing(account.hub, dataset, content);
  if (!isNew) warnOfUnapplied(context, dataset, { desired, isContentMissing: isMissing });
  if (isMissing) {
    (await import("./later.ts")).reportStart(context, {
      content,
      gated: settings.creation.gated,
      present: dataset.info?.gated,
    });
  }
  reportVariablesPlan(context, { settings: files, plan: envFile, repository: dataset.id });
  const spaceResult = space === undefined
    ? null
    : (await import("./later.ts")).reportSpacePlan(context, space, dataset.id);
  context.reporter.note("Nothing was changed (--dry-run)");
  return setupResult(wanted, { account, dataset, space: spaceResult, dryRun: true });
}

/** Gives the repository its content, and its name to those who read it. */
export async function finish(context: Context, wanted: Wanted, done: Done): Promise<CommandResult> {
  const { plan: { account, visibility }, dataset } = done;
  const { reporter } = context;
  // The file is written even where the rest fails: the repository exists, and running again completes it.
  const added = await addContent(context, wanted, done);
  const { update, space } = await handOver(context, wanted, done).catch((error) => {
    // Of two failures the first is the error: without what is missing, the repository is not ready.
    throw added instanceof Failure && error instanceof Failure
      ? added.adding(`besides: ${error.message}`)
      : error;
  });
  if (added instanceof Failure) throw added;
  if (dataset.outcome === "created" && visibility === undefined && dataset.visibility !== undefined) {
    reporter.note(visibilityNote(dataset.id, dataset.visibility));
  }
  reporter.step("Page", dataset.url);
  reportHandOff(context, { settings: wanted.files, repository: dataset.id });
  if (account.source === TYPED || context.parsed.has("save-login")) {
    await (await import("./later.ts")).keepToken(context, wanted.files, { account, update });
  }
  return setupResult(wanted, { account, dataset, update, space, added, dryRun: false });
}

async function addContent(
  context: Context,
  wanted: Wanted,
  { plan: { account, desired, content }, dataset }: Done,
): Promise<AddedContent | Failure> {
  const { hub } = account;
  try {
    const isNew = dataset.outcome === "created" || isEmptyFromBrowser(dataset, wanted);
    if (!isNew) {
      const isMissing = await isContentMissing(hub, dataset, content);
      warnOfUnapplied(context, dataset, { desired, isContentMissing: isMissing });
      if (!isMissing) return { firstRow: false, files: 0 };
    }
    const created: EnsuredDataset = isNew ? { ...dataset, outcome: "created" } : dataset;
    const toComplete = dataset.outcome === "created" || !isNew ? dataset : { ...created, info: undefined };
    const { completeDataset } = await import("./later.ts");
    return await completeDataset(datasetTools(context, account, wanted.hubSettings), toComplete, {
      desired,
      content,
    });
  } catch (error) {
    if (context.interrupted.aborted || !(error instanceof Failure)) throw error;
    return error;
  }
}

/** What was created in the browser for this run, and is still empty, gets what a new one gets. */
function isEmptyFromBrowser({ id, info }: EnsuredDataset, { inBrowser }: Wanted): boolean {
  return id === inBrowser &&
    info?.files?.every((path) => path === "README.md" || path === ".gitattributes") === true;
}

/** Sets the variables in the env file and on the Space. */
async function handOver(
  context: Context,
  { files }: Wanted,
  { plan: { account: { token }, space }, dataset: { id } }: Done,
): Promise<{ update: EnvFileUpdate | undefined; space: SpaceResult | null }> {
  const update = await writeVariables(context, { settings: files, repository: id, token });
  if (space === undefined) return { update, space: null };
  return { update, space: await (await import("./later.ts")).changeSpace(context, space, id) };
}

/** Whether the owner was given as an organization, so that it is spoken of as one. */
export function isOrganization({ parsed }: Context, id: string): boolean {
  return parsed.value("org")?.toLowerCase() === ownerOf(id).toLowerCase();
}

/**
 * Warns of the options for a new repository that change nothing of an existing one.
 *
 * @param options `isContentMissing`: the card was made by an earlier run, and the gate is set now
 */
function warnOfUnapplied(
  context: Pick<Context, "environment" | "reporter">,
  { id, info }: EnsuredDataset,
  { desired, isContentMissing }: { desired: DesiredDataset; isContentMissing: boolean },
): void {
  const { license, tags, prettyName, gated, region, resourceGroup } = withoutPresent(desired, info);
  const typed = { shell: detectShell(context.environment) };
  const option = (name: string, value: string) =>
    `--${name}${value.startsWith("-") ? "=" : " "}${quoted(value, typed)}`;
  const rows: (readonly [name: string, values: readonly (string | null | false | undefined)[]])[] = [
    ["gated", isContentMissing ? [] : [gated]],
    ["license", [license]],
    ["tag", tags],
    ["pretty-name", [prettyName]],
    ["resource-group", [resourceGroup]],
    ["region", [region]],
  ];
  const unapplied = rows.map(([name, values]) => ({
    name,
    values: values.filter((value) => typeof value === "string"),
  }))
    .filter(({ values }) => values.length > 0);
  if (unapplied.length === 0) return;
  const configure = unapplied.filter(({ name }) => name !== "region")
    .flatMap(({ name, values }) => values.map((value) => option(name, value)));
  const fix = configure.length === 0
    ? `${unapplied.length === 1 ? "it applies" : "they apply"} only to a new repository`
    : `to change it: ${PROGRAM} configure ${id} ${configure.join(" ")}`;
  const given = unapplied.map(({ name }) => `--${name}`).join(", ");
  context.reporter.warn(`${id} already exists, so ${given} had no effect; ${fix}`);
}
