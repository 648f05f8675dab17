/** Who may do what: decided from what whoami says of the caller and from what the repository is. */
import type { Caller, CallerMembership } from "./caller.ts";
import type { HubRepository } from "./repositories.ts";

/** What is protected: a repository, or a Bucket, which has the same kinds of readers and writers. */
type Protected =
  & Pick<HubRepository, "objectId" | "id" | "namespace" | "createdBy" | "private" | "resourceGroupId">
  & { readonly type: string };

/** Whether the token, wherever its owner has rights, may use them to write. */
function tokenWrites(caller: Caller): boolean {
  if (caller.token.mayWrite !== undefined) return caller.token.mayWrite;
  return caller.role !== "read";
}

/** Whether a fine-grained token was given a permission on one of the things named; any other token was. */
function scopeCovers(
  caller: Caller,
  needed: { permissions: readonly string[]; things: () => readonly Thing[] },
): boolean {
  if (caller.role !== "fineGrained" || caller.token.mayWrite === true) return true;
  const things = needed.things();
  return caller.scopes.some((scope) =>
    scope.permissions.some((permission) => needed.permissions.includes(permission)) &&
    things.some((thing) =>
      thing.type === scope.entityType &&
      ((thing.id !== undefined && thing.id === scope.entityId) ||
        (thing.name !== undefined && thing.name === scope.entityName))
    )
  );
}

/** A thing that a scope may name: by its id, and by its name where the Hub tells it (lib/hub/README.md#whoami). */
interface Thing {
  readonly type: string;
  readonly id: string | undefined;
  readonly name?: string;
}

/** The things that cover everything in a namespace, and in a resource group of it. */
function thingsOver(
  caller: Caller,
  where: { namespace: string; resourceGroupId?: string | undefined },
): Thing[] {
  const { namespace, resourceGroupId } = where;
  return [
    { type: "user", id: namespace === caller.name ? caller.id : undefined, name: namespace },
    { type: "org", id: caller.memberships.get(namespace)?.id, name: namespace },
    { type: "resource-group", id: resourceGroupId },
  ];
}

/** The things that a scope may name to cover a repository. */
function thingsAround(caller: Caller, repository: Protected): Thing[] {
  const { type, objectId, id } = repository;
  return [...thingsOver(caller, repository), { type, id: objectId, name: id }];
}

/** What a member is where a repository lives: in its resource group, else in the organization. */
function roleAt(membership: CallerMembership, resourceGroupId: string | undefined): string | undefined {
  if (resourceGroupId === undefined || membership.role === "admin") return membership.role;
  return membership.groups.get(resourceGroupId) ?? "no_access";
}

/**
 * Whether a caller may create a repository (lib/hub/README.md#token-permissions).
 *
 * Organization names compare with their case here, unlike in reading. A role that whoami leaves out, or that nobody
 * knows yet, is let through.
 */
export function mayCreate(
  caller: Caller,
  target: { namespace: string; resourceGroupId?: string | undefined },
): boolean {
  if (!tokenWrites(caller)) return false;
  const { namespace, resourceGroupId } = target;
  if (!scopeCovers(caller, { permissions: ["repo.write"], things: () => thingsOver(caller, target) })) {
    return false;
  }
  if (namespace === caller.name) return true;
  const membership = caller.memberships.get(namespace);
  if (!membership || membership.restricted) return false;
  const role = roleAt(membership, resourceGroupId);
  return role !== "read" && role !== "no_access";
}

/** Whether a caller may know that a repository exists (lib/hub/README.md#errors). */
export function maySee(caller: Caller | undefined, repository: Protected): boolean {
  if (!repository.private) return true;
  if (!caller) return false;
  if (
    !scopeCovers(caller, {
      permissions: ["repo.content.read", "repo.write"],
      things: () => thingsAround(caller, repository),
    })
  ) return false;
  if (repository.namespace === caller.name) return true;
  const membership = caller.memberships.get(repository.namespace);
  if (!membership || membership.restricted) return false;
  return roleAt(membership, repository.resourceGroupId) !== "no_access";
}

/** Whether a caller may change a repository that is there; an unknown role is let through here too. */
export function mayWrite(caller: Caller, repository: Protected): boolean {
  if (!tokenWrites(caller)) return false;
  if (!scopeCovers(caller, { permissions: ["repo.write"], things: () => thingsAround(caller, repository) })) {
    return false;
  }
  if (repository.namespace === caller.name) return true;
  const membership = caller.memberships.get(repository.namespace);
  if (!membership || membership.restricted) return false;
  const role = roleAt(membership, repository.resourceGroupId);
  if (role === "contributor") return repository.createdBy === caller.name;
  return role !== "read" && role !== "no_access";
}

/** Whether a caller may read the files: not those of a gated repository before being let in. */
export function mayReadFiles(caller: Caller | undefined, repository: HubRepository): boolean {
  if (repository.gated === false) return true;
  if (!caller) return false;
  if (repository.accessRequests.get(caller.name)?.status === "accepted") return true;
  return repository.namespace === caller.name || mayWrite(caller, repository) ||
    (caller.memberships.has(repository.namespace) && maySee(caller, repository));
}
