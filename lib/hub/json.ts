/** Narrows JSON that came over the wire: what is not of the expected type counts as missing. */

/** The fields of a JSON object; none if it is not an object. */
export function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The items of a JSON list; none if it is not a list. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string, or `undefined`. */
export function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The strings in a JSON list. */
export function textsIn(value: unknown): string[] {
  return listIn(value).filter((item) => typeof item === "string");
}
