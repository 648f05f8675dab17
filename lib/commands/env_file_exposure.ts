import { basename, dirname } from "node:path";
import { gitFailure, type GitState, gitStateOfFile } from "../env_file/git_state.ts";
import type { EnvFileUpdate } from "../env_file/write.ts";
import { detectShell, quoted } from "../shell/shell.ts";
import type { Context } from "./context.ts";

/**
 * Refuses to put a token into a file that git tracks or may track: a guess could put it into a commit. What the permissions
 * hide is reported once the token is there.
 *
 * @param path the whole path of the env file
 * @throws Failure `env_file_tracked`, `env_file_git_unclear`
 */
export async function refuseTracked(context: Context, path: string): Promise<void> {
  const git = await gitStateOfFile(context, path);
  const command = (words: string) => gitCommandFor(context, { git, path, words });
  if (git.state === "tracked") {
    throw gitFailure("env_file_tracked", { path, command: command("rm --cached") });
  }
  if (git.state === "unknown" && !git.isHidden) {
    throw gitFailure("env_file_git_unclear", { path, reason: git.reason, command: command("ls-files") });
  }
}

/** Says who else gets to see what was written: with a token, other users of this machine; by way of git, anyone. */
export async function reportExposure(
  context: Context,
  { path, mode }: EnvFileUpdate,
  { saveToken }: { saveToken: boolean },
): Promise<void> {
  const { reporter } = context;
  if (saveToken) reportReaders(context, { path, mode });
  const git = await gitStateOfFile(context, path);
  if (git.state === "unknown" && saveToken) {
    const check = gitCommandFor(context, { git, path, words: "ls-files" });
    reporter.warn(`This file now has a token, and git may track it (${git.reason}); check with: ${check}`);
  } else if (git.state === "exposed") {
    const add = `add the line "${git.ignoreLine}" to ${git.ignoreFile}`;
    if (saveToken) reporter.warn(`Git does not ignore this file, which now has a token; ${add}`);
    else reporter.note(`Git does not ignore this file; before it holds secrets, ${add}`);
  } else if (git.state === "tracked") {
    reporter.note("Git tracks this file, so what is written to it can be committed");
  }
}

/** Warns of other users of this machine who can read a file with a token. */
export function reportReaders(
  { environment, reporter }: Context,
  { path, mode }: Pick<EnvFileUpdate, "path" | "mode">,
): void {
  if (mode === null || (mode & 0o077) === 0) return;
  const command = `chmod 600 ${quoted(path, { shell: detectShell(environment) })}`;
  reporter.warn(
    `Other users of this machine can read this file, which has the token; to keep them out: ${command}`,
  );
}

/** A command about the file, to be copied: git itself refuses a file outside of the work tree that it is called in. */
function gitCommandFor(
  { environment }: Context,
  { git: { elsewhere }, path, words }: { git: GitState; path: string; words: string },
): string {
  const word = (text: string) => quoted(text, { shell: detectShell(environment) });
  const repository = elsewhere === undefined
    ? ""
    : `--git-dir ${word(elsewhere.gitFolder)} --work-tree ${word(elsewhere.root)} `;
  return `git -C ${word(dirname(path))} ${repository}${words} ${word(basename(path))}`;
}
