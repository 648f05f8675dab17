import type { Whoami } from "./whoami.ts";
import { assessCreate, creatableNamespaces } from "./assess.ts";
import { namesOfNamespaces, ownerOfNamespace } from "./spelling.ts";
import type { NamespaceKind } from "./token_page.ts";
import type { Verdict } from "./verdict.ts";

/** One namespace of a token, and whether it may create datasets there. */
export interface NamespaceChoice {
  readonly namespace: string;
  readonly kind: NamespaceKind;
  /** The role of the owner in the organization; undefined for the user's own namespace, or when not told. */
  readonly role: string | undefined;
  readonly verdict: Verdict;
  /** Why not, or why it is not known, in a few words; empty when it may. */
  readonly brief: string;
}

/**
 * Lists the namespaces of a token with what it may do there, for the picker and for the table of `whoami`.
 *
 * @param whoami whose token it is and what the Hub tells of it
 * @param options `endpoint`: the Hub, without a slash at the end; `resourceGroup`: where the dataset is to be in one
 * @returns the user's own namespace first, then the organizations in the order of the Hub
 */
export function namespacesOf(
  whoami: Whoami,
  options: { endpoint: string; resourceGroup?: string | undefined },
): readonly NamespaceChoice[] {
  const creatable = creatableNamespaces(whoami);
  return namesOfNamespaces(whoami).map((namespace) => {
    const verdict = assessCreate(whoami, { ...options, namespace }, { creatable });
    const owner = ownerOfNamespace(whoami, namespace);
    return {
      namespace,
      kind: owner.kind === "user" ? "user" : "organization",
      role: owner.kind === "organization" ? owner.organization.role : undefined,
      verdict,
      brief: briefOf(verdict),
    };
  });
}

function briefOf(verdict: Verdict): string {
  switch (verdict.verdict) {
    case "allowed":
      return "";
    case "unknown":
      return verdict.why;
    case "denied":
      return verdict.brief;
  }
}
