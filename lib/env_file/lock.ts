import { failuresOf } from "../cli/failure.ts";
import { envFileFailure, sideFilesOf } from "./failures.ts";
import type { Clock } from "../ports/world.ts";
import { checkIsSideFile, linkFactsIfAny } from "./read.ts";
import type { Environment } from "../ports/environment.ts";
import { type Files, type OpenFile } from "../ports/files.ts";
import { errorCodeOf, errorNameOf, isSystemError } from "../ports/file_errors.ts";

/** What goes wrong when the env file is written. */
export const writeFailure = failuresOf(() => ({
  env_file_busy: ({ path, seconds, lock }: { path: string; lock: string; seconds: number }) => ({
    exitCode: 7,
    message: `The env file "${path}" was in use by another run for ${seconds} seconds`,
    hint: `Wait for the other run to end; if none is running, remove "${lock}"`,
  }),
  env_file_interrupted: ({ path, draft }: { path: string; draft: string }) => ({
    exitCode: 7,
    message: `An earlier run was killed while it wrote the env file "${path}", which may be incomplete`,
    hint:
      `The new content is in "${draft}": copy it over the env file, or delete it to keep the env file as it is`,
  }),
  env_file_changed_meanwhile: ({ path, how }: { path: string; how: string }) => ({
    exitCode: 7,
    message: `The env file "${path}" ${how} while it was being written`,
    hint: "Find out what changed it, then run it again; nothing was overwritten",
  }),
  env_file_not_kept: ({ path, name }: { path: string; name: string }) => ({
    exitCode: 7,
    message: `The env file "${path}" was written, but does not have the value of ${name} now`,
    hint: `Check ${name} in "${path}"; another program may have changed it`,
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
 * @param options `target`, the env file without links; `limit` in milliseconds
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
  const { clock, environment } = ports;
  const { lock } = sideFilesOf(target);
  const start = clock.now();
  for (let waited = false;; waited = true) {
    signal?.throwIfAborted();
    const held = await tryLockOnce(ports, lock).catch((error) => {
      // Windows refuses the name of a file that is deleted while others still have it open.
      const isDeleted = environment.system === "windows" && errorNameOf(error) === "PermissionDenied";
      if (!isDeleted || clock.now() - start >= DELETE_LIMIT) throw error;
    });
    if (held) return held;
    const elapsed = clock.now() - start;
    if (elapsed >= limit) {
      throw writeFailure("env_file_busy", { path, lock, seconds: Math.round(elapsed / 1000) });
    }
    if (!waited) onWait?.();
    await clock.sleep(5 + 25 * clock.random(), signal);
  }
}

/** Takes the lock, or returns nothing when another run has it or has just let it go. */
async function tryLockOnce(ports: EnvFilePorts, path: string): Promise<HeldLock | undefined> {
  const { files } = ports;
  const opened = await openSideFile(ports, path);
  if (opened === undefined) return undefined;
  const { file, created } = opened;
  // Where the folder has lost its permission meanwhile, the next run uses the leftover.
  const remove = () => files.remove(path).catch(ifSystemFails(undefined));
  // Read before it is locked: on Windows a lock keeps its own process from reading too.
  const note = created ? undefined : await files.read(path, { limit: 1000 }).catch(ifSystemFails(undefined));
  let held = false;
  try {
    // Where the file system gives no lock (Lustre, NFS, FUSE), having created the file is the lock.
    held = await file.tryLock().catch(ifSystemFails(created)) &&
      await isStillAt(files, { path, file, created });
  } catch (error) {
    if (created) await remove();
    throw error;
  } finally {
    if (!held) file[Symbol.dispose]();
  }
  if (!held) return undefined;
  return {
    note: new TextDecoder().decode(note),
    write: (text) => file.write(new TextEncoder().encode(text)),
    async [Symbol.asyncDispose]() {
      // Removed while it is held: a run that waits with it open sees that it is no longer there, and starts anew.
      try {
        await remove();
      } finally {
        file[Symbol.dispose]();
      }
    },
  };
}

async function openSideFile(
  { files, environment }: EnvFilePorts,
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
    const file = await files.open(path).catch((error) => {
      // That of another user, as a killed run under `sudo` leaves it.
      if (errorCodeOf(error) !== "EACCES") throw error;
      return files.open(path, { readOnly: true });
    });
    return { file, created: false };
  } catch (error) {
    if (errorNameOf(error) === "NotFound") return undefined;
    if (errorCodeOf(error) !== "EACCES" || environment.system === "windows") throw error;
    const kind = "a file of another user that you cannot open";
    throw envFileFailure("env_file_side_file_foreign", { path, kind });
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

/** What counts where the system refuses something that can be done without; a defect is thrown. */
export function ifSystemFails<Value>(fallback: Value): (error: unknown) => Value {
  return (error) => {
    if (!isSystemError(error)) throw error;
    return fallback;
  };
}
