/** Bodies of requests, for tests. */

/** The body that hub.js sends to create a dataset, with what a test wants to be different. */
export function creationBody(
  name: string,
  details: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { name, organization: "ada", type: "dataset", ...details };
}
