import { envFileFailure, sideFilesOf } from "./failures.ts";
import type { EnvFilePorts, HeldLock } from "./lock.ts";
import { checkIsSideFile, isSame, linkFactsIfAny, readSnapshot, type Snapshot } from "./snapshot.ts";
import { errorCodeOf, errorNameOf, isSystemError } from "../ports/file_errors.ts";

/** Writes over the old content, whose hash is in the lock and whose new form is in the draft until that is done. */
export async function writeInPlace(
  ports: EnvFilePorts,
  { path, snapshot, bytes, lock }: { path: string; snapshot: Snapshot; bytes: Uint8Array; lock: HeldLock },
): Promise<void> {
  const { target, bytes: old } = snapshot;
  await lock.write(await hashOf(old)).catch((error) => {
    // The lock file of another user can only be read.
    if (!isSystemError(error)) throw error;
  });
  using file = await withSharingRetries(ports, () => ports.files.open(target));
  try {
    // Empty lines up to the old length: between the two calls, the file reads as it will.
    await file.write(padded(bytes, old.length));
    if (bytes.length < old.length) await file.truncate(bytes.length);
    await file.sync();
  } catch (error) {
    await restore(ports, { path, target, old });
    throw error;
  }
}

/** Writes the old content again, after a disk that filled up in the middle. */
async function restore(
  ports: EnvFilePorts,
  { path, target, old }: { path: string; target: string; old: Uint8Array },
): Promise<void> {
  try {
    using file = await ports.files.open(target);
    await file.write(old);
    await file.truncate(old.length);
  } catch (error) {
    throw envFileFailure("env_file_interrupted", { path, draft: sideFilesOf(target).draft }, {
      cause: error,
    });
  }
  await removeDraft(ports, target);
}

/**
 * Clears up after a run that was killed.
 *
 * @param note the hash of the old content, where that run had begun to write in place
 * @throws {Failure} `env_file_interrupted` where the file is neither the old content nor the new
 */
export async function clearUpAfterKill(
  ports: EnvFilePorts,
  { path, target, note }: { path: string; target: string; note: string },
): Promise<void> {
  const { draft } = sideFilesOf(target);
  if (note !== "" && await linkFactsIfAny(ports.files, draft) !== undefined) {
    const [is, { bytes: meant }] = [
      await readSnapshot(ports.files, path),
      await readSnapshot(ports.files, draft),
    ];
    const isWhole = isSame(is.bytes, padded(meant, is.bytes.length)) || await hashOf(is.bytes) === note;
    if (!isWhole) throw envFileFailure("env_file_interrupted", { path, draft });
  }
  await removeDraft(ports, target);
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(Math.max(bytes.length, length)).fill(0x0a);
  result.set(bytes);
  return result;
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toHex();
}

export async function removeDraft(ports: EnvFilePorts, target: string): Promise<void> {
  const { draft } = sideFilesOf(target);
  const facts = await linkFactsIfAny(ports.files, draft);
  if (facts === undefined) return;
  checkIsSideFile(facts, draft);
  await withSharingRetries(ports, () => ports.files.remove(draft));
}

/** Repeats what Windows refuses while a virus scanner or an editor looks at the file. */
export async function withSharingRetries<Result>(
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
