import type { Organization, Whoami } from "./whoami.ts";
import { findGrant, type GrantTarget, singleRepositories } from "./scopes.ts";
import type { DenialReason } from "./verdict.ts";
import { nameToken } from "./wording.ts";

/** One thing that stands, or may stand, in the way. */
export type Finding =
  | { readonly kind: "obstacle"; readonly reason: DenialReason }
  | { readonly kind: "unclear"; readonly why: string };

/** What is asked of an organization, or of a token in it. */
export interface Asked extends GrantTarget {
  readonly action: "create" | "write";
  /** The resource group that the new dataset is to be in, by id or name. */
  readonly resourceGroup?: string;
}

/** The roles of hub-api 1.1 that do not let a member create. */
const POWERLESS_ROLES = new Set(["read", "no_access"]);

const RESTRICTION_REASONS: Readonly<Record<string, DenialReason>> = {
  "sso": "organization_requires_sso",
  "mfa": "organization_requires_mfa",
  "ip": "organization_restricts_network",
  "token-policy": "organization_restricts_token",
  "token-revoked": "organization_revoked_token",
};

/**
 * Says why the Hub alone can judge this token, whatever it is asked for.
 *
 * @param whoami whose token it is
 * @returns a clause, or undefined when the token is of a known kind
 */
export function findUnjudgeable(whoami: Whoami): string | undefined {
  if (whoami.type !== undefined && whoami.type !== "user" && whoami.type !== "org") {
    return `"${whoami.name}" is neither a user nor an organization ("${whoami.type}")`;
  }
  const token = nameToken({ ...whoami, owner: whoami.name });
  if (whoami.tokenKind === "oauth") {
    return `the Hub does not tell what ${token} may do, as with OAuth tokens`;
  }
  if (whoami.tokenKind !== "unknown") return undefined;
  return whoami.tokenRole === undefined
    ? `the Hub does not tell the role of ${token}`
    : `${token} has the role "${whoami.tokenRole}", which this program does not know`;
}

/** Finds what the kind and the scopes of the token say against it. */
export function findInToken(whoami: Whoami, asked: Asked): readonly Finding[] {
  if (whoami.tokenKind === "read") return [{ kind: "obstacle", reason: "token_role_read" }];
  if (whoami.tokenKind !== "fineGrained") return [];
  switch (findGrant(whoami, asked)) {
    case "granted":
      return [];
    case "missing": {
      const single = singleRepositories(whoami) !== undefined;
      return [{
        kind: "obstacle",
        reason: single ? "token_scope_single_repositories" : "token_scope_missing",
      }];
    }
    case "unclear": {
      const token = nameToken({ ...whoami, owner: whoami.name });
      return [{
        kind: "unclear",
        why: `the Hub does not tell all of what ${token} may do in "${asked.namespace}"`,
      }];
    }
  }
}

/** Finds what an organization says against its member. */
export function findInOrganization(
  whoami: Whoami,
  organization: Organization,
  asked: Asked,
): readonly Finding[] {
  const role = findInRole(whoami, organization, asked);
  return [...(role === undefined ? [] : [role]), ...findInRestrictions(whoami, organization)];
}

function findInRole(whoami: Whoami, organization: Organization, asked: Asked): Finding | undefined {
  const { name, role } = organization;
  const member = `"${whoami.name}" has the role "${role ?? ""}" in "${name}"`;
  if (role === undefined) {
    return { kind: "unclear", why: `the Hub does not tell the role of "${whoami.name}" in "${name}"` };
  }
  if (role === "admin") return undefined;
  if (POWERLESS_ROLES.has(role)) {
    // A role in a resource group can be more than the role in the organization (hub-api 1.1, "resourceGroups").
    const { resourceGroups } = organization;
    if (resourceGroups === undefined) {
      return { kind: "unclear", why: `${member}, and possibly more in a resource group` };
    }
    const more = resourceGroups.find((group) => !POWERLESS_ROLES.has(group.role ?? ""));
    if (more === undefined) return { kind: "obstacle", reason: "organization_role_insufficient" };
    const group = `the resource group "${more.name ?? more.id ?? ""}"`;
    return { kind: "unclear", why: `${member}, but the role "${more.role ?? ""}" in ${group}` };
  }
  if (role !== "write" && role !== "contributor") {
    return { kind: "unclear", why: `${member}, which this program does not know` };
  }
  if (asked.action === "create") return findInResourceGroup(whoami, organization, asked.resourceGroup);
  if (role === "contributor") {
    return { kind: "unclear", why: `${member}, which covers only what "${whoami.name}" created there` };
  }
  // Paid plans have resource groups, which narrow the role down (hub-api 1.1, "plan").
  return organization.plan === undefined && organization.resourceGroups?.length === 0
    ? undefined
    : { kind: "unclear", why: `${member}, but a resource group of "${name}" may narrow that down` };
}

function findInResourceGroup(
  whoami: Whoami,
  organization: Organization,
  asked: string | undefined,
): Finding | undefined {
  if (asked === undefined) return undefined;
  const group = organization.resourceGroups?.find(({ id, name }) => id === asked || name === asked);
  if (group?.role === "admin" || group?.role === "write" || group?.role === "contributor") return undefined;
  const why = group?.role === undefined
    ? `the Hub does not tell the role of "${whoami.name}" in the resource group "${asked}"`
    : `"${whoami.name}" has the role "${group.role}" in the resource group "${asked}"`;
  return { kind: "unclear", why };
}

function findInRestrictions(whoami: Whoami, organization: Organization): readonly Finding[] {
  const { name, restrictions } = organization;
  const token = nameToken({ ...whoami, owner: whoami.name });
  if (restrictions === undefined) {
    return [{ kind: "unclear", why: `"${name}" restricts ${token} in a way that cannot be read` }];
  }
  return [...new Set(restrictions)].map((restriction): Finding => {
    const reason = Object.hasOwn(RESTRICTION_REASONS, restriction)
      ? RESTRICTION_REASONS[restriction]
      : undefined;
    return reason === undefined
      ? {
        kind: "unclear",
        why: `"${name}" restricts ${token} in a way that this program does not know ("${restriction}")`,
      }
      : { kind: "obstacle", reason };
  });
}

/** Finds what speaks against a namespace that is neither the user nor a listed organization. */
export function findInForeign(
  whoami: Whoami,
  asked: Asked,
  options: { asOrganization: boolean },
): readonly Finding[] {
  const role: readonly Finding[] = whoami.tokenKind === "read"
    ? [{ kind: "obstacle", reason: "token_role_read" }]
    : [];
  if (!whoami.orgsComplete) {
    const why =
      `the Hub does not list all organizations of "${whoami.name}", and "${asked.namespace}" may be one`;
    return [{ kind: "unclear", why }, ...role];
  }
  // A fine-grained token may name what whoami does not list.
  if (whoami.tokenKind === "fineGrained" && findGrant(whoami, asked) !== "missing") {
    const token = nameToken({ ...whoami, owner: whoami.name });
    return [{
      kind: "unclear",
      why: `the Hub does not list "${asked.namespace}", but ${token} may cover it`,
    }];
  }
  const reason = options.asOrganization ? "organization_not_member" : "namespace_not_yours";
  return [{ kind: "obstacle", reason }, ...role];
}
