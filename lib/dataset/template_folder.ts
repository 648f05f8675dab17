import { join, relative, sep } from "node:path";
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
import { errorRow, Failure, failuresOf } from "../cli/failure.ts";
import { lineOfToken } from "./card.ts";

interface InFile {
  /** A file of the template, as a path in its folder. */
  readonly file: string;
}

/** What is wrong with a template. */
export const templateFailure = failuresOf(() => ({
  template_unknown: errorRow<{ name: string; nearest: string | undefined }>({
    exit: 2,
    message: ({ name }) => `There is no template or folder named "${name}"`,
    hint: ({ nearest }) =>
      nearest === undefined ? "Use trackio, blank, or the path of a folder" : `Did you mean "${nearest}"?`,
  }),
  template_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the template "${path}": ${problem}`,
    hint: () => "Check its path and permissions, and run it again; nothing was created",
  }),
  template_empty: errorRow<{ path: string }>({
    exit: 2,
    message: ({ path }) => `The template "${path}" has no files to upload`,
    hint: () => "Put a README.md into it, or use --template blank; nothing was created",
  }),
  template_too_large: errorRow<{ path: string; what: string }>({
    exit: 2,
    message: ({ path, what }) => `The template "${path}" is too large: ${what}`,
    hint: () =>
      "Exclude files with a .gitignore, and upload large data later with hf upload; nothing was created",
  }),
  template_file_unusable: errorRow<InFile & { problem: string }>({
    exit: 2,
    message: ({ file, problem }) => `Cannot upload "${file}" of the template: ${problem}`,
    hint: () => "Rename or remove it, or exclude it with a .gitignore; nothing was created",
  }),
  template_holds_token: errorRow<InFile & { line: number }>({
    exit: 2,
    message: ({ file, line }) => `Line ${line} of "${file}" in the template contains what looks like a token`,
    hint: () =>
      "Remove it or exclude the file with a .gitignore, and revoke the token if anyone may have seen it; nothing was created",
  }),
  template_visibility_unknown: errorRow<InFile & { line: number }>({
    exit: 2,
    message: ({ file, line }) =>
      `Line ${line} of "${file}" in the template uses {{visibility}}, which needs --private or --public`,
    hint: () => "Add one of these options, or remove the placeholder; nothing was created",
  }),
}));

/** One file of a template, as it is on the disk. */
interface TemplateFile {
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
  readonly found: Found;
}

interface Found {
  readonly files: TemplateFile[];
  readonly leftOut: string[];
  bytes: number;
  /** What is being read. */
  at: string;
}

/**
 * Reads a template folder: every file but what git ignores, secrets, and what programs leave behind.
 *
 * @param options `envFile`, the whole path of the file that this run writes, which is left out whatever its name
 * @throws Failure `template_*`
 */
export async function readTemplateFolder(
  files: Files,
  path: string,
  { envFile }: { envFile?: string | undefined } = {},
): Promise<TemplateFolder> {
  const found: Found = { files: [], leftOut: [], bytes: 0, at: "" };
  try {
    const root = await files.realPath(path);
    if ((await files.facts(root)).kind !== "folder") throw unreadable(path, "it is not a folder");
    const written = envFile === undefined ? undefined : await files.realPath(envFile).catch(() => envFile);
    const ignore = await ignoreFilesAround(files, root);
    await readInto({ files, given: path, root, ignore, envFile: written, found }, "", 0);
  } catch (error) {
    const problem = error instanceof Failure ? "" : problemOf(error);
    throw problem === "" ? error : unreadable(found.at === "" ? path : join(path, found.at), problem, error);
  }
  if (found.files.length === 0) throw templateFailure("template_empty", { path });
  found.files.sort((one, other) => one.path < other.path ? -1 : 1);
  return { path, files: found.files, leftOut: found.leftOut };
}

async function readInto(walk: Walk, folder: string, depth: number): Promise<void> {
  if (depth > TEMPLATE_LIMITS.depth) {
    throw tooLarge(walk, `it has more than ${TEMPLATE_LIMITS.depth} levels of folders`);
  }
  const { files, root, ignore, found } = walk;
  found.at = folder;
  if (folder !== "") await ignore.enter(folder);
  for (const name of [...await files.list(join(root, folder))].sort()) {
    const path = folder === "" ? name : `${folder}/${name}`;
    // Every work tree has one, so it is not listed as left out.
    if (name.toLowerCase() === ".git") continue;
    // Deno reports a name that is not UTF-8 in a form that opens no file.
    if (name.includes("\ufffd")) throw unusable(path, "its name is not UTF-8");
    found.at = path;
    const { kind } = await files.linkFacts(join(root, path));
    const shown = kind === "folder" ? `${path}/` : path;
    if (UNWANTED.test(name) || join(root, path) === walk.envFile || await ignore.ignores(shown)) {
      found.leftOut.push(shown);
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

async function readFile(walk: Walk, path: string, kind: string): Promise<void> {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (/[\x00-\x1f\x7f\\]/.test(path)) {
    throw unusable(path, "its name contains characters that the Hub does not accept");
  }
  if (kind !== "file") throw unusable(path, kind === "link" ? "it is a symbolic link" : "it is not a file");
  const { files, root, found } = walk;
  const limit = Math.max(0, TEMPLATE_LIMITS.bytes - found.bytes);
  const bytes = await files.read(join(root, path), { limit });
  if (bytes === undefined) {
    throw tooLarge(walk, `its files are larger than ${megabytes(TEMPLATE_LIMITS.bytes)}`);
  }
  if (path === "README.md" && bytes.length > TEMPLATE_LIMITS.cardBytes) {
    throw tooLarge(walk, `its README.md is larger than ${megabytes(TEMPLATE_LIMITS.cardBytes)}`);
  }
  if (isPrivateKey(path, bytes)) return void found.leftOut.push(path);
  found.bytes += bytes.length;
  if (found.files.push({ path, bytes }) > TEMPLATE_LIMITS.files) {
    throw tooLarge(walk, `it has more than ${TEMPLATE_LIMITS.files} files`);
  }
  const line = lineOfToken(bytes);
  if (line !== undefined) throw templateFailure("template_holds_token", { file: path, line });
}

function unreadable(path: string, problem: string, cause?: unknown): Failure {
  return templateFailure("template_unreadable", { path, problem }, { cause });
}

/** What the system, or git's files, say; "" of a defect. */
function problemOf(error: unknown): string {
  return error instanceof Unclear ? error.message : PROBLEMS[errorNameOf(error)] ?? errorCodeOf(error);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  NotFound: "it does not exist",
  PermissionDenied: "permission denied",
  NotCapable: "Deno is not allowed to read it (--allow-read)",
  NotADirectory: "it is not a folder",
  IsADirectory: "it is a folder",
  FilesystemLoop: "its symbolic links form a loop",
};

function unusable(file: string, problem: string): Failure {
  return templateFailure("template_file_unusable", { file, problem });
}

function tooLarge(walk: Walk, what: string): Failure {
  return templateFailure("template_too_large", { path: walk.given, what });
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

/** Collects the ignore files that count for a folder: its own and, in a git work tree, those around it. */
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
