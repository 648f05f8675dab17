import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { errorCodeOf, errorNameOf, type FileFacts, type Files } from "../ports/files.ts";
import { ignoreLineFor, type IgnoreRules, ignoresCase, isIgnored } from "./git_ignore.ts";
import { findInIndex } from "./git_index.ts";

/** What git would do with a file. */
export type GitState =
  /** No work tree is around it. */
  | { readonly state: "outside" }
  /** Git has it in its index: its content is committed. */
  | { readonly state: "tracked" }
  /** The repository's own rules leave it out. */
  | { readonly state: "ignored" }
  /** `git add .` would take it; `ignoreLine` in `ignoreFile` would prevent that. */
  | { readonly state: "exposed"; readonly ignoreLine: string; readonly ignoreFile: string }
  /** It could not be found out. `isHidden`: Deno's permissions hide even whether there is a work tree. */
  | { readonly state: "unknown"; readonly reason: string; readonly isHidden: boolean };

interface WorkTree {
  readonly root: string;
  /** Where this work tree's index is. */
  readonly gitFolder: string;
  /** Where the rules and settings are that all work trees of the repository share. */
  readonly commonFolder: string;
}

/** An index of some hundred thousand files is well below this. */
const INDEX_LIMIT = 128 * 1024 * 1024;
const TEXT_LIMIT = 1024 * 1024;

/** Thrown to say that no answer can be given. */
class Unclear extends Error {}

/**
 * Finds out whether git tracks or ignores a file, without running git.
 *
 * A link is judged by the file that it leads to. The user's global ignore file is not looked at: it keeps one machine from
 * adding the file, not the next person's.
 *
 * @param files the files port
 * @param path the file, which need not exist
 * @returns what git would do with it; "unknown" rather than a guess
 */
export async function gitStateOfFile(files: Files, path: string): Promise<GitState> {
  try {
    return await stateOf(files, await realPathOf(files, files.absolute(path)));
  } catch (error) {
    if (error instanceof Unclear) return { state: "unknown", reason: error.message, isHidden: false };
    if (errorNameOf(error) === "NotCapable") {
      const reason = "Deno was started without permission to read the git folder";
      return { state: "unknown", reason, isHidden: true };
    }
    if (errorCodeOf(error) !== "") {
      return { state: "unknown", reason: "the git folder could not be read", isHidden: false };
    }
    throw error;
  }
}

async function stateOf(files: Files, path: string): Promise<GitState> {
  const tree = await findWorkTree(files, dirname(path));
  if (tree === undefined) return { state: "outside" };
  const { root, gitFolder, commonFolder } = tree;
  const file = relative(root, path).split(sep).join("/");
  const config = (await readTextIfAny(files, join(commonFolder, "config"))) ?? "";
  const ignoreCase = ignoresCase(config);
  const hashLength = /^\s*objectformat\s*=\s*sha256\s*$/im.test(config) ? 32 : 20;
  const index = await readIfAny(files, { path: join(gitFolder, "index"), limit: INDEX_LIMIT });
  const listed = index === undefined ? false : findInIndex(index, { file, hashLength, ignoreCase });
  if (listed) return { state: "tracked" };
  if (listed === undefined) throw new Unclear("the git index is of a kind that set-up does not read");
  const rules = await readRules(files, { root, commonFolder, file });
  if (await isIgnored(file, rules, { ignoreCase })) return { state: "ignored" };
  return { state: "exposed", ignoreLine: ignoreLineFor(file), ignoreFile: join(root, ".gitignore") };
}

async function realPathOf(files: Files, path: string): Promise<string> {
  try {
    return await files.realPath(path);
  } catch (error) {
    if (errorNameOf(error) !== "NotFound") throw error;
  }
  try {
    return join(await files.realPath(dirname(path)), basename(path));
  } catch (error) {
    if (errorNameOf(error) !== "NotFound") throw error;
    return path;
  }
}

async function findWorkTree(files: Files, start: string): Promise<WorkTree | undefined> {
  for (let root = start;; root = dirname(root)) {
    const gitFolder = await gitFolderAt(files, root);
    if (gitFolder !== undefined) {
      const common = await readTextIfAny(files, join(gitFolder, "commondir"));
      return {
        root,
        gitFolder,
        commonFolder: common === undefined ? gitFolder : resolve(gitFolder, common.trim()),
      };
    }
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

async function readRules(
  files: Files,
  { root, commonFolder, file }: { root: string; commonFolder: string; file: string },
): Promise<readonly IgnoreRules[]> {
  const rules: IgnoreRules[] = [];
  const exclude = await readTextIfAny(files, join(commonFolder, "info", "exclude"));
  if (exclude !== undefined) rules.push({ folder: "", text: exclude });
  const parts = file.split("/");
  for (let depth = 0; depth < parts.length; depth++) {
    const folder = parts.slice(0, depth).join("/");
    const text = await readTextIfAny(files, join(root, folder, ".gitignore"));
    if (text !== undefined) rules.push({ folder, text });
  }
  return rules;
}

async function readTextIfAny(files: Files, path: string): Promise<string | undefined> {
  const bytes = await readIfAny(files, { path, limit: TEXT_LIMIT });
  return bytes && new TextDecoder().decode(bytes);
}

async function readIfAny(
  files: Files,
  { path, limit }: { path: string; limit: number },
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
