import type { Failure } from "../cli/failure.ts";
import { hubFailure } from "../hub/failures.ts";
import type { Whoami } from "./whoami.ts";

/**
 * Why a Gradio Space cannot be created on free hardware, as far as whoami shows it (lib/hub/README.md#spaces).
 *
 * @returns `undefined` where it can, or where only the Hub knows: an organization's plan is not always listed
 */
export function failureOfSpacePlan(whoami: Whoami, space: string): Failure | undefined {
  if (!space.startsWith(`${whoami.name}/`) || whoami.isPro !== false) return undefined;
  const said = `Gradio Spaces on free hardware need PRO, which ${whoami.name} does not have`;
  return hubFailure("space_needs_plan", { space, said });
}
