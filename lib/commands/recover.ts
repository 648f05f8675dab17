import { askWhoami, spellOwner } from "../account/whoami.ts";
import { Denial, tokenPageUrl } from "../account/denials.ts";
import { canWrite, ownerRights } from "../account/rights.ts";
import { Failure } from "../cli/failure.ts";
import { executePlan } from "../dataset/execute.ts";
import { planDataset } from "../dataset/plan.ts";
import { type DatasetInfo, readDataset } from "../hub/datasets.ts";
import { answerFailure } from "../hub/answer_failures.ts";
import { connectionFailure } from "../hub/connection_failures.ts";
import { hubFailure } from "../hub/failures.ts";
import { nameOf, ownerOf, parseRepositoryName } from "../hub/addresses.ts";
import type { Choice } from "../terminal/questions.ts";
import { checkName } from "./ask.ts";
import { setupResult, type Wanted } from "./carry_out.ts";
import { checkSchemes } from "./check_trackio.ts";
import type { CommandResult, Context } from "./context.ts";
import { reportLineToLoad, writeEnvFile } from "./env_file.ts";
import { askForToken, signIn } from "./sign_in.ts";

/** A way to go on after a failure. */
export type Recovery = keyof typeof TEXTS | "as it is" | "change visibility";

const FROM_HUB = { ...hubFailure.rows(), ...answerFailure.rows(), ...connectionFailure.rows() };

/** Whether the Hub could not be reached, or could not answer. */
function isUnreachable({ code, exitCode }: Failure): boolean {
  return exitCode === 6 && code in FROM_HUB;
}

/** What can help after each failure, the likeliest first. */
const RECOVERIES: Readonly<Record<string, readonly Recovery[]>> = {
  // What the program was started with is in the way: trying again cannot help.
  offline: ["existing"],
  proxy_unusable: ["existing"],
  certificate_store_unknown: ["existing"],
  network_not_permitted: ["existing"],
  namespace_not_yours: ["repository", "token", "existing"],
  organization_not_member: ["repository", "token", "retry"],
  organization_role_insufficient: ["repository", "token", "retry"],
  organization_requires_sso: ["retry", "repository"],
  organization_requires_mfa: ["retry", "repository"],
  organization_restricts_network: ["repository", "retry"],
  organization_restricts_token: ["token", "repository", "retry"],
  organization_revoked_token: ["token", "repository"],
  token_role_read: ["token", "existing"],
  token_scope_missing: ["token", "repository", "existing", "browser", "retry"],
  token_scope_single_repositories: ["token", "existing", "browser"],
  token_owner_unexpected: ["token", "repository"],
  creation_refused: ["token", "repository", "existing", "browser", "retry"],
  writing_refused: ["token", "repository"],
  forbidden: ["token", "repository", "retry"],
  quota_used_up: ["existing", "repository", "retry"],
  creation_needs_payment: ["repository", "existing"],
  creation_rejected: ["repository", "existing", "browser"],
  creation_busy: ["retry", "repository"],
  creation_unconfirmed: ["retry", "existing"],
  repository_hidden: ["repository", "token", "retry"],
  repository_not_writable: ["repository", "token", "existing", "retry"],
  repository_visibility_differs: ["as it is", "change visibility", "repository"],
};

const TEXTS = {
  token: "Use another token",
  repository: "Use another repository (NAME or OWNER/NAME)",
  existing: "Use a dataset that exists",
  browser: "Create it in the browser, then press Enter",
  retry: "Try again",
  quit: "Quit",
};

/**
 * Asks what to do about a failure, until something is chosen that another attempt can start from; it is noted in what is
 * wanted.
 *
 * @returns the result where there is nothing left to attempt: a repository that could not be verified is used all the same
 * @throws Failure on Quit, or where nothing can be done about it; `cancelled`
 */
export async function recover(
  context: Context,
  wanted: Wanted,
  first: Failure,
): Promise<CommandResult | undefined> {
  for (let failure = first;;) {
    if (context.interrupted.aborted || recoveriesFor(failure).length === 0) throw failure;
    context.reporter.failure(failure);
    const choices = recoveryChoices(failure, wanted);
    const fallback = choices[0]?.value ?? "quit";
    const chosen = await context.questions.choose<Recovery>("What now?", { choices, fallback });
    if (chosen === "quit") throw failure;
    try {
      const outcome = await RECOVER[chosen](context, wanted, failure);
      if (outcome !== "again") return outcome;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure = error;
    }
  }
}

/** What can help after a failure, the likeliest first. */
export function recoveriesFor(failure: Failure): readonly Recovery[] {
  return RECOVERIES[failure.code] ?? (isUnreachable(failure) ? ["retry", "existing"] : []);
}

/** The lines of the menu: only what can work with this account and this repository. */
function recoveryChoices(
  failure: Failure,
  { account, id, present }: Wanted,
): readonly Choice<Recovery>[] {
  const isPossible: Readonly<Partial<Record<Recovery, boolean>>> = {
    repository: account !== undefined &&
      (failure.code === "repository_not_writable" ||
        ownerRights(account.whoami, account).some(({ right }) => !(right instanceof Denial))),
    // What is created in the browser must be one that the token can write to.
    browser: account !== undefined && id !== undefined &&
      !(canWrite(account.whoami, { repository: id, endpoint: account.endpoint }) instanceof Denial),
  };
  const actual = present?.visibility ?? "as it is";
  const texts: Readonly<Record<Recovery, string>> = {
    ...TEXTS,
    "as it is": `Use it as it is (${actual})`,
    "change visibility": `Make it ${actual === "public" ? "private" : "public"}`,
  };
  return [...recoveriesFor(failure), "quit" as const]
    .filter((recovery) => isPossible[recovery] ?? true)
    .map((value) => ({ name: texts[value], value }));
}

/** `undefined` for another attempt, `again` for another choice. */
type Outcome = undefined | "again" | CommandResult;

const RECOVER: Readonly<
  Record<
    Exclude<Recovery, "quit">,
    (context: Context, wanted: Wanted, shown?: Failure) => Outcome | Promise<Outcome>
  >
> = {
  async retry(context, wanted) {
    const { account } = wanted;
    wanted.present = undefined;
    if (account === undefined) return;
    try {
      // Rights are what whoami said, and something may have been changed since.
      wanted.account = { ...account, early: undefined, whoami: await askWhoami(account.hub, account) };
    } catch (error) {
      if (!(error instanceof Failure) || error.exitCode !== 3) throw error;
      // The old token was deleted when the new one was created.
      context.reporter.warn(error.message);
      return await RECOVER.token(context, wanted);
    }
  },

  async token(context, wanted, shown) {
    const { hubSettings, settings, id, account } = wanted;
    const endpoint = hubSettings.endpoint.url;
    const owner = id === undefined ? settings.owner : ownerOf(id);
    const isOwn = owner === undefined || owner === account?.whoami.name;
    const page = tokenPageUrl(endpoint, isOwn ? undefined : owner);
    const unsaid = page === shown?.page ? undefined : page;
    wanted.account = await askForToken(context, hubSettings, unsaid);
    context.memory.replaced ??= account?.source;
    wanted.readOnly = undefined;
    // With the token of another user goes another owner, unless one was named.
    if (account?.whoami.name !== wanted.account.whoami.name) wanted.id = undefined;
    wanted.present = undefined;
  },

  async repository(context, wanted) {
    setId(wanted, await askAnother(context, wanted, "Repository (NAME or OWNER/NAME):"), undefined);
  },

  async existing(context, wanted) {
    const id = await askAnother(context, wanted, "Dataset that exists (NAME or OWNER/NAME):");
    try {
      const account = wanted.account ??= await signIn(context, wanted.hubSettings);
      const info = await readDataset(account.hub, id);
      if (info === undefined) {
        context.reporter.warn(`Dataset ${id} does not exist, or this token cannot see it`);
        return "again";
      }
      setId(wanted, info.id, info);
      if (account.whoami.tokenKind === "read") {
        context.reporter.warn(
          `This token can only read ${info.id}: programs that write to it need another one`,
        );
        wanted.readOnly = { id: info.id, outcome: "exists", visibility: info.visibility, info };
      }
    } catch (error) {
      if (error instanceof Failure && isUnreachable(error) && !context.interrupted.aborted) {
        return await useUnverified(context, wanted, { repository: id, why: error.message });
      }
      throw error;
    }
  },

  "as it is"(_context, wanted) {
    wanted.settings = { ...wanted.settings, visibility: undefined };
  },

  async "change visibility"(context, wanted) {
    const { account, id } = wanted;
    if (account === undefined || id === undefined) return "again";
    const info = await readDataset(account.hub, id);
    if (info === undefined) return "again";
    const visibility = info.visibility === "public" ? "private" : "public";
    const question = `Make ${info.id} public? Anyone will be able to see it.`;
    const isOpening = visibility === "public";
    if (isOpening && !await context.questions.confirm(question, { fallback: false })) return "again";
    await executePlan(account, await planDataset(account, info, { visibility }));
    wanted.present = { ...info, visibility };
  },

  async browser(context, wanted) {
    const { reporter, questions } = context;
    const { id, account, settings, answers, hubSettings } = wanted;
    if (id === undefined || account === undefined) return "again";
    const { visibility = answers.visibility } = settings;
    reporter.note(`Create it with these values: ${hubSettings.endpoint.url}/new-dataset`);
    reporter.step("Owner", ownerOf(id));
    reporter.step("Name", nameOf(id));
    reporter.step(
      "Visibility",
      visibility === undefined || visibility === "default" ? "your choice" : visibility,
    );
    await questions.text("Press Enter when it exists:", { fallback: "", validate: () => true });
    const info = await readDataset(account.hub, id);
    if (info === undefined) {
      reporter.warn(`${id} does not exist yet`);
      return "again";
    }
    wanted.present = info;
    wanted.inBrowser = info.id;
  },
};

/**
 * Uses a repository that a person typed while the Hub could not be reached: the summary and the JSON result say that it was
 * not verified.
 *
 * @throws Failure `repository_in_both_schemes`, and those of the env file
 */
async function useUnverified(
  context: Context,
  wanted: Wanted,
  { repository, why }: { repository: string; why: string },
): Promise<CommandResult> {
  const { reporter } = context;
  const { envFile } = wanted;
  const { saveToken, space } = envFile.settings;
  // The one thing that can be checked without the Hub, and the one that costs data.
  checkSchemes(context, { envFile, space: undefined, repository });
  reporter.step("Repository", `${repository}, as entered; NOT VERIFIED`);
  reporter.warn(`Whether ${repository} exists and can be written to was not verified: ${why}`);
  if (saveToken) reporter.warn("The token was not saved, because the Hub could not be asked about it");
  if (space !== undefined) {
    reporter.warn(`The Space ${space} was not changed, because nothing was verified`);
  }
  const settings = { ...envFile.settings, saveToken: false };
  const update = await writeEnvFile(context, settings, { repository, token: "" });
  await reportLineToLoad(context, settings, repository);
  const dataset = { id: repository, outcome: "unverified", visibility: undefined };
  return setupResult(context, wanted, { dataset, update, space: null });
}

function setId(wanted: Wanted, id: string, present: DatasetInfo | undefined): void {
  wanted.present = present;
  wanted.readOnly = undefined;
  wanted.id = id;
  wanted.answers.name = nameOf(id);
  wanted.settings = { ...wanted.settings, name: nameOf(id), owner: ownerOf(id) };
}

async function askAnother(context: Context, { account, id }: Wanted, message: string): Promise<string> {
  const owner = account?.whoami.name ?? (id && ownerOf(id));
  const answer = await context.questions.text(message, {
    fallback: "",
    validate(text) {
      const checked = checkName(context, text);
      if (checked !== true || owner !== undefined) return checked;
      return parseRepositoryName(text).owner !== undefined || "Add its owner, as in OWNER/NAME";
    },
  });
  const { owner: asked = owner ?? "", name } = parseRepositoryName(answer);
  return `${account === undefined ? asked : spellOwner(account.whoami, asked)}/${name}`;
}
