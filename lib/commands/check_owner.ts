import { unexpectedUser } from "../account/rights.ts";
import type { Whoami } from "../account/whoami.ts";
import type { Context } from "./context.ts";

/** The variable in which the programs around the experiments dataset keep the user (experiments-dataset 4.3). */
export const OWNER_VARIABLE = "HF_USERNAME";

/**
 * Refuses a token of somebody else than the environment names: the programs that go by that name would look for the
 * dataset under another namespace than set-up created it in (experiments-dataset B9).
 *
 * @param context the environment
 * @param whoami whose token it is
 * @param asked `namespace`: where the dataset is to be, when that was said; then it does not hang on the user
 * @throws {Failure} `token_owner_unexpected`
 */
export function checkOwner(
  context: Pick<Context, "environment">,
  whoami: Whoami,
  asked: { namespace: string | undefined; endpoint: string },
): void {
  if (asked.namespace !== undefined) return;
  const failed = unexpectedUser(whoami, context.environment.get(OWNER_VARIABLE)?.trim() || undefined);
  if (failed !== undefined) throw failed;
}
