import { Failure } from "../cli/failure.ts";
import { HubAnswerError } from "./answer.ts";
import { hubFailure } from "./failures.ts";
import type { Creation } from "./hub_client.ts";
import { isOutcomeUnknown } from "./network_failure.ts";

/**
 * Reads from a failed request what became of a creation (lib/hub/README.md#creating-a-repository).
 *
 * @throws what is neither a refusal nor a lost answer
 */
export function failedCreation(error: unknown, facts: { name: string; explained: unknown }): Creation {
  const known = facts.explained instanceof Error ? facts.explained : new Error(String(facts.explained));
  if (isOutcomeUnknown(error)) return { outcome: "unknown", failure: known };
  if (!(error instanceof HubAnswerError)) throw known;
  const { status, hubMessage } = error;
  const said = hubMessage || `status ${status}`;
  if (status === 409) {
    return { outcome: /conflicting operation/i.test(hubMessage) ? "busy" : "exists" };
  }
  if (status === 402) {
    const unpaid = hubFailure("creation_needs_payment", { repository: facts.name, said }, { cause: error });
    return { outcome: "refused", failure: unpaid, said };
  }
  if (status === 400 || status === 422) {
    throw hubFailure("creation_rejected", { repository: facts.name, said }, { cause: error });
  }
  if (status === 401 || status === 403) return { outcome: "refused", failure: undefined, said };
  if (status === 429 && known instanceof Failure && known.exitCode === 5) {
    return { outcome: "refused", failure: known, said };
  }
  throw known;
}
