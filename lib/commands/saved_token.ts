import { basename, dirname } from "node:path";
import { expiryOf } from "../account/rights.ts";
import { accountFailure, TYPED } from "../account/token.ts";
import { type FoundToken, loginTokenPath } from "../account/token_sources.ts";
import { Failure } from "../cli/failure.ts";
import type { FileSettings } from "../cli/settings.ts";
import { gitFailure, type GitState, gitStateOfFile } from "../env_file/git_state.ts";
import { readVariables } from "../env_file/read.ts";
import { type EnvFileUpdate, updateEnvFile } from "../env_file/write.ts";
import { errorNameOf, systemProblem } from "../ports/file_errors.ts";
import { detectShell, quoted } from "../shell/shell.ts";
import { terminalFailure } from "../terminal/reporter.ts";
import type { Context, SignedIn } from "./context.ts";

/** An env file that is longer was not written by a person. */
const LONGEST_ENV_FILE = 1024 * 1024;

/** A cloned project must not choose whose account is used: never from a file that git tracks, or may track. */
export async function tokenInEnvFile(
  { files, parsed, environment }: Pick<Context, "files" | "parsed" | "environment">,
  warn: (text: string) => void,
): Promise<FoundToken | undefined> {
  if (parsed.has("no-env-file")) return undefined;
  const path = parsed.value("env-file") ?? ".env";
  const bytes = await files.read(path, { limit: LONGEST_ENV_FILE }).catch(() => undefined);
  if (bytes === undefined) return undefined;
  let raw: string | undefined;
  try {
    raw = (await readVariables(bytes, new Set(["HF_TOKEN"]), { path })).get("HF_TOKEN");
  } catch (error) {
    // Looked at because there is no other token: what is wrong with the file is not why there is none.
    if (!(error instanceof Failure)) throw error;
    warn(error.message);
  }
  if (raw === undefined || raw.trim() === "") return undefined;
  const { state } = await gitStateOfFile({ files, environment }, path);
  if (state === "tracked" || state === "unknown") {
    const tracks = state === "tracked" ? "tracks" : "might track";
    warn(`The token in ${path} is not used, because git ${tracks} that file`);
    return undefined;
  }
  return { source: `HF_TOKEN in ${path}`, explicit: false, raw };
}

/**
 * Refuses to save a token that ends soon: it would later hide the login that works, and an OAuth token only hf can renew.
 *
 * @throws Failure `token_short_lived`
 */
export function checkTokenToSave(context: Context, { saveToken }: FileSettings, account: SignedIn): void {
  const { parsed } = context;
  if (!saveToken && !parsed.has("save-login")) return;
  const why = shortLife(context, account);
  if (why === undefined || parsed.has("save-expiring-token")) return;
  throw accountFailure("token_short_lived", { why, option: saveToken ? "--save-token" : "--save-login" });
}

/** Why a token ends soon, as a clause; undefined where it does not. */
function shortLife({ clock }: Context, { token, whoami }: SignedIn): string | undefined {
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
  { path, saveToken }: FileSettings,
  { account, update }: { readonly account: SignedIn; readonly update: EnvFileUpdate | undefined },
): Promise<void> {
  const isTyped = account.source === TYPED;
  if (saveToken) noteReplaced(context, `HF_TOKEN in ${path}`);
  if (context.parsed.has("save-login")) await saveLogin(context, account.token);
  else if (isTyped && !saveToken) await offerToKeep(context, account, path, update?.created === true);
  if (isTyped) reportReplaced(context);
  context.memory.typed = undefined;
}

/** Where nothing is offered to be kept, a typed token is at least not lost without a word. */
export function reportLostToken(context: Context): void {
  context.reporter.note(
    "The token you entered is not saved; for other programs, set HF_TOKEN or run: hf auth login",
  );
  reportReplaced(context);
}

/** A place that has the new token now has the old one no more. */
function noteReplaced({ memory }: Context, place: string): void {
  if (memory.replaced?.startsWith(place)) memory.replaced = undefined;
}

function reportReplaced({ reporter, memory }: Context): void {
  const { replaced = "" } = memory;
  memory.replaced = undefined;
  if (replaced.startsWith("the login file")) {
    reporter.warn(`The old token is still in ${replaced}; to replace it: hf auth login`);
  } else if (/^(?:HF_|HUGGING)/.test(replaced)) {
    // What was typed or piped in stays nowhere.
    reporter.warn(
      `${replaced} still has the old token, and programs use it first; replace it there, or remove it`,
    );
  }
}

async function offerToKeep(
  context: Context,
  account: SignedIn,
  path: string | undefined,
  isNew: boolean,
): Promise<void> {
  const { reporter, questions, files } = context;
  const { token } = account;
  const why = shortLife(context, account);
  if (why !== undefined) {
    return reporter.note(`The token you entered is not saved, because ${why}; to log in: hf auth login`);
  }
  const login = loginTokenPath(context.environment);
  const lose = () => Promise.resolve(reportLostToken(context));
  const choices = [
    ...(path !== undefined && await keepsSecrets(context, path)
      ? [{
        name: `In ${path} (programs started here)`,
        value: () => saveInEnvFile(context, path, { token, isNew }),
      }]
      : []),
    ...(login !== undefined && files.isWriteGranted(login)
      ? [{ name: `In ${login}, as hf auth login does`, value: () => saveLogin(context, token) }]
      : []),
    { name: "Do not save it", value: lose },
  ];
  if (choices.length === 1) return await lose();
  const chosen = await questions.choose("Save the token you entered?", { choices, fallback: lose })
    .catch((error) => {
      const isCancelled = error instanceof Failure && error.code === "cancelled";
      throw isCancelled ? terminalFailure("cancelled", { undone: "the token is not saved" }) : error;
    });
  await chosen();
}

/** Only where git surely leaves the file out, or there is no repository. */
async function keepsSecrets(context: Context, path: string): Promise<boolean> {
  const { state } = await gitStateOfFile(context, path);
  return state === "ignored" || state === "outside";
}

async function saveInEnvFile(
  context: Context,
  path: string,
  { token, isNew }: { readonly token: string; readonly isNew: boolean },
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

/**
 * Refuses to put a token into a file that git tracks or may track: a guess could put it into a commit. What the permissions
 * hide is reported once the token is there.
 *
 * @throws Failure `env_file_tracked`, `env_file_git_unclear`
 */
export async function refuseTracked(context: Context, path: string): Promise<void> {
  const git = await gitStateOfFile(context, path);
  const command = (words: string) => gitCommand(context, git, path, words);
  if (git.state === "tracked") {
    throw gitFailure("env_file_tracked", { path, command: command("rm --cached") });
  }
  if (git.state === "unknown" && !git.isHidden) {
    throw gitFailure("env_file_git_unclear", { path, reason: git.reason, command: command("ls-files") });
  }
}

/** Says who else gets to see the token that was written: other users of this machine; by way of git, anyone. */
export async function reportExposure(context: Context, update: EnvFileUpdate): Promise<void> {
  reportReaders(context, update);
  const { path } = update;
  const git = await gitStateOfFile(context, path);
  if (git.state === "unknown") {
    const check = gitCommand(context, git, path, "ls-files");
    context.reporter.warn(
      `This file now has a token, and git may track it (${git.reason}); check with: ${check}`,
    );
  } else if (git.state === "exposed") {
    context.reporter.warn(
      `Git does not ignore this file, which now has a token; add the line "${git.ignoreLine}" to ${git.ignoreFile}`,
    );
  }
}

/** Warns of other users of this machine who can read a file with a token. */
function reportReaders({ environment, reporter }: Context, { path, mode }: EnvFileUpdate): void {
  if (mode === null || (mode & 0o077) === 0) return;
  const command = `chmod 600 ${quoted(path, { shell: detectShell(environment) })}`;
  reporter.warn(
    `Other users of this machine can read this file, which has the token; to keep them out: ${command}`,
  );
}

/** A command about the file, to be copied: git itself refuses a file outside of the work tree that it is called in. */
function gitCommand({ environment }: Context, { elsewhere }: GitState, path: string, words: string): string {
  const word = (text: string) => quoted(text, { shell: detectShell(environment) });
  const repository = elsewhere === undefined
    ? ""
    : `--git-dir ${word(elsewhere.gitFolder)} --work-tree ${word(elsewhere.root)} `;
  return `git -C ${word(dirname(path))} ${repository}${words} ${word(basename(path))}`;
}
