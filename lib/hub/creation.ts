import { Failure } from "../cli/failure.ts";
import { hubFailure } from "./failures.ts";
import { HubAnswerError, isOutcomeUnknown } from "./request_failure.ts";

/** What came of asking the Hub to create a repository. */
export type Creation =
  | { readonly outcome: "created"; readonly id: string; readonly url: string }
  | { readonly outcome: "exists" }
  /** Another operation on the same repository is in progress; nothing was created. */
  | { readonly outcome: "busy" }
  /** Refused for lack of rights (then without `failure`), of a plan, or of quota: an existing one can still be used. */
  | { readonly outcome: "refused"; readonly failure: Failure | undefined; readonly said: string }
  /** The answer was lost: it may have been created. */
  | { readonly outcome: "unknown"; readonly failure: Error };

/**
 * What an error of a creation means for it (lib/hub/README.md#creating-a-repository).
 *
 * @param error what the request threw
 * @param repository what was to be created
 * @throws what means nothing of that kind, and Failure `creation_rejected`
 */
export function failedCreation(error: unknown, repository: string): Creation {
  if (isOutcomeUnknown(error) && error instanceof Failure) return { outcome: "unknown", failure: error };
  if (!(error instanceof HubAnswerError)) throw error;
  const { status, hubMessage, said } = error;
  if (status === 409) {
    return { outcome: /conflicting operation/i.test(hubMessage) ? "busy" : "exists" };
  }
  if (status === 402) {
    const failure = hubFailure("creation_needs_payment", { repository, said }, { cause: error });
    return { outcome: "refused", failure, said };
  }
  if (status === 400 || status === 422) {
    throw hubFailure("creation_rejected", { repository, said }, { cause: error });
  }
  if (status === 401 || status === 403) return { outcome: "refused", failure: undefined, said };
  if (error.code === "quota_used_up") return { outcome: "refused", failure: error, said };
  throw error;
}
