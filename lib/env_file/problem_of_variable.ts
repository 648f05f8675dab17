import type { Failure } from "../cli/failure.ts";
import { envFileFailure } from "./failures.ts";
import { maskUnknownWord } from "../account/token.ts";
import { TRACKIO_SPACE_ID, whatTrackioKeepsIn } from "./trackio_variables.ts";

/** What other programs would break over if it held a repository's name. */
const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  "HF_TOKEN",
  "HUGGING_FACE_HUB_TOKEN",
  "PATH",
  "HOME",
]);

/** Why nothing can be asked of a variable of this name: `undefined` where nothing is wrong with it. */
export function failureOfName(name: string): Failure | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return envFileFailure("variable_name_invalid", { name: maskUnknownWord(name) });
  }
  return RESERVED_VARIABLES.has(name.toUpperCase())
    ? envFileFailure("variable_reserved", { name })
    : undefined;
}

/** Why a variable of Trackio's own cannot name a dataset; `undefined` for every other name. */
export function failureOfTrackioVariable(name: string): Failure | undefined {
  const holds = whatTrackioKeepsIn(name);
  return holds === undefined ? undefined : envFileFailure("variable_holds_other", { name, holds });
}

/**
 * What is wrong with a variable of a plan, which is to name a dataset.
 *
 * @returns a sentence, or `undefined` where nothing is
 */
export function problemOfVariable(name: string): string | undefined {
  const failed = failureOfName(name) ?? failureOfTrackioVariable(name);
  if (failed === undefined) return undefined;
  return name === TRACKIO_SPACE_ID ? `${failed.message}; it is set with --space of set-up` : failed.message;
}
