import { Failure } from "../../cli/failure.ts";
import { readFileSettings, readHubSettings, readVisibility } from "../../cli/settings.ts";
import { TRACKIO_BUCKET_ID, TRACKIO_SPACE_ID } from "../../env_file/variables.ts";
import type { Visibility } from "../../hub/datasets.ts";
import { terminalFailure } from "../../terminal/failures.ts";
import type { CommandResult, Context } from "../context.ts";
import { ownerOf } from "../../hub/repository_id.ts";
import { type EnvFilePlan, inspectEnvFile } from "../env_file_plan.ts";
import { askForToken, checkUser, type SignedIn, signIn } from "../sign_in.ts";
import { reportHandOff, writeVariables } from "../write_variables.ts";
import { carryOut } from "./carry_out.ts";
import { askSpace, checkSpaceWord, chooseSpace, type ChosenSpace } from "./choose_space.ts";
import { look, openTrackioHub } from "./look.ts";
import { isComplete, planTrackio } from "./plan.ts";
import {
  type Decided,
  planSentences,
  reportExisting,
  reportReaders,
  trackioResult,
  trackioWarnings,
} from "./report.ts";

/** What was found out so far; another attempt begins with it. */
interface State {
  signedIn: SignedIn | undefined;
  space: ChosenSpace | undefined;
  /** What was answered once is not asked again. */
  answered: { readonly visibility: Visibility | undefined } | undefined;
}

/**
 * From the token to a Trackio that works: a Space that shows the runs, a Bucket that stores them, and `TRACKIO_SPACE_ID`
 * in the env file.
 *
 * @returns the Space's id, the variables and what was done
 */
export async function runTrackio(context: Context): Promise<CommandResult> {
  const { parsed } = context;
  const hubSettings = readHubSettings(parsed, context.environment);
  const files = { ...readFileSettings(parsed), variables: [TRACKIO_SPACE_ID] };
  const visibility = readVisibility(parsed);
  checkSpaceWord(parsed.words[0]);
  const envFile = await inspectEnvFile(context, {
    ...files,
    variables: [TRACKIO_SPACE_ID, TRACKIO_BUCKET_ID],
  });
  const state: State = { signedIn: undefined, space: undefined, answered: undefined };
  while (true) {
    try {
      return await attempt(context, { state, hubSettings, files, envFile, visibility });
    } catch (error) {
      if (!canRecover(context, error)) throw error;
      context.reporter.warn(error.message);
      context.reporter.note([error.hint, error.page ?? ""].join(" ").trim());
      await recover(context, { state, hubSettings, failed: error });
    }
  }
}

interface Given extends Pick<Decided, "files" | "envFile"> {
  readonly state: State;
  readonly hubSettings: ReturnType<typeof readHubSettings>;
  readonly visibility: Visibility | undefined;
}

async function attempt(context: Context, given: Given): Promise<CommandResult> {
  const { state, hubSettings, files, envFile } = given;
  const { reporter, parsed } = context;
  const endpoint = hubSettings.endpoint.url;
  const signedIn = state.signedIn ??= await signIn(context, hubSettings);
  reporter.step("Account", signedIn.whoami.name);
  const chosen = state.space ??= await chooseSpace(context, { whoami: signedIn.whoami, envFile, files });
  if (!chosen.ownerNamed) checkUser(context, signedIn.whoami);
  const hub = openTrackioHub(signedIn.hub, { whoami: signedIn.whoami, endpoint });
  const { spaceId, present } = await look(context, hub, chosen);
  const draft = planTrackio({ spaceId, visibility: given.visibility, endpoint }, present);
  if (context.canAsk && draft.visibility === undefined && !isComplete(draft)) {
    const owners = { owner: ownerOf(spaceId), user: signedIn.whoami.name };
    state.answered ??= { visibility: await askVisibility(context, owners) };
  }
  const visibility = given.visibility ?? state.answered?.visibility;
  const plan = planTrackio({ spaceId, visibility, endpoint }, present);
  const decided = { plan, files, envFile, tokenSource: signedIn.source };
  for (const { text, fix, url } of trackioWarnings(plan, endpoint)) reporter.warn(`${text}. ${fix} ${url}`);
  warnOfBucketVariable(context, envFile);
  if (parsed.has("dry-run")) {
    for (const sentence of planSentences(decided)) reporter.step("Plan", sentence);
    reporter.note("Nothing was changed (--dry-run)");
    return trackioResult(hub, decided, undefined);
  }
  if (context.canAsk && !isComplete(plan)) await confirm(context, decided);
  const done = await carryOut(context, hub, { plan, retries: hubSettings.retries });
  reportExisting(context, done);
  reportReaders(context, hub, { done, asked: visibility });
  const update = await writeVariables(context, {
    settings: files,
    repository: plan.spaceId,
    token: signedIn.token,
  });
  reporter.step("Page", `${endpoint}/spaces/${plan.spaceId}`);
  reportHandOff(context, { settings: files, repository: plan.spaceId });
  reporter.note(
    `In Python, trackio.init(project="NAME") then logs to ${plan.spaceId}; while the Space builds or sleeps, runs wait in the Bucket`,
  );
  if (done.space.outcome === "created" && done.space.info.visibility === "private") {
    // lib/hub/README.md#trackio
    reporter.note(
      "With the Trainer of transformers, set trackio_static_space_id=False: it publishes the runs after training otherwise",
    );
  }
  return trackioResult(hub, decided, { hub: done, update });
}

async function askVisibility(
  context: Context,
  { owner, user }: { owner: string; user: string },
): Promise<Visibility | undefined> {
  const isOwn = owner === user;
  return await context.questions.choose<Visibility | undefined>("Who can see the runs?", {
    choices: [
      { name: isOwn ? "Private (only you)" : `Private (members of ${owner})`, value: "private" },
      { name: "Public (anyone; Trackio's own default)", value: "public" },
      ...(isOwn ? [] : [{ name: "Organization default", value: undefined }]),
    ],
    fallback: "private",
  });
}

async function confirm(context: Context, decided: Decided): Promise<void> {
  const { reporter, questions } = context;
  // With --quiet too: the question would ask about nothing.
  reporter.note("This will:", { evenQuiet: true });
  for (const sentence of planSentences(decided)) reporter.note(`  ${sentence}`, { evenQuiet: true });
  if (!await questions.confirm("Continue?", { fallback: true })) throw terminalFailure("cancelled", {});
}

function warnOfBucketVariable(context: Context, envFile: EnvFilePlan): void {
  if (!envFile.values.get(TRACKIO_BUCKET_ID)) return;
  context.reporter.warn(
    `${TRACKIO_BUCKET_ID} is set in ${envFile.path}: Trackio finds the Bucket through the Space, and with the variable it downloads the whole Bucket to this machine`,
  );
}

function canRecover(context: Context, error: unknown): error is Failure {
  return context.canAsk && !context.parsed.has("dry-run") && !context.interrupted.aborted &&
    error instanceof Failure && [4, 5, 6].includes(error.exitCode);
}

async function recover(
  context: Context,
  { state, hubSettings, failed }: Pick<Given, "state" | "hubSettings"> & { failed: Failure },
): Promise<void> {
  const isAboutRights = failed.exitCode === 4;
  const chosen = await context.questions.choose<"token" | "space" | "retry" | "quit">("What now?", {
    choices: [
      ...(isAboutRights ? [{ name: "Use another token", value: "token" as const }] : []),
      { name: "Use another Space", value: "space" },
      { name: "Try again", value: "retry" },
      { name: "Quit", value: "quit" },
    ],
    fallback: isAboutRights ? "token" : "space",
  });
  if (chosen === "quit") throw failed;
  if (chosen === "token") state.signedIn = await askForToken(context, hubSettings);
  if (chosen === "space" && state.signedIn !== undefined) {
    state.space = await askSpace(context, state.signedIn.whoami);
  }
}
