import { dirname } from "node:path";
import { type Assignment, editEnvBytes, type EnvChange } from "./edit.ts";
import { envFileFailure, fileFailure, sideFilesOf } from "./failures.ts";
import { type EnvFilePorts, type HeldLock, lockEnvFile } from "./lock.ts";
import { compareWithSnapshot, readSnapshot, type Snapshot } from "./snapshot.ts";
import type { FileFacts } from "../ports/files.ts";
import { errorCodeOf, isSystemError } from "../ports/file_errors.ts";
import { clearUpAfterKill, removeDraft, withSharingRetries, writeInPlace } from "./write_in_place.ts";

/** What became of an env file. */
export interface EnvFileUpdate {
  /** The whole path. */
  readonly path: string;
  readonly created: boolean;
  /** False where the file had every value already. */
  readonly written: boolean;
  readonly changes: readonly EnvChange[];
  /** The lines end as on Windows: shells read a carriage return at the end of each value. */
  readonly hasWindowsLineEnds: boolean;
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

/**
 * Writes an env file once no other run does.
 *
 * @param request `path`, whole; `target`, what its links lead to
 * @throws {Failure} those of {@linkcode updateEnvFile}
 */
export async function writeLocked(
  ports: EnvFilePorts,
  request: EnvFileRequest & { readonly target: string },
): Promise<EnvFileUpdate> {
  const { path, target, signal, onWait } = request;
  try {
    await using lock = await lockEnvFile(ports, { target, path, signal, onWait });
    return await updateLocked(ports, { ...request, lock });
  } catch (error) {
    throw fileFailure(error, { path, doing: "write" });
  }
}

/** Removes what a killed run has left, if that needs no waiting. */
export async function clearUp(
  ports: EnvFilePorts,
  { target, path }: { target: string; path: string },
): Promise<void> {
  await using lock = await lockEnvFile(ports, { target, path, limit: 0 });
  await clearUpAfterKill(ports, { path, target, note: lock.note });
}

async function updateLocked(
  ports: EnvFilePorts,
  { path, target, assignments, secret, lock }: EnvFileRequest & { target: string; lock: HeldLock },
): Promise<EnvFileUpdate> {
  const { files } = ports;
  await clearUpAfterKill(ports, { path, target, note: lock.note });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const snapshot = await readSnapshot(files, path);
    if (snapshot.target !== target) throw changedMeanwhile(path, "became a link to another file");
    const { bytes, changes, hasWindowsLineEnds } = await editEnvBytes(snapshot.bytes, assignments, { path });
    const said = { path, changes, hasWindowsLineEnds };
    if (bytes === snapshot.bytes) {
      return { ...said, created: false, written: false, mode: snapshot.facts?.mode ?? null };
    }
    if (!await writeContent(ports, { path, snapshot, bytes, secret, lock })) continue;
    const { facts } = await readBack(ports, { path, assignments });
    return { ...said, created: snapshot.facts === undefined, written: true, mode: facts?.mode ?? null };
  }
  throw changedMeanwhile(path, "was changed by another program several times");
}

/** Writes the new content, or returns false where another program has changed the file. */
async function writeContent(
  ports: EnvFilePorts,
  change: { path: string; snapshot: Snapshot; bytes: Uint8Array; secret: boolean; lock: HeldLock },
): Promise<boolean> {
  const { files } = ports;
  const { path, snapshot, bytes } = change;
  const { target, facts } = snapshot;
  const { draft } = sideFilesOf(target);
  // A file that its owner made read-only is not written behind the owner's back, though a rename could.
  if (facts !== undefined) (await withSharingRetries(ports, () => files.open(target)))[Symbol.dispose]();
  await removeDraft(ports, target);
  let isKept = false;
  try {
    const own = await writeDraft(ports, change);
    const state = await compareWithSnapshot(files, { path, snapshot });
    if (state === "moved") throw changedMeanwhile(path, "became a link to another file");
    if (state === "changed") return false;
    const size = Math.max(bytes.length, snapshot.bytes.length);
    if (facts === undefined || (size > PAGE && canBeReplaced(facts, own))) {
      if (facts?.mode !== undefined && facts.mode !== null) {
        await setMode(ports, { draft, mode: facts.mode, own });
      }
      if (await replace(ports, { draft, target, exists: facts !== undefined })) return true;
    }
    isKept = true;
    await writeInPlace(ports, change);
    isKept = false;
    return true;
  } finally {
    if (!isKept) {
      await removeDraft(ports, target).catch(() => {
        // The first error says what is wrong; the next run removes the leftover.
      });
    }
  }
}

async function writeDraft(
  ports: EnvFilePorts,
  { snapshot, bytes, secret }: { snapshot: Snapshot; bytes: Uint8Array; secret: boolean },
): Promise<FileFacts> {
  const { draft } = sideFilesOf(snapshot.target);
  // Other secrets of the old file pass through the draft: no one else is to read it before it has the old permissions.
  const mode = snapshot.facts === undefined && !secret ? 0o666 : 0o600;
  using file = await withSharingRetries(ports, () => ports.files.open(draft, { create: { mode } }));
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

async function setMode(
  { files }: EnvFilePorts,
  { draft, mode, own }: { draft: string; mode: number; own: FileFacts },
): Promise<void> {
  try {
    await files.setMode(draft, mode, own.identity);
  } catch (error) {
    // A file system without permissions.
    if (!isSystemError(error) || errorCodeOf(error) === "ESTALE") throw error;
  }
}

/** Puts the draft in the place of the file; false where that cannot be done to a file that exists, as one mounted alone. */
async function replace(
  ports: EnvFilePorts,
  { draft, target, exists }: { draft: string; target: string; exists: boolean },
): Promise<boolean> {
  try {
    await withSharingRetries(ports, () => ports.files.rename(draft, target));
  } catch (error) {
    if (exists && ["EBUSY", "EXDEV", "ETXTBSY"].includes(errorCodeOf(error))) return false;
    throw error;
  }
  try {
    await ports.files.syncFolder(dirname(target));
  } catch {
    // Windows has no such thing, and the permissions may name the file alone: the rename is whole all the same.
  }
  return true;
}

async function readBack(
  { files }: EnvFilePorts,
  { path, assignments }: { path: string; assignments: readonly Assignment[] },
): Promise<Snapshot> {
  const snapshot = await readSnapshot(files, path).catch((error) => {
    throw fileFailure(error, { path, doing: "read" });
  });
  const { changes } = await editEnvBytes(snapshot.bytes, assignments, { path });
  const lost = changes.find(({ action }) => action !== "kept");
  if (lost !== undefined) throw envFileFailure("env_file_not_kept", { path, name: lost.name });
  return snapshot;
}

function changedMeanwhile(path: string, how: string): Error {
  return envFileFailure("env_file_changed_meanwhile", { path, how });
}
