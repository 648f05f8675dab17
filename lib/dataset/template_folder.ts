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
} from "../env_file/git_repository.ts";
import type { Files } from "../ports/files.ts";
import { errorNameOf, readingProblem } from "../ports/file_errors.ts";
import { Failure, failuresOf } from "../cli/failure.ts";
import { lineOfToken } from "./card.ts";

interface InFile {
  /** A file of the template, as a path in its folder. */
  readonly file: string;
}

export const templateFailure = failuresOf(() => ({
  template_unknown: ({ name, nearest }: { name: string; nearest: string | undefined }) => ({
    exitCode: 2,
    message: `There is no template or folder named "${name}"`,
    hint: nearest === undefined
      ? "Use trackio, blank, or the path of a folder"
      : `Did you mean "${nearest}"?`,
  }),
  template_unreadable: ({ path, problem }: { path: string; problem: string }) => ({
    exitCode: 7,
    message: `Cannot read the template "${path}": ${problem}`,
    hint: "Check its path and permissions, and run it again; nothing was created",
  }),
  template_empty: ({ path }: { path: string }) => ({
    exitCode: 2,
    message: `The template "${path}" has no files to upload`,
    hint: "Put a README.md into it, or use --template blank; nothing was created",
  }),
  template_too_large: ({ path, what }: { path: string; what: string }) => ({
    exitCode: 2,
    message: `The template "${path}" is too large: ${what}`,
    hint: "Exclude files with a .gitignore, and upload large data later with hf upload; nothing was created",
  }),
  template_file_unusable: ({ file, problem }: InFile & { problem: string }) => ({
    exitCode: 2,
    message: `Cannot upload "${file}" of the template: ${problem}`,
    hint: "Rename or remove it, or exclude it with a .gitignore; nothing was created",
  }),
  template_holds_token: ({ file, line }: InFile & { line: number }) => ({
    exitCode: 2,
    message: `Line ${line} of "${file}" in the template contains what looks like a token`,
    hint:
      "Remove it or exclude the file with a .gitignore, and revoke the token if anyone may have seen it; nothing was created",
  }),
  template_visibility_unknown: ({ file, line }: InFile & { line: number }) => ({
    exitCode: 2,
    message:
      `Line ${line} of "${file}" in the template uses {{visibility}}, which needs --private or --public`,
    hint: "Add one of these options, or remove the placeholder; nothing was created",
  }),
}));

interface TemplateFile {
  /** In the folder, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A folder that a new repository starts with. */
export interface TemplateFolder {
  /** As it was given. */
  readonly path: string;
  readonly files: readonly TemplateFile[];
  /** What is in the folder and is not uploaded; a folder's path ends with a slash. */
  readonly leftOut: readonly string[];
}

/** Larger data is uploaded by programs that can resume. */
export const TEMPLATE_LIMITS = { files: 500, bytes: 50_000_000, cardBytes: 1_000_000, depth: 20 } as const;

/**
 * Reads a template folder: every file but what git ignores, secrets, and what programs leave behind.
 *
 * @param options `envFile`: the whole path of the file that this run writes, which is left out whatever its name
 * @throws Failure `template_*`
 */
export async function readTemplateFolder(
  files: Files,
  path: string,
  { envFile }: { envFile?: string | undefined } = {},
): Promise<TemplateFolder> {
  const found: TemplateFile[] = [];
  const leftOut: string[] = [];
  let room = TEMPLATE_LIMITS.bytes;
  /** What is being read. */
  let at = "";
  const tooLarge = (what: string) => templateFailure("template_too_large", { path, what });

  async function readFile(file: string, whole: string): Promise<void> {
    const bytes = await files.read(whole, { limit: room });
    if (bytes === undefined) throw tooLarge(`its files are larger than ${megabytes(TEMPLATE_LIMITS.bytes)}`);
    if (file === "README.md" && bytes.length > TEMPLATE_LIMITS.cardBytes) {
      throw tooLarge(`its README.md is larger than ${megabytes(TEMPLATE_LIMITS.cardBytes)}`);
    }
    if (isPrivateKey(file, bytes)) return void leftOut.push(file);
    room -= bytes.length;
    if (found.push({ path: file, bytes }) > TEMPLATE_LIMITS.files) {
      throw tooLarge(`it has more than ${TEMPLATE_LIMITS.files} files`);
    }
    const line = lineOfToken(bytes);
    if (line !== undefined) throw templateFailure("template_holds_token", { file, line });
  }

  try {
    const root = await files.realPath(path);
    if ((await files.facts(root)).kind !== "folder") {
      throw templateFailure("template_unreadable", { path, problem: "it is not a folder" });
    }
    const written = envFile === undefined ? undefined : await files.realPath(envFile).catch(() => envFile);
    const ignore = await ignoreFilesAround(files, root);
    const readFolder = async (folder: string, depth: number): Promise<void> => {
      if (depth > TEMPLATE_LIMITS.depth) {
        throw tooLarge(`it has more than ${TEMPLATE_LIMITS.depth} levels of folders`);
      }
      at = folder;
      if (folder !== "") await ignore.enter(folder);
      for (const name of [...await files.list(join(root, folder))].sort()) {
        at = folder === "" ? name : `${folder}/${name}`;
        // Every work tree has one, so it is not listed as left out.
        if (name.toLowerCase() === ".git") continue;
        // Deno reports a name that is not UTF-8 in a form that opens no file.
        if (name.includes("\ufffd")) throw unusable(at, "its name is not UTF-8");
        const whole = join(root, at);
        const { kind } = await files.linkFacts(whole);
        const shown = kind === "folder" ? `${at}/` : at;
        if (UNWANTED.test(name) || whole === written || await ignore.ignores(shown)) leftOut.push(shown);
        else {
          checkName(at, kind);
          if (kind === "folder") await readFolder(at, depth + 1);
          else await readFile(at, whole);
        }
      }
    };
    await readFolder("", 0);
  } catch (error) {
    const problem = error instanceof Failure ? "" : problemOf(error);
    if (problem === "") throw error;
    const details = { path: at === "" ? path : join(path, at), problem };
    throw templateFailure("template_unreadable", details, { cause: error });
  }
  if (found.length === 0) throw templateFailure("template_empty", { path });
  found.sort((one, other) => one.path < other.path ? -1 : 1);
  return { path, files: found, leftOut };
}

function checkName(file: string, kind: string): void {
  // The Hub knows the card by this name only: in any other spelling it would not be shown.
  if (file.toLowerCase() === "readme.md") {
    if (file !== "README.md") throw unusable(file, "the card must be called README.md");
    if (kind === "folder") throw unusable(file, "the card must be a file");
  }
  if (kind === "folder") return;
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (/[\x00-\x1f\x7f\\]/.test(file)) {
    throw unusable(file, "its name contains characters that the Hub does not accept");
  }
  if (kind !== "file") throw unusable(file, kind === "link" ? "it is a symbolic link" : "it is not a file");
}

function unusable(file: string, problem: string): Failure {
  return templateFailure("template_file_unusable", { file, problem });
}

function megabytes(bytes: number): string {
  return `${bytes / 1_000_000} MB`;
}

/** What the system, or git's files, say; "" of a defect. */
function problemOf(error: unknown): string {
  if (error instanceof Unclear) return error.message;
  return errorNameOf(error) === "NotFound" ? "it does not exist" : readingProblem(error);
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
  const begin = isNamedSo ? bytes : bytes.subarray(0, 200);
  const text = new TextDecoder("latin1").decode(begin).replace(/^ï»¿/, "");
  const found = PRIVATE_KEY.exec(text);
  return found !== null && (isNamedSo || text.slice(0, found.index).trim() === "");
}

/** Collects the ignore files that count for a folder: its own and, in a git work tree, those around it. */
async function ignoreFilesAround(files: Files, folder: string) {
  const tree = await findWorkTree(files, folder).catch((error) => {
    // Where the folders around it are not readable: a template need not be in a work tree.
    if (["NotCapable", "PermissionDenied"].includes(errorNameOf(error))) return undefined;
    throw error;
  });
  const root = tree?.root ?? folder;
  const commonFolder = tree === undefined ? join(folder, ".git") : await commonFolderOf(files, tree);
  const prefix = relative(root, folder).split(sep).join("/");
  const inTree = (path: string) => [prefix, path].filter((part) => part !== "").join("/");
  const rules = await readIgnoreRules(files, { root, commonFolder }, prefix);
  // As git sets it on macOS and Windows: a rule that leaves out a secret counts for its name in other letters too.
  const ignoreCase = ignoresCase(await readTextIfAny(files, join(commonFolder, "config")) ?? "");
  let list: ReturnType<typeof ignoreList> | undefined;
  return {
    /** Reads the `.gitignore` of a folder in the template, before its entries are looked at. */
    async enter(path: string): Promise<void> {
      rules.push(...await readIgnoreFile(files, root, inTree(path)));
      list = undefined;
    },
    /** Whether a path of the template is left out; a folder's path ends with a slash. */
    async ignores(path: string): Promise<boolean> {
      list ??= ignoreList(rules, { ignoreCase });
      return (await list)(inTree(path));
    },
  };
}
