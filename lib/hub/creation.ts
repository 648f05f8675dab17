import type { Failure } from "../cli/failure.ts";
import { type HubClient, malformed } from "./client.ts";
import type { Visibility } from "./datasets.ts";
import { hubFailure } from "./failures.ts";
import { recordIn, textIn } from "./json.ts";
import { nameOf, ownerOf } from "./repository_id.ts";
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

/** A repository to create. */
export interface NewDataset {
  /** `owner/name`. */
  readonly id: string;
  /** Sent only if it was asked for: otherwise the default of the Hub or the organization applies. */
  readonly visibility: Visibility | undefined;
  /** The README.md, which is part of the request. */
  readonly card: string;
  /** Where it is stored; paid plans only. */
  readonly region?: "us" | "eu" | undefined;
  readonly resourceGroupId?: string | undefined;
}

/** @throws Failure `creation_rejected` */
export async function createDataset(hub: HubClient, dataset: NewDataset): Promise<Creation> {
  const { id, visibility, resourceGroupId, region } = dataset;
  const content = new TextEncoder().encode(dataset.card).toBase64();
  // The order of keys is that of @huggingface/hub; undefined ones are left out.
  const body = {
    name: nameOf(id),
    visibility,
    organization: ownerOf(id),
    resourceGroupId,
    region,
    type: "dataset",
    files: [{ encoding: "base64", path: "README.md", content }],
  };
  try {
    const { url } = recordIn(await hub.json("/api/repos/create", { method: "POST", body }));
    // The URL holds the Hub's spelling; older Hubs do not send the name.
    const created = /\/datasets\/([\w.-]+\/[\w.-]+)\/?$/.exec(textIn(url) ?? "")?.[1];
    if (created?.toLowerCase() === id.toLowerCase()) {
      return { outcome: "created", id: created, url: `${hub.endpoint.url}/datasets/${created}` };
    }
    // Only reading it shows what was created.
    const failure = malformed(hub, "POST /api/repos/create", "it does not name the repository");
    return { outcome: "unknown", failure };
  } catch (error) {
    return failedCreation(error, id);
  }
}

/**
 * What an error of a creation means for it (lib/hub/README.md#creating-a-repository).
 *
 * @param error what the request threw
 * @param repository what was to be created
 * @throws what means nothing of that kind, and Failure `creation_rejected`
 */
export function failedCreation(error: unknown, repository: string): Creation {
  if (isOutcomeUnknown(error)) return { outcome: "unknown", failure: error };
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
