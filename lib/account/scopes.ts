import { isRepositoryId } from "../hub/repository_id.ts";
import type { Organization, Scope, Whoami } from "./whoami.ts";

/** Whether a fine-grained token holds `repo.write` for a target; `unclear` is for the Hub to decide. */
export type Grant = "granted" | "missing" | "unclear";

/** What a grant is asked for: an owner, and possibly one of its datasets. */
export interface GrantTarget {
  /** The owner of the repository. */
  readonly owner: string;
  /** The organization, where whoami lists the owner as one; undefined for the token's own user. */
  readonly organization?: Organization;
  /** The dataset, where writing to an existing one is meant. */
  readonly repository?: string;
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

/**
 * Looks for `repo.write` on a target among the scopes of a fine-grained token.
 *
 * @param whoami the token's description
 * @param target what it is to write to
 * @returns whether it is granted; `unclear` wherever anything about it could not be read or is not known
 */
export function findGrant(whoami: Whoami, target: GrantTarget): Grant {
  if (whoami.scopes === undefined) return "unclear";
  const grants = whoami.scopes.map((scope) => grantOf(scope, coverage(scope, whoami, target)));
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

function grantOf(scope: Scope, covers: "yes" | "no" | "maybe"): Grant {
  if (covers === "no") return "missing";
  if (scope.permissions === undefined) return "unclear";
  if (scope.permissions.includes("repo.write")) return covers === "yes" ? "granted" : "unclear";
  return scope.permissions.some(mayMeanWriting) ? "unclear" : "missing";
}

/** A permission of the future may let a token write: the Hub is to decide. */
function mayMeanWriting(permission: string): boolean {
  return permission === "repo.write" || !KNOWN_PERMISSIONS.has(permission);
}

function coverage(scope: Scope, whoami: Whoami, target: GrantTarget): "yes" | "no" | "maybe" {
  const type = scope.entityType;
  if (type === "dataset" && target.repository !== undefined) {
    return same(scope, { id: undefined, name: target.repository });
  }
  if (type === undefined) return "maybe";
  if (UNRELATED.has(type)) return "no";
  if (type === "user") {
    if (!sameText(target.owner, whoami.name)) return "no";
    return same(scope, { id: whoami.id, name: whoami.name });
  }
  if (type === "org") {
    if (sameText(target.owner, whoami.name)) return "no";
    return same(scope, { id: target.organization?.id, name: target.owner });
  }
  // Only organizations have resource groups.
  if (type === "resource-group" && sameText(target.owner, whoami.name)) return "no";
  return "maybe";
}

/** The id is the same for ever, a name changes; `name` of an entity may be missing. */
function same(scope: Scope, entity: { id: string | undefined; name: string }): "yes" | "no" | "maybe" {
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
