/**
 * The fields of a JSON object, to be looked at one by one.
 *
 * @param value anything that came over the wire
 * @returns its fields; none where it is no object
 */
export function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
