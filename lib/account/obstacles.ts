import { isRepositoryId } from "../hub/addresses.ts";
import type { Asked, DenialCode } from "./denials.ts";
import { findOwner, type Organization, type Scope, type Whoami } from "./whoami.ts";

/** What is in the way for certain, or a clause about what whoami leaves open. */
type Obstacle = DenialCode | { readonly unclear: string };

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
  const { name, type = "user", tokenKind, tokenRole } = whoami;
  // Only the Hub can judge these, whatever they are asked for.
  if (!["user", "org"].includes(type)) {
    return unclear(`${name} is neither a user nor an organization ("${type}")`);
  }
  if (tokenKind === "oauth") return unclear("OAuth tokens do not list their permissions");
  if (tokenKind === "unknown") {
    const why = tokenRole === undefined
      ? "the Hub did not give the role of the token"
      : `unknown token role "${tokenRole}"`;
    return unclear(why);
  }
  const owner = findOwner(whoami, asked.owner);
  if (owner === "user") return inToken(whoami, asked);
  if (owner === "foreign") return inForeign(whoami, asked);
  return [...inRole(whoami, owner, asked), ...inRestrictions(owner), ...inToken(whoami, asked, owner)];
}

function inToken(whoami: Whoami, asked: Asked, organization?: Organization): readonly Obstacle[] {
  if (whoami.tokenKind === "read") return ["token_role_read"];
  if (whoami.tokenKind !== "fineGrained") return [];
  const granted = isGranted(whoami, asked, organization);
  if (granted === "yes") return [];
  if (granted === "maybe") return unclear("not all permissions of the token are known");
  return [
    singleRepositories(whoami) === undefined ? "token_scope_missing" : "token_scope_single_repositories",
  ];
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
  if (whoami.tokenKind === "fineGrained" && isGranted(whoami, asked) !== "no") {
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

/** `maybe` is for the Hub to decide: something about it could not be read or is not known. */
type Answer = "yes" | "no" | "maybe";

/** Whether a fine-grained token holds `repo.write` on what is asked for. */
function isGranted(whoami: Whoami, asked: Asked, organization?: Organization): Answer {
  const { scopes, globalPermissions } = whoami;
  const grants = scopes?.map(({ permissions, ...scope }): Answer => {
    const covers = isCovered(scope, whoami, asked, organization);
    if (covers === "no" || permissions?.includes("repo.write") === true) return covers;
    return mayMeanWriting(permissions) ? "maybe" : "no";
  });
  if (grants?.includes("yes") === true) return "yes";
  return grants === undefined || grants.includes("maybe") || mayMeanWriting(globalPermissions)
    ? "maybe"
    : "no";
}

/** Names the single repositories that a fine-grained token is limited to; undefined when it is not so limited. */
export function singleRepositories(
  whoami: Whoami,
): { readonly names: readonly string[]; readonly writableDatasets: readonly string[] } | undefined {
  const scopes = whoami.scopes ?? [];
  const writing = scopes.filter((scope) => scope.permissions?.includes("repo.write") === true);
  const deciding = writing.length > 0 ? writing : scopes;
  const isLimited = deciding.every(({ entityType = "" }) => SINGLE_REPOSITORIES.has(entityType));
  if (deciding.length === 0 || !isLimited) return undefined;
  const datasets = writing.filter(({ entityType }) => entityType === "dataset");
  // These become commands that people run.
  return { names: namesOf(deciding), writableDatasets: namesOf(datasets).filter(isRepositoryId) };
}

/** A permission of the future may let a token write: the Hub is to decide. */
function mayMeanWriting(permissions: readonly string[] | undefined): boolean {
  return permissions?.every((each) => each !== "repo.write" && KNOWN_PERMISSIONS.has(each)) !== true;
}

/** What a scope says of its entity. */
type Entity = Omit<Scope, "permissions">;

function isCovered(scope: Entity, whoami: Whoami, asked: Asked, organization?: Organization): Answer {
  const { entityType: type } = scope;
  if (type === "dataset" && asked.repository !== undefined) return isSame(scope, { name: asked.repository });
  if (type === undefined) return "maybe";
  if (UNRELATED.has(type)) return "no";
  const isOwn = sameText(asked.owner, whoami.name);
  if (type === "user") return isOwn ? isSame(scope, whoami) : "no";
  // Only organizations have resource groups.
  if (isOwn && (type === "org" || type === "resource-group")) return "no";
  return type === "org" ? isSame(scope, { id: organization?.id, name: asked.owner }) : "maybe";
}

/** The id is the same for ever, a name changes; `name` of an entity may be missing. */
function isSame(
  { entityId, entityName }: Entity,
  { id, name }: { id?: string | undefined; name: string },
): Answer {
  const isNamesake = entityName !== undefined && sameText(entityName, name);
  if (entityId !== undefined && id !== undefined) {
    return entityId === id ? "yes" : isNamesake ? "maybe" : "no";
  }
  return entityName === undefined ? "maybe" : isNamesake ? "yes" : "no";
}

function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function namesOf(scopes: readonly Scope[]): readonly string[] {
  return scopes.flatMap((scope) => scope.entityName === undefined ? [] : [scope.entityName]);
}
