import { join, relative, sep } from "node:path";
import { lineOfToken } from "../account/token.ts";
import {
  commonFolderOf,
  findWorkTree,
  ignoreList,
  ignoresCase,
  readIgnoreFile,
  readIgnoreRules,
  readTextIfAny,
  Unclear,
  type WorkTree,
} from "../env_file/git_repository.ts";
import { type Files } from "../ports/files.ts";
import { errorCodeOf, errorNameOf } from "../ports/file_errors.ts";
import { contentFailure } from "./content_failures.ts";

/** One file of a template, as it is on the disk. */
export interface TemplateFile {
  /** In the folder, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A folder that a new repository starts with. */
export interface TemplateFolder {
  /** As it was given. */
  readonly path: string;
  /** In the order of their paths. */
  readonly files: readonly TemplateFile[];
  /** What is in the folder and is not uploaded; a folder's path ends with a slash. */
  readonly leftOut: readonly string[];
}

/** Larger data is uploaded by programs that can resume. */
export const TEMPLATE_LIMITS = { files: 500, bytes: 50_000_000, cardBytes: 1_000_000, depth: 20 } as const;

interface Walk {
  readonly files: Files;
  readonly given: string;
  /** The real path. */
  readonly root: string;
  readonly ignore: IgnoreFiles;
  /** The env file that this run writes, wherever it is. */
  readonly envFile: string | undefined;
  readonly found: TemplateFile[];
  readonly leftOut: string[];
  bytes: number;
}

/**
 * Reads a template folder: every file but what git ignores, secrets, and what programs leave behind.
 *
 * @param files the files port
 * @param path the folder
 * @param options `envFile`, the whole path of the file that this run writes, which is left out whatever its name
 * @throws Failure `template_*`
 */
export async function readTemplateFolder(
  files: Files,
  path: string,
  { envFile }: { envFile?: string | undefined } = {},
): Promise<TemplateFolder> {
  const root = await rootOf(files, path);
  const ignore = await ignoreFilesAround(files, root).catch((error) => {
    throw unreadable(error, path);
  });
  const walk: Walk = {
    files,
    given: path,
    root,
    ignore,
    envFile: envFile === undefined ? undefined : await files.realPath(envFile).catch(() => envFile),
    found: [],
    leftOut: [],
    bytes: 0,
  };
  await readInto(walk, "", 0);
  if (walk.found.length === 0) throw contentFailure("template_empty", { path });
  walk.found.sort((one, other) => one.path < other.path ? -1 : 1);
  return { path, files: walk.found, leftOut: walk.leftOut };
}

async function rootOf(files: Files, path: string): Promise<string> {
  try {
    const root = await files.realPath(path);
    if ((await files.facts(root)).kind === "folder") return root;
  } catch (error) {
    throw unreadable(error, path);
  }
  throw contentFailure("template_unreadable", { path, problem: "it is not a folder" });
}

async function readInto(walk: Walk, folder: string, depth: number): Promise<void> {
  if (depth > TEMPLATE_LIMITS.depth) {
    throw tooLarge(walk, `it has more than ${TEMPLATE_LIMITS.depth} levels of folders`);
  }
  if (folder !== "") await reading(walk, folder, () => walk.ignore.enter(folder));
  const names = await reading(walk, folder, () => walk.files.list(join(walk.root, folder)));
  for (const name of [...names].sort()) {
    const path = folder === "" ? name : `${folder}/${name}`;
    // Every work tree has one, so it is not listed as left out.
    if (name.toLowerCase() === ".git") continue;
    // Deno reports a name that is not UTF-8 in a form that opens no file.
    if (name.includes("\ufffd")) throw unusable(path, "its name is not UTF-8");
    const { kind } = await reading(walk, path, () => walk.files.linkFacts(join(walk.root, path)));
    if (await isLeftOut(walk, path, kind === "folder")) {
      walk.leftOut.push(kind === "folder" ? `${path}/` : path);
      continue;
    }
    checkCardName(path, kind);
    if (kind === "folder") await readInto(walk, path, depth + 1);
    else await readFile(walk, path, kind);
  }
}

/** The Hub knows the card by this name only: in any other spelling it would not be shown. */
function checkCardName(path: string, kind: string): void {
  if (path.toLowerCase() !== "readme.md") return;
  if (path !== "README.md") throw unusable(path, "the card must be called README.md");
  if (kind === "folder") throw unusable(path, "the card must be a file");
}

/** What programs leave behind in folders, and where they keep secrets: no repository needs it. */
const UNWANTED = new RegExp(
  [
    // Of systems, editors and version control.
    /\.DS_Store|\._.*|__MACOSX|\.Trashes|\.Spotlight-V100|\.fseventsd|Thumbs\.db|ehthumbs\.db|desktop\.ini|\$RECYCLE\.BIN/,
    /.*\.sw[op]|.*~|\.#.*|\.git|\.hg|\.svn/,
    // Caches and environments of programs.
    /__pycache__|.*\.py[co]|\.ipynb_checkpoints|\.cache|\..*_cache|\.venv|\.tox|\.nox|node_modules/,
    // Env files, but not examples of them.
    /\.env(?!.*\.(?:example|sample|template|dist)$).*/,
    // Keys and passwords.
    /id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|.*\.(?:ppk|p12|pfx|jks|keystore|kdbx)|\.ssh|\.gnupg|\.aws|\.kube|\.huggingface/,
    /[._]netrc|\.git-credentials|\.pypirc|\.npmrc|\.pgpass|\.my\.cnf|\.htpasswd|\.s3cfg|\.boto|\.(?:bash|zsh|python)_history/,
  ].map(({ source }) => `^(?:${source})$`).join("|"),
  "i",
);

/** A private key, as OpenSSL, OpenSSH, PGP and PuTTY write them. */
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|^PuTTY-User-Key-File-\d/;

/** Whether a file is a key: it begins with one, or has its name and holds one. */
function isPrivateKey(path: string, bytes: Uint8Array): boolean {
  const isNamedSo = /\.(?:pem|key)$/i.test(path);
  const text = new TextDecoder("latin1").decode(isNamedSo ? bytes : bytes.subarray(0, 200)).replace(
    /^ï»¿/,
    "",
  );
  const found = PRIVATE_KEY.exec(text);
  return found !== null && (isNamedSo || text.slice(0, found.index).trim() === "");
}

async function isLeftOut(walk: Walk, path: string, isFolder: boolean): Promise<boolean> {
  if (UNWANTED.test(path.split("/").at(-1) ?? "")) return true;
  if (walk.envFile !== undefined && join(walk.root, path) === walk.envFile) return true;
  return await walk.ignore.ignores(isFolder ? `${path}/` : path);
}

async function readFile(walk: Walk, path: string, kind: string): Promise<void> {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (/[\x00-\x1f\x7f\\]/.test(path)) {
    throw unusable(path, "its name contains characters that the Hub does not accept");
  }
  if (kind !== "file") throw unusable(path, kind === "link" ? "it is a symbolic link" : "it is not a file");
  const limit = Math.max(0, TEMPLATE_LIMITS.bytes - walk.bytes);
  const bytes = await reading(walk, path, () => walk.files.read(join(walk.root, path), { limit }));
  if (bytes === undefined) {
    throw tooLarge(walk, `its files are larger than ${megabytes(TEMPLATE_LIMITS.bytes)}`);
  }
  if (path === "README.md" && bytes.length > TEMPLATE_LIMITS.cardBytes) {
    throw tooLarge(walk, `its README.md is larger than ${megabytes(TEMPLATE_LIMITS.cardBytes)}`);
  }
  if (isPrivateKey(path, bytes)) {
    walk.leftOut.push(path);
    return;
  }
  walk.bytes += bytes.length;
  if (walk.found.push({ path, bytes }) > TEMPLATE_LIMITS.files) {
    throw tooLarge(walk, `it has more than ${TEMPLATE_LIMITS.files} files`);
  }
  checkToken(path, bytes);
}

function checkToken(path: string, bytes: Uint8Array): void {
  const line = lineOfToken(bytes);
  if (line !== undefined) throw contentFailure("template_holds_token", { file: path, line });
}

async function reading<T>(walk: Walk, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unreadable(error, join(walk.given, path));
  }
}

function unreadable(error: unknown, path: string): Error {
  const known = error instanceof Unclear
    ? error.message
    : PROBLEMS[errorNameOf(error)] ?? (errorCodeOf(error) === "" ? undefined : errorCodeOf(error));
  if (known === undefined) return error instanceof Error ? error : new Error(String(error));
  return contentFailure("template_unreadable", { path, problem: known }, { cause: error });
}

const PROBLEMS: Readonly<Record<string, string>> = {
  NotFound: "it does not exist",
  PermissionDenied: "permission denied",
  NotCapable: "Deno is not allowed to read it (--allow-read)",
  NotADirectory: "it is not a folder",
  IsADirectory: "it is a folder",
  FilesystemLoop: "its symbolic links form a loop",
};

function unusable(file: string, problem: string): Error {
  return contentFailure("template_file_unusable", { file, problem });
}

function tooLarge(walk: Walk, what: string): Error {
  return contentFailure("template_too_large", { path: walk.given, what });
}

function megabytes(bytes: number): string {
  return `${bytes / 1_000_000} MB`;
}

/** What git would leave out of a folder, as far as its ignore files say. */
interface IgnoreFiles {
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
 * @throws Unclear, and the errors of files: a work tree whose rules cannot be read could leave out a secret
 */
async function ignoreFilesAround(files: Files, folder: string): Promise<IgnoreFiles> {
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

/** None also where the folders around it are not readable: a template need not be in a work tree. */
async function visibleWorkTree(files: Files, folder: string): Promise<WorkTree | undefined> {
  try {
    return await findWorkTree(files, folder);
  } catch (error) {
    if (["NotCapable", "PermissionDenied"].includes(errorNameOf(error))) return undefined;
    throw error;
  }
}
