// deno-lint-ignore no-external-import -- "node:" is part of Deno
import type { FileHandle } from "node:fs/promises";
// deno-lint-ignore no-external-import -- "node:" is part of Deno
import { resolve } from "node:path";
import { readAtMost } from "./read_at_most.ts";

/** What is known of one file without reading it. */
export interface FileFacts {
  readonly kind: "file" | "folder" | "link" | "other";
  readonly size: number;
  /** The same for two looks at the same file, different for two files; undefined where the system does not tell. */
  readonly identity: string | undefined;
  /** How many names the file has; null where the system does not tell. */
  readonly links: number | null;
  /** The permission bits; null where the system has none. */
  readonly mode: number | null;
  readonly owner: number | null;
  readonly group: number | null;
}

/** A file that is open for writing. */
export interface OpenFile extends Disposable {
  facts(): Promise<FileFacts>;
  /** Takes the system's exclusive lock, which ends with the process; false when another process has it. */
  tryLock(): Promise<boolean>;
  /** Writes all of the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Waits until the content is on the disk. */
  sync(): Promise<void>;
}

/**
 * The local files.
 *
 * Errors pass as they are: their `name` ("NotFound", "PermissionDenied", "NotCapable", "AlreadyExists", …) and, where
 * the system gave one, their `code` ("ENOSPC", "EROFS", …) tell them apart.
 */
export interface Files {
  /** The whole path, or the path as it was given where the current folder may not be known. */
  absolute(path: string): string;
  /** The path without symbolic links. */
  realPath(path: string): Promise<string>;
  /** The content, or undefined when it is longer than the limit in bytes. */
  read(path: string, options: { limit: number }): Promise<Uint8Array | undefined>;
  /** What the path leads to. */
  facts(path: string): Promise<FileFacts>;
  /** What stands at the path itself, a link not followed. */
  linkFacts(path: string): Promise<FileFacts>;
  /**
   * Opens a file for writing, without emptying it; `create` makes a new one and fails where something exists;
   * `readOnly` opens one that may only be read, which is enough for its lock.
   */
  open(path: string, options?: { create?: { mode: number }; readOnly?: boolean }): Promise<OpenFile>;
  /** Whether this program was given the permission to write there; what the system says of it is found out by writing. */
  isWriteGranted(path: string): boolean;
  /** The names of what is in a folder, in no order. */
  list(path: string): Promise<readonly string[]>;
  /** Adds to the end of a file that exists. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Sets the permission bits, never of what a link leads to, nor of a file of another identity. */
  setMode(path: string, mode: number, identity?: string): Promise<void>;
  /** Sets owner and group where they are not null, with the same care. */
  setOwner(
    path: string,
    owner: { owner: number | null; group: number | null },
    identity?: string,
  ): Promise<void>;
  /** Waits until renames in the folder are on the disk, where the system can. */
  syncFolder(path: string): Promise<void>;
}

/** The name of an error ("NotFound", …), "" for what is not an error. */
export function errorNameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** The system's own code of an error ("ENOSPC", …), "" where it has none. */
export function errorCodeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/**
 * Why a file that a person named could not be read, as a clause for a message.
 *
 * @param error what was thrown by {@linkcode Files.read}
 * @returns the clause, or the system's own code; "" where the error is not about the file
 */
export function readingProblem(error: unknown): string {
  return READING_PROBLEMS.get(errorNameOf(error)) ?? errorCodeOf(error);
}

const READING_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ["NotFound", "there is no such file"],
  ["PermissionDenied", "the permission is missing"],
  ["NotCapable", "Deno was started without read permission for it (--allow-read)"],
  ["IsADirectory", "it is a folder"],
]);

/** The files of this machine. */
export function diskFiles(): Files {
  return {
    absolute: absolutePath,
    realPath: (path) => Deno.realPath(path),
    read: readFile,
    async facts(path) {
      return factsOf(await Deno.stat(path));
    },
    async linkFacts(path) {
      return factsOf(await Deno.lstat(path));
    },
    async open(path, { create, readOnly = false } = {}) {
      const file = await Deno.open(path, {
        read: true,
        write: !readOnly,
        ...(create ? { createNew: true, mode: create.mode } : {}),
      });
      return openFile(file);
    },
    isWriteGranted: (path) => Deno.permissions.querySync({ name: "write", path }).state === "granted",
    async list(path) {
      const names: string[] = [];
      for await (const { name } of Deno.readDir(path)) names.push(name);
      return names;
    },
    async append(path, bytes) {
      using file = await Deno.open(path, { append: true });
      await writeAll(file, bytes);
    },
    rename: (from, to) => Deno.rename(from, to),
    remove: (path) => Deno.remove(path),
    setMode: (path, mode, identity) => throughHandle(path, identity, (handle) => handle.chmod(mode)),
    setOwner: (path, { owner, group }, identity) =>
      throughHandle(path, identity, (handle) => handle.chown(owner ?? -1, group ?? -1)),
    async syncFolder(path) {
      using folder = await Deno.open(path);
      await folder.sync();
    },
  };
}

/**
 * Changes a file through a handle of it. By its path, a link that somebody else puts there in between would be followed,
 * and a run of root would give away another file.
 */
async function throughHandle(
  path: string,
  identity: string | undefined,
  change: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const { constants, open } = await import("node:fs/promises");
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { dev, ino } = await handle.stat();
    if (identity !== undefined && identity !== `${dev}:${ino}`) {
      throw Object.assign(new Error(`Another file is at '${path}' now`), { code: "ESTALE" });
    }
    await change(handle);
  } finally {
    await handle.close();
  }
}

function absolutePath(path: string): string {
  try {
    return resolve(path);
  } catch (error) {
    // Permissions that name the file alone may hide the folder.
    if (error instanceof Deno.errors.NotCapable) return path;
    throw error;
  }
}

async function readFile(path: string, { limit }: { limit: number }): Promise<Uint8Array | undefined> {
  using file = await openToRead(path);
  const facts = await file.stat();
  if (facts.isDirectory) throw isADirectory(path);
  if (facts.size > limit) return undefined;
  // Pipes and /proc say that they are empty.
  return await readAtMost(file, limit, Math.max(facts.size, 4095));
}

async function openToRead(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (error) {
    // What Windows says of a folder is that the permission is missing.
    const isRefused = error instanceof Deno.errors.PermissionDenied;
    if (isRefused && await Deno.stat(path).then((facts) => facts.isDirectory, () => false)) {
      throw isADirectory(path, error);
    }
    throw error;
  }
}

function isADirectory(path: string, cause?: unknown): Error {
  return new Deno.errors.IsADirectory(`Is a directory: open '${path}'`, { cause });
}

function openFile(file: Deno.FsFile): OpenFile {
  return {
    async facts() {
      return factsOf(await file.stat());
    },
    // Base runtimes of binaries older than Deno 2.8 do not have it; its type says that it is always there.
    tryLock: () => "tryLock" in file ? file.tryLock(true) : lockSoon(file),
    write: (bytes) => writeAll(file, bytes),
    sync: () => file.sync(),
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

/** Asks for the lock and gives up soon; what is granted after that ends when the file is closed. */
async function lockSoon(file: Deno.FsFile): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => timer = setTimeout(() => resolve(false), 50));
  try {
    return await Promise.race([file.lock(true).then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}

function factsOf(info: Deno.FileInfo): FileFacts {
  return {
    kind: info.isSymlink ? "link" : info.isFile ? "file" : info.isDirectory ? "folder" : "other",
    size: info.size,
    identity: info.ino ? `${info.dev}:${info.ino}` : undefined,
    links: info.nlink,
    // What Deno tells of a file on Windows is made up from its read-only attribute: "others may write" of every file.
    mode: info.mode === null || Deno.build.os === "windows" ? null : info.mode & 0o7777,
    owner: info.uid,
    group: info.gid,
  };
}
