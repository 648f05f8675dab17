import { envFileFailure } from "./failures.ts";
import { errorNameOf, type FileFacts, type Files } from "../ports/files.ts";

/** The two side files of an env file, which exist only while it is being written. */
export function sideFilesOf(target: string): { lock: string; draft: string } {
  return { lock: `${target}.hf-dataset-setup.lock`, draft: `${target}.hf-dataset-setup.tmp` };
}

/**
 * Refuses to use something that set-up did not make: a link, a folder, a file with a second name.
 *
 * @param facts what stands at the path of a side file
 * @param path the side file
 * @throws {Failure} `env_file_side_file_foreign`
 */
export function checkIsSideFile(facts: FileFacts, path: string): void {
  const kind = facts.kind === "link"
    ? "a symbolic link"
    : facts.kind === "folder"
    ? "a folder"
    : facts.kind === "other"
    ? "not a regular file"
    : (facts.links ?? 1) > 1
    ? "a file with a second name"
    : undefined;
  if (kind !== undefined) throw envFileFailure("env_file_side_file_foreign", { path, kind });
}

/** What stands at a path, undefined where there is nothing. */
export async function linkFactsIfAny(files: Files, path: string): Promise<FileFacts | undefined> {
  try {
    return await files.linkFacts(path);
  } catch (error) {
    if (errorNameOf(error) === "NotFound") return undefined;
    throw error;
  }
}
