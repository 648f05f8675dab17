import type { EnvFileUpdate } from "../env_file/write.ts";
import { canWrite } from "../account/rights.ts";
import { Failure } from "../cli/failure.ts";
import {
  type FileSettings,
  type HubSettings,
  readFileSettings,
  readHubSettings,
  readRepositorySettings,
  type RepositorySettings,
} from "../cli/settings.ts";
import type { DatasetInfo, Visibility } from "../hub/datasets.ts";
import { type InitialContent, isContentMissing, makeContent } from "../dataset/content.ts";
import { type DesiredDataset, UNCHANGED } from "../dataset/desired.ts";
import { ensureDataset, type EnsuredDataset, rightToCreate } from "../dataset/ensure.ts";
import { type AddedContent, completeDataset } from "../dataset/execute.ts";
import { ownerOf } from "../hub/repository_id.ts";
import type { TemplateFolder } from "../dataset/template_folder.ts";
import { pointToTrackio } from "./trackio/pointer.ts";
import { type SignedIn, signIn } from "./sign_in.ts";
import { checkOwner } from "./check_owner.ts";
import { chooseTarget, type Target } from "./choose_target.ts";
import { datasetTools } from "./configure.ts";
import { askVisibility, confirmPlan } from "./confirm_plan.ts";
import type { CommandResult, Context } from "./context.ts";
import { type EnvFilePlan, inspectEnvFile } from "./env_file_plan.ts";
import { lookAround } from "./look_around.ts";
import { setupResult } from "./setup_result.ts";
import { changeSpace, reportSpacePlan, type SpacePlan, type SpaceResult } from "./space_step.ts";
import { repositorySentence } from "./sentences.ts";
import { checkCardAtHub, readTemplate, reportStart } from "./start_content.ts";
import { orFallBack } from "./fallback/fall_back.ts";
import { useUnverified } from "./fallback/use_unverified.ts";
import { asStarted, type Way } from "./fallback/way.ts";
import { warnOfUnapplied } from "./unapplied_options.ts";
import { reportHandOff, reportVariablesPlan, writeVariables } from "./write_variables.ts";

/** Everything that is decided before the Hub is changed. */
interface Plan {
  readonly hubSettings: HubSettings;
  readonly files: FileSettings;
  readonly envFile: EnvFilePlan;
  readonly target: Target;
  readonly settings: RepositorySettings;
  readonly folder: TemplateFolder | undefined;
  readonly visibility: Visibility | undefined;
  /** The repository where it was read for the summary; `null` when it is not there. */
  readonly known: DatasetInfo | null | undefined;
}

/**
 * The main job: from the token to a repository that is there, may be written to, and is named in the env file.
 *
 * @returns the repository's id, the variables and what was done
 * @throws Failure with the exit codes of product.md
 */
export async function runSetup(context: Context): Promise<CommandResult> {
  const { parsed } = context;
  const hubSettings = readHubSettings(parsed, context.environment);
  const files = readFileSettings(parsed);
  const settings = readRepositorySettings(parsed);
  const envFile = await inspectEnvFile(context, files);
  await pointToTrackio(context, { settings: files, envFile });
  const folder = await readTemplate(context, settings, { envFile: envFile.path });
  const made = await orFallBack(
    context,
    { hubSettings, settings },
    (way) => attempt(context, way, { hubSettings, files, envFile, settings, folder }),
  );
  if ("barred" in made) throw made.barred;
  if ("unverified" in made) return await useUnverified(context, { ...made, files, envFile, hubSettings });
  const sentence = repositorySentence(made.dataset);
  if (made.dataset.outcome === "created") context.reporter.change("Repository", sentence);
  else context.reporter.step("Repository", sentence);
  return parsed.has("dry-run") ? await planOnly(context, made) : await finish(context, made);
}

/** A repository that is there, or in a dry run would be, and what it was made by. */
interface Made {
  readonly signedIn: SignedIn;
  readonly plan: Plan;
  readonly content: InitialContent;
  readonly space: SpacePlan | undefined;
  readonly dataset: EnsuredDataset;
  /** The same as far as it is to be given what a new one starts with. */
  readonly toComplete: EnsuredDataset;
}

/** One attempt at a repository; what it finds out is noted in the way, for the next one. */
async function attempt(
  context: Context,
  way: Way,
  given: Pick<Plan, "hubSettings" | "files" | "envFile" | "settings" | "folder">,
): Promise<Made | { readonly barred: Failure }> {
  const { hubSettings, settings, folder } = given;
  const signedIn = way.signedIn ??= await signIn(context, hubSettings);
  context.reporter.step("Account", signedIn.whoami.name);
  checkOwner(context, signedIn.whoami, {
    namespace: settings.namespace ?? (way.target?.said === true ? ownerOf(way.target.id) : undefined),
    endpoint: hubSettings.endpoint.url,
  });
  const target = way.target ??= await chooseTarget(context, {
    whoami: signedIn.whoami,
    settings,
    endpoint: hubSettings.endpoint.url,
  });
  // Before anything is asked: nobody is to agree to what cannot be.
  const space = await lookAround(context, { ...given, signedIn, repository: target.id });
  if (space instanceof Failure) return { barred: space };
  const plan = await completePlan(context, signedIn, {
    ...given,
    target,
    settings: { ...settings, visibility: way.answered?.visibility ?? settings.visibility },
    way,
  });
  const content = await makeContent({
    id: plan.target.id,
    template: settings.template,
    folder,
    desired: desiredIn(plan),
    now: context.clock.now(),
  });
  const dataset = await ensure(context, signedIn, { ...plan, content });
  return { signedIn, plan, content, space, dataset, toComplete: asStarted(dataset, way) };
}

function desiredIn({ settings, visibility }: Pick<Plan, "settings" | "visibility">): DesiredDataset {
  return { ...UNCHANGED, ...settings.creation, visibility };
}

/** With --dry-run: what would be done. */
async function planOnly(context: Context, made: Made): Promise<CommandResult> {
  const { signedIn, plan, content, space, dataset } = made;
  const { files, envFile } = plan;
  const desired = desiredIn(plan);
  const isNew = dataset.outcome === "would create";
  const isMissing = isNew || await isContentMissing(signedIn.hub, dataset, content);
  if (!isNew) warnOfUnapplied(context, dataset, { desired, isContentMissing: isMissing });
  if (isMissing) {
    reportStart(context, { content, gated: plan.settings.creation.gated, present: dataset.info?.gated });
  }
  reportVariablesPlan(context, { settings: files, plan: envFile, repository: dataset.id });
  const spaceResult = reportSpacePlan(context, space, dataset.id);
  context.reporter.note("Nothing was changed (--dry-run)");
  return setupResult(plan, {
    signedIn,
    dataset,
    update: undefined,
    space: spaceResult,
    completion: undefined,
    dryRun: true,
  });
}

/** Gives the repository what it starts with, and its name to those who read it. */
async function finish(context: Context, made: Made): Promise<CommandResult> {
  const { signedIn, plan, dataset } = made;
  const { files } = plan;
  // The file is written even where the rest fails: the repository exists, and running again completes it.
  const completion = await complete(context, made);
  const { update, space } = await handOver(context, made).catch((error) => {
    // Of two failures the first is told as such: without what is missing, the repository is not ready.
    throw completion instanceof Failure && error instanceof Failure
      ? completion.adding(`besides: ${error.message}`)
      : error;
  });
  if (completion instanceof Failure) throw completion;
  context.reporter.step("Page", dataset.url);
  reportHandOff(context, { settings: files, repository: dataset.id });
  return setupResult(plan, { signedIn, dataset, update, space, completion, dryRun: false });
}

async function complete(context: Context, made: Made): Promise<AddedContent | Failure> {
  const { signedIn, plan, content, toComplete } = made;
  const desired = desiredIn(plan);
  const tools = datasetTools(context, signedIn, plan.hubSettings);
  try {
    if (toComplete.outcome !== "created") {
      const isMissing = await isContentMissing(signedIn.hub, toComplete, content);
      warnOfUnapplied(context, toComplete, { desired, isContentMissing: isMissing });
      if (!isMissing) return { firstRow: false, files: 0 };
    }
    return await completeDataset(tools, toComplete, { desired, content });
  } catch (error) {
    if (context.interrupted.aborted || !(error instanceof Failure)) throw error;
    return error;
  }
}

/** Sets the variables in the env file and on the Space. */
async function handOver(
  context: Context,
  { signedIn: { token }, plan, space, dataset }: Made,
): Promise<{ update: EnvFileUpdate | undefined; space: SpaceResult | null }> {
  const update = await writeVariables(context, { settings: plan.files, repository: dataset.id, token });
  return { update, space: await changeSpace(context, space, dataset.id) };
}

async function completePlan(
  context: Context,
  signedIn: SignedIn,
  { way, ...draft }: Omit<Plan, "visibility" | "known"> & { readonly way: Way },
): Promise<Plan> {
  const { settings, target } = draft;
  const { id } = target;
  // Found a moment ago: there is nothing left to choose.
  if (way.known !== undefined) return { ...draft, visibility: settings.visibility, known: way.known };
  if (!context.canAsk) return { ...draft, visibility: settings.visibility, known: undefined };
  if (!target.asked && settings.visibility !== undefined) {
    return { ...draft, visibility: settings.visibility, known: undefined };
  }
  // Looked at before asking: whoever has the repository already need not choose what it should be like.
  const known = await signedIn.hub.readDataset(id) ?? null;
  const right = rightToCreate(
    toCreate(context, { ...draft, visibility: settings.visibility }),
    { whoami: signedIn.whoami, endpoint: draft.hubSettings.endpoint.url },
  );
  if (known === null && right instanceof Failure) throw right;
  if (settings.visibility === undefined && known === null) {
    // What was answered once is not asked again.
    way.answered ??= { visibility: await askVisibility(context) };
  }
  const visibility = way.answered?.visibility ?? settings.visibility;
  const plan = { ...draft, visibility, known };
  // A dry run tells its plan at the end, and what will be refused anyway is not announced: neither needs consent.
  if (!context.parsed.has("dry-run") && !isRefused(signedIn, plan)) await confirmPlan(context, plan);
  return plan;
}

/** Whether {@linkcode ensureDataset} will not take what is there, as far as that is known without asking the Hub. */
function isRefused(
  { whoami }: SignedIn,
  plan: Pick<Plan, "hubSettings" | "visibility"> & { readonly known: DatasetInfo | null },
): boolean {
  const { hubSettings, visibility, known } = plan;
  if (known === null) return false;
  const differs = visibility !== undefined && known.visibility !== undefined &&
    known.visibility !== visibility;
  const right = canWrite(whoami, { repository: known.id, endpoint: hubSettings.endpoint.url });
  return differs || right instanceof Failure;
}

/** What of a plan says whether it can be created. */
function toCreate(context: Context, plan: Pick<Plan, "target" | "settings" | "visibility">) {
  const { id } = plan.target;
  return {
    id,
    desired: desiredIn(plan),
    // Another namespace may have been taken since.
    asOrganization: context.parsed.value("org")?.toLowerCase() === ownerOf(id).toLowerCase(),
  };
}

async function ensure(
  context: Context,
  signedIn: SignedIn,
  plan: Plan & { readonly content: InitialContent },
): Promise<EnsuredDataset> {
  const { content, folder, settings, known } = plan;
  const wanted = toCreate(context, plan);
  const named = [
    ...plan.envFile.values.values(),
    ...plan.files.variables.map((variable) => context.environment.get(variable)),
  ];
  return await ensureDataset({
    ...wanted,
    content,
    // Only the gate of a repository that this run surely created is set, so it must be known what was there before.
    expected: named.includes(wanted.id) || settings.creation.gated !== undefined,
    ...(known === undefined ? {} : { known }),
    dryRun: context.parsed.has("dry-run"),
    async beforeCreation() {
      if (folder !== undefined) await checkCardAtHub(context, { hub: signedIn.hub, content, folder });
    },
  }, datasetTools(context, signedIn, plan.hubSettings));
}
