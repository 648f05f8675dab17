import { errorRow, failuresOf } from "../cli/failure.ts";
import { envFileFailure, sideFilesOf } from "./failures.ts";
import type { Clock } from "../ports/world.ts";
import { checkIsSideFile, linkFactsIfAny } from "./read.ts";
import type { Environment } from "../ports/environment.ts";
import { type Files, type OpenFile } from "../ports/files.ts";
import { errorCodeOf, errorNameOf, isSystemError } from "../ports/file_errors.ts";

/** What goes wrong when the env file is written. */
export const writeFailure = failuresOf(() => ({
  env_file_busy: errorRow<{ path: string; lock: string; seconds: number }>({
    exit: 7,
    message: ({ path, seconds }) => `The env file "${path}" was in use by another run for ${seconds} seconds`,
    hint: ({ lock }) => `Wait for the other run to end; if none is running, remove "${lock}"`,
  }),
  env_file_interrupted: errorRow<{ path: string; draft: string }>({
    exit: 7,
    message: ({ path }) =>
      `An earlier run was killed while it wrote the env file "${path}", which may be incomplete`,
    hint: ({ draft }) =>
      `The new content is in "${draft}": copy it over the env file, or delete it to keep the env file as it is`,
  }),
  env_file_changed_meanwhile: errorRow<{ path: string; how: string }>({
    exit: 7,
    message: ({ path, how }) => `The env file "${path}" ${how} while it was being written`,
    hint: () => "Find out what changed it, then run it again; nothing was overwritten",
  }),
  env_file_not_kept: errorRow<{ path: string; name: string }>({
    exit: 7,
    message: ({ path, name }) =>
      `The env file "${path}" was written, but does not have the value of ${name} now`,
    hint: ({ path, name }) => `Check ${name} in "${path}"; another program may have changed it`,
  }),
}));

/** What editing an env file needs of the world. */
export interface EnvFilePorts {
  readonly files: Files;
  readonly clock: Clock;
  readonly environment: Pick<Environment, "system">;
}

/** The right to write an env file, which no other run has until it is disposed of. */
export interface HeldLock extends AsyncDisposable {
  /** What a run that was killed had noted in the lock file, "" where it had not. */
  readonly note: string;
  /** Writes something into the lock file, for the next run in case this one is killed. */
  write(note: string): Promise<void>;
}

/** How long a run waits for the others, in milliseconds. */
const LOCK_LIMIT = 30_000;

/** How long Windows may refuse a name that is being deleted. */
const DELETE_LIMIT = 3_000;

/**
 * Waits for the right to write an env file.
 *
 * The lock is the system's own, on a side file: it ends with the process that holds it, so that a killed run
 * blocks no one and there is no age to guess. The side file is a second one beside the draft on purpose: a run that
 * waits has it open, and if it were the draft, the rename would make that the env file itself; and on Windows, where
 * such locks are mandatory, no one could read the env file until the lock is dropped. It is asked for again and again
 * rather than waited for in the system, so that a time limit and Ctrl-C hold.
 *
 * @param options `target`, the env file without links; `path`, how it is called in messages; `limit` in milliseconds;
 *   `onWait`, called once when another run holds it
 * @throws {Failure} `env_file_busy`, `env_file_side_file_foreign`
 */
export async function lockEnvFile(
  ports: EnvFilePorts,
  { target, path, limit = LOCK_LIMIT, signal, onWait }: {
    target: string;
    path: string;
    limit?: number;
    signal?: AbortSignal | undefined;
    onWait?: (() => void) | undefined;
  },
): Promise<HeldLock> {
  const { clock } = ports;
  const { lock } = sideFilesOf(target);
  const start = clock.now();
  for (let waited = false;; waited = true) {
    signal?.throwIfAborted();
    const held = await tryLockOnce(ports, { lock, patient: clock.now() - start < DELETE_LIMIT });
    if (held !== undefined) return held;
    const elapsed = clock.now() - start;
    if (elapsed >= limit) {
      throw writeFailure("env_file_busy", { path, lock, seconds: Math.round(elapsed / 1000) });
    }
    if (!waited) onWait?.();
    await clock.sleep(5 + 25 * clock.random(), signal);
  }
}

/** Takes the lock, or returns nothing when another run has it or has just let it go. */
async function tryLockOnce(
  { files, environment }: EnvFilePorts,
  { lock, patient }: { lock: string; patient: boolean },
): Promise<HeldLock | undefined> {
  let opened: { file: OpenFile; created: boolean } | undefined;
  try {
    opened = await openSideFile({ files, environment }, lock);
  } catch (error) {
    // Windows refuses the name of a file that is deleted while others still have it open.
    if (patient && environment.system === "windows" && errorNameOf(error) === "PermissionDenied") {
      return undefined;
    }
    throw error;
  }
  if (opened === undefined) return undefined;
  const { file, created } = opened;
  const note = created ? "" : await readNote(files, lock);
  let held = false;
  try {
    held = await tryLockOf(file, { created }) && await isStillAt(files, { file, path: lock, created });
  } catch (error) {
    if (created) await removeQuietly(files, lock);
    throw error;
  } finally {
    if (!held) file[Symbol.dispose]();
  }
  if (!held) return undefined;
  return {
    note,
    async write(text) {
      await file.write(new TextEncoder().encode(text));
    },
    async [Symbol.asyncDispose]() {
      // Removed while it is held: a run that waits with it open sees that it is no longer there, and starts anew.
      try {
        await removeQuietly(files, lock);
      } finally {
        file[Symbol.dispose]();
      }
    },
  };
}

/** Removes the lock file; where that fails, as in a folder that lost its permission meanwhile, the next run uses the leftover. */
async function removeQuietly(files: Files, lock: string): Promise<void> {
  try {
    await files.remove(lock);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

async function openSideFile(
  { files, environment }: Omit<EnvFilePorts, "clock">,
  path: string,
): Promise<{ file: OpenFile; created: boolean } | undefined> {
  try {
    // It holds no secret, so the user's default permissions, which let others read it, do no harm.
    return { file: await files.open(path, { create: { mode: 0o666 } }), created: true };
  } catch (error) {
    if (errorNameOf(error) !== "AlreadyExists") throw error;
  }
  const facts = await linkFactsIfAny(files, path);
  if (facts === undefined) return undefined;
  checkIsSideFile(facts, path);
  try {
    return { file: await openLeftover(files, path), created: false };
  } catch (error) {
    if (errorNameOf(error) === "NotFound") return undefined;
    if (errorCodeOf(error) === "EACCES" && environment.system !== "windows") {
      throw envFileFailure("env_file_side_file_foreign", {
        path,
        kind: "a file of another user that you cannot open",
      });
    }
    throw error;
  }
}

/** Opens the lock file of another run, which may be one of another user: a killed run under `sudo` leaves such. */
async function openLeftover(files: Files, path: string): Promise<OpenFile> {
  try {
    return await files.open(path);
  } catch (error) {
    if (errorCodeOf(error) !== "EACCES") throw error;
    return await files.open(path, { readOnly: true });
  }
}

/** Where the file system gives no lock (Lustre, NFS, FUSE), having created the file is the lock. */
async function tryLockOf(file: OpenFile, { created }: { created: boolean }): Promise<boolean> {
  try {
    return await file.tryLock();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return created;
  }
}

/** What the lock file holds. Read before it is locked: on Windows a lock keeps its own process from reading too. */
async function readNote(files: Files, path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await files.read(path, { limit: 1000 }));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return "";
  }
}

/** Whether the path still leads to the open file, and not to one that another run has made since. */
async function isStillAt(
  files: Files,
  { file, path, created }: { file: OpenFile; path: string; created: boolean },
): Promise<boolean> {
  const own = await file.facts();
  const there = await linkFactsIfAny(files, path);
  if (there === undefined || own.links === 0) return false;
  return own.identity === undefined ? created : own.identity === there.identity;
}
