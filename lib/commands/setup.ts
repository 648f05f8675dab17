import { canCreate, canWrite, writesNowhere } from "../account/rights.ts";
import { Failure } from "../cli/failure.ts";
import { readDefaults, readFileSettings, readHubSettings, readRepositorySettings } from "../cli/settings.ts";
import { contentFor } from "../dataset/initial_content.ts";
import { UNCHANGED } from "../dataset/desired.ts";
import { rightToCreate } from "../dataset/ensure.ts";
import type { DatasetInfo, Visibility } from "../hub/datasets.ts";
import { ownerOf } from "../hub/repository_id.ts";
import { createOrUse, type Done, finish, isOrganization, planOnly } from "./carry_out.ts";
import { checkSchemes, pointToTrackio } from "./check_trackio.ts";
import { chooseDataset, findRemembered, type Target } from "./choose_dataset.ts";
import { askVisibility, confirmPlan, repositorySentence } from "./confirm_plan.ts";
import type { CommandResult, Context } from "./context.ts";
import { inspectEnvFile } from "./env_file_plan.ts";
import type { Unverified } from "./recover.ts";
import { checkUser, type SignedIn, signIn } from "./sign_in.ts";
import type { SetupPlan, Wanted } from "./wanted.ts";
import { unverifiedResult } from "./setup_result.ts";

/**
 * The main job: from the token to a dataset repository that exists, that the token can write to, and that the env file names.
 *
 * @returns the repository's id, the variables and what was done
 * @throws Failure of every room
 */
export async function runSetup(context: Context): Promise<CommandResult> {
  const wanted = await readWanted(context);
  const done = await recovering(context, wanted, async () => {
    const account = await signInto(context, wanted);
    const target = await chooseTarget(context, wanted, account);
    const plan = await makePlan(context, wanted, { account, target });
    await confirmPlan(context, wanted, plan);
    return { plan, dataset: await createOrUse(context, wanted, plan) };
  });
  if ("unverified" in done) {
    return await unverifiedResult(context, wanted, done);
  }
  const sentence = repositorySentence(done.dataset);
  if (done.dataset.outcome === "created") context.reporter.change("Repository", sentence);
  else context.reporter.step("Repository", sentence);
  return context.parsed.has("dry-run")
    ? await planOnly(context, wanted, done)
    : await finish(context, wanted, done);
}

/** Makes attempts until one succeeds; at a terminal, a person chooses what to do after a failure. */
async function recovering(
  context: Context,
  wanted: Wanted,
  attempt: () => Promise<Done>,
): Promise<Done | Unverified> {
  while (true) {
    try {
      return await attempt();
    } catch (error) {
      if (!context.canAsk || context.parsed.has("dry-run") || !(error instanceof Failure)) throw error;
      // Loaded here and not before: most runs need neither this nor what follows it.
      const { recover } = await import("./later.ts");
      const unverified = await recover(context, wanted, error);
      if (unverified !== undefined) return unverified;
    }
  }
}

/** The options, the env file and the template: what is wrong with them ends the run before any request. */
async function readWanted(context: Context): Promise<Wanted> {
  const { parsed } = context;
  const hubSettings = readHubSettings(parsed, context.environment);
  const files = readFileSettings(parsed);
  const settings = readRepositorySettings(parsed);
  const defaults = readDefaults(context.environment);
  const envFile = await inspectEnvFile(context, files);
  await pointToTrackio(context, { settings: files, envFile });
  const { templateFolder, visibility } = settings;
  const folder = templateFolder === undefined
    ? undefined
    : await (await import("./later.ts")).readTemplate(context, templateFolder, {
      visibility,
      envFile: envFile.path,
    });
  const remembered = findRemembered(context, files.variables, { path: files.path, values: envFile.values });
  return { hubSettings, files, envFile, settings, defaults, folder, remembered, answers: {} };
}

/** Token → whoami; a repository that is known by then is read in the same round trip. */
async function signInto(context: Context, wanted: Wanted): Promise<SignedIn> {
  const { settings: { name, namespace, template }, remembered } = wanted;
  // A new blank repository is created without looking first.
  const named = name !== undefined && namespace !== undefined && template !== "blank"
    ? `${namespace}/${name}`
    : undefined;
  const early = name === undefined && namespace === undefined ? remembered?.id : named;
  if (wanted.account !== undefined) return wanted.account;
  const account = await signIn(context, wanted.hubSettings, early);
  context.reporter.step("Account", account.whoami.name);
  return wanted.account = account;
}

async function chooseTarget(context: Context, wanted: Wanted, account: SignedIn): Promise<Target> {
  const { settings, defaults, remembered, answers, hubSettings: { endpoint: { url: endpoint } } } = wanted;
  const { whoami } = account;
  const isOwnerNamed = (settings.namespace ?? defaults.owner ?? wanted.target ?? remembered) !== undefined;
  if (!isOwnerNamed) checkUser(context, whoami);
  if (wanted.target !== undefined) return wanted.target;
  if (context.canAsk) refuseHopeless(wanted, account);
  const known = { whoami, settings, endpoint, answers, defaultOwner: defaults.owner };
  let target = await chooseDataset(context, { ...known, remembered });
  wanted.present = await readEarly(account, target.id);
  const right = canCreate(whoami, { owner: ownerOf(target.id), endpoint });
  if (
    target.remembered && wanted.present === null && right instanceof Failure &&
    right.code === "namespace_not_yours"
  ) {
    // A placeholder, such as `your-username/…`, or the dataset of another user.
    context.reporter.note(`${target.id} does not exist, or this token cannot see it; using one of your own`);
    delete answers.name;
    target = await chooseDataset(context, { ...known, remembered: undefined });
    wanted.present = undefined;
  }
  return wanted.target = target;
}

/** What the dataset was when whoami was asked: `null` where it does not exist, undefined where it was not read. */
async function readEarly({ early }: SignedIn, id: string): Promise<DatasetInfo | null | undefined> {
  return early?.id.toLowerCase() === id.toLowerCase() ? await early.read ?? null : undefined;
}

/** What cannot work, whatever is answered, is said before anything is asked. */
function refuseHopeless({ settings, remembered, hubSettings, readOnly }: Wanted, { whoami }: SignedIn): void {
  if (readOnly === true) return;
  const endpoint = hubSettings.endpoint.url;
  if (!writesNowhere(whoami, { endpoint })) return;
  const { name, namespace } = settings;
  const id = name === undefined
    ? remembered?.id
    : namespace === undefined
    ? undefined
    : `${namespace}/${name}`;
  const right = id === undefined
    ? canCreate(whoami, {
      owner: namespace ?? whoami.name,
      endpoint,
      asOrganization: namespace !== undefined,
    })
    : canWrite(whoami, { repository: id, endpoint });
  if (right instanceof Failure) throw right;
}

/** Everything that is decided before anything is changed; it only reads. */
async function makePlan(
  context: Context,
  wanted: Wanted,
  { account, target }: Pick<SetupPlan, "account" | "target">,
): Promise<SetupPlan> {
  const { files, envFile, settings, folder } = wanted;
  const { id } = target;
  if (files.saveToken || context.parsed.has("save-login")) {
    (await import("./later.ts")).checkTokenToSave(context, files, account);
  }
  const space = files.space === undefined
    ? undefined
    : await (await import("./later.ts")).inspectSpace(context, { signedIn: account, settings: files });
  checkSchemes(context, { settings: files, envFile, space, repository: id });
  const isVisibilityOpen = settings.visibility === undefined &&
    (context.canAsk || wanted.defaults.visibility !== undefined);
  if (wanted.present === undefined && (isVisibilityOpen || (context.canAsk && target.asked))) {
    // Read before asking: about a repository that exists there is nothing to choose.
    wanted.present = await account.hub.readDataset(id) ?? null;
  }
  const visibility = await chooseVisibility(context, wanted, { account, target });
  const desired = { ...UNCHANGED, ...settings.creation, visibility };
  const content = await contentFor({
    id,
    template: settings.template,
    folder,
    desired,
    now: context.clock.now(),
  });
  return { account, target, visibility, desired, content, space, present: wanted.present };
}

async function chooseVisibility(
  context: Context,
  { settings, defaults, answers, present, hubSettings }: Wanted,
  { account: { whoami }, target: { id } }: Pick<SetupPlan, "account" | "target">,
): Promise<Visibility | undefined> {
  const { visibility } = settings;
  if (present !== null) return visibility;
  if (!context.canAsk) return visibility ?? defaults.visibility;
  const desired = { ...UNCHANGED, ...settings.creation, visibility };
  const right = rightToCreate({ id, desired, asOrganization: isOrganization(context, id) }, {
    whoami,
    endpoint: hubSettings.endpoint.url,
  });
  if (right instanceof Failure) throw right;
  if (visibility !== undefined) return visibility;
  answers.visibility ??= await askVisibility(context, {
    isOrganization: ownerOf(id) !== whoami.name,
    fallback: defaults.visibility ?? "private",
  });
  return answers.visibility === "default" ? undefined : answers.visibility;
}
