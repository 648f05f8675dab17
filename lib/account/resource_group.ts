import { accountFailure } from "./failures.ts";
import { nearest } from "../cli/nearest.ts";
import type { ResourceGroup, Whoami } from "./whoami.ts";
import { spellNamespace } from "./spelling.ts";

/** The form of an id on the wire (hub-api 3.1). */
const ID = /^[0-9a-f]{24}$/i;

/** Which resource group was asked for, and where. */
export interface AskedResourceGroup {
  /** The organization that the repository is to be in; the letter case does not count. */
  readonly namespace: string;
  /** The id or the name, as it was typed. */
  readonly asked: string;
}

/**
 * Finds the id of a resource group that was given by id or by name.
 *
 * A listed id or name wins; a name in another letter case counts where only one group has it. An id that is not listed is
 * taken as it is, since whoami lists only the groups that the token's owner is in: the Hub decides.
 *
 * @param whoami whose token it is and what the Hub tells of it
 * @param target the organization, and what was typed
 * @returns the id, 24 hexadecimal digits
 * @throws {Failure} `resource_group_unknown`, `resource_group_ambiguous`, `resource_group_outside_organization`
 */
export function resolveResourceGroup(whoami: Whoami, target: AskedResourceGroup): string {
  const asked = target.asked.trim();
  const namespace = spellNamespace(whoami, target.namespace)?.namespace ?? target.namespace;
  if (namespace === whoami.name) {
    throw accountFailure("resource_group_outside_organization", { asked, namespace });
  }
  const listed = whoami.orgs?.find(({ name }) => name === namespace)?.resourceGroups ?? [];
  const groups = listed.filter(hasId);
  const byId = groups.find(({ id }) => id.toLowerCase() === asked.toLowerCase());
  if (byId !== undefined) return byId.id;
  const exact = groups.filter(({ name }) => name === asked);
  const named = exact.length > 0 ? exact : groups.filter(({ name }) => sameName(name, asked));
  const [only, second] = named;
  if (only !== undefined && second === undefined) return only.id;
  if (only !== undefined) {
    throw accountFailure("resource_group_ambiguous", { asked, namespace, ids: named.map(({ id }) => id) });
  }
  if (ID.test(asked)) return asked.toLowerCase();
  const names = groups.flatMap(({ name }) => name ?? []);
  throw accountFailure("resource_group_unknown", {
    asked,
    namespace,
    user: whoami.name,
    names,
    nearest: nearest(asked, names),
  });
}

function hasId(group: ResourceGroup): group is ResourceGroup & { readonly id: string } {
  return group.id !== undefined && ID.test(group.id);
}

function sameName(name: string | undefined, asked: string): boolean {
  return name?.trim().toLowerCase() === asked.toLowerCase();
}
