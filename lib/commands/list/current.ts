import { Failure } from "../../cli/failure.ts";
import { findVariables } from "../../env_file/find_variables.ts";
import { readSnapshot } from "../../env_file/snapshot.ts";
import { readFileSettings } from "../../cli/settings.ts";
import { isDatasetVariable } from "../../env_file/dataset_variables.ts";
import { fileFailure } from "../../env_file/file_failure.ts";
import type { Context } from "../context.ts";

/** A variable that names a repository now. */
export interface CurrentUse {
  readonly variable: string;
  readonly place: "env_file" | "environment";
}

/** The repositories in use, by their ids in lower case. */
export type CurrentRepositories = ReadonlyMap<string, readonly CurrentUse[]>;

/**
 * Finds out which repositories the variables name: those of the set in the env file, and those of this environment.
 *
 * @throws Failure of the file table, where an env file was named and cannot be read
 */
export async function readCurrent(context: Context): Promise<CurrentRepositories> {
  const { parsed, environment } = context;
  const given = parsed.values("var");
  const { path = ".env", variables } = readFileSettings(parsed);
  const isWanted = given.length > 0 ? (name: string) => given.includes(name) : isDatasetVariable;
  const inFile = await readFile(context, { path, isNamed: parsed.value("env-file") !== undefined, isWanted });
  const current = new Map<string, CurrentUse[]>();
  function add(id: string, use: CurrentUse): void {
    current.set(id.toLowerCase(), [...current.get(id.toLowerCase()) ?? [], use]);
  }
  for (const [variable, id] of inFile) add(id, { variable, place: "env_file" });
  for (const variable of new Set([...variables, ...inFile.keys()])) {
    const id = environment.get(variable);
    if (id !== undefined) add(id, { variable, place: "environment" });
  }
  return current;
}

async function readFile(
  context: Context,
  asked: { path: string; isNamed: boolean; isWanted: (name: string) => boolean },
): Promise<ReadonlyMap<string, string>> {
  const path = context.files.absolute(asked.path);
  try {
    const { bytes } = await readSnapshot(context.files, path);
    return findVariables(bytes, asked.isWanted, { path });
  } catch (error) {
    const failed = fileFailure(error, { path, doing: "read" });
    if (asked.isNamed || !(failed instanceof Failure)) throw failed;
    // A file that nobody mentioned does not keep anybody from a listing.
    context.reporter.warn(`The current repository is not marked: ${failed.message}`);
    return new Map();
  }
}
