import { isRepositoryId } from "../hub/addresses.ts";
import { findOwner, type Organization, type Scope, type Whoami } from "./whoami.ts";

/** Why a token is not allowed to do something. */
export type DenialCode =
  | "namespace_not_yours"
  | "organization_not_member"
  | "organization_role_insufficient"
  | "organization_requires_sso"
  | "organization_requires_mfa"
  | "organization_restricts_network"
  | "organization_restricts_token"
  | "organization_revoked_token"
  | "token_role_read"
  | "token_scope_missing"
  | "token_scope_single_repositories";

/** What is in the way for certain, or a clause about what whoami leaves open. */
type Obstacle = DenialCode | { readonly unclear: string };

/** What is asked of a token. */
export interface Asked {
  readonly action: "create" | "write";
  /** The owner of the repository. */
  readonly owner: string;
  /** The dataset, where writing to an existing one is meant. */
  readonly repository?: string;
  /** What is to be created; a dataset where it is left out. */
  readonly what?: string;
  /** Whether the owner was given as an organization (`--org`). */
  readonly asOrganization?: boolean;
  /** The id of the resource group that it is to be in. */
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

/** Finds everything in whoami that is in the way for certain, and what it leaves open, each as a clause. */
export function findObstacles(
  whoami: Whoami,
  asked: Asked,
): { readonly denied: readonly DenialCode[]; readonly unclear: readonly string[] } {
  const all = obstaclesTo(asked, whoami);
  return {
    denied: all.filter((each) => typeof each === "string"),
    unclear: all.flatMap((each) => typeof each === "string" ? [] : [each.unclear]),
  };
}

function obstaclesTo(asked: Asked, whoami: Whoami): readonly Obstacle[] {
  const opaque = opaqueToken(whoami);
  if (opaque !== undefined) return unclear(opaque);
  const owner = findOwner(whoami, asked.owner);
  if (owner === "user") return inToken(whoami, asked);
  if (owner === "foreign") return inForeign(whoami, asked);
  return [...inRole(whoami, owner, asked), ...inRestrictions(owner), ...inToken(whoami, asked, owner)];
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

function inToken(whoami: Whoami, asked: Asked, organization?: Organization): readonly Obstacle[] {
  if (whoami.tokenKind === "read") return ["token_role_read"];
  if (whoami.tokenKind !== "fineGrained") return [];
  switch (findGrant(whoami, asked, organization)) {
    case "granted":
      return [];
    case "missing":
      return [
        singleRepositories(whoami) === undefined ? "token_scope_missing" : "token_scope_single_repositories",
      ];
    case "unclear":
      return unclear("not all permissions of the token are known");
  }
}

function inRole(whoami: Whoami, organization: Organization, asked: Asked): readonly Obstacle[] {
  const { name, role, plan, resourceGroups } = organization;
  if (role === undefined) return unclear(`the Hub did not give ${whoami.name}'s role in ${name}`);
  if (role === "admin") return [];
  if (POWERLESS_ROLES.has(role)) {
    // A role in a resource group can be more than the role in the organization.
    if (resourceGroups === undefined) return unclear(`role "${role}", possibly more in a resource group`);
    const more = resourceGroups.find((group) => !POWERLESS_ROLES.has(group.role));
    if (more === undefined) return ["organization_role_insufficient"];
    return unclear(
      `role "${role}", but "${more.role ?? ""}" in resource group ${more.name ?? more.id ?? ""}`,
    );
  }
  if (role !== "write" && role !== "contributor") return unclear(`unknown role "${role}" in ${name}`);
  if (asked.action === "create") return inResourceGroup(whoami, organization, asked.resourceGroup);
  if (role === "contributor") return unclear("contributors can only write to what they created");
  // Organizations on a paid plan can have resource groups, which restrict the role.
  return plan === undefined && resourceGroups?.length === 0
    ? []
    : unclear(`a resource group of ${name} may restrict this`);
}

function inResourceGroup(
  whoami: Whoami,
  organization: Organization,
  asked: string | undefined,
): readonly Obstacle[] {
  if (asked === undefined) return [];
  const role = organization.resourceGroups?.find(({ id }) => id?.toLowerCase() === asked.toLowerCase())?.role;
  if (role === "admin" || role === "write" || role === "contributor") return [];
  return unclear(
    role === undefined
      ? `the Hub did not give ${whoami.name}'s role in that resource group`
      : `role "${role}" in that resource group`,
  );
}

function inRestrictions({ name, restrictions }: Organization): readonly Obstacle[] {
  if (restrictions === undefined) return unclear(`${name} restricts this token in an unknown way`);
  return [...new Set(restrictions)].flatMap((restriction) =>
    RESTRICTIONS.get(restriction) ??
      unclear(`${name} restricts this token in an unknown way ("${restriction}")`)
  );
}

/** What is against an owner that is neither the user nor a listed organization. */
function inForeign(whoami: Whoami, asked: Asked): readonly Obstacle[] {
  const role: readonly Obstacle[] = whoami.tokenKind === "read" ? ["token_role_read"] : [];
  if (!whoami.orgsComplete) {
    return [...unclear(`the Hub did not list all organizations of ${whoami.name}`), ...role];
  }
  // A fine-grained token can name what whoami does not list.
  if (whoami.tokenKind === "fineGrained" && findGrant(whoami, asked) !== "missing") {
    return unclear(`the token may cover ${asked.owner}, which the Hub does not list for ${whoami.name}`);
  }
  return [asked.asOrganization === true ? "organization_not_member" : "namespace_not_yours", ...role];
}

function unclear(why: string): readonly Obstacle[] {
  return [{ unclear: why }];
}

/** The permissions whose meaning is known: of these, only `repo.write` lets a token create or write. */
const KNOWN_PERMISSIONS = new Set([
  "repo.content.read",
  "repo.write",
  "repo.access.read",
  "discussion.write",
  "post.write",
  "collection.read",
  "collection.write",
  "user.billing.read",
  "user.webhooks.read",
  "user.webhooks.write",
  "user.notifications.read",
  "inference.serverless.write",
  "inference.endpoints.infer.write",
  "inference.endpoints.write",
  "org.read",
  "org.write",
  "org.serviceAccounts.read",
  "job.write",
]);

/** Entities that are one repository. */
const SINGLE_REPOSITORIES = new Set(["dataset", "model", "space", "bucket", "kernel"]);

/** Entities that hold no repositories: what is granted on them cannot create one. */
const UNRELATED = new Set([...SINGLE_REPOSITORIES, "collection", "oauth-app"]);

/** Whether a fine-grained token holds `repo.write` for a target; `unclear` is for the Hub to decide. */
type Grant = "granted" | "missing" | "unclear";

/**
 * Looks for `repo.write` on what is asked for among the scopes of a fine-grained token.
 *
 * @param organization the owner, where whoami lists it as one
 * @returns `unclear` wherever anything about it could not be read or is not known
 */
function findGrant(whoami: Whoami, asked: Asked, organization?: Organization): Grant {
  if (whoami.scopes === undefined) return "unclear";
  const grants = whoami.scopes.map((scope) => grantOf(scope, coverage(scope, whoami, asked, organization)));
  if (grants.includes("granted")) return "granted";
  if (grants.includes("unclear")) return "unclear";
  const { globalPermissions } = whoami;
  return globalPermissions === undefined || globalPermissions.some(mayMeanWriting) ? "unclear" : "missing";
}

/** Names the single repositories that a fine-grained token is limited to; undefined when it is not so limited. */
export function singleRepositories(
  whoami: Whoami,
): { readonly names: readonly string[]; readonly writableDatasets: readonly string[] } | undefined {
  const scopes = whoami.scopes ?? [];
  const writing = scopes.filter((scope) => scope.permissions?.includes("repo.write") === true);
  const deciding = writing.length > 0 ? writing : scopes;
  if (deciding.length === 0 || !deciding.every((scope) => SINGLE_REPOSITORIES.has(scope.entityType ?? ""))) {
    return undefined;
  }
  return {
    names: namesOf(deciding),
    // These become commands that people run.
    writableDatasets: namesOf(writing.filter((scope) => scope.entityType === "dataset")).filter(
      isRepositoryId,
    ),
  };
}

function grantOf(scope: Scope, covers: Coverage): Grant {
  if (covers === "no") return "missing";
  if (scope.permissions === undefined) return "unclear";
  if (scope.permissions.includes("repo.write")) return covers === "yes" ? "granted" : "unclear";
  return scope.permissions.some(mayMeanWriting) ? "unclear" : "missing";
}

/** A permission of the future may let a token write: the Hub is to decide. */
function mayMeanWriting(permission: string): boolean {
  return permission === "repo.write" || !KNOWN_PERMISSIONS.has(permission);
}

type Coverage = "yes" | "no" | "maybe";

function coverage(scope: Scope, whoami: Whoami, asked: Asked, organization?: Organization): Coverage {
  const type = scope.entityType;
  if (type === "dataset" && asked.repository !== undefined) {
    return same(scope, { name: asked.repository });
  }
  if (type === undefined) return "maybe";
  if (UNRELATED.has(type)) return "no";
  if (type === "user") {
    if (!sameText(asked.owner, whoami.name)) return "no";
    return same(scope, { id: whoami.id, name: whoami.name });
  }
  if (type === "org") {
    if (sameText(asked.owner, whoami.name)) return "no";
    return same(scope, { id: organization?.id, name: asked.owner });
  }
  // Only organizations have resource groups.
  if (type === "resource-group" && sameText(asked.owner, whoami.name)) return "no";
  return "maybe";
}

/** The id is the same for ever, a name changes; `name` of an entity may be missing. */
function same(scope: Scope, entity: { id?: string | undefined; name: string }): Coverage {
  const sameName = scope.entityName === undefined ? undefined : sameText(scope.entityName, entity.name);
  if (scope.entityId !== undefined && entity.id !== undefined) {
    if (scope.entityId === entity.id) return "yes";
    return sameName === true ? "maybe" : "no";
  }
  if (sameName === undefined) return "maybe";
  return sameName ? "yes" : "no";
}

function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function namesOf(scopes: readonly Scope[]): readonly string[] {
  return scopes.flatMap((scope) => scope.entityName === undefined ? [] : [scope.entityName]);
}
