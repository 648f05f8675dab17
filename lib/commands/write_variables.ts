import { gitStateOfFile } from "../env_file/git_state.ts";
import { type EnvFileUpdate, updateEnvFile } from "../env_file/write.ts";
import { Failure } from "../cli/failure.ts";
import { gitCommand, quoted } from "../shell/quoted.ts";
import { detectShell, handOff } from "../shell/shell.ts";
import { assignmentsFor, type FileSettings } from "../cli/settings.ts";
import type { Context } from "./context.ts";
import type { EnvFilePlan } from "./env_file_plan.ts";
import { isRepositoryId } from "../hub/repository_id.ts";

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
    // The file aside, the repository exists, and its name is what the person came for.
    throw error instanceof Failure ? error.adding(`the repository itself is ready: ${repository}`) : error;
  });
  for (const change of update.changes) reportChange(context, { change, path: update.path });
  reportReaders(context, { update, saveToken: settings.saveToken });
  // Said when the file was written; a run that changes nothing does not say it again.
  if (update.written || settings.saveToken) await reportGit(context, settings);
  return update;
}

/**
 * What became of the env file, as in the JSON.
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

/** Says who cannot, and who can, read the file now. */
export function reportReaders(
  context: Context,
  { update, saveToken }: { update: EnvFileUpdate; saveToken: boolean },
): void {
  const { environment, reporter } = context;
  if (update.hasWindowsLineEnds && environment.system !== "windows") {
    reporter.warn(
      `${update.path} has Windows line ends: shells read a carriage return at the end of each value`,
    );
  }
  if (saveToken && update.mode !== null && (update.mode & 0o077) !== 0) {
    const path = quoted(update.path, { shell: detectShell(environment) });
    reporter.warn(
      `Other users of this machine can read this file, which has the token; to keep them out: chmod 600 ${path}`,
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
  const before = change.name === "HF_TOKEN" || change.previous === change.value
    ? ""
    : ` (was: ${shownValue(change.previous ?? "")})`;
  reporter.change("Env file", `${assignment} set in ${path}${before}`);
}

async function reportGit(context: Context, settings: FileSettings): Promise<void> {
  if (settings.path === undefined) return;
  const git = await gitStateOfFile(context, settings.path);
  if (git.state === "unknown" && settings.saveToken) {
    const path = context.files.absolute(settings.path);
    const check = gitCommand("ls-files", path, { shell: detectShell(context.environment) });
    context.reporter.warn(
      `This file now has a token, and git may track it (${git.reason}); check with: ${check}`,
    );
  } else if (git.state === "exposed" && settings.saveToken) {
    context.reporter.warn(
      `Git does not ignore this file, which now has a token; add the line "${git.ignoreLine}" to ${git.ignoreFile}`,
    );
  } else if (git.state === "exposed") {
    context.reporter.note(
      `Git does not ignore this file; before it holds secrets, add the line "${git.ignoreLine}" to ${git.ignoreFile}`,
    );
  } else if (git.state === "tracked") {
    context.reporter.note("Git tracks this file, so what is written to it can be committed");
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

/** How the calling shell gets the variables: a program cannot set them there, and never says that it has. */
export function reportHandOff(context: Context, facts: { settings: FileSettings; repository: string }): void {
  const { environment, reporter } = context;
  if (!["id", "json", "dotenv"].includes(context.output)) return;
  const { variables, path } = facts.settings;
  const assignments = assignmentsFor(facts.settings, facts.repository);
  if (assignments.every(({ name, value }) => environment.get(name) === value)) return;
  const line = handOff(detectShell(environment), { envFile: path, variables, assignments });
  const them = assignments.length === 1 ? "the variable" : "the variables";
  if (line === undefined) {
    const set = assignments.map(({ name, value }) => `${name}=${value}`).join(" and ");
    const shell = environment.get("SHELL")?.split("/").at(-1) ?? "This shell";
    reporter.step("Shell", `${shell} is not supported; set ${set} in it yourself`);
  } else {
    reporter.suggest(`To load ${them} into this shell`, line, { label: "Shell" });
  }
  // With --quiet the line above is not there.
  const how = context.parsed.has("quiet") && line !== undefined ? `; to load the new value: ${line}` : "";
  for (const { name, value } of assignments) {
    const now = environment.get(name);
    if (now === undefined || now === value) continue;
    reporter.warn(
      `${name} is ${shownValue(now)} in this shell, which most programs use instead of the file${how}`,
    );
  }
}

/** A value of an env file as it may be shown: anything but a repository id or an empty value may be a secret. */
export function shownValue(value: string): string {
  if (value === "") return "empty";
  return isRepositoryId(value) && !value.includes("hf_") ? value : "another value, not shown";
}
