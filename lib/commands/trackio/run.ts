import { newTokenPage } from "../../account/token.ts";
import { ownerRights } from "../../account/rights.ts";
import { Failure } from "../../cli/failure.ts";
import { type HubSettings, readFileSettings, readHubSettings, readVisibility } from "../../cli/settings.ts";
import { TRACKIO_BUCKET_ID, TRACKIO_SPACE_ID } from "../../env_file/variables.ts";
import type { Visibility } from "../../hub/datasets.ts";
import type { BucketInfo } from "../../hub/spaces.ts";
import { ownerOf, parseRepositoryName } from "../../hub/addresses.ts";
import type { CommandResult, Context, SignedIn } from "../context.ts";
import { recoveriesFor, type Recovery } from "../recover.ts";
import { askForToken, checkUser, signIn } from "../sign_in.ts";
import { chooseVisibility, confirmSteps, envFileSentences } from "../ask.ts";
import {
  type EnvFilePlan,
  inspectEnvFile,
  namingResult,
  reportLineToLoad,
  writeEnvFile,
} from "../env_file.ts";
import { checkTokenToSave, keepToken } from "../saved_token.ts";
import { askSpace, chooseSpace, type ChosenSpace, readSpaceOrOwn, withoutAddress } from "./choose_space.ts";
import {
  carryOut,
  type EnsuredTrackio,
  isComplete,
  MOUNT_PATH,
  planTrackio,
  settingsPage,
  shown,
  type TrackioPlan,
  trackioWarnings,
} from "./plan.ts";

/** What is wanted; what is found out and answered is noted in it, and another attempt begins with it. */
interface Wanted {
  readonly hubSettings: HubSettings;
  readonly envFile: EnvFilePlan;
  readonly visibility: Visibility | undefined;
  signedIn?: SignedIn;
  space?: ChosenSpace;
  answered?: Visibility | "default";
}

/**
 * From the token to a Trackio that works: a Space that shows the runs, a Bucket that stores them, and `TRACKIO_SPACE_ID`
 * in the env file.
 */
export async function runTrackio(context: Context): Promise<CommandResult> {
  const { parsed } = context;
  const hubSettings = readHubSettings(parsed, context.environment);
  const files = { ...readFileSettings(parsed), variables: [TRACKIO_SPACE_ID] };
  const visibility = readVisibility(parsed);
  // What is wrong with the name is said before anything is asked.
  if (parsed.words[0] !== undefined) parseRepositoryName(withoutAddress(parsed.words[0]));
  const variables = [TRACKIO_SPACE_ID, TRACKIO_BUCKET_ID];
  const envFile = { ...await inspectEnvFile(context, { ...files, variables }), settings: files };
  const wanted: Wanted = { hubSettings, envFile, visibility };
  while (true) {
    try {
      return await attempt(context, wanted);
    } catch (error) {
      const isDry = parsed.has("dry-run");
      if (!context.canAsk || isDry || context.interrupted.aborted || !(error instanceof Failure)) throw error;
      await recover(context, wanted, error);
    }
  }
}

async function attempt(context: Context, wanted: Wanted): Promise<CommandResult> {
  const { hubSettings, envFile } = wanted;
  const { reporter, parsed } = context;
  const signedIn = wanted.signedIn ??= await signIn(context, hubSettings);
  const { whoami, token, endpoint } = signedIn;
  checkTokenToSave(context, envFile.settings, signedIn);
  const chosen = wanted.space ??= await chooseSpace(context, signedIn, envFile);
  if (!chosen.ownerNamed) await checkUser(context, whoami);
  const present = await readSpaceOrOwn(context, signedIn, chosen);
  const { spaceId } = present;
  const draft = planTrackio(present, wanted.visibility);
  if (context.canAsk && draft.visibility === undefined && !isComplete(draft)) {
    const isOwn = ownerOf(spaceId) === whoami.name;
    const publicly = "Public (anyone; Trackio's own default)";
    wanted.answered ??= await chooseVisibility(context, "Who can see the runs?", isOwn, "private", publicly);
  }
  const { answered } = wanted;
  const visibility = wanted.visibility ?? (answered === "default" ? undefined : answered);
  const plan = planTrackio(present, visibility);
  const sentences = [...planSentences(plan), ...envFileSentences("Set", envFile, spaceId)];
  for (const { text, fix, url } of trackioWarnings(plan)) reporter.warn(`${text}. ${fix} ${url}`);
  if (envFile.values.get(TRACKIO_BUCKET_ID)) {
    reporter.warn(
      `${TRACKIO_BUCKET_ID} is set in ${envFile.path}: Trackio finds the Bucket through the Space, and with the variable it downloads the whole Bucket to this machine`,
    );
  }
  if (parsed.has("dry-run")) {
    for (const sentence of sentences) reporter.step("Plan", sentence);
    reporter.note("Nothing was changed (--dry-run)");
    return trackioResult(plan, namingResult(context, envFile, { id: spaceId, account: signedIn }));
  }
  if (context.canAsk && !isComplete(plan)) await confirmSteps(context, sentences);
  const done = await carryOut(signedIn, plan);
  for (const [label, { outcome, info }] of [["Bucket", done.bucket], ["Space", done.space]] as const) {
    if (outcome === "exists") reporter.step(label, `${info.id} already exists${shown(info.visibility)}`);
  }
  if (visibility === undefined && done.space.info.visibility === "public") {
    const both = done.bucket.info.visibility === "public" ? " and the Bucket" : "";
    const page = settingsPage(endpoint, "Space", spaceId);
    reporter.note(`Anyone can see the Space${both}, which is Trackio's default; to change that: ${page}`);
  }
  const update = await writeEnvFile(context, envFile.settings, { repository: spaceId, token });
  reporter.step("Page", `${endpoint}/spaces/${spaceId}`);
  await reportLineToLoad(context, envFile.settings, spaceId);
  reporter.note(
    `In Python, trackio.init(project="NAME") then logs to ${spaceId}; while the Space builds or sleeps, runs wait in the Bucket`,
  );
  if (done.space.outcome === "created" && done.space.info.visibility === "private") {
    // lib/hub/README.md#trackio
    reporter.note(
      "With the Trainer of transformers, set trackio_static_space_id=False, or it publishes the runs after training",
    );
  }
  await keepToken(context, envFile.settings, { account: signedIn, update });
  const named = namingResult(context, envFile, { id: spaceId, account: signedIn, update });
  return trackioResult(plan, named, done);
}

/** Everything that is about to change on the Hub, one sentence each. */
function planSentences(
  { spaceId, bucketId, visibility, space, bucket, volumes, variables }: TrackioPlan,
): readonly string[] {
  const asked = visibility ?? "default visibility: public unless an organization changed it";
  return [
    bucket === undefined
      ? `Create the Bucket ${bucketId} (${asked})`
      : `Use the Bucket ${bucket.id}${shown(bucket.visibility)}`,
    space === undefined
      ? `Create the Space ${spaceId} (${asked}) with Trackio and that Bucket`
      : `Use the Space ${spaceId}${shown(space.visibility)}`,
    ...(volumes === undefined ? [] : [`Mount the Bucket at ${MOUNT_PATH} in ${spaceId}, which restarts it`]),
    ...variables.map(({ name, value }) => `Set ${name}=${value} in ${spaceId}, which restarts it`),
  ];
}

/** What this command hands to stdout; `done` is undefined in a dry run. */
function trackioResult(plan: TrackioPlan, named: CommandResult, done?: EnsuredTrackio): CommandResult {
  const { endpoint, spaceId, bucketId, visibility, space, bucket } = plan;
  const part = (path: string, present?: BucketInfo, made?: EnsuredTrackio["bucket"]) => ({
    url: `${endpoint}/${path}`,
    outcome: made?.outcome ?? (present === undefined ? "would_create" : "exists"),
    visibility: made?.info.visibility ?? present?.visibility ?? visibility ?? null,
  });
  return {
    ...named,
    json: {
      space: { id: spaceId, ...part(`spaces/${spaceId}`, space, done?.space) },
      bucket: { id: bucketId, ...part(`buckets/${bucketId}`, bucket, done?.bucket) },
      mounted: space === undefined || plan.volumes !== undefined ? "added" : "kept",
      spaceVariables: plan.variables.map(({ name }) => name),
      ...named.json,
    },
  };
}

/** What can help after the failures of Spaces; after the others it is what helps setup. */
const SPACE_RECOVERIES: Readonly<Record<string, readonly Recovery[]>> = {
  space_needs_plan: ["repository", "retry"],
  space_not_trackio: ["repository"],
  space_frozen: ["repository"],
  space_volume_hidden: ["token", "repository"],
  space_not_writable: ["token", "repository"],
  trackio_visibility_differs: ["repository", "retry"],
  trackio_unconfirmed: ["retry"],
};

/** Asks what to do about a failure, where something can be done with this account. */
async function recover(context: Context, wanted: Wanted, failed: Failure): Promise<void> {
  const { signedIn, hubSettings } = wanted;
  const possible = SPACE_RECOVERIES[failed.code] ?? recoveriesFor(failed);
  const canCreateSomewhere = signedIn !== undefined &&
    ownerRights(signedIn.whoami, signedIn).some(({ right }) => !(right instanceof Failure));
  const choices = [
    { name: "Use another token", value: "token" as const },
    { name: "Use another Space", value: "repository" as const },
    { name: "Try again", value: "retry" as const },
  ].filter(({ value }) => possible.includes(value) && (value !== "repository" || canCreateSomewhere));
  const [likeliest] = choices;
  if (likeliest === undefined) throw failed;
  context.reporter.failure(failed);
  const chosen = await context.questions.choose<"token" | "repository" | "retry" | "quit">("What now?", {
    choices: [...choices, { name: "Quit", value: "quit" }],
    fallback: likeliest.value,
  });
  if (chosen === "quit") throw failed;
  if (chosen === "token") {
    context.memory.replaced ??= signedIn?.source;
    const page = failed.page === undefined ? newTokenPage(hubSettings.endpoint.url) : undefined;
    wanted.signedIn = await askForToken(context, hubSettings, page);
  } else if (chosen === "repository" && signedIn !== undefined) {
    wanted.space = await askSpace(context, signedIn.whoami, wanted.space);
  }
}
