import type { DenialCode } from "./denials.ts";
import { findOwner } from "./owners.ts";
import { findGrant, type GrantTarget, singleRepositories } from "./scopes.ts";
import type { Organization, Whoami } from "./whoami.ts";

/** What is in the way for certain, and what whoami leaves open: each a clause. */
export interface Obstacles {
  readonly denied: readonly DenialCode[];
  readonly unclear: readonly string[];
}

/** What is asked of a token. */
export interface Asked extends GrantTarget {
  readonly action: "create" | "write";
  /** What is to be created; a dataset where it is left out. */
  readonly what?: string;
  /** Whether the owner was given as an organization (`--org`). */
  readonly asOrganization?: boolean;
  /** The id of the resource group that the new dataset is to be in. */
  readonly resourceGroup?: string | undefined;
}

/** The roles that do not let a member create (https://huggingface.co/docs/hub/organizations-security). */
const POWERLESS_ROLES: ReadonlySet<string | undefined> = new Set(["read", "no_access"]);

const RESTRICTIONS: ReadonlyMap<string, DenialCode> = new Map([
  ["sso", "organization_requires_sso"],
  ["mfa", "organization_requires_mfa"],
  ["ip", "organization_restricts_network"],
  ["token-policy", "organization_restricts_token"],
  ["token-revoked", "organization_revoked_token"],
]);

/** Finds everything in whoami that is, or can be, in the way. */
export function findObstacles(whoami: Whoami, asked: Asked): Obstacles {
  const opaque = opaqueToken(whoami);
  if (opaque !== undefined) return unclear(opaque);
  const owner = findOwner(whoami, asked.owner);
  if (owner.kind === "user") return inToken(whoami, asked);
  if (owner.kind === "foreign") return inForeign(whoami, asked);
  const { organization } = owner;
  return joined([
    inRole(whoami, organization, asked),
    inRestrictions(organization),
    inToken(whoami, { ...asked, organization }),
  ]);
}

/** Why only the Hub can judge this token, whatever it is asked for; undefined when its kind is known. */
function opaqueToken({ name, type, tokenKind, tokenRole }: Whoami): string | undefined {
  if (type !== undefined && type !== "user" && type !== "org") {
    return `${name} is neither a user nor an organization ("${type}")`;
  }
  if (tokenKind === "oauth") return "OAuth tokens do not list their permissions";
  if (tokenKind !== "unknown") return undefined;
  return tokenRole === undefined
    ? "the Hub did not give the role of the token"
    : `unknown token role "${tokenRole}"`;
}

function inToken(whoami: Whoami, asked: Asked): Obstacles {
  if (whoami.tokenKind === "read") return denied("token_role_read");
  if (whoami.tokenKind !== "fineGrained") return NONE;
  switch (findGrant(whoami, asked)) {
    case "granted":
      return NONE;
    case "missing":
      return denied(
        singleRepositories(whoami) === undefined ? "token_scope_missing" : "token_scope_single_repositories",
      );
    case "unclear":
      return unclear("not all permissions of the token are known");
  }
}

function inRole(whoami: Whoami, organization: Organization, asked: Asked): Obstacles {
  const { name, role, plan, resourceGroups } = organization;
  if (role === undefined) return unclear(`the Hub did not give ${whoami.name}'s role in ${name}`);
  if (role === "admin") return NONE;
  if (POWERLESS_ROLES.has(role)) {
    // A role in a resource group can be more than the role in the organization.
    if (resourceGroups === undefined) return unclear(`role "${role}", possibly more in a resource group`);
    const more = resourceGroups.find((group) => !POWERLESS_ROLES.has(group.role));
    if (more === undefined) return denied("organization_role_insufficient");
    return unclear(
      `role "${role}", but "${more.role ?? ""}" in resource group ${more.name ?? more.id ?? ""}`,
    );
  }
  if (role !== "write" && role !== "contributor") return unclear(`unknown role "${role}" in ${name}`);
  if (asked.action === "create") return inResourceGroup(whoami, organization, asked.resourceGroup);
  if (role === "contributor") return unclear("contributors can only write to what they created");
  // Organizations on a paid plan can have resource groups, which restrict the role.
  return plan === undefined && resourceGroups?.length === 0
    ? NONE
    : unclear(`a resource group of ${name} may restrict this`);
}

function inResourceGroup(
  whoami: Whoami,
  organization: Organization,
  asked: string | undefined,
): Obstacles {
  if (asked === undefined) return NONE;
  const role = organization.resourceGroups?.find(({ id }) => id?.toLowerCase() === asked.toLowerCase())?.role;
  if (role === "admin" || role === "write" || role === "contributor") return NONE;
  return unclear(
    role === undefined
      ? `the Hub did not give ${whoami.name}'s role in that resource group`
      : `role "${role}" in that resource group`,
  );
}

function inRestrictions({ name, restrictions }: Organization): Obstacles {
  if (restrictions === undefined) return unclear(`${name} restricts this token in an unknown way`);
  return joined([...new Set(restrictions)].map((restriction) => {
    const code = RESTRICTIONS.get(restriction);
    return code === undefined
      ? unclear(`${name} restricts this token in an unknown way ("${restriction}")`)
      : denied(code);
  }));
}

/** What is against an owner that is neither the user nor a listed organization. */
function inForeign(whoami: Whoami, asked: Asked): Obstacles {
  const role = whoami.tokenKind === "read" ? denied("token_role_read") : NONE;
  if (!whoami.orgsComplete) {
    return joined([unclear(`the Hub did not list all organizations of ${whoami.name}`), role]);
  }
  // A fine-grained token can name what whoami does not list.
  if (whoami.tokenKind === "fineGrained" && findGrant(whoami, asked) !== "missing") {
    return unclear(`the token may cover ${asked.owner}, which the Hub does not list for ${whoami.name}`);
  }
  return joined([
    denied(asked.asOrganization === true ? "organization_not_member" : "namespace_not_yours"),
    role,
  ]);
}

const NONE: Obstacles = { denied: [], unclear: [] };

function denied(code: DenialCode): Obstacles {
  return { denied: [code], unclear: [] };
}

function unclear(why: string): Obstacles {
  return { denied: [], unclear: [why] };
}

function joined(all: readonly Obstacles[]): Obstacles {
  return { denied: all.flatMap((each) => each.denied), unclear: all.flatMap((each) => each.unclear) };
}
