import { TRACKIO_SPACE_ID, whatTrackioKeepsIn } from "./trackio_variables.ts";

/** What other programs would break over if it held a repository's name. */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  "HF_TOKEN",
  "HUGGING_FACE_HUB_TOKEN",
  "PATH",
  "HOME",
]);

/**
 * What is wrong with a variable that is to name a dataset.
 *
 * @returns a sentence, or `undefined` where nothing is
 */
export function problemOfVariable(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `"${name}" cannot be the name of a variable`;
  if (RESERVED_VARIABLES.has(name.toUpperCase())) {
    return `${name} is not set to a repository: programs expect something else there`;
  }
  const holds = whatTrackioKeepsIn(name);
  if (holds === undefined) return undefined;
  const space = name === TRACKIO_SPACE_ID ? "; it is set with --space of set-up" : "";
  return `${name} is Trackio's own and holds ${holds}, not a dataset${space}`;
}
