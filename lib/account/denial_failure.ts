import { accountFailure } from "./failures.ts";
import type { Failure } from "../cli/failure.ts";
import type { Whoami } from "./whoami.ts";
import { assessCreate, assessWrite } from "./assess.ts";
import { tokenPageUrl } from "./token_page.ts";
import type { Denied, Verdict } from "./verdict.ts";

/** Builds the failure of a denial: its code is the reason, its exit code 4. */
export function failureOfDenial(denied: Denied): Failure {
  return accountFailure(denied.reason, denied.facts);
}

/** A refusal by the Hub of what whoami did not speak against. */
export interface Refusal {
  /** What the Hub gave as its reason. */
  readonly hubMessage: string;
  /** The Hub, without a slash at the end. */
  readonly endpoint: string;
  /** Where the dataset was to be created. */
  readonly namespace: string;
  /** What was to be created; a dataset where it is left out. */
  readonly what?: string;
  /** The dataset that was to be written to; left out where one was to be created. */
  readonly repositoryId?: string;
  readonly asOrganization?: boolean;
  readonly resourceGroup?: string | undefined;
}

/**
 * Builds the failure of a refusal (403) that was not foretold: what the Hub says, whose token it is, what was not known.
 *
 * @param whoami whose token it is
 * @param refusal what was asked, and what the Hub said
 * @param options `cause`, the Hub's answer
 * @returns `creation_refused` or `writing_refused`, or the denial's own failure where whoami does speak against it
 */
export function failureOfRefusal(whoami: Whoami, refusal: Refusal, options?: ErrorOptions): Failure {
  const { repositoryId, endpoint, namespace, hubMessage } = refusal;
  const verdict = repositoryId === undefined
    ? assessCreate(whoami, refusal)
    : assessWrite(whoami, { repositoryId, endpoint });
  if (verdict.verdict === "denied") return accountFailure(verdict.reason, verdict.facts, options);
  return accountFailure(repositoryId === undefined ? "creation_refused" : "writing_refused", {
    action: repositoryId === undefined ? "create" : "write",
    what: refusal.what,
    namespace,
    repositoryId,
    owner: whoami.name,
    tokenName: whoami.tokenName,
    tokenKind: whoami.tokenKind,
    hubMessage,
    why: whyOf(verdict),
    tokenPage: namespace === whoami.name
      ? tokenPageUrl({ endpoint, own: true })
      : tokenPageUrl({ endpoint, organizations: [namespace] }),
  }, options);
}

function whyOf(verdict: Verdict): string | undefined {
  return verdict.verdict === "unknown" ? verdict.why : undefined;
}
