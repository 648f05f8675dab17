/** Whose namespace it is: the token owner's own, or an organization's. */
export type NamespaceKind = "user" | "organization";

/** A box on the Hub's page for new tokens. */
export interface TokenBox {
  /** The permission's name on the wire. */
  readonly permission: string;
  /** The words beside the box. */
  readonly label: string;
}

const OWN_BOXES: readonly TokenBox[] = [
  {
    permission: "repo.content.read",
    label: "Read access to contents of all repos under your personal namespace",
  },
  {
    permission: "repo.access.read",
    label: "View access requests for all gated repos under your personal namespace",
  },
  {
    permission: "repo.write",
    label: "Write access to contents/settings of all repos under your personal namespace",
  },
];

const ORGANIZATION_BOXES: readonly TokenBox[] = [
  {
    permission: "repo.content.read",
    label: "Read access to contents of all repos in selected organizations",
  },
  { permission: "repo.access.read", label: "View access requests for gated repos in selected organizations" },
  {
    permission: "repo.write",
    label: "Write access to contents/settings of all repos in selected organizations",
  },
];

/**
 * Lists the boxes that a fine-grained token needs to create datasets in a namespace and write to them.
 *
 * @param kind whose namespace it is
 * @returns the boxes, in the order of the page; the last is the one that creating depends on
 */
export function boxesFor(kind: NamespaceKind): readonly TokenBox[] {
  return kind === "user" ? OWN_BOXES : ORGANIZATION_BOXES;
}

/** Names the box that creating and writing depend on, as the page and the API call it. */
export function writeBoxFor(kind: NamespaceKind): string {
  const label = boxesFor(kind).find(({ permission }) => permission === "repo.write")?.label ?? "";
  return `"${label}" (repo.write)`;
}

/** What the new token is to be good for. */
export interface TokenPageTarget {
  /** The Hub, without a slash at the end. */
  readonly endpoint: string;
  /** Whether it is to write in its owner's own namespace. */
  readonly own?: boolean;
  /** The organizations that it is to write in. */
  readonly organizations?: readonly string[];
  /** Fine-grained when left out: no other kind can be limited to what is needed. */
  readonly kind?: "fineGrained" | "write";
}

/**
 * Builds the address of the page that makes a new token, with exactly the boxes ticked that the target needs.
 *
 * @param target what the token is to be good for
 * @returns the address, to be opened in a browser; it holds no secret
 */
export function tokenPageUrl(target: TokenPageTarget): string {
  const kind = target.kind ?? "fineGrained";
  const query = new URLSearchParams();
  if (kind === "fineGrained") {
    // The parameters and their order are those of the page itself.
    if (target.own === true) {
      for (const { permission } of boxesFor("user")) query.append("ownUserPermissions", permission);
    }
    const organizations = target.organizations ?? [];
    for (const organization of organizations) query.append("orgs", organization);
    if (organizations.length > 0) {
      for (const { permission } of boxesFor("organization")) query.append("orgPermissions", permission);
    }
  }
  query.append("tokenType", kind);
  return `${target.endpoint}/settings/tokens/new?${query}`;
}
