import { Failure } from "../cli/failure.ts";
import { readVariables } from "./edit.ts";

/** A person's file names a few datasets; one that is made to be slow is not looked through name by name. */
const ONE_BY_ONE_LIMIT = 50;

/**
 * Finds the variables of an env file whose names are wanted, for callers that do not know the names beforehand.
 *
 * @param bytes the content
 * @param isWanted judges a name
 * @param options `path`, how the file is called in messages
 * @returns the values by name, in the order of the file; what cannot be read for certain is left out
 */
export function findVariables(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
  options: { path?: string } = {},
): ReadonlyMap<string, string> {
  const text = new TextDecoder("utf-8").decode(bytes);
  const names = new Set(
    text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=/gm).map(([, name = ""]) => name)
      .filter(isWanted),
  );
  return new Map(certainValues(bytes, names, options).filter(([, value]) => value !== ""));
}

function certainValues(
  bytes: Uint8Array,
  names: ReadonlySet<string>,
  options: { path?: string },
): (readonly [name: string, value: string])[] {
  try {
    const values = [...readVariables(bytes, names, options)];
    // Behind a name without a value the next line may be disputed, which shows only where each is read by itself.
    if (names.size === 1 || values.every(([, value]) => value !== "")) return values;
  } catch (error) {
    // Whoever changes the variable is told; a look around passes over it.
    if (!(error instanceof Failure)) throw error;
    if (error.code !== "env_file_ambiguous" || names.size === 1) return [];
  }
  if (names.size > ONE_BY_ONE_LIMIT) return [];
  return [...names].flatMap((name) => certainValues(bytes, new Set([name]), options));
}
