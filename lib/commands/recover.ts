import { askWhoami } from "../account/ask_whoami.ts";
import { Denial } from "../account/denials.ts";
import { canWrite, ownerRights } from "../account/rights.ts";
import { spellOwner } from "../account/owners.ts";
import { tokenPageUrl } from "../account/token_page.ts";
import { Failure } from "../cli/failure.ts";
import { executePlan } from "../dataset/execute.ts";
import { planDataset } from "../dataset/plan.ts";
import { UNCHANGED } from "../dataset/desired.ts";
import { hubFailure } from "../hub/failures.ts";
import { nameOf, ownerOf, parseRepositoryName } from "../hub/repository_id.ts";
import type { Choice } from "../terminal/questions.ts";
import { checkName } from "./choose_dataset.ts";
import { askForToken, datasetTools, signIn } from "./sign_in.ts";
import type { Context } from "./context.ts";
import type { Wanted } from "./wanted.ts";

/** A way to go on after a failure. */
export type Recovery =
  | "token"
  | "repository"
  | "existing"
  | "as it is"
  | "change visibility"
  | "browser"
  | "retry"
  | "quit";

/** A repository that was typed, and that the Hub could not be asked about. */
export interface Unverified {
  readonly unverified: string;
  /** Why not, as a clause. */
  readonly why: string;
}

/** The Hub could not be reached, or could not answer. */
const UNREACHABLE: ReadonlySet<string> = new Set(
  Object.entries(hubFailure.rows()).filter(([, { exit }]) => exit === 6).map(([code]) => code),
);

/** What can help after each failure, the likeliest first. */
const RECOVERIES: Readonly<Record<string, readonly Recovery[]>> = {
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

/** Where a new token does not need to be said to be one with write access. */
const TEXTS: Readonly<Record<Exclude<Recovery, "as it is" | "change visibility">, string>> = {
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
 * @param wanted what the attempts start from
 * @param first why the last attempt failed
 * @returns a repository that could not be verified, where one is to be used all the same
 * @throws Failure on Quit, or where nothing can be done about it; `cancelled`
 */
export async function recover(
  context: Context,
  wanted: Wanted,
  first: Failure,
): Promise<Unverified | undefined> {
  if (!canRecover(context, first)) throw first;
  let failure = first;
  while (true) {
    context.reporter.failure(failure);
    const choices = recoveryChoices(failure, wanted);
    const [likeliest] = choices;
    const chosen = await context.questions.choose<Recovery>("What now?", {
      choices,
      fallback: likeliest?.value ?? "quit",
    });
    if (chosen === "quit") throw failure;
    try {
      const outcome = await RECOVER[chosen](context, wanted);
      if (outcome !== "again") return outcome;
    } catch (error) {
      if (!canRecover(context, error)) throw error;
      failure = error;
    }
  }
}

function canRecover(context: Context, error: unknown): error is Failure {
  return !context.interrupted.aborted && error instanceof Failure && recoveriesFor(error.code).length > 0;
}

/** What can help after a failure, the likeliest first. */
export function recoveriesFor(code: string): readonly Recovery[] {
  return UNREACHABLE.has(code) ? ["retry", "existing"] : RECOVERIES[code] ?? [];
}

/** The lines of the menu: only what can work with this account and this repository. */
export function recoveryChoices(
  failure: Pick<Failure, "code">,
  { account, target, present, hubSettings }: Pick<Wanted, "account" | "target" | "present" | "hubSettings">,
): readonly Choice<Recovery>[] {
  const endpoint = hubSettings.endpoint.url;
  const id = target?.id;
  const isPossible: Readonly<Partial<Record<Recovery, () => boolean>>> = {
    repository: () =>
      account === undefined || failure.code === "repository_not_writable" ||
      ownerRights(account.whoami, { endpoint }).some(({ right }) => !(right instanceof Denial)),
    // What is created in the browser must be one that the token can write to.
    browser: () =>
      id !== undefined && account !== undefined &&
      !(canWrite(account.whoami, { repository: id, endpoint }) instanceof Denial),
  };
  const actual = present?.visibility ?? "as it is";
  const texts: Readonly<Record<Recovery, string>> = {
    ...TEXTS,
    "as it is": `Use it as it is (${actual})`,
    "change visibility": `Make it ${actual === "public" ? "private" : "public"}`,
  };
  return [...recoveriesFor(failure.code), "quit" as const]
    .filter((recovery) => isPossible[recovery]?.() ?? true)
    .map((value) => ({ name: texts[value], value }));
}

type Outcome = undefined | "again" | Unverified;

const RECOVER: Readonly<
  Record<Exclude<Recovery, "quit">, (context: Context, wanted: Wanted) => Promise<Outcome>>
> = {
  async retry(context, wanted) {
    const { account, hubSettings: { endpoint: { url: endpoint } } } = wanted;
    wanted.present = undefined;
    if (account === undefined) return;
    try {
      // Rights are what whoami said, and something may have been changed since.
      const { early: _, ...same } = account;
      wanted.account = {
        ...same,
        whoami: await askWhoami(account.hub, { source: account.source, endpoint }),
      };
    } catch (error) {
      if (!(error instanceof Failure) || error.exitCode !== 3) throw error;
      // The old token was deleted when the new one was created.
      context.reporter.warn(error.message);
      return await RECOVER.token(context, wanted);
    }
  },

  async token(context, wanted) {
    const { hubSettings, settings, target, account } = wanted;
    const endpoint = hubSettings.endpoint.url;
    const owner = target === undefined ? settings.namespace : ownerOf(target.id);
    const isOwn = owner === undefined || owner === account?.whoami.name;
    const page = tokenPageUrl({ endpoint, ...(isOwn ? { own: true } : { organizations: [owner] }) });
    wanted.account = await askForToken(context, hubSettings, { page });
    context.reporter.step("Account", wanted.account.whoami.name);
    context.memory.replaced ??= account?.source;
    // With the token of another user goes another owner, unless one was named.
    if (account?.whoami.name !== wanted.account.whoami.name) wanted.target = undefined;
    wanted.present = undefined;
    return undefined;
  },

  async repository(context, wanted) {
    const id = await askId(context, wanted, "Repository (NAME or OWNER/NAME):");
    setTarget(wanted, id);
    wanted.present = undefined;
    return undefined;
  },

  async existing(context, wanted) {
    const id = await askId(context, wanted, "Dataset that exists (NAME or OWNER/NAME):");
    try {
      const account = wanted.account ??= await signIn(context, wanted.hubSettings);
      const info = await account.hub.readDataset(id);
      if (info === undefined) {
        context.reporter.warn(`Dataset ${id} does not exist, or this token cannot see it`);
        return "again";
      }
      setTarget(wanted, info.id);
      wanted.present = info;
      wanted.readOnly = account.whoami.tokenKind === "read";
      return undefined;
    } catch (error) {
      if (error instanceof Failure && UNREACHABLE.has(error.code) && !context.interrupted.aborted) {
        return { unverified: id, why: error.message };
      }
      throw error;
    }
  },

  "as it is"(_context, wanted) {
    wanted.settings = { ...wanted.settings, visibility: undefined };
    return Promise.resolve(undefined);
  },

  async "change visibility"(context, wanted) {
    const { account, target, hubSettings } = wanted;
    const info = target && await account?.hub.readDataset(target.id);
    if (account === undefined || info === undefined) return "again";
    const tools = datasetTools(context, account, hubSettings);
    const visibility = info.visibility === "public" ? "private" : "public";
    if (
      visibility === "public" &&
      !await context.questions.confirm(`Make ${info.id} public? Anyone will be able to see it.`, {
        fallback: false,
      })
    ) return "again";
    await executePlan(tools, await planDataset(tools, info, { ...UNCHANGED, visibility }));
    wanted.present = { ...info, visibility };
    return undefined;
  },

  async browser(context, wanted) {
    const { reporter, questions } = context;
    const { target, account, settings, answers, hubSettings } = wanted;
    if (target === undefined || account === undefined) return "again";
    const visibility = settings.visibility ?? answers.visibility;
    reporter.note(`Create it with these values: ${hubSettings.endpoint.url}/new-dataset`);
    reporter.step("Owner", ownerOf(target.id));
    reporter.step("Name", nameOf(target.id));
    reporter.step(
      "Visibility",
      visibility === undefined || visibility === "default" ? "as you like" : visibility,
    );
    await questions.text("Press Enter when it exists:", { fallback: "", judge: () => true });
    const info = await account.hub.readDataset(target.id);
    if (info === undefined) {
      reporter.warn(`${target.id} does not exist yet`);
      return "again";
    }
    wanted.present = info;
    wanted.inBrowser = info.id;
    return undefined;
  },
};

function setTarget(wanted: Wanted, id: string): void {
  wanted.target = { id, asked: true, remembered: false };
  wanted.settings = { ...wanted.settings, name: nameOf(id), namespace: ownerOf(id) };
}

async function askId(context: Context, { account, target }: Wanted, message: string): Promise<string> {
  const owner = account?.whoami.name ?? (target && ownerOf(target.id));
  const answer = await context.questions.text(message, {
    fallback: "",
    judge(text) {
      const checked = checkName(context, text);
      if (checked !== true || owner !== undefined) return checked;
      return parseRepositoryName(text).owner !== undefined || "Write it with its owner: OWNER/NAME";
    },
  });
  const named = parseRepositoryName(answer);
  const asked = named.owner ?? owner ?? "";
  return `${account === undefined ? asked : spellOwner(account.whoami, asked)}/${named.name}`;
}
