import { gitStateOfFile } from "../env_file/git_state.ts";
import type { EnvFileUpdate } from "../env_file/write.ts";
import { updateEnvFile } from "../env_file/write.ts";
import { Failure } from "../cli/failure.ts";
import { gitCommand } from "../shell/git_command.ts";
import { quoted } from "../shell/quoted.ts";
import { detectShell } from "../shell/shell.ts";
import { takeOver } from "../shell/take_over.ts";
import { assignmentsFor, type FileSettings } from "../cli/settings.ts";
import type { Context } from "./context.ts";
import type { EnvFilePlan } from "./env_file_plan.ts";
import { shownValue } from "./sentences.ts";

/** Gives the variables their value: in the env file, where one is written. */
export async function writeVariables(
  context: Context,
  facts: { settings: FileSettings; repository: string; token: string },
): Promise<EnvFileUpdate | undefined> {
  const { settings, repository, token } = facts;
  if (settings.path === undefined) return undefined;
  const assignments = assignmentsFor(settings, repository);
  const update = await updateEnvFile(context, {
    path: settings.path,
    assignments: settings.saveToken ? [...assignments, { name: "HF_TOKEN", value: token }] : assignments,
    secret: settings.saveToken,
    signal: context.interrupted,
    onWait: () => context.reporter.note(`Waiting for another run that is writing ${settings.path}`),
  }).catch((error) => {
    // Whatever the file has against it, the repository is there, and its name is what the person came for.
    throw error instanceof Failure ? error.adding(`the repository itself is ready: ${repository}`) : error;
  });
  for (const change of update.changes) reportChange(context, { change, path: update.path });
  reportOwnership(context, { update, saveToken: settings.saveToken });
  await reportGit(context, settings);
  return update;
}

/**
 * What became of the env file, as JSON tells it.
 *
 * @param path the whole path; `undefined` with --no-env-file
 * @param update `undefined` where nothing was to be written
 */
export function envFileResult(
  path: string | undefined,
  update: EnvFileUpdate | undefined,
): { readonly path: string; readonly action: "created" | "changed" | "kept" | null } | null {
  if (path === undefined) return null;
  if (update === undefined) return { path, action: null };
  return { path, action: update.created ? "created" : update.written ? "changed" : "kept" };
}

/** Says what a mode, an owner or a second name that was, or could not be, kept means for the file. */
export function reportOwnership(
  context: Context,
  facts: { update: EnvFileUpdate; saveToken: boolean },
): void {
  const { update, saveToken } = facts;
  if (!update.ownerKept) {
    context.reporter.warn(`${update.path} could not be given the owner and the group that it had before`);
  }
  if (update.otherNames > 0) {
    context.reporter.warn(
      `${update.path} was a hard link: the file's other name still has the old content, and is no longer the same file`,
    );
  }
  if (saveToken && update.mode !== null && (update.mode & 0o077) !== 0) {
    const path = quoted(update.path, { shell: detectShell(context.environment) });
    context.reporter.warn(
      `Other users of this machine may read this file, which holds the token; to keep them out: chmod 600 ${path}`,
    );
  }
}

function reportChange(
  context: Context,
  facts: { change: EnvFileUpdate["changes"][number]; path: string },
): void {
  const { reporter } = context;
  const { change, path } = facts;
  const assignment = change.name === "HF_TOKEN" ? "HF_TOKEN" : `${change.name}=${change.value}`;
  if (change.action === "kept") return reporter.step("Env file", `${assignment} is already in ${path}`);
  if (change.action === "added") return reporter.change("Env file", `${assignment} added to ${path}`);
  const before = change.name === "HF_TOKEN" ? "" : ` (it was: ${shownValue(change.previous ?? "")})`;
  reporter.change("Env file", `${assignment} set in ${path}${before}`);
}

async function reportGit(context: Context, settings: FileSettings): Promise<void> {
  if (settings.path === undefined) return;
  const git = await gitStateOfFile(context.files, settings.path);
  if (git.state === "unknown" && settings.saveToken) {
    const path = context.files.absolute(settings.path);
    const check = gitCommand("ls-files", path, { shell: detectShell(context.environment) });
    context.reporter.warn(
      `Whether git tracks this file could not be found out (${git.reason}), and it holds a token now; check it with: ${check}`,
    );
  } else if (git.state === "exposed" && settings.saveToken) {
    context.reporter.warn(
      `Git does not ignore this file, and it holds a token now; add the line "${git.ignoreLine}" to ${git.ignoreFile}`,
    );
  } else if (git.state === "exposed") {
    context.reporter.note(
      `Git does not ignore this file; before it holds secrets, add the line "${git.ignoreLine}" to ${git.ignoreFile}`,
    );
  } else if (git.state === "tracked") {
    context.reporter.note("Git tracks this file: what is written into it can be committed, secrets too");
  }
}

/** What the dry run would do to the env file. */
export function reportVariablesPlan(
  context: Context,
  facts: { settings: FileSettings; plan: EnvFilePlan; repository: string },
): void {
  const { settings, plan, repository } = facts;
  if (plan.path === undefined) return context.reporter.step("Env file", "none (--no-env-file)");
  for (const sentence of variablesPlanSentences("Would set", { settings, plan, repository })) {
    context.reporter.step("Env file", sentence);
  }
}

/**
 * What a run is about to do to the env file, one sentence a variable.
 *
 * @param set how setting is said: `Set`, `Would set`
 */
export function variablesPlanSentences(
  set: string,
  facts: { settings: FileSettings; plan: EnvFilePlan; repository: string },
): string[] {
  const { settings, plan, repository } = facts;
  if (plan.path === undefined) return [];
  const sentences = assignmentsFor(settings, repository).map(({ name, value }) => {
    const now = plan.values.get(name);
    if (now === value) return `${name}=${value} is already in ${plan.path}`;
    return `${set} ${name}=${value} in ${plan.path}${now === undefined ? "" : ` (now: ${shownValue(now)})`}`;
  });
  return settings.saveToken ? [...sentences, `${set} HF_TOKEN in ${plan.path}`] : sentences;
}

/**
 * How the calling shell gets the variables: a program cannot set them there, and never says that it has
 * (experiments-dataset B1).
 */
export function reportHandOff(context: Context, facts: { settings: FileSettings; repository: string }): void {
  const { environment, reporter } = context;
  if (!["id", "json", "dotenv"].includes(context.output)) return;
  const { variables, path } = facts.settings;
  const assignments = assignmentsFor(facts.settings, facts.repository);
  if (assignments.every(({ name, value }) => environment.get(name) === value)) {
    const what = assignments.length === 1 ? "the value is" : "the values are";
    reporter.step("Next", `nothing to take over: ${what} in the environment of this run already`);
    return;
  }
  const line = takeOver(detectShell(environment), { envFile: path, variables, assignments });
  // What the permissions hide, the shell may have already.
  const isKnown = assignments.some(({ name, value }) =>
    !environment.isHidden(name) && environment.get(name) !== value
  );
  const lacks = isKnown
    ? "this shell does not have the value yet; to take it over"
    : "to take the value over";
  reporter.suggest(lacks, line);
  // With --quiet the line above is not there.
  const how = context.parsed.has("quiet") ? `: ${line}` : "";
  for (const { name, value } of assignments) {
    const now = environment.get(name);
    if (now === undefined || now === value) continue;
    reporter.warn(
      `${name} is set to ${
        shownValue(now)
      } in this shell; most programs take that and not the file, so take the new value over${how}`,
    );
  }
}
