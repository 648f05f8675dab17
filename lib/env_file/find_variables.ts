import { Failure } from "../errors/failure.ts";
import { readVariable } from "./edit.ts";

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
  const found = new Map<string, string>();
  for (const name of names) {
    const value = valueIfCertain(bytes, name, options);
    if (value !== undefined && value !== "") found.set(name, value);
  }
  return found;
}

function valueIfCertain(bytes: Uint8Array, name: string, options: { path?: string }): string | undefined {
  try {
    return readVariable(bytes, name, options);
  } catch (error) {
    // Whoever changes the variable is told; a look around passes over it.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
