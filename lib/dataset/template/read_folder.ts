import { isAbsolute, join, relative, sep } from "node:path";
import { datasetFailure } from "../failures.ts";
import { errorCodeOf, errorNameOf, type Files } from "../../ports/files.ts";
import { type IgnoreFiles, ignoreFilesAround } from "./ignore_files.ts";
import { Unclear } from "../../env_file/git_work_tree.ts";
import { lineOfToken } from "../../account/token.ts";

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
  /** What is in the folder and is not taken over; a folder's path ends with a slash. */
  readonly leftOut: readonly string[];
}

/** Larger templates are no templates: data of that size is uploaded by programs that can resume. */
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
  /** Each symbolic link, and the file in the folder that it leads to. */
  readonly links: Map<string, string>;
  bytes: number;
}

/**
 * Reads a template folder: every file but `.git`, env files, and what git ignores.
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
    links: new Map(),
    bytes: 0,
  };
  await readInto(walk, "", 0);
  checkTargets(walk);
  if (walk.found.length === 0) throw datasetFailure("template_empty", { path });
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
  throw datasetFailure("template_unreadable", { path, problem: "it is not a folder" });
}

async function readInto(walk: Walk, folder: string, depth: number): Promise<void> {
  if (depth > TEMPLATE_LIMITS.depth) {
    throw tooLarge(walk, `"${folder}" is ${depth} folders deep`, `${TEMPLATE_LIMITS.depth} are taken`);
  }
  if (folder !== "") await reading(walk, folder, () => walk.ignore.enter(folder));
  const names = await reading(walk, folder, () => walk.files.list(join(walk.root, folder)));
  for (const name of [...names].sort()) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (name.toLowerCase() === ".git") continue;
    // What Deno tells of a name that is not UTF-8 leads to no file.
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

/** The Hub knows the card by this very name; beside it, any other spelling is somebody's card that nobody would see. */
function checkCardName(path: string, kind: string): void {
  if (path.toLowerCase() !== "readme.md") return;
  if (path !== "README.md") throw unusable(path, "the Hub only takes README.md for the card");
  if (kind === "folder") throw unusable(path, "the card must be a file");
}

/** Env files hold secrets, and no repository needs them. */
async function isLeftOut(walk: Walk, path: string, isFolder: boolean): Promise<boolean> {
  const name = path.split("/").at(-1) ?? "";
  if (walk.envFile !== undefined && join(walk.root, path) === walk.envFile) return true;
  if (name.startsWith(".env") && !/\.(?:example|sample|template|dist)$/.test(name)) return true;
  return await walk.ignore.ignores(isFolder ? `${path}/` : path);
}

async function readFile(walk: Walk, path: string, kind: string): Promise<void> {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (/[\x00-\x1f\x7f\\]/.test(path)) {
    throw unusable(path, "its name has characters that the Hub does not take");
  }
  if (kind === "link") await checkLink(walk, path);
  else if (kind !== "file") throw unusable(path, "it is no file");
  const limit = Math.max(0, TEMPLATE_LIMITS.bytes - walk.bytes);
  const bytes = await reading(walk, path, () => walk.files.read(join(walk.root, path), { limit }));
  if (bytes === undefined) {
    throw tooLarge(walk, `its files are larger than ${megabytes(TEMPLATE_LIMITS.bytes)}`, "that is taken");
  }
  if (path === "README.md" && bytes.length > TEMPLATE_LIMITS.cardBytes) {
    throw tooLarge(
      walk,
      `its README.md is larger than ${megabytes(TEMPLATE_LIMITS.cardBytes)}`,
      "that is taken",
    );
  }
  walk.bytes += bytes.length;
  if (walk.found.push({ path, bytes }) > TEMPLATE_LIMITS.files) {
    throw tooLarge(
      walk,
      `it has more than ${TEMPLATE_LIMITS.files} files`,
      `${TEMPLATE_LIMITS.files} are taken`,
    );
  }
  checkToken(path, bytes);
}

async function checkLink(walk: Walk, path: string): Promise<void> {
  let target: string;
  let kind: string;
  try {
    target = await walk.files.realPath(join(walk.root, path));
    ({ kind } = await walk.files.facts(target));
  } catch (error) {
    const problem = errorNameOf(error) === "NotCapable" ? "leads out of its folder" : "leads nowhere";
    throw datasetFailure("template_link_unusable", { file: path, problem }, { cause: error });
  }
  const inside = relative(walk.root, target);
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw datasetFailure("template_link_unusable", { file: path, problem: "leads out of its folder" });
  }
  if (kind !== "file") {
    throw datasetFailure("template_link_unusable", { file: path, problem: "leads to no file" });
  }
  if (inside.split(sep).includes(".git")) {
    throw datasetFailure("template_link_unusable", { file: path, problem: "leads into .git" });
  }
  walk.links.set(path, inside.replaceAll(sep, "/"));
}

/** What is left out, such as an env file, must not come along by way of a link. */
function checkTargets(walk: Walk): void {
  const taken = new Set(walk.found.map(({ path }) => path));
  for (const [file, target] of walk.links) {
    if (taken.has(target)) continue;
    throw datasetFailure("template_link_unusable", { file, problem: "leads to a file that is left out" });
  }
}

function checkToken(path: string, bytes: Uint8Array): void {
  const line = lineOfToken(bytes);
  if (line !== undefined) throw datasetFailure("template_holds_token", { file: path, line });
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
  return datasetFailure("template_unreadable", { path, problem: known }, { cause: error });
}

const PROBLEMS: Readonly<Record<string, string>> = {
  NotFound: "there is nothing",
  PermissionDenied: "the permission is missing",
  NotCapable: "Deno was started without read permission for it (--allow-read)",
  NotADirectory: "it is not a folder",
  IsADirectory: "it is a folder",
  FilesystemLoop: "its symbolic links lead in circles",
};

function unusable(file: string, problem: string): Error {
  return datasetFailure("template_file_unusable", { file, problem });
}

function tooLarge(walk: Walk, what: string, limit: string): Error {
  return datasetFailure("template_too_large", { path: walk.given, what, limit });
}

function megabytes(bytes: number): string {
  return `${bytes / 1_000_000} MB`;
}
