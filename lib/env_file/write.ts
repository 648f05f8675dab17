import { editEnvBytes } from "./edit.ts";
import { fileFailure, sideFilesOf } from "./failures.ts";
import type { EnvFilePorts } from "./lock.ts";
import type { EnvFileRequest, EnvFileUpdate } from "./locked_write.ts";
import { linkFactsIfAny, readSnapshot } from "./read.ts";
import { Failure } from "../cli/failure.ts";

export type { EnvFileRequest, EnvFileUpdate };

/**
 * Gives variables their values in an env file, and checks that by reading it back.
 *
 * The new content goes to a draft beside the file and to the disk. A new file is then put under its name in one step. An
 * existing one is written in place, which keeps its owner, mode, access list, attributes and other names: Deno shows no access list, and a
 * file that takes the old one's place would let in the group that the list kept out. The draft stays until that is done,
 * so that nothing is lost when the run is killed. Only a file of more than a page, whose mode can hide no access list, is
 * replaced. Any number of runs can do this at once.
 *
 * @throws {Failure} the `env_file_…` errors and `env_value_not_portable`; the file is then as it was, except after
 *   `env_file_not_kept` and `env_file_interrupted`
 */
export async function updateEnvFile(ports: EnvFilePorts, request: EnvFileRequest): Promise<EnvFileUpdate> {
  const path = ports.files.absolute(request.path);
  let target: string;
  try {
    const snapshot = await readSnapshot(ports.files, path);
    const { bytes, ...said } = await editEnvBytes(snapshot.bytes, request.assignments, { path });
    target = snapshot.target;
    if (bytes === snapshot.bytes) {
      await removeLeftovers(ports, { target, path });
      return { ...said, path, created: false, written: false, mode: snapshot.facts?.mode ?? null };
    }
  } catch (error) {
    throw fileFailure(error, { path, doing: "read" });
  }
  // Loaded where something is to be written: most runs find the file as it is to be.
  const { writeLocked } = await import("./locked_write.ts");
  return await writeLocked(ports, { ...request, path, target });
}

/** Removes what a killed run has left, if that needs no waiting; a file that needs no change is no failure. */
async function removeLeftovers(ports: EnvFilePorts, file: { target: string; path: string }): Promise<void> {
  try {
    const { lock, draft } = sideFilesOf(file.target);
    const left = await linkFactsIfAny(ports.files, lock) ?? await linkFactsIfAny(ports.files, draft);
    if (left !== undefined) await (await import("./locked_write.ts")).clearUp(ports, file);
  } catch (error) {
    if (error instanceof Failure && error.code === "env_file_interrupted") throw error;
    // Another run is at work there, or the folder is not ours to clean.
  }
}
