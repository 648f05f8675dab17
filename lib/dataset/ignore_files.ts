import { join, relative, sep } from "node:path";
import { ignoreList, ignoresCase } from "../env_file/git_ignore.ts";
import {
  commonFolderOf,
  findWorkTree,
  readIgnoreFile,
  readIgnoreRules,
  readTextIfAny,
  type WorkTree,
} from "../env_file/git_work_tree.ts";
import { errorNameOf, type Files } from "../ports/files.ts";

/** What git would leave out of a folder, as far as its ignore files tell. */
export interface IgnoreFiles {
  /** Reads the `.gitignore` of a folder in the template, before its entries are looked at. */
  enter(folder: string): Promise<void>;
  /** Whether a path of the template is left out; a folder's path ends with a slash. */
  ignores(path: string): Promise<boolean>;
}

/**
 * Collects the ignore files that count for a folder: its own and, where it is part of a git work tree, those around it.
 *
 * @param files the files port
 * @param folder its real path
 * @throws Unclear, and the errors of files: a work tree whose rules cannot be read may leave out a secret
 */
export async function ignoreFilesAround(files: Files, folder: string): Promise<IgnoreFiles> {
  const tree = await visibleWorkTree(files, folder);
  const root = tree?.root ?? folder;
  const commonFolder = tree === undefined ? join(folder, ".git") : await commonFolderOf(files, tree);
  const prefix = relative(root, folder).split(sep).join("/");
  const inTree = (path: string) => [prefix, path].filter((part) => part !== "").join("/");
  const rules = await readIgnoreRules(files, { root, commonFolder }, prefix);
  // As git sets it on macOS and Windows: a rule that leaves out a secret counts for its name in other letters too.
  const ignoreCase = ignoresCase(await readTextIfAny(files, join(commonFolder, "config")) ?? "");
  let list: ReturnType<typeof ignoreList> | undefined;
  return {
    async enter(path) {
      rules.push(...await readIgnoreFile(files, root, inTree(path)));
      list = undefined;
    },
    async ignores(path) {
      list ??= ignoreList(rules, { ignoreCase });
      return (await list)(inTree(path));
    },
  };
}

/** None also where the folders around may not be seen: a template need not be in a work tree. */
async function visibleWorkTree(files: Files, folder: string): Promise<WorkTree | undefined> {
  try {
    return await findWorkTree(files, folder);
  } catch (error) {
    if (["NotCapable", "PermissionDenied"].includes(errorNameOf(error))) return undefined;
    throw error;
  }
}
