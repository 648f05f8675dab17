import { dirname, join, relative, resolve, sep } from "node:path";
import { failuresOf } from "../cli/failure.ts";
import type { Environment } from "../ports/environment.ts";
import { errorNameOf, isSystemError } from "../ports/file_errors.ts";
import type { Files } from "../ports/files.ts";
import {
  commonFolderOf,
  escapedPattern,
  findWorkTrees,
  ignoreList,
  ignoresCase,
  readIfAny,
  readIgnoreRules,
  readTextIfAny,
  realPathOf,
  Unclear,
  type WorkTree,
} from "./git_repository.ts";

/** What git would do with a file. */
export type GitState =
  & {
    /** The repository, where git has to be told which. */
    readonly elsewhere?: WorkTree;
  }
  & (
    /** No work tree is around it. */
    | { readonly state: "outside" }
    /** Git has it in its index: its content is committed. */
    | { readonly state: "tracked" }
    /** The repository's own rules leave it out. */
    | { readonly state: "ignored" }
    /** `git add .` would take it; `ignoreLine` in `ignoreFile` would prevent that. */
    | { readonly state: "exposed"; readonly ignoreLine: string; readonly ignoreFile: string }
    /** It could not be determined. `isHidden`: Deno's permissions hide even whether there is a work tree. */
    | { readonly state: "unknown"; readonly reason: string; readonly isHidden: boolean }
  );

/** Why a token does not go into a file. */
export const gitFailure = failuresOf(() => ({
  env_file_tracked: ({ path, command }: { path: string; command: string }) => ({
    exitCode: 7,
    message: `The token was not saved: git tracks "${path}"`,
    hint: "Choose another file with --env-file, or add this one to .gitignore and stop tracking it:",
    next: [command],
  }),
  env_file_git_unclear: ({ path, reason, command }: { path: string; reason: string; command: string }) => ({
    exitCode: 7,
    message: `The token was not saved, because git may track "${path}" (${reason})`,
    hint: "Choose another file with --env-file, leave out --save-token, or check with git:",
    next: [command],
  }),
}));

/** An index of some hundred thousand files is well below this. */
const INDEX_LIMIT = 128 * 1024 * 1024;

/**
 * Finds out whether git tracks or ignores a file, which need not exist, without running git: "unknown" rather than a guess.
 *
 * A link counts as the file that it leads to. The user's global ignore file is not read: it keeps one machine from
 * adding the file, not the next person's.
 */
export async function gitStateOfFile(
  { files, environment }: { readonly files: Files; readonly environment: Pick<Environment, "get"> },
  path: string,
): Promise<GitState> {
  try {
    const file = await realPathOf(files, files.absolute(path));
    const states: GitState[] = [];
    const indexFile = environment.get("GIT_INDEX_FILE");
    for (const tree of await findWorkTrees(files, dirname(file), environment)) {
      const state = await stateOf(files, { tree, path: file, indexFile }).catch(unknown);
      states.push(tree.isElsewhere ? { ...state, elsewhere: tree } : state);
    }
    const first = (["tracked", "unknown", "exposed", "ignored"] as const)
      .map((wanted) => states.find(({ state }) => state === wanted));
    return first.find((state) => state !== undefined) ?? { state: "outside" };
  } catch (error) {
    return unknown(error);
  }
}

function unknown(error: unknown): GitState {
  if (error instanceof Unclear) return { state: "unknown", reason: error.message, isHidden: false };
  if (errorNameOf(error) === "NotCapable") {
    const reason = "Deno was started without permission to read the git folder";
    return { state: "unknown", reason, isHidden: true };
  }
  if (!isSystemError(error)) throw error;
  return { state: "unknown", reason: "the git folder could not be read", isHidden: false };
}

/** @param sought `indexFile`: that which git was told to use instead of the repository's own */
async function stateOf(
  files: Files,
  { tree, path, indexFile }: { tree: WorkTree; path: string; indexFile: string | undefined },
): Promise<GitState> {
  const { root, gitFolder } = tree;
  const file = relative(root, path).split(sep).join("/");
  if (file.startsWith("../") || file === "") return { state: "outside" };
  const commonFolder = await commonFolderOf(files, tree);
  const config = (await readTextIfAny(files, join(commonFolder, "config"))) ?? "";
  const ignoreCase = ignoresCase(config);
  const hashLength = /^\s*objectformat\s*=\s*sha256\s*$/im.test(config) ? 32 : 20;
  const listed: (boolean | undefined)[] = [];
  // Git goes to the root of the work tree before it opens an index that it was told of.
  for (const name of [join(gitFolder, "index"), ...indexFile ? [resolve(root, indexFile)] : []]) {
    const index = await readIfAny(files, { path: name, limit: INDEX_LIMIT });
    if (index !== undefined) listed.push(isInIndex(index, { file, hashLength, ignoreCase }));
  }
  if (listed.includes(true)) return { state: "tracked" };
  if (listed.includes(undefined)) throw new Unclear("its index has an unsupported format");
  // A repository of dotfiles takes only what is added by name.
  if (tree.isElsewhere) return { state: "outside" };
  const folder = file.split("/").slice(0, -1).join("/");
  const rules = await readIgnoreRules(files, { root, commonFolder }, folder);
  const ignores = await ignoreList(rules, { ignoreCase });
  if (ignores(file)) return { state: "ignored" };
  return { state: "exposed", ignoreLine: `/${escapedPattern(file)}`, ignoreFile: join(root, ".gitignore") };
}

const STAT_LENGTH = 40;
const FOLDER_MODE = 0o040000;
const EXTENDED = 0x4000;

/**
 * Whether the content of a git index file has a path; undefined where the list is compressed (version 4), a part of it is
 * kept elsewhere (split or sparse index), or it is not understood.
 */
function isInIndex(
  bytes: Uint8Array,
  { file, hashLength, ignoreCase }: { file: string; hashLength: 20 | 32; ignoreCase: boolean },
): boolean | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 + hashLength || view.getUint32(0) !== 0x44495243 /* DIRC */) return undefined;
  if (view.getUint32(4) !== 2 && view.getUint32(4) !== 3) return undefined;
  const end = bytes.length - hashLength;
  const decoder = new TextDecoder();
  const lettersOf = (text: string) => ignoreCase ? text.toLowerCase() : text;
  const wanted = lettersOf(file);
  let isElsewhere = false;
  let at = 12;
  for (let count = view.getUint32(8); count > 0; count--) {
    const flagsAt = at + STAT_LENGTH + hashLength;
    if (flagsAt + 2 > end) return undefined;
    const isFolder = (view.getUint32(at + 24) & 0o170000) === FOLDER_MODE;
    const nameAt = flagsAt + ((view.getUint16(flagsAt) & EXTENDED) === 0 ? 2 : 4);
    const nul = bytes.indexOf(0, nameAt);
    if (nul < 0 || nul >= end) return undefined;
    const name = lettersOf(decoder.decode(bytes.subarray(nameAt, nul)));
    if (name === wanted) return true;
    if (isFolder && wanted.startsWith(name)) isElsewhere = true;
    // An entry is filled up to a multiple of eight with one to eight NUL bytes.
    at += (nul - at + 8) & ~7;
  }
  for (; at + 8 <= end; at += 8 + view.getUint32(at + 4)) {
    if (view.getUint32(at) === 0x6c696e6b /* link */) return undefined;
  }
  return isElsewhere ? undefined : false;
}
