import { envFileFailure } from "./failures.ts";
import { type FileFacts, type Files } from "../ports/files.ts";
import { errorNameOf } from "../ports/file_errors.ts";

/** The env file as it was found at one moment. */
export interface Snapshot {
  /** Where the content is: the path itself, or what its link leads to. */
  readonly target: string;
  /** Undefined where there is no file yet. */
  readonly facts: FileFacts | undefined;
  readonly bytes: Uint8Array;
}

/** No env file is near this; a wrong path often leads to more. */
const SIZE_LIMIT = 1024 * 1024;

const KINDS = {
  folder: "a folder",
  other: "a device or a pipe",
  link: "a symbolic link",
} as const;

/**
 * Finds the env file and reads it.
 *
 * @returns the content, empty where there is no file yet
 * @throws {Failure} `env_file_is_not_a_file`, `env_file_link_broken`, `env_file_too_large`
 */
export async function readSnapshot(files: Files, path: string): Promise<Snapshot> {
  const { target, facts } = await findTarget(files, path);
  if (facts === undefined) return { target, facts, bytes: new Uint8Array() };
  const bytes = await files.read(target, { limit: SIZE_LIMIT });
  if (bytes === undefined) throw envFileFailure("env_file_too_large", { path, limit: "1 MiB" });
  return { target, facts, bytes };
}

/**
 * Compares the env file with what it was.
 *
 * @returns "same", "changed" where the content is another, "moved" where the path leads elsewhere now
 */
export async function compareWithSnapshot(
  files: Files,
  { path, snapshot }: { path: string; snapshot: Snapshot },
): Promise<"same" | "changed" | "moved"> {
  const { target, facts, bytes } = await readSnapshot(files, path);
  if (target !== snapshot.target) return "moved";
  // The bytes are compared, not the time of change: two writes can fall into one millisecond.
  const same = (facts === undefined) === (snapshot.facts === undefined) &&
    facts?.identity === snapshot.facts?.identity && isSame(bytes, snapshot.bytes);
  return same ? "same" : "changed";
}

/** Whether two contents are the same. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

async function findTarget(
  files: Files,
  path: string,
): Promise<{ target: string; facts: FileFacts | undefined }> {
  const facts = await linkFactsIfAny(files, path);
  if (facts === undefined) return { target: path, facts };
  if (facts.kind === "file") return { target: path, facts };
  if (facts.kind !== "link") {
    throw envFileFailure("env_file_is_not_a_file", { path, kind: KINDS[facts.kind] });
  }
  try {
    const target = await files.realPath(path);
    const behind = await files.facts(target);
    if (behind.kind === "file") return { target, facts: behind };
    throw envFileFailure("env_file_is_not_a_file", { path, kind: KINDS[behind.kind] });
  } catch (error) {
    if (["NotFound", "FilesystemLoop", "NotADirectory"].includes(errorNameOf(error))) {
      throw envFileFailure("env_file_link_broken", { path }, { cause: error });
    }
    throw error;
  }
}

/**
 * Refuses to use something that this program did not create: a link, a folder, a file with a second name.
 *
 * @throws {Failure} `env_file_side_file_foreign`
 */
export function checkIsSideFile(facts: FileFacts, path: string): void {
  // It has no name at all while another run removes it.
  if (facts.kind === "file" && (facts.links ?? 1) <= 1) return;
  const kind = facts.kind === "file" ? "a file with a second name" : KINDS[facts.kind];
  throw envFileFailure("env_file_side_file_foreign", { path, kind });
}

/** What is at a path, undefined where there is nothing. */
export async function linkFactsIfAny(files: Files, path: string): Promise<FileFacts | undefined> {
  try {
    return await files.linkFacts(path);
  } catch (error) {
    if (errorNameOf(error) === "NotFound") return undefined;
    throw error;
  }
}
