import { dirname } from "node:path";
import { expiryOf } from "../account/rights.ts";
import { accountFailure, TYPED, writeTokenPage } from "../account/token.ts";
import { type FoundToken, loginTokenPath } from "../account/token_sources.ts";
import { Failure } from "../cli/failure.ts";
import { terminalFailure } from "../terminal/reporter.ts";
import type { FileSettings, HubSettings } from "../cli/settings.ts";
import { gitStateOfFile } from "../env_file/git_state.ts";
import { type EnvFileUpdate, updateEnvFile } from "../env_file/write.ts";
import { errorNameOf, systemProblem } from "../ports/file_errors.ts";
import type { Context } from "./context.ts";
import { reportLineEnds } from "./env_file.ts";
import { reportReaders } from "./env_file_exposure.ts";
import { isAboutToken, isReading, type SignedIn, tryToken } from "./sign_in.ts";

/** A person who mistypes more often than this is better served by the error. */
const MOST_ANSWERS = 5;

/**
 * Asks for a token until the Hub knows it.
 *
 * @param context the world, at a terminal
 * @param settings how to reach the Hub
 * @param options `page`: where to create one; undefined where that was just said
 * @throws Failure `token_*` after too many answers, `cancelled`, and those of the network
 */
export async function askForToken(
  context: Context,
  settings: HubSettings,
  options: { readonly page: string | undefined; readonly early?: string | undefined },
): Promise<SignedIn> {
  const { page } = options;
  const access = isReading(context) ? "" : " with write access";
  if (page !== undefined) context.reporter.note(`You need a token${access}. Create one: ${page}`);
  for (let answers = 1;; answers++) {
    // Checked after the question, not by it: a wrong answer that stays in a hidden field cannot be corrected there.
    const raw = await context.questions.secret("Token (hidden, starts with hf_):");
    try {
      return await tryTyped(context, settings, { source: TYPED, explicit: true, raw }, options.early);
    } catch (error) {
      if (!isAboutToken(error) || answers >= MOST_ANSWERS) throw error;
      context.reporter.warn(error.message);
    }
  }
}

/** Where to create a token of which no more is known than whether it is to write. */
export function newTokenPage(context: Context, { endpoint: { url } }: HubSettings): string {
  return isReading(context) ? `${url}/settings/tokens` : writeTokenPage(url);
}

/** A typed token is kept until the Hub has judged it. */
export async function tryTyped(
  context: Context,
  settings: HubSettings,
  typed: FoundToken,
  early?: string,
): Promise<SignedIn> {
  try {
    context.memory.typed = typed;
    return await tryToken(typed, context, settings, early);
  } catch (error) {
    if (isAboutToken(error)) context.memory.typed = undefined;
    throw error;
  }
}

/**
 * Refuses to save a token that ends soon: it would later hide the login that works, and an OAuth token only hf can renew.
 *
 * @throws Failure `token_short_lived`
 */
export function checkTokenToSave(context: Context, files: FileSettings, account: SignedIn): void {
  const { parsed } = context;
  if (!files.saveToken && !parsed.has("save-login")) return;
  const why = shortLife(context, account);
  if (why === undefined || parsed.has("save-expiring-token")) return;
  throw accountFailure("token_short_lived", {
    why,
    option: files.saveToken ? "--save-token" : "--save-login",
  });
}

/** Why a token ends soon, as a clause; undefined where it does not. */
function shortLife({ clock }: Pick<Context, "clock">, { token, whoami }: SignedIn): string | undefined {
  if (whoami.tokenKind === "oauth" || token.startsWith("hf_oauth_")) return "it is an OAuth login";
  if (token.startsWith("hf_jwt_")) return "it is a JWT for one job";
  const expiry = expiryOf(whoami.expiresAt, clock.now());
  return expiry?.urgent === true ? `it expires on ${expiry.text}` : undefined;
}

/**
 * Ends where the next program can go on: a typed token is gone when this one ends, so it says so and offers to keep it.
 *
 * @throws Failure `login_not_saved`, those of the env file; `cancelled`
 */
export async function keepToken(
  context: Context,
  files: FileSettings,
  { account, update }: { readonly account: SignedIn; readonly update: EnvFileUpdate | undefined },
): Promise<void> {
  if (files.saveToken) noteReplaced(context, `HF_TOKEN in ${files.path}`);
  if (context.parsed.has("save-login")) await saveLogin(context, account.token);
  else if (account.source === TYPED && !files.saveToken) {
    await offerToKeep(context, files, { account, update });
  }
  if (account.source === TYPED) reportReplaced(context);
  context.memory.typed = undefined;
}

/** Where nothing is offered to be kept, a typed token is at least not lost without a word. */
export function reportLostToken(context: Context): void {
  reportLost(context);
  reportReplaced(context);
}

function reportLost({ reporter }: Context): void {
  reporter.note(
    "The token you entered is not saved; for other programs, set HF_TOKEN or run: hf auth login",
  );
}

/** A place that has the new token now has the old one no more. */
function noteReplaced({ memory }: Context, place: string): void {
  if (memory.replaced?.startsWith(place)) memory.replaced = undefined;
}

function reportReplaced({ reporter, memory: { replaced } }: Context): void {
  // What was typed or piped in stays nowhere.
  if (replaced === undefined || !/^(?:the login file|HF_|HUGGING)/.test(replaced)) return;
  reporter.warn(
    replaced.startsWith("the login file")
      ? `${replaced[0]?.toUpperCase()}${
        replaced.slice(1)
      } still has the old token; to replace it: hf auth login`
      : `${replaced} still has the old token, and programs use it first; replace it there, or remove it`,
  );
}

async function offerToKeep(
  context: Context,
  files: FileSettings,
  { account, update }: { readonly account: SignedIn; readonly update: EnvFileUpdate | undefined },
): Promise<void> {
  const { reporter, questions } = context;
  const why = shortLife(context, account);
  if (why !== undefined) {
    return reporter.note(`The token you entered is not saved, because ${why}; to log in: hf auth login`);
  }
  const login = loginTokenPath(context.environment);
  const canSaveLogin = login !== undefined && context.files.isWriteGranted(login);
  const choices = [
    ...(await canKeepSecrets(context, files.path)
      ? [{ name: `In ${files.path} (programs started here)`, value: "env file" as const }]
      : []),
    ...(canSaveLogin ? [{ name: `In ${login}, as hf auth login does`, value: "login" as const }] : []),
    { name: "Do not save it", value: "no" as const },
  ];
  if (choices.length > 1) {
    const chosen = await questions.choose<"env file" | "login" | "no">("Save the token you entered?", {
      choices,
      fallback: "no",
    }).catch((error) => {
      const isCancelled = error instanceof Failure && error.code === "cancelled";
      throw isCancelled ? terminalFailure("cancelled", { undone: "the token is not saved" }) : error;
    });
    if (chosen === "login") return await saveLogin(context, account.token);
    if (chosen === "env file") {
      return await saveInEnvFile(
        context,
        { path: files.path ?? ".env", isNew: update?.created === true },
        account.token,
      );
    }
  }
  reportLost(context);
}

/** Only where git surely leaves the file out, or there is no repository. */
async function canKeepSecrets(context: Context, path: string | undefined): Promise<boolean> {
  if (path === undefined) return false;
  const { state } = await gitStateOfFile(context, path);
  return state === "ignored" || state === "outside";
}

async function saveInEnvFile(
  context: Context,
  { path, isNew }: { readonly path: string; readonly isNew: boolean },
  token: string,
): Promise<void> {
  context.reporter.begin();
  // This run made it for everyone to read.
  if (isNew && context.environment.system !== "windows") await context.files.setMode(path, 0o600);
  const update = await updateEnvFile(context, {
    path,
    assignments: [{ name: "HF_TOKEN", value: token }],
    secret: true,
    signal: context.interrupted,
    onWait: () => context.reporter.note(`Waiting for another run that is writing ${path}`),
  });
  context.reporter.change("Token", `Saved as HF_TOKEN in ${update.path}`);
  reportLineEnds(context, update);
  reportReaders(context, update);
  noteReplaced(context, `HF_TOKEN in ${path}`);
}

/** Writes the file that `hf auth login` writes, for this user alone. */
async function saveLogin(context: Context, token: string): Promise<void> {
  const { environment, files, reporter } = context;
  const path = loginTokenPath(environment);
  if (path === undefined) {
    throw accountFailure("login_not_saved", {
      path: "~/.cache/huggingface/token",
      problem: "no home folder",
    });
  }
  const draft = `${path}.hf-dataset-setup.tmp`;
  reporter.begin();
  try {
    await files.makeFolder(dirname(path), { mode: 0o700 });
    await files.remove(draft).catch(() => undefined);
    await using file = await files.open(draft, { create: { mode: 0o600 } });
    await file.write(new TextEncoder().encode(token));
    await file.sync();
    await files.rename(draft, path);
  } catch (error) {
    await files.remove(draft).catch(() => undefined);
    const problem = errorNameOf(error) === "NotCapable"
      ? "Deno was started without permission to write it"
      : systemProblem(error);
    throw accountFailure("login_not_saved", { path, problem }, { cause: error });
  }
  reporter.change("Token", `Saved in ${path}, as hf auth login does`);
  noteReplaced(context, "the login file");
}
