import { dirname } from "node:path";
import { envFileFailure } from "./failures.ts";
import { errorCodeOf, errorNameOf, type FileFacts, type OpenFile } from "../ports/files.ts";
import { type Assignment, editEnvBytes, type EnvChange } from "./edit.ts";
import { fileFailure } from "./file_failure.ts";
import { type EnvFilePorts, lockEnvFile } from "./lock.ts";
import { checkIsSideFile, linkFactsIfAny, sideFilesOf } from "./side_files.ts";
import { compareWithSnapshot, readSnapshot, type Snapshot } from "./snapshot.ts";

/** What became of an env file. */
export interface EnvFileUpdate {
  /** The whole path. */
  readonly path: string;
  readonly created: boolean;
  /** False where the file had every value already. */
  readonly written: boolean;
  readonly changes: readonly EnvChange[];
  /** False where the new file could not be given the owner or the group of the old one. */
  readonly ownerKept: boolean;
  /** How many other names (hard links) the old file had; they keep the old content. */
  readonly otherNames: number;
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
  /** Told once when another run is found writing the same file. */
  readonly onWait?: () => void;
}

/** How often a file that other programs change meanwhile is read anew. */
const ATTEMPTS = 5;

/**
 * Gives variables their values in an env file: whole or not at all, and checked by reading it back.
 *
 * The new content goes to a draft beside the file, to the disk, and then under the file's name in one step; a link stays
 * a link. Any number of runs may do this at once, and a killed one leaves the old content or the new.
 *
 * @param ports files, clock and system
 * @param request path, variables, and whether a value is secret
 * @returns what was changed
 * @throws {Failure} the `env_file_…` errors and `env_value_not_portable`; the file is then as it was, except after
 *   `env_file_not_kept`
 */
export async function updateEnvFile(ports: EnvFilePorts, request: EnvFileRequest): Promise<EnvFileUpdate> {
  const path = ports.files.absolute(request.path);
  const { first, edited } = await inWords({ path, doing: "read" }, async () => {
    const first = await readSnapshot(ports.files, path);
    return { first, edited: editEnvBytes(first.bytes, request.assignments, { path }) };
  });
  if (edited.bytes === first.bytes) {
    await removeLeftovers(ports, { target: first.target, path });
    return unwritten(first, { path, changes: edited.changes });
  }
  return await inWords({ path, doing: "write" }, async () => {
    const { signal, onWait } = request;
    const lock = await lockEnvFile(ports, { target: first.target, path, signal, onWait });
    try {
      return await updateLocked(ports, { ...request, path, target: first.target });
    } finally {
      await lock.release();
    }
  });
}

async function updateLocked(
  ports: EnvFilePorts,
  { path, target, assignments, secret }: EnvFileRequest & { target: string },
): Promise<EnvFileUpdate> {
  const { files } = ports;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const snapshot = await readSnapshot(files, path);
    if (snapshot.target !== target) throw changedMeanwhile(path, "became a link to another file");
    const { bytes, changes } = editEnvBytes(snapshot.bytes, assignments, { path });
    if (bytes === snapshot.bytes) {
      await removeDraft(ports, target);
      return unwritten(snapshot, { path, changes });
    }
    const replaced = await replaceContent(ports, { path, snapshot, bytes, secret });
    if (replaced === undefined) continue;
    await readBack(ports, { path, assignments });
    const { facts } = snapshot;
    const otherNames = (facts?.links ?? 1) - 1;
    return { path, created: facts === undefined, written: true, changes, otherNames, ...replaced };
  }
  throw changedMeanwhile(path, "was changed by another program again and again");
}

/** Puts the new content under the file's name, or returns nothing where another program has changed the file. */
async function replaceContent(
  ports: EnvFilePorts,
  { path, snapshot, bytes, secret }: { path: string; snapshot: Snapshot; bytes: Uint8Array; secret: boolean },
): Promise<{ ownerKept: boolean; mode: number | null } | undefined> {
  const { files } = ports;
  const { target, facts } = snapshot;
  const { draft } = sideFilesOf(target);
  // A file that its owner made read-only is not to be replaced behind the owner's back, though a rename could.
  if (facts !== undefined) (await withSharingRetries(ports, () => files.open(target)))[Symbol.dispose]();
  await removeDraft(ports, target);
  try {
    const kept = await writeDraft(ports, { draft, facts, bytes, secret });
    const state = await compareWithSnapshot(files, { path, snapshot });
    if (state === "moved") throw changedMeanwhile(path, "became a link to another file");
    if (state === "same") {
      await withSharingRetries(ports, () => files.rename(draft, target));
      await syncFolder(ports, target);
      return kept;
    }
  } catch (error) {
    await removeDraft(ports, target).catch(() => {
      // The first error says what is wrong; the next run removes the leftover.
    });
    throw error;
  }
  await removeDraft(ports, target);
  return undefined;
}

async function writeDraft(
  ports: EnvFilePorts,
  { draft, facts, bytes, secret }: {
    draft: string;
    facts: FileFacts | undefined;
    bytes: Uint8Array;
    secret: boolean;
  },
): Promise<{ ownerKept: boolean; mode: number | null }> {
  const { files, environment } = ports;
  // Other secrets of the old file pass through the draft: nobody else may read it before it has the old permissions.
  const mode = facts === undefined && !secret ? 0o666 : 0o600;
  using file = await withSharingRetries(ports, () => files.open(draft, { create: { mode } }));
  await file.write(bytes);
  const ownerKept = facts === undefined || environment.system === "windows" ||
    await takeOver({ files }, { file, draft, facts });
  await file.sync();
  return { ownerKept, mode: environment.system === "windows" ? null : (await file.facts()).mode };
}

/** Gives the draft the owner, the group and the permissions of the old file, as far as the system lets us. */
async function takeOver(
  { files }: Pick<EnvFilePorts, "files">,
  { file, draft, facts }: { file: OpenFile; draft: string; facts: FileFacts },
): Promise<boolean> {
  const { owner, group, mode } = facts;
  const own = await file.facts();
  let groupKept = own.group === group;
  let ownerKept = own.owner === owner;
  const give = (to: Parameters<typeof files.setOwner>[1]) =>
    succeeds(() => files.setOwner(draft, to, own.identity));
  if (!ownerKept) ownerKept = groupKept = await give({ owner, group });
  if (!groupKept) groupKept = await give({ owner: null, group });
  if (mode !== null) {
    // What the old group might do is not for the new group; it gets what everybody has.
    const bits = groupKept ? mode : (mode & ~0o070) | ((mode & 0o007) << 3);
    await succeeds(() => files.setMode(draft, bits, own.identity));
  }
  return ownerKept && groupKept;
}

/** Whether the system let us; a file system without owners or permissions does not. */
async function succeeds(change: () => Promise<void>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if (errorCodeOf(error) === "" && errorNameOf(error) !== "NotSupported") throw error;
    return false;
  }
}

async function readBack(
  { files }: EnvFilePorts,
  { path, assignments }: { path: string; assignments: readonly Assignment[] },
): Promise<void> {
  const { bytes } = await readSnapshot(files, path);
  const lost = editEnvBytes(bytes, assignments, { path }).changes.find(({ action }) => action !== "kept");
  if (lost !== undefined) throw envFileFailure("env_file_not_kept", { path, name: lost.name });
}

async function removeDraft(ports: EnvFilePorts, target: string): Promise<void> {
  const { draft } = sideFilesOf(target);
  const facts = await linkFactsIfAny(ports.files, draft);
  if (facts === undefined) return;
  checkIsSideFile(facts, draft);
  await withSharingRetries(ports, () => ports.files.remove(draft));
}

/** Removes what a killed run has left, if that can be done at once; a file that needs no change is no failure. */
async function removeLeftovers(
  ports: EnvFilePorts,
  { target, path }: { target: string; path: string },
): Promise<void> {
  try {
    const { lock, draft } = sideFilesOf(target);
    const left = await linkFactsIfAny(ports.files, lock) ?? await linkFactsIfAny(ports.files, draft);
    if (left === undefined) return;
    const held = await lockEnvFile(ports, { target, path, limit: 0 });
    try {
      await removeDraft(ports, target);
    } finally {
      await held.release();
    }
  } catch {
    // Another run is at work there, or the folder is not ours to clean.
  }
}

async function syncFolder({ files }: EnvFilePorts, target: string): Promise<void> {
  try {
    await files.syncFolder(dirname(target));
  } catch {
    // Windows has no such thing, and the permissions may name the file alone: the rename is whole all the same.
  }
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
        errorCodeOf(error) === "EBUSY";
      if (environment.system !== "windows" || !shared || attempt === 8) throw error;
      await clock.sleep(10 * 2 ** attempt * (0.5 + clock.random() / 2));
    }
  }
}

function unwritten(
  snapshot: Snapshot,
  { path, changes }: { path: string; changes: readonly EnvChange[] },
): EnvFileUpdate {
  return {
    path,
    created: false,
    written: false,
    changes,
    ownerKept: true,
    otherNames: 0,
    mode: snapshot.facts?.mode ?? null,
  };
}

function changedMeanwhile(path: string, how: string): Error {
  return envFileFailure("env_file_changed_meanwhile", { path, how });
}

async function inWords<Result>(
  context: { path: string; doing: "read" | "write" },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw fileFailure(error, context);
  }
}
