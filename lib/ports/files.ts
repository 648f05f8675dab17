import { resolve } from "node:path";
import { errorCodeOf, isSystemError, isUnsupported } from "./file_errors.ts";

/** What is known of one file without reading it. */
export interface FileFacts {
  readonly kind: "file" | "folder" | "link" | "other";
  /** The same for two looks at the same file, different for two files; undefined where the system does not say. */
  readonly identity: string | undefined;
  /** How many names the file has; null where the system does not say. */
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
  /** Writes all of the bytes, in one call where the system takes them. */
  write(bytes: Uint8Array): Promise<void>;
  truncate(length: number): Promise<void>;
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
  /** What the path itself is; a link is not followed. */
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
  /** Makes a folder, and those above it, where there is none. */
  makeFolder(path: string, options: { mode: number }): Promise<void>;
  /** Adds lines to the end of a file that exists, behind a line end, which is added to a last line without one. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Sets the permission bits, never of what a link leads to, nor of a file of another identity. */
  setMode(path: string, mode: number, identity?: string): Promise<void>;
  /** Waits until renames in the folder are on the disk, where the system can. */
  syncFolder(path: string): Promise<void>;
}

/** The files of this machine. */
export function diskFiles(): Files {
  return {
    absolute: absolutePath,
    realPath: (path) => Deno.realPath(path),
    read: readFile,
    facts: async (path) => factsOf(await Deno.stat(path)),
    async linkFacts(path) {
      if (misreadOf(path) === "DEVICE") return DEVICE_FACTS;
      checkName(path);
      return factsOf(await Deno.lstat(path));
    },
    async open(path, { create, readOnly = false } = {}) {
      if (!create && !readOnly) await checkReadOnlyMark(path);
      const creation = create && { createNew: true, mode: create.mode };
      return openFile(await Deno.open(path, { read: true, write: !readOnly, ...creation }));
    },
    isWriteGranted: (path) => Deno.permissions.querySync({ name: "write", path }).state === "granted",
    list: (path) => Array.fromAsync(Deno.readDir(path), ({ name }) => name),
    makeFolder: (path, { mode }) => Deno.mkdir(path, { recursive: true, mode }),
    async append(path, bytes) {
      using file = await Deno.open(path, { append: true });
      const isWhole = await lastByteOf(path) === 0x0a;
      // In one call: other programs add to the file too.
      await writeAll(file, isWhole ? bytes : new Uint8Array([0x0a, ...bytes]));
    },
    rename: (from, to) => Deno.rename(from, to),
    remove: (path) => Deno.remove(path),
    async setMode(path, mode, identity) {
      // Through a handle: by its path, a link that another user puts there in between would be followed.
      const { constants, open } = await import("node:fs/promises");
      await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      const { dev, ino } = await file.stat();
      if (identity !== undefined && identity !== `${dev}:${ino}`) {
        throw Object.assign(new Error(`Another file is at '${path}' now`), { code: "ESTALE" });
      }
      await file.chmod(mode);
    },
    async syncFolder(path) {
      using folder = await Deno.open(path);
      await folder.sync();
    },
  };
}

/**
 * What Windows makes of the last name in a path instead of a file of that name: a device, in every folder and with any
 * ending; a hidden stream of another file; or the name without the dots and spaces at its end.
 *
 * @returns the code that an error has with this reason; undefined for the name of a file
 */
export function misreadByWindows(path: string): "DEVICE" | "STREAM" | "TRIMMED" | undefined {
  const [name = ""] = /[^\\/]*$/.exec(path.replace(/^(?:\\\\[?.]\\)?[a-z]:/i, "")) ?? [];
  if (/^(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]|conin\$|conout\$)[ .]*(?:[.:].*)?$/i.test(name)) {
    return "DEVICE";
  }
  if (name.includes(":")) return "STREAM";
  return /[^.][. ]+$/.test(name) ? "TRIMMED" : undefined;
}

function misreadOf(path: string): string | undefined {
  return Deno.build.os === "windows" ? misreadByWindows(path) : undefined;
}

/** Otherwise another file than the one that was named is read or written. */
function checkName(path: string): void {
  const code = misreadOf(path);
  if (code !== undefined) throw Object.assign(new Error(`Not a file's name: '${path}'`), { code });
}

const DEVICE_FACTS: FileFacts = {
  kind: "other",
  identity: undefined,
  links: null,
  mode: null,
  owner: null,
  group: null,
};

function absolutePath(path: string): string {
  try {
    return resolve(path);
  } catch (error) {
    // Permissions that name the file alone may hide the current folder; another program may have removed it.
    if (error instanceof Deno.errors.NotCapable || errorCodeOf(error) === "ENOENT") return path;
    throw error;
  }
}

async function readFile(path: string, { limit }: { limit: number }): Promise<Uint8Array | undefined> {
  using file = await openToRead(path);
  const { isDirectory, size } = await file.stat();
  if (isDirectory) throw isADirectory(path);
  if (size > limit) return undefined;
  // One byte more than expected shows that it was all. Pipes and /proc say that they are empty.
  let buffer = new Uint8Array(Math.min(limit, Math.max(size, 4095)) + 1);
  let length = 0;
  while (true) {
    const count = await file.read(buffer.subarray(length));
    if (count === null) return buffer.subarray(0, length);
    length += count;
    if (length > limit) return undefined;
    if (length < buffer.length) continue;
    buffer = new Uint8Array(buffer.buffer.transfer(Math.min(limit + 1, buffer.length * 2)));
  }
}

async function openToRead(path: string): Promise<Deno.FsFile> {
  checkName(path);
  for (let attempt = 0;; attempt++) {
    try {
      return await Deno.open(path);
    } catch (error) {
      // What Windows says of a folder is that the permission is missing.
      const isRefused = error instanceof Deno.errors.PermissionDenied;
      if (isRefused && await Deno.stat(path).then((facts) => facts.isDirectory, () => false)) {
        throw isADirectory(path, error);
      }
      // Editors and virus scanners on Windows keep others out for a moment; this ends after about a second.
      const isHeld = Deno.build.os === "windows" && errorCodeOf(error) === "ETXTBSY";
      if (!isHeld || attempt === 7) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** attempt));
    }
  }
}

/** What Windows calls a missing permission, and Wine does not heed: the mark that a person sets in the file's properties. */
async function checkReadOnlyMark(path: string): Promise<void> {
  if (Deno.build.os !== "windows") return;
  const { mode } = await Deno.stat(path);
  if (mode !== null && (mode & 0o222) === 0) {
    throw Object.assign(new Error(`Marked read-only: open '${path}'`), { code: "READONLY" });
  }
}

function isADirectory(path: string, cause?: unknown): Error {
  return new Deno.errors.IsADirectory(`Is a directory: open '${path}'`, { cause });
}

/** The last byte of a file: that of a line end for an empty one or a device, undefined where the file cannot be read. */
async function lastByteOf(path: string): Promise<number | undefined> {
  try {
    using file = await Deno.open(path);
    const last = new Uint8Array([0x0a]);
    const { isFile, size } = await file.stat();
    if (!isFile || size === 0) return 0x0a;
    await file.seek(size - 1, Deno.SeekMode.Start);
    await file.read(last);
    return last[0];
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

function openFile(file: Deno.FsFile): OpenFile {
  return {
    facts: async () => factsOf(await file.stat()),
    // Base runtimes of binaries older than Deno 2.8 do not have it; its type says that it is always there.
    tryLock: () => "tryLock" in file ? file.tryLock(true) : lockSoon(file),
    write: (bytes) => writeAll(file, bytes),
    truncate: (length) => file.truncate(length),
    sync: () =>
      file.sync().catch((error) => {
        // Some network and user-space file systems have no such thing.
        if (!isUnsupported(error)) throw error;
      }),
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

/** Asks for the lock and gives up soon; what is granted after that ends when the file is closed. */
async function lockSoon(file: Deno.FsFile): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), 50);
  try {
    return await Promise.race([file.lock(true).then(() => true), late.promise]);
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
    identity: info.ino ? `${info.dev}:${info.ino}` : undefined,
    links: info.nlink,
    // On Windows, Deno makes the mode up from the read-only attribute: "others may write" of every file.
    mode: info.mode === null || Deno.build.os === "windows" ? null : info.mode & 0o7777,
    owner: info.uid,
    group: info.gid,
  };
}
