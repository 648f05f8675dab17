import { basename, dirname, join, relative, sep } from "node:path";
import { type Files } from "../ports/files.ts";
import { errorCodeOf, errorNameOf } from "../ports/file_errors.ts";
import { ignoreLineFor, ignoreList, ignoresCase } from "./git_ignore.ts";
import { findInIndex } from "./git_index.ts";
import {
  commonFolderOf,
  findWorkTree,
  readIfAny,
  readIgnoreRules,
  readTextIfAny,
  Unclear,
} from "./git_work_tree.ts";

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

/** An index of some hundred thousand files is well below this. */
const INDEX_LIMIT = 128 * 1024 * 1024;

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
  const { root, gitFolder } = tree;
  const commonFolder = await commonFolderOf(files, tree);
  const file = relative(root, path).split(sep).join("/");
  const config = (await readTextIfAny(files, join(commonFolder, "config"))) ?? "";
  const ignoreCase = ignoresCase(config);
  const hashLength = /^\s*objectformat\s*=\s*sha256\s*$/im.test(config) ? 32 : 20;
  const index = await readIfAny(files, { path: join(gitFolder, "index"), limit: INDEX_LIMIT });
  const listed = index === undefined ? false : findInIndex(index, { file, hashLength, ignoreCase });
  if (listed) return { state: "tracked" };
  if (listed === undefined) throw new Unclear("the git index is of a kind that set-up does not read");
  const folder = file.split("/").slice(0, -1).join("/");
  const rules = await readIgnoreRules(files, { root, commonFolder }, folder);
  const ignores = await ignoreList(rules, { ignoreCase });
  if (ignores(file)) return { state: "ignored" };
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
