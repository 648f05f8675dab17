import { Failure } from "../cli/failure.ts";
import { errorNameOf } from "../ports/file_errors.ts";
import type { FileFacts, Files } from "../ports/files.ts";
import { envFileFailure } from "./failures.ts";
import { decodeEnvFile, lineNumberAt, readPlain, type Statement, VARIABLE_NAME } from "./text.ts";

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

const KINDS = { folder: "a folder", other: "a device or a pipe", link: "a symbolic link" } as const;

/**
 * Finds the env file and reads it.
 *
 * @returns the content, empty where there is no file yet
 * @throws {Failure} `env_file_is_not_a_file`, `env_file_link_broken`, `env_file_too_large`
 */
export async function readSnapshot(files: Files, path: string): Promise<Snapshot> {
  const { target, facts } = await findTarget(files, path);
  if (facts === undefined) return { target, facts, bytes: new Uint8Array() };
  if (facts.kind !== "file") {
    throw envFileFailure("env_file_is_not_a_file", { path, kind: KINDS[facts.kind] });
  }
  const bytes = await files.read(target, { limit: SIZE_LIMIT });
  if (bytes === undefined) throw envFileFailure("env_file_too_large", { path, limit: "1 MiB" });
  return { target, facts, bytes };
}

async function findTarget(
  files: Files,
  path: string,
): Promise<{ target: string; facts: FileFacts | undefined }> {
  const facts = await linkFactsIfAny(files, path);
  if (facts?.kind !== "link") return { target: path, facts };
  try {
    const target = await files.realPath(path);
    return { target, facts: await files.facts(target) };
  } catch (error) {
    if (["NotFound", "FilesystemLoop", "NotADirectory"].includes(errorNameOf(error))) {
      throw envFileFailure("env_file_link_broken", { path }, { cause: error });
    }
    throw error;
  }
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

/**
 * Reads variables from the content of an env file, as its readers do: those that see the variable must agree.
 *
 * @returns the values of those that the file has
 * @throws {Failure} `env_file_not_text`, `env_file_ambiguous`
 */
export async function readVariables(
  bytes: Uint8Array,
  names: ReadonlySet<string>,
  { path = ".env" }: { path?: string } = {},
): Promise<ReadonlyMap<string, string>> {
  const text = decodeEnvFile(bytes, path);
  const read = await lastValues(text, (name) => names.has(name));
  for (const [name, { start, isAgreed }] of read) {
    if (isAgreed) continue;
    const reason = "programs read different values from it";
    throw envFileFailure("env_file_ambiguous", { path, name, line: lineNumberAt(text, start), reason });
  }
  return new Map([...read].map(([name, { value }]) => [name, value]));
}

/** The variables whose names are wanted; what is empty, or read differently by different programs, is left out. */
export async function findVariables(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  try {
    const read = await lastValues(decodeEnvFile(bytes, ""), isWanted);
    return new Map(
      [...read].filter(([, { value, isAgreed }]) => isAgreed && value !== "")
        .map(([name, { value }]) => [name, value]),
    );
  } catch (error) {
    // A run that changes the file says that it is not text; one that only looks around goes on without.
    if (!(error instanceof Failure)) throw error;
    return new Map();
  }
}

/** The value of each variable, where it is set, and whether all who see it read the same. */
async function lastValues(
  text: string,
  isWanted: (name: string) => boolean,
): Promise<ReadonlyMap<string, { value: string; start: number; isAgreed: boolean }>> {
  const found = new Map<string, { value: string; start: number; isAgreed: boolean }>();
  for (const statements of await readAll(text)) {
    const last = new Map(
      statements.filter(({ isUnsure }) => !isUnsure).map((statement) => [statement.name, statement]),
    );
    for (const [name, { value, start, expands }] of last) {
      if (value === undefined || !VARIABLE_NAME.test(name) || !isWanted(name)) continue;
      const other = found.get(name);
      if (other?.isAgreed === false) continue;
      // python-dotenv replaces ${NAME} whatever the quotes.
      const isAgreed = !expands && !value.includes("${") && (other?.value ?? value) === value;
      found.set(name, { value, start: isAgreed ? start : Math.max(start, other?.start ?? 0), isAgreed });
    }
  }
  return found;
}

/** What the readers read, once where all read the same. */
async function readAll(text: string): Promise<readonly (readonly Statement[])[]> {
  const plain = readPlain(text);
  if (plain !== undefined) return [plain];
  // Loaded for a file that is not plain, as few are.
  const { READERS } = await import("./readers.ts");
  return READERS.map((reader) => reader.read(text).statements);
}
