import { envFileFailure, fileFailure, sideFilesOf } from "../env_file/failures.ts";
import type { FileSettings } from "../cli/settings.ts";
import { errorNameOf } from "../ports/file_errors.ts";
import type { Context } from "./context.ts";
import { gitStateOfFile } from "../env_file/git_state.ts";
import { editEnvBytes } from "../env_file/edit.ts";
import { findVariables, readVariables } from "../env_file/read.ts";
import { gitCommand } from "../shell/quoted.ts";
import { detectShell } from "../shell/shell.ts";
import { namesDataset } from "../env_file/variables.ts";
import { checkIsSideFile, linkFactsIfAny } from "../env_file/lock.ts";
import { readSnapshot } from "../env_file/snapshot.ts";
import { dirname } from "node:path";

/** The env file before anything is changed. */
export interface EnvFilePlan {
  /** The whole path; `undefined` with --no-env-file. */
  readonly path: string | undefined;
  /** The values that the variables have in it now. */
  readonly values: ReadonlyMap<string, string>;
  /** All of its variables that name datasets, Trackio's own too. */
  readonly named: ReadonlyMap<string, string>;
}

/**
 * Looks at the env file before the Hub is touched: a file that cannot be edited, or a token that may not be saved in
 * it, ends the run while nothing has been changed.
 *
 * @throws Failure of the file table
 */
export async function inspectEnvFile(
  context: Context,
  settings: FileSettings,
  { forWriting = true }: { forWriting?: boolean } = {},
): Promise<EnvFilePlan> {
  if (settings.path === undefined) return { path: undefined, values: new Map(), named: new Map() };
  const path = context.files.absolute(settings.path);
  const bytes = await readContent(context, path, { forWriting });
  if (forWriting) checkEdit(bytes, settings, path);
  const wanted = new Set(settings.variables);
  // What is about to be replaced need not be read alike by all programs.
  const values = forWriting
    ? findVariables(bytes, (name) => wanted.has(name), { path })
    : readVariables(bytes, wanted, { path });
  if (settings.saveToken) {
    const git = await gitStateOfFile(context, settings.path);
    const typed = { shell: detectShell(context.environment) };
    if (git.state === "tracked") {
      throw envFileFailure("env_file_tracked", { path, command: gitCommand("rm --cached", path, typed) });
    }
    // A guess could put the token into a commit. What the permissions hide is reported once the token is there.
    if (git.state === "unknown" && !git.isHidden) {
      throw envFileFailure("env_file_git_unclear", {
        path,
        reason: git.reason,
        command: gitCommand("ls-files", path, typed),
      });
    }
  }
  return { path, values, named: findVariables(bytes, namesDataset, { path }) };
}

/** Tries the edit with any value: a file in which a line is in the way gets no repository. */
export function checkEdit(
  bytes: Uint8Array,
  { variables, saveToken = false }: { variables: Iterable<string>; saveToken?: boolean },
  path: string,
): void {
  const names = saveToken ? [...variables, "HF_TOKEN"] : [...variables];
  editEnvBytes(bytes, names.map((name) => ({ name, value: "owner/name" })), { path });
}

async function readContent(
  context: Context,
  path: string,
  { forWriting }: { forWriting: boolean },
): Promise<Uint8Array> {
  const { files } = context;
  try {
    const { bytes, facts, target } = await readSnapshot(files, path);
    if (forWriting) checkWriteGrants(context, target);
    if (facts === undefined) await checkFolder(context, path);
    await checkSideFiles(context, target);
    return bytes;
  } catch (error) {
    throw fileFailure(error, { path, doing: "read" });
  }
}

async function checkFolder(context: Context, path: string): Promise<void> {
  const folder = dirname(path);
  try {
    const { links } = await context.files.facts(folder);
    // The current folder, which another program has removed: it can still be looked at.
    if (links === 0) throw envFileFailure("env_file_folder_missing", { path, folder });
  } catch (error) {
    if (errorNameOf(error) === "NotFound") throw envFileFailure("env_file_folder_missing", { path, folder });
    // Permissions that name only the file hide the folder; the write will show it.
    if (errorNameOf(error) !== "NotCapable") throw error;
  }
}

/**
 * Tells a permission that is missing before anything is changed: no repository is created for a file that cannot name it.
 *
 * @param target where the content is: what a link leads to
 * @throws Failure `env_file_not_granted`
 */
export function checkWriteGrants({ files }: Pick<Context, "files">, target: string): void {
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
