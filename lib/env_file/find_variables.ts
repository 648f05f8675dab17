import { Failure } from "../errors/failure.ts";
import { readVariables } from "./edit.ts";

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
  const together = valuesIfCertain(bytes, names, options);
  // After a variable without a value the next line may be disputed, which shows only where each is read by itself.
  const isCertain = together !== undefined && [...together.values()].every((value) => value !== "");
  const values = isCertain
    ? together
    : new Map([...names].flatMap((name) => [...valuesIfCertain(bytes, [name], options) ?? []]));
  return new Map([...names].flatMap((name) => {
    const value = values.get(name) ?? "";
    return value === "" ? [] : [[name, value] as const];
  }));
}

function valuesIfCertain(
  bytes: Uint8Array,
  names: Iterable<string>,
  options: { path?: string },
): ReadonlyMap<string, string> | undefined {
  try {
    return readVariables(bytes, names, options);
  } catch (error) {
    // Whoever changes the variable is told; a look around passes over it.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
