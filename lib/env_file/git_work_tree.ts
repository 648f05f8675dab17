import { dirname, join, resolve } from "node:path";
import { type FileFacts, type Files } from "../ports/files.ts";
import { errorNameOf } from "../ports/file_errors.ts";
import type { IgnoreRules } from "./git_ignore.ts";

/** A work tree and its repository. */
export interface WorkTree {
  readonly root: string;
  /** Where this work tree's index is. */
  readonly gitFolder: string;
}

const TEXT_LIMIT = 1024 * 1024;

/** Thrown where git's files do not tell; the message says why. */
export class Unclear extends Error {}

/**
 * Finds the work tree that a folder is part of.
 *
 * @param files the files port
 * @param start the folder, its real path
 */
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

/** Where the rules and settings are that all work trees of the repository share. */
export async function commonFolderOf(files: Files, { gitFolder }: WorkTree): Promise<string> {
  const common = await readTextIfAny(files, join(gitFolder, "commondir"));
  return common === undefined ? gitFolder : resolve(gitFolder, common.trim());
}

/**
 * Reads the ignore files that count for what is in a folder.
 *
 * @param files the files port
 * @param tree its `root` and its `commonFolder`
 * @param folder the path from the root, with slashes; "" for the root
 */
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
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function factsIfAny(files: Files, path: string): Promise<FileFacts | undefined> {
  try {
    return await files.facts(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return ["NotFound", "NotADirectory", "IsADirectory"].includes(errorNameOf(error));
}
