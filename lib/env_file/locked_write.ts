import { dirname } from "node:path";
import { errorCodeOf, errorNameOf, isSystemError } from "../ports/file_errors.ts";
import type { FileFacts } from "../ports/files.ts";
import { type Assignment, editEnvBytes, type EnvEdit } from "./edit.ts";
import { fileFailure, sideFilesOf } from "./failures.ts";
import { type EnvFilePorts, type HeldLock, ifSystemFails, lockEnvFile, writeFailure } from "./lock.ts";
import { checkIsSideFile, linkFactsIfAny, readSnapshot, type Snapshot } from "./read.ts";

/** What became of an env file. */
export interface EnvFileUpdate extends Pick<EnvEdit, "changes" | "hasWindowsLineEnds"> {
  /** The whole path. */
  readonly path: string;
  readonly created: boolean;
  /** False where the file had every value already. */
  readonly written: boolean;
  /** The permission bits of the file now; null where the system has none. */
  readonly mode: number | null;
}

/** What `updateEnvFile` is asked for. */
export interface EnvFileRequest {
  readonly path: string;
  readonly assignments: readonly Assignment[];
  /** One of the values is a token: a new file is for its owner alone. */
  readonly secret: boolean;
  readonly signal?: AbortSignal;
  /** Called once when another run is writing the same file. */
  readonly onWait?: () => void;
}

/** How often a file that other programs change meanwhile is read again. */
const ATTEMPTS = 5;

/** A system writes so much whole or not at all, even when the process is killed. */
const PAGE = 4096;

/** An env file while no other run writes it. */
interface LockedFile extends EnvFilePorts {
  readonly path: string;
  /** What the path's links lead to. */
  readonly target: string;
  readonly draft: string;
  readonly lock: HeldLock;
}

/**
 * Writes an env file once no other run does; `target` is what its links lead to.
 *
 * @throws {Failure} those of {@linkcode updateEnvFile}
 */
export async function writeLocked(
  ports: EnvFilePorts,
  request: EnvFileRequest & { readonly target: string },
): Promise<EnvFileUpdate> {
  const { path, target, assignments, secret } = request;
  try {
    await using lock = await lockEnvFile(ports, request);
    const locked = { ...ports, path, target, draft: sideFilesOf(target).draft, lock };
    await clearUpAfterKill(locked);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const snapshot = await readLocked(locked);
      const { bytes, ...said } = await editEnvBytes(snapshot.bytes, assignments, { path });
      const { facts } = snapshot;
      if (bytes === snapshot.bytes) {
        return { ...said, path, created: false, written: false, mode: facts?.mode ?? null };
      }
      if (!await writeContent(locked, snapshot, { bytes, secret })) continue;
      const mode = await readBack(locked, assignments);
      return { ...said, path, created: facts === undefined, written: true, mode };
    }
    throw writeFailure("env_file_changed_meanwhile", {
      path,
      how: "was changed by another program several times",
    });
  } catch (error) {
    throw fileFailure(error, { path, doing: "write" });
  }
}

/** Removes what a killed run has left, if that needs no waiting. */
export async function clearUp(ports: EnvFilePorts, file: { target: string; path: string }): Promise<void> {
  await using lock = await lockEnvFile(ports, { ...file, limit: 0 });
  await clearUpAfterKill({ ...ports, ...file, draft: sideFilesOf(file.target).draft, lock });
}

/** Clears up after a run that was killed, unless the file is neither the old content nor the new. */
async function clearUpAfterKill(locked: LockedFile): Promise<void> {
  const { files, path, draft } = locked;
  // The hash of the old content, where that run had begun to write in place.
  const { note } = locked.lock;
  if (note !== "" && await linkFactsIfAny(files, draft) !== undefined) {
    const { bytes } = await readSnapshot(files, path);
    const { bytes: meant } = await readSnapshot(files, draft);
    const hash = await hashOf(bytes);
    if (hash !== note && hash !== await hashOf(padded(meant, bytes.length))) {
      throw writeFailure("env_file_interrupted", { path, draft });
    }
  }
  await removeDraft(locked);
}

async function readLocked({ files, path, target }: LockedFile): Promise<Snapshot> {
  const snapshot = await readSnapshot(files, path);
  if (snapshot.target === target) return snapshot;
  throw writeFailure("env_file_changed_meanwhile", { path, how: "became a link to another file" });
}

/** Writes the new content, or returns false where another program has changed the file. */
async function writeContent(
  locked: LockedFile,
  { facts, bytes: old }: Snapshot,
  { bytes, secret }: { bytes: Uint8Array; secret: boolean },
): Promise<boolean> {
  const { files, target } = locked;
  // A file that its owner made read-only is not written behind the owner's back, though a rename could.
  if (facts !== undefined) (await withSharingRetries(locked, () => files.open(target)))[Symbol.dispose]();
  await removeDraft(locked);
  let isKept = false;
  try {
    // Other secrets of the old file pass through the draft: no one else is to read it before it has the old permissions.
    const own = await writeDraft(locked, bytes, facts === undefined && !secret ? 0o666 : 0o600);
    const now = await readLocked(locked);
    const isSameFile = now.facts?.kind === facts?.kind && now.facts?.identity === facts?.identity;
    // The content is compared, not the time of change: two writes can fall into one millisecond.
    if (!isSameFile || await hashOf(now.bytes) !== await hashOf(old)) return false;
    const size = Math.max(bytes.length, old.length);
    if (facts === undefined || (size > PAGE && canBeReplaced(facts, own))) {
      if (await replace(locked, facts, own)) return true;
    }
    isKept = true;
    await writeInPlace(locked, old, bytes);
    isKept = false;
    return true;
  } finally {
    if (!isKept) {
      await removeDraft(locked).catch(() => {
        // The first error says what is wrong; the next run removes the leftover.
      });
    }
  }
}

async function writeDraft(locked: LockedFile, bytes: Uint8Array, mode: number): Promise<FileFacts> {
  const { files, draft } = locked;
  using file = await withSharingRetries(locked, () => files.open(draft, { create: { mode } }));
  await file.write(bytes);
  await file.sync();
  return await file.facts();
}

/**
 * Whether a new file can take the place of the old one without anybody gaining or losing access. The group bits of the mode are the mask
 * of an access list where there is one, so they must grant the group no more than everyone has.
 */
function canBeReplaced({ mode, owner, group, links }: FileFacts, own: FileFacts): boolean {
  if (mode === null || owner !== own.owner || group !== own.group || links !== 1) return false;
  return ((mode >> 3) & 0o7 & ~mode) === 0;
}

/** Puts the draft in the place of the file; false where that cannot be done to a file that exists, as one mounted alone. */
async function replace(
  locked: LockedFile,
  facts: FileFacts | undefined,
  own: FileFacts,
): Promise<boolean> {
  const { files, draft, target } = locked;
  try {
    if (facts !== undefined) await files.setMode(draft, facts.mode ?? 0o600, own.identity);
  } catch (error) {
    // A file system without permissions.
    if (!isSystemError(error) || errorCodeOf(error) === "ESTALE") throw error;
  }
  try {
    await withSharingRetries(locked, () => files.rename(draft, target));
  } catch (error) {
    if (facts !== undefined && ["EBUSY", "EXDEV", "ETXTBSY"].includes(errorCodeOf(error))) return false;
    throw error;
  }
  try {
    await files.syncFolder(dirname(target));
  } catch {
    // Windows has no such thing, and the permissions may name the file alone: the rename is whole all the same.
  }
  return true;
}

/** Writes over the old content, whose hash is in the lock and whose new form is in the draft until that is done. */
async function writeInPlace(locked: LockedFile, old: Uint8Array, bytes: Uint8Array): Promise<void> {
  const { files, target, lock } = locked;
  // The lock file of another user can only be read.
  await lock.write(await hashOf(old)).catch(ifSystemFails(undefined));
  using file = await withSharingRetries(locked, () => files.open(target));
  try {
    // Empty lines up to the old length: between the two calls, the file reads as it will.
    await file.write(padded(bytes, old.length));
    if (bytes.length < old.length) await file.truncate(bytes.length);
    await file.sync();
  } catch (error) {
    await restore(locked, old);
    throw error;
  }
}

/** Writes the old content again, after a disk that filled up in the middle. */
async function restore(locked: LockedFile, old: Uint8Array): Promise<void> {
  const { files, path, target, draft } = locked;
  try {
    using file = await files.open(target);
    await file.write(old);
    await file.truncate(old.length);
  } catch (error) {
    throw writeFailure("env_file_interrupted", { path, draft }, { cause: error });
  }
  await removeDraft(locked);
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(Math.max(bytes.length, length)).fill(0x0a);
  result.set(bytes);
  return result;
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toHex();
}

async function removeDraft(locked: LockedFile): Promise<void> {
  const { files, draft } = locked;
  const facts = await linkFactsIfAny(files, draft);
  if (facts === undefined) return;
  checkIsSideFile(facts, draft);
  await withSharingRetries(locked, () => files.remove(draft));
}

/** Repeats what Windows refuses while a virus scanner or an editor looks at the file. */
async function withSharingRetries<Result>(
  { clock, environment }: EnvFilePorts,
  change: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 0;; attempt++) {
    try {
      return await change();
    } catch (error) {
      const shared = ["PermissionDenied", "Busy"].includes(errorNameOf(error)) ||
        ["EBUSY", "ETXTBSY"].includes(errorCodeOf(error));
      if (environment.system !== "windows" || !shared || attempt === 8) throw error;
      await clock.sleep(10 * 2 ** attempt * (0.5 + clock.random() / 2));
    }
  }
}

/** The mode of the file that was written, once it is sure that it has the values. */
async function readBack(
  { files, path }: LockedFile,
  assignments: readonly Assignment[],
): Promise<number | null> {
  const { bytes, facts } = await readSnapshot(files, path).catch((error) => {
    throw fileFailure(error, { path, doing: "read" });
  });
  const { changes } = await editEnvBytes(bytes, assignments, { path });
  const lost = changes.find(({ action }) => action !== "kept");
  if (lost !== undefined) throw writeFailure("env_file_not_kept", { path, name: lost.name });
  return facts?.mode ?? null;
}
