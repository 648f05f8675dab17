import { TYPED } from "../account/token.ts";
import { Failure } from "../cli/failure.ts";
import {
  DEFAULT_NAME,
  readDefaults,
  readFileSettings,
  readHubSettings,
  readRepositorySettings,
} from "../cli/settings.ts";
import { contentFor } from "../dataset/ensure.ts";
import { readDataset } from "../hub/datasets.ts";
import { ownerOf } from "../hub/addresses.ts";
import {
  addContent,
  createOrUse,
  type Done,
  isAsked,
  nameRepository,
  reportEnd,
  reportRepository,
  type SetupPlan,
  setupResult,
  type Wanted,
} from "./carry_out.ts";
import { checkSchemes, pointToTrackio } from "./check_trackio.ts";
import type { CommandResult, Context, SignedIn } from "./context.ts";
import { inspectEnvFile, type Remembered } from "./env_file.ts";
import { checkUser, signIn, spellId } from "./sign_in.ts";

/** The main job: from the token to a dataset repository that it can write to, and that the env file names. */
export async function runSetup(context: Context): Promise<CommandResult> {
  const wanted = await readWanted(context);
  const done = await recovering(context, wanted, async () => {
    const account = await signInFor(context, wanted);
    const id = await settleId(context, wanted, account);
    const plan = await makePlan(context, wanted, { account, id });
    if (context.canAsk) await (await import("./ask.ts")).confirmPlan(context, wanted, plan);
    return { ...plan, dataset: wanted.readOnly ?? await createOrUse(context, wanted, plan) };
  });
  if (!("dataset" in done)) return done;
  reportRepository(context, done.dataset);
  if (context.parsed.has("dry-run")) {
    return await (await import("./ask.ts")).planOnly(context, wanted, done);
  }
  // The name is written even where the content is missing: the repository exists, and running again completes it.
  const added = await addContent(context, wanted, done);
  const { update, space } = await nameRepository(context, wanted, done).catch((error) => {
    throw added instanceof Failure && error instanceof Failure
      ? added.adding(`Also failed: ${error.message}`)
      : error;
  });
  if (added instanceof Failure) throw added;
  await reportEnd(context, wanted, done);
  const { account, dataset } = done;
  if (account.source === TYPED || context.parsed.has("save-login")) {
    await (await import("./saved_token.ts")).keepToken(context, wanted.envFile.settings, { account, update });
  }
  return setupResult(context, wanted, { account, dataset, update, space, added });
}

/** Reads the options, the env file and the template: what is wrong with them ends the run before any request. */
async function readWanted(context: Context): Promise<Wanted> {
  const { parsed, environment } = context;
  const hubSettings = readHubSettings(parsed, environment);
  const files = readFileSettings(parsed);
  const settings = await readRepositorySettings(parsed);
  const defaults = readDefaults(environment);
  const envFile = await inspectEnvFile(context, files);
  await pointToTrackio(context, envFile);
  const { templateFolder, visibility } = settings;
  const folder = templateFolder === undefined
    ? undefined
    : await (await import("./creation_options.ts")).readTemplate(context, templateFolder, {
      visibility,
      envFile: envFile.path,
    });
  return { hubSettings, envFile, settings, defaults, folder, answers: {} };
}

/** Makes attempts until one succeeds; at a terminal, a person chooses what to do after a failure. */
async function recovering(
  context: Context,
  wanted: Wanted,
  attempt: () => Promise<Done>,
): Promise<Done | CommandResult> {
  while (true) {
    try {
      return await attempt();
    } catch (error) {
      if (!context.canAsk || context.parsed.has("dry-run") || !(error instanceof Failure)) throw error;
      const result = await (await import("./recover.ts")).recover(context, wanted, error);
      if (result !== undefined) return result;
    }
  }
}

/** Token → whoami; a repository that is known by then is read in the same round trip. */
async function signInFor(context: Context, wanted: Wanted): Promise<SignedIn> {
  const { settings: { name, owner, template }, envFile } = wanted;
  if (wanted.account !== undefined) return wanted.account;
  // A new blank repository is created without looking first.
  const named = name !== undefined && owner !== undefined && template !== "blank"
    ? `${owner}/${name}`
    : undefined;
  const early = name === undefined && owner === undefined ? envFile.remembered?.id : named;
  preload(context, wanted, early);
  return wanted.account = await signIn(context, { ...wanted.hubSettings, early });
}

/** Loads what will probably be needed, while the Hub is asked. */
function preload({ clock }: Context, { settings: { template }, envFile }: Wanted, early?: string): void {
  const creates = template === "blank" && early === undefined;
  const writes = envFile.path !== undefined && envFile.values.size === 0;
  clock.sleep(0).then(() => [
    ...(creates
      ? [
        import("../dataset/create.ts"),
        import("../dataset/execute.ts"),
        import("../dataset/built_in_template.ts"),
      ]
      : []),
    ...(writes ? [import("../env_file/locked_write.ts"), import("../env_file/git_state.ts")] : []),
  ]);
}

/**
 * Chooses the repository, which stays chosen in the attempts that follow. A remembered one that is not there, and could not be
 * created by this token, gives way to one of the user's own.
 */
async function settleId(context: Context, wanted: Wanted, account: SignedIn): Promise<string> {
  const { settings: { name, owner }, defaults, envFile: { remembered } } = wanted;
  const { whoami, endpoint, early } = account;
  const isOwnerNamed = (owner ?? defaults.owner ?? wanted.id ?? remembered) !== undefined;
  if (!isOwnerNamed) await checkUser(context, whoami);
  if (wanted.id !== undefined) return wanted.id;
  const chosen = await chooseId(context, wanted, account, remembered);
  const isSame = (id?: string) => id?.toLowerCase() === chosen.toLowerCase();
  wanted.present = early !== undefined && isSame(early.id) ? await early.read ?? null : undefined;
  if (name === undefined && owner === undefined && isSame(remembered?.id) && wanted.present === null) {
    const { canCreate } = await import("../account/rights.ts");
    const right = canCreate(whoami, { owner: ownerOf(chosen), endpoint });
    if (right instanceof Failure && right.code === "namespace_not_yours") {
      // A placeholder, such as `your-username/…`, or the dataset of another user.
      context.reporter.note(`${chosen} does not exist, or this token cannot see it; using one of your own`);
      delete wanted.answers.name;
      wanted.present = undefined;
      return wanted.id = await chooseId(context, wanted, account, undefined);
    }
  }
  return wanted.id = chosen;
}

/** From the options, the repository already in use, by asking at a terminal, or USERNAME's default. */
async function chooseId(
  context: Context,
  wanted: Wanted,
  account: SignedIn,
  remembered: Remembered | undefined,
): Promise<string> {
  const { settings: { name, owner }, defaults } = wanted;
  const { whoami } = account;
  let id = `${owner ?? defaults.owner ?? whoami.name}/${name ?? DEFAULT_NAME}`;
  if (context.canAsk) {
    id = await (await import("./ask.ts")).askId(context, wanted, account, remembered);
  } else if (name === undefined && owner === undefined && remembered !== undefined) {
    context.reporter.note(`Using ${remembered.id} from ${remembered.place} (--name to choose another)`);
    id = remembered.id;
  } else if (owner === undefined && defaults.owner !== undefined) {
    context.reporter.note(`Using the owner ${defaults.owner} from HF_DATASET_SETUP_ORG`);
  }
  return spellId(context, whoami, id);
}

/** Everything that is decided before anything is changed; it only reads. */
async function makePlan(
  context: Context,
  wanted: Wanted,
  { account, id }: Pick<SetupPlan, "account" | "id">,
): Promise<SetupPlan> {
  const { envFile, settings, defaults, folder } = wanted;
  if (envFile.settings.saveToken || context.parsed.has("save-login")) {
    (await import("./saved_token.ts")).checkTokenToSave(context, envFile.settings, account);
  }
  const space = envFile.settings.space === undefined
    ? undefined
    : await (await import("./space.ts")).inspectSpace(context, account, envFile.settings);
  checkSchemes(context, { envFile, space, repository: id });
  const isVisibilityOpen = settings.visibility === undefined &&
    (context.canAsk || defaults.visibility !== undefined);
  if (wanted.present === undefined && (isVisibilityOpen || (context.canAsk && isAsked(wanted)))) {
    // Read before asking: about a repository that exists there is nothing to choose.
    wanted.present = await readDataset(account.hub, id) ?? null;
  }
  const visibility = wanted.present !== null
    ? settings.visibility
    : context.canAsk
    ? await (await import("./ask.ts")).askVisibility(context, wanted, { account, id })
    : settings.visibility ?? defaults.visibility;
  const desired = { ...settings.creation, visibility };
  const { template } = settings;
  const content = await contentFor({ id, template, folder, desired, now: context.clock.now() });
  return { account, id, desired, content, space };
}
