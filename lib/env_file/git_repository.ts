import { dirname, join, resolve } from "node:path";
import type { Environment } from "../ports/environment.ts";
import { errorNameOf, isSystemError } from "../ports/file_errors.ts";
import type { FileFacts, Files } from "../ports/files.ts";

/** A work tree and its repository. */
export interface WorkTree {
  readonly root: string;
  /** Where this work tree's index is. */
  readonly gitFolder: string;
  /** The repository has no `.git` there: its work tree is named by a variable, or is known by habit. */
  readonly isElsewhere?: boolean;
}

/** The rules of one ignore file. */
export interface IgnoreRules {
  /** The folder that they are relative to, from the root of the work tree, with slashes; "" for the root. */
  readonly folder: string;
  readonly text: string;
}

/** Thrown where git's files do not say enough; the message says why. */
export class Unclear extends Error {}

const TEXT_LIMIT = 1024 * 1024;

/** Where people keep the repository of their dotfiles, whose work tree is the home folder (`git --git-dir … --work-tree ~`). */
const DOTFILES = `
  .dotfiles .dotfiles.git .dots .cfg .cfg.git .config.git .myconf .myconfig .home.git dotfiles dotfiles.git
  git/dotfiles.git .local/share/yadm/repo.git .config/yadm/repo.git .yadm/repo.git
`.trim().split(/\s+/);

/** Finds the work trees that a folder is part of: by their `.git`, by git's own variables, and where dotfiles are kept. */
export async function findWorkTrees(
  files: Files,
  folder: string,
  { get }: Pick<Environment, "get">,
): Promise<WorkTree[]> {
  const trees: WorkTree[] = [];
  const found = await findWorkTree(files, folder);
  if (found !== undefined) trees.push(found);
  const gitDir = get("GIT_DIR");
  const workTree = get("GIT_WORK_TREE");
  const gitFolder = gitDir === undefined ? found?.gitFolder : files.absolute(gitDir);
  if (gitFolder !== undefined && (gitDir ?? workTree) !== undefined) {
    const root = files.absolute(workTree ?? await namedWorkTree(files, gitFolder) ?? ".");
    trees.push({ root: await realPathOf(files, root), gitFolder, isElsewhere: true });
  }
  const home = get("HOME") ?? get("USERPROFILE");
  const dotfiles = await Promise.all((home === undefined ? [] : DOTFILES).map(async (name) => {
    const gitFolder = join(home ?? "", name);
    if (await factsIfAny(files, join(gitFolder, "HEAD")) === undefined) return [];
    const root = await namedWorkTree(files, gitFolder) ?? home ?? "";
    return [{ root: await realPathOf(files, root), gitFolder, isElsewhere: true }];
  }));
  return [...trees, ...dotfiles.flat()];
}

/** Finds the work tree around a folder by its `.git`. */
export async function findWorkTree(files: Files, start: string): Promise<WorkTree | undefined> {
  for (let root = start;; root = dirname(root)) {
    const gitFolder = await gitFolderAt(files, root);
    if (gitFolder !== undefined) return { root, gitFolder };
    if (dirname(root) === root) return undefined;
  }
}

/** The git folder of a work tree's root: `.git` itself, or what it names (linked work trees, submodules). */
async function gitFolderAt(files: Files, root: string): Promise<string | undefined> {
  const path = join(root, ".git");
  const facts = await factsIfAny(files, path);
  if (facts === undefined) return undefined;
  if (facts.kind === "folder") return await factsIfAny(files, join(path, "HEAD")) && path;
  const [, named] = /^gitdir: (.+?)\s*$/.exec((await readTextIfAny(files, path)) ?? "") ?? [];
  if (named === undefined) throw new Unclear(`"${path}" does not name a git folder`);
  return resolve(root, named);
}

/** The work tree that a repository's settings name (`core.worktree`). */
async function namedWorkTree(files: Files, gitFolder: string): Promise<string | undefined> {
  const config = await readTextIfAny(files, join(gitFolder, "config")) ?? "";
  const [, named] = /^\s*worktree\s*=\s*"?(.+?)"?\s*$/im.exec(config) ?? [];
  return named === undefined ? undefined : resolve(gitFolder, named);
}

/** The path without symbolic links, as far as it exists and the system can say. */
export async function realPathOf(files: Files, path: string): Promise<string> {
  try {
    return await files.realPath(path);
  } catch (error) {
    if (!isSystemError(error) || errorNameOf(error) === "NotCapable") throw error;
    const isThere = errorNameOf(error) !== "NotFound" && (await factsIfAny(files, path)) !== undefined;
    const parent = dirname(path);
    return isThere || parent === path
      ? path
      : join(await realPathOf(files, parent), path.slice(parent.length));
  }
}

/** Where the rules and settings are that all work trees of the repository share. */
export async function commonFolderOf(files: Files, { gitFolder }: WorkTree): Promise<string> {
  const common = await readTextIfAny(files, join(gitFolder, "commondir"));
  return common === undefined ? gitFolder : resolve(gitFolder, common.trim());
}

/** Reads the ignore files that count for what is in a folder, which is given from the root, with slashes; "" for the root. */
export async function readIgnoreRules(
  files: Files,
  { root, commonFolder }: { readonly root: string; readonly commonFolder: string },
  folder: string,
): Promise<IgnoreRules[]> {
  const exclude = await readTextIfAny(files, join(commonFolder, "info", "exclude"));
  const rules: IgnoreRules[] = exclude === undefined ? [] : [{ folder: "", text: exclude }];
  const parts = folder.split("/").filter((part) => part !== "");
  for (let depth = 0; depth <= parts.length; depth++) {
    rules.push(...await readIgnoreFile(files, root, parts.slice(0, depth).join("/")));
  }
  return rules;
}

/** The rules of the `.gitignore` of one folder of a work tree, if it has one. */
export async function readIgnoreFile(files: Files, root: string, folder: string): Promise<IgnoreRules[]> {
  const text = await readTextIfAny(files, join(root, folder, ".gitignore"));
  return text === undefined ? [] : [{ folder, text }];
}

/**
 * Tells whether git ignores a path that it does not track, given from the root of the work tree, with slashes.
 *
 * @param rules those that count least first: `info/exclude`, then `.gitignore` from the root down
 */
export async function ignoreList(
  rules: readonly IgnoreRules[],
  { ignoreCase }: { ignoreCase: boolean },
): Promise<(file: string) => boolean> {
  const { default: ignore } = await import("ignore");
  // One list from the root on: git lets the last rule win, but nothing inside an ignored folder comes back.
  const list = ignore({ ignorecase: ignoreCase });
  for (const { folder, text } of rules) {
    list.add(text.split(/\r?\n/).map((line) => fromRoot(line, folder)));
  }
  return (file) => list.ignores(file);
}

/** Whether the repository's settings (`.git/config`) say that names in other letters are the same. */
export function ignoresCase(config: string): boolean {
  return /^\s*ignorecase\s*=\s*(true|yes|on|1)\s*$/im.test(config);
}

function fromRoot(line: string, folder: string): string {
  if (folder === "" || line.trim() === "" || line.startsWith("#")) return line;
  const [, not = "", pattern = ""] = /^(!?)(.*)$/s.exec(line) ?? [];
  // A slash anywhere but at the end ties a pattern to its folder; without one it counts at any depth.
  const tied = /\/(?=.)/.test(pattern.trimEnd());
  const inner = tied ? pattern.replace(/^\//, "") : `**/${pattern}`;
  return `${not}/${escapedPattern(folder)}/${inner}`;
}

/** A path as a pattern of an ignore file that means nothing else. */
export function escapedPattern(path: string): string {
  return path.replaceAll(/[\\*?[\]!# ]/g, "\\$&");
}

/** The text of one of git's files, if it is there. */
export async function readTextIfAny(files: Files, path: string): Promise<string | undefined> {
  const bytes = await readIfAny(files, { path, limit: TEXT_LIMIT });
  return bytes && new TextDecoder().decode(bytes);
}

/** The content of one of git's files, if it is there. */
export async function readIfAny(
  files: Files,
  { path, limit }: { readonly path: string; readonly limit: number },
): Promise<Uint8Array | undefined> {
  try {
    const bytes = await files.read(path, { limit });
    if (bytes === undefined) throw new Unclear(`"${path}" is too large`);
    return bytes;
  } catch (error) {
    return unlessAbsent(error);
  }
}

function factsIfAny(files: Files, path: string): Promise<FileFacts | undefined> {
  return files.facts(path).catch(unlessAbsent);
}

function unlessAbsent(error: unknown): undefined {
  if (!["NotFound", "NotADirectory", "IsADirectory"].includes(errorNameOf(error))) throw error;
}
