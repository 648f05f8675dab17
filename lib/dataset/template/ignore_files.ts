import { dirname, join, relative } from "node:path";
import { ignoreList, type IgnoreRules, ignoresCase } from "../../env_file/git_ignore.ts";
import { errorNameOf, type Files } from "../../ports/files.ts";

/** What git would leave out of a folder, as far as its ignore files tell. */
export interface IgnoreFiles {
  /** Reads the `.gitignore` of a folder of the template, before its entries are looked at. */
  enter(folder: string): Promise<void>;
  /** Whether a path of the template is left out; a folder's path ends with a slash. */
  ignores(path: string): Promise<boolean>;
}

const LIMIT = 1024 * 1024;

/**
 * Collects the ignore files that count for a folder: its own and, where it is part of a git work tree, those around it.
 *
 * @param files the files port
 * @param root the folder, its real path
 */
export async function ignoreFilesAround(files: Files, root: string): Promise<IgnoreFiles> {
  const tree = await findWorkTree(files, root);
  const prefix = relative(tree, root).replaceAll("\\", "/");
  const rules: IgnoreRules[] = [];
  let list: ReturnType<typeof ignoreList> | undefined;
  const add = async (path: string, folder: string) => {
    const text = await readIfAny(files, path);
    if (text === undefined) return;
    rules.push({ folder, text });
    list = undefined;
  };
  // As git sets it on macOS and Windows: a rule that leaves out a secret counts for its name in other letters too.
  const ignoreCase = ignoresCase(await readIfAny(files, join(tree, ".git", "config")) ?? "");
  await add(join(tree, ".git", "info", "exclude"), "");
  const around = prefix === "" ? [] : prefix.split("/");
  for (let depth = 0; depth < around.length; depth++) {
    const folder = around.slice(0, depth).join("/");
    await add(join(tree, folder, ".gitignore"), folder);
  }
  const inTree = (path: string) => [prefix, path].filter((part) => part !== "").join("/");
  return {
    enter: (folder) => add(join(root, folder, ".gitignore"), inTree(folder)),
    async ignores(path) {
      list ??= ignoreList(rules, { ignoreCase });
      return (await list)(inTree(path));
    },
  };
}

/** The folder with `.git` in or above the root; the root itself where there is none, or none may be seen. */
async function findWorkTree(files: Files, root: string): Promise<string> {
  for (let folder = root;; folder = dirname(folder)) {
    try {
      await files.linkFacts(join(folder, ".git"));
      return folder;
    } catch (error) {
      if (!["NotFound", "NotCapable", "NotADirectory", "PermissionDenied"].includes(errorNameOf(error))) {
        throw error;
      }
    }
    if (dirname(folder) === folder) return root;
  }
}

async function readIfAny(files: Files, path: string): Promise<string | undefined> {
  try {
    const bytes = await files.read(path, { limit: LIMIT });
    return bytes && new TextDecoder().decode(bytes);
  } catch (error) {
    const name = errorNameOf(error);
    if (["NotFound", "NotCapable", "NotADirectory", "IsADirectory", "PermissionDenied"].includes(name)) {
      return undefined;
    }
    throw error;
  }
}
