import { dirname } from "node:path";
import { Failure, PROGRAM } from "../cli/failure.ts";
import { assignmentsFor, type FileSettings } from "../cli/settings.ts";
import { type Assignment, editEnvBytes } from "../env_file/edit.ts";
import { envFileFailure, fileFailure, sideFilesOf } from "../env_file/failures.ts";
import {
  checkIsSideFile,
  findVariables,
  linkFactsIfAny,
  readSnapshot,
  readVariables,
} from "../env_file/read.ts";
import { DEFAULT_VARIABLE, namesDataset } from "../env_file/variables.ts";
import { type EnvFileUpdate, updateEnvFile } from "../env_file/write.ts";
import { isRepositoryId } from "../hub/addresses.ts";
import { errorNameOf } from "../ports/file_errors.ts";
import { detectShell, loadLine, type Shell } from "../shell/shell.ts";
import type { CommandResult, Context, SignedIn } from "./context.ts";

/** The env file before anything is changed, and what it is to get. */
export interface EnvFilePlan {
  readonly settings: FileSettings;
  /** The whole path; `undefined` with --no-env-file. */
  readonly path: string | undefined;
  /** The values that the variables have in it now. */
  readonly values: ReadonlyMap<string, string>;
  /** All of its variables that name datasets, Trackio's own too. */
  readonly named: ReadonlyMap<string, string>;
  readonly remembered: Remembered | undefined;
}

/** The repository that is already in use here: running twice must not move anything to another one. */
export interface Remembered {
  readonly id: string;
  /** Where it is named. */
  readonly place: string;
}

/**
 * Looks at the env file before the Hub is touched: a file that cannot be edited, or a token that may not be saved in
 * it, ends the run while nothing has been changed.
 */
export async function inspectEnvFile(
  context: Context,
  settings: FileSettings,
  { forWriting = true }: { forWriting?: boolean } = {},
): Promise<EnvFilePlan> {
  let path: string | undefined;
  let values: ReadonlyMap<string, string> = new Map();
  let named = values;
  if (settings.path !== undefined) {
    path = context.files.absolute(settings.path);
    const bytes = await readContent(context, path, { forWriting });
    if (forWriting) await checkEdit(bytes, settings, path);
    const wanted = new Set(settings.variables);
    // What is about to be replaced need not be read alike by all programs.
    values = forWriting
      ? await findVariables(bytes, (name) => wanted.has(name))
      : await readVariables(bytes, wanted, { path });
    if (settings.saveToken) await (await import("./saved_token.ts")).refuseTracked(context, path);
    named = await findVariables(bytes, namesDataset);
  }
  const remembered = findRemembered(context, settings, values);
  return { settings, path, values, named, remembered };
}

function findRemembered(
  { environment }: Context,
  { variables, path }: FileSettings,
  values: ReadonlyMap<string, string>,
): Remembered | undefined {
  const places = [
    ...variables.map((name) => ({ value: values.get(name), place: path ?? name })),
    ...variables.map((name) => ({ value: environment.get(name), place: name })),
  ];
  for (const { value, place } of places) {
    // Also where the URL of a dataset was pasted.
    const id = value?.trim().replace(/^https?:\/\/[^/]+\/datasets\//, "").replace(/\/$/, "");
    if (isRepositoryId(id)) return { id, place };
  }
  return undefined;
}

/** Tries the edit with any value: a file in which a line is in the way gets no repository. */
export async function checkEdit(
  bytes: Uint8Array,
  { variables, saveToken = false }: { variables: Iterable<string>; saveToken?: boolean },
  path: string,
): Promise<void> {
  const names = saveToken ? [...variables, "HF_TOKEN"] : [...variables];
  await editEnvBytes(bytes, names.map((name) => ({ name, value: "owner/name" })), { path });
}

async function readContent(
  context: Context,
  path: string,
  { forWriting }: { forWriting: boolean },
): Promise<Uint8Array> {
  try {
    const { bytes, facts, target } = await readSnapshot(context.files, path);
    if (forWriting) checkWriteGrants(context, target);
    if (facts === undefined) await checkFolder(context, path);
    await checkSideFiles(context, target);
    return bytes;
  } catch (error) {
    throw fileFailure(error, { path, doing: "read" });
  }
}

async function checkFolder({ files }: Context, path: string): Promise<void> {
  const folder = dirname(path);
  const links = await files.facts(folder).then((facts) => facts.links, (error) => {
    if (errorNameOf(error) === "NotFound") return 0;
    // Permissions that name only the file hide the folder; the write will show it.
    if (errorNameOf(error) === "NotCapable") return undefined;
    throw error;
  });
  // The current folder, which another program has removed, can still be looked at: it has no links.
  if (links === 0) throw envFileFailure("env_file_folder_missing", { path, folder });
}

/**
 * Names a permission that is missing before anything is changed: no repository is created for a file that cannot name it.
 *
 * @throws Failure `env_file_not_granted`
 */
export function checkWriteGrants({ files }: Context, target: string): void {
  const needed = [target, ...Object.values(sideFilesOf(target))];
  const missing = needed.find((path) => !files.isWriteGranted(path));
  if (missing !== undefined) {
    throw envFileFailure("env_file_not_granted", { path: missing, access: "write", needed });
  }
}

/** What is in the way of the write is found now, and not when the repository has been created. */
async function checkSideFiles(context: Context, target: string): Promise<void> {
  for (const side of Object.values(sideFilesOf(target))) {
    try {
      const facts = await linkFactsIfAny(context.files, side);
      if (facts !== undefined) checkIsSideFile(facts, side);
    } catch (error) {
      if (errorNameOf(error) !== "NotCapable") throw error;
    }
  }
}

/** Gives the variables their value: in the env file, where one is written. */
export async function writeEnvFile(
  context: Context,
  { path, saveToken, ...settings }: FileSettings,
  { repository, token }: { repository: string; token: string },
): Promise<EnvFileUpdate | undefined> {
  if (path === undefined) return undefined;
  const assignments = assignmentsFor(settings, repository);
  context.reporter.begin();
  const update = await updateEnvFile(context, {
    path,
    assignments: saveToken ? [...assignments, { name: "HF_TOKEN", value: token }] : assignments,
    secret: saveToken,
    signal: context.interrupted,
    onWait: () => context.reporter.note(`Waiting for another run that is writing ${path}`),
  }).catch((error) => {
    // The file aside, the repository exists, and its name is what the person came for.
    throw error instanceof Failure ? error.adding(`The dataset itself is ready: ${repository}`) : error;
  });
  for (const change of update.changes) reportChange(context, change, update.path);
  reportLineEnds(context, update);
  if (saveToken) await (await import("./saved_token.ts")).reportExposure(context, update);
  // Said when the file was written; a run that changes nothing does not say it again.
  else if (update.written) await reportGit(context, update.path);
  return update;
}

/** Says what git does with the file: secrets can be written to it later. */
async function reportGit(context: Context, path: string): Promise<void> {
  const { gitStateOfFile } = await import("../env_file/git_state.ts");
  const git = await gitStateOfFile(context, path);
  if (git.state === "exposed") {
    context.reporter.note(
      `Git does not ignore this file; before it holds secrets, add the line "${git.ignoreLine}" to ${git.ignoreFile}`,
    );
  } else if (git.state === "tracked") {
    context.reporter.note("Git tracks this file, so what is written to it can be committed");
  }
}

/** What every command that names a repository in the env file hands over; without an account, nothing was verified. */
export function namingResult(
  { parsed }: Context,
  { settings, path }: EnvFilePlan,
  { id, account, update }: { id: string; account?: SignedIn; update?: EnvFileUpdate | undefined },
): CommandResult {
  const assignments = assignmentsFor(settings, id);
  // Without an update, nothing was to be written.
  const action = update && (update.created ? "created" : update.written ? "changed" : "kept");
  return {
    id,
    assignments,
    json: {
      user: account?.whoami.name ?? null,
      tokenSource: account?.source ?? null,
      variables: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
      envFile: path === undefined ? null : { path, action: action ?? null },
      dryRun: parsed.has("dry-run"),
    },
  };
}

function reportChange(
  { reporter }: Context,
  { name, value, action, previous = "" }: EnvFileUpdate["changes"][number],
  path: string,
): void {
  const assignment = name === "HF_TOKEN" ? name : `${name}=${value}`;
  if (action === "kept") return reporter.step("Env file", `${assignment} is already in ${path}`);
  if (action === "added") return reporter.change("Env file", `${assignment} added to ${path}`);
  const before = name === "HF_TOKEN" || value === previous ? "" : ` (was: ${shownValue(previous)})`;
  reporter.change("Env file", `${assignment} set in ${path}${before}`);
}

/** Names what keeps shells from reading the values as they are. */
export function reportLineEnds({ environment, reporter }: Context, update: EnvFileUpdate): void {
  if (!update.hasWindowsLineEnds || environment.system === "windows") return;
  reporter.warn(
    `${update.path} has Windows line ends: shells read a carriage return at the end of each value`,
  );
}

/** How the calling shell gets the variables: a program cannot set them there, and never says that it has. */
export async function reportLineToLoad(
  context: Context,
  settings: FileSettings,
  repository: string,
): Promise<void> {
  const { environment, reporter } = context;
  if (!["id", "json", "dotenv"].includes(context.output)) return;
  const assignments = assignmentsFor(settings, repository);
  if (assignments.every(({ name, value }) => environment.get(name) === value)) return;
  const line = await lineToLoad(detectShell(environment), settings, assignments);
  if (line === undefined) {
    const set = assignments.map(({ name, value }) => `${name}=${value}`).join(" and ");
    const shell = environment.get("SHELL")?.split("/").at(-1) ?? "This shell";
    reporter.step("Shell", `${shell} is not supported; set ${set} in it yourself`);
  } else {
    const them = assignments.length === 1 ? "the variable" : "the variables";
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

/**
 * The line by which a shell loads variables: by `env` where the file and the variable are the usual ones and there is a
 * format for the shell, else without this program.
 *
 * @returns the line; `undefined` for an unknown shell, whose syntax is not known
 * @throws {Failure} `shell_value_impossible`
 */
export async function lineToLoad(
  shell: Shell,
  { path, variables }: Pick<FileSettings, "path" | "variables">,
  assignments: readonly Assignment[],
): Promise<string | undefined> {
  const isUsual = path === ".env" && variables.length === 1 && variables[0] === DEFAULT_VARIABLE;
  const line = isUsual ? loadLine(shell, PROGRAM) : undefined;
  if (line !== undefined || shell === "unknown") return line;
  const { typedLine } = await import("../shell/render.ts");
  // One line, because a message is one: its line ends become spaces, behind which a shell sees no new command.
  return assignments.map((assignment) => typedLine(shell, assignment)).join(shell === "cmd" ? " & " : "; ");
}

/** A value of an env file as it may be shown: anything but a repository id or an empty value may be a secret. */
export function shownValue(value: string): string {
  if (value === "") return "empty";
  return isRepositoryId(value) && !value.includes("hf_") ? value : "another value, not shown";
}
