/** Resource groups of organizations, and the group that a repository is in (lib/hub/README.md#resource-groups). */
import {
  invalidInput,
  jsonAnswer,
  missingPermission,
  paymentRequired,
  Refusal,
  refusal,
} from "../answers.ts";
import { type HubOrganization, type HubResourceGroup, type Role, ROLES } from "../accounts.ts";
import {
  asList,
  asObject,
  asOneOf,
  asString,
  jsonObject,
  signedIn,
  visibleRepository,
  type Visit,
  writableRepository,
} from "../exchange.ts";
import { type Route, route } from "../router.ts";
import type { HubState } from "../state.ts";

function groupNotFound(): Refusal {
  return refusal(404, "Resource group not found");
}

/** A group as the lists of the Hub show it. */
function describeGroup(
  hub: HubState,
  what: { organization: HubOrganization; group: HubResourceGroup },
): unknown {
  const { organization, group } = what;
  const repositories = [...hub.datasets.values(), ...hub.spaces.values(), ...hub.models.values()];
  return {
    id: group.id,
    name: group.name,
    description: group.description ?? null,
    users: [...group.members].flatMap(([name, role]) => {
      const user = hub.accounts.users.get(name);
      if (!user) return [];
      const { id: _id, fullname } = user;
      return [{ type: "user", _id, fullname, name, avatarUrl: `/avatars/${_id}.svg`, role }];
    }),
    resources: repositories
      .filter((one) => one.namespace === organization.name && one.resourceGroupId === group.id)
      .map((one) => ({ type: one.type, name: one.id, addedBy: one.createdBy, private: one.private })),
  };
}

/** The organization of the path, and what the caller is in it; strangers are refused. */
function memberOf(visit: Visit): { organization: HubOrganization; role: string | undefined } {
  const caller = signedIn(visit);
  const organization = visit.hub.accounts.findOrganization(visit.part("organization"));
  if (!organization) throw refusal(404, "Organization not found");
  const membership = caller.memberships.get(organization.name);
  if (!membership || membership.restricted || membership.role === "no_access") throw missingPermission();
  // "Team plan or higher" (lib/hub/README.md#settings).
  if (organization.plan === undefined) {
    throw paymentRequired("Resource groups require a Team or Enterprise plan");
  }
  return { organization, role: membership.role };
}

function listGroups(visit: Visit) {
  const { organization, role } = memberOf(visit);
  const { name } = signedIn(visit);
  const groups = organization.resourceGroups.filter((group) => role === "admin" || group.members.has(name));
  return jsonAnswer(groups.map((group) => describeGroup(visit.hub, { organization, group })));
}

/** Reads `[{user or name, role}]`; both keys are known (lib/hub/README.md#settings). */
function readMembers(visit: Visit, value: unknown): [string, Role][] {
  return asList(value, "users").map((item, index) => {
    const member = asObject(item, `users[${index}]`);
    const name = asString(member.user ?? member.name, `users[${index}].user`);
    return [
      visit.hub.accounts.findUser(name)?.name ?? name,
      asOneOf(member.role, `users[${index}].role`, { of: ROLES }),
    ];
  });
}

function createGroup(visit: Visit) {
  const { hub, request } = visit;
  const { organization, role } = memberOf(visit);
  if (role !== "admin") throw missingPermission();
  const body = jsonObject(request);
  const name = asString(body.name, "name");
  if (name.length < 1 || name.length > 200) {
    throw invalidInput("Too big: expected string to have <=200 characters", "name");
  }
  const group: HubResourceGroup = {
    id: hub.nextObjectId(),
    name,
    ...(body.description === undefined ? {} : { description: asString(body.description, "description") }),
    members: new Map(readMembers(visit, body.users ?? [])),
  };
  organization.resourceGroups.push(group);
  return jsonAnswer(describeGroup(hub, { organization, group }));
}

function addMembers(visit: Visit) {
  const { organization, role } = memberOf(visit);
  const group = organization.resourceGroups.find((one) => one.id === visit.part("group"));
  if (!group) throw groupNotFound();
  const { name } = signedIn(visit);
  if (role !== "admin" && group.members.get(name) !== "admin") throw missingPermission();
  const members = readMembers(visit, jsonObject(visit.request).users);
  const inOrganization = visit.hub.accounts.membersOf(organization).map((user) => user.name);
  for (const [member] of members) {
    if (!inOrganization.includes(member)) {
      throw refusal(403, `User "${member}" is not a member of the organization`);
    }
    if (group.members.has(member)) throw refusal(403, `User "${member}" is already in the resource group`);
  }
  for (const [member, memberRole] of members) group.members.set(member, memberRole);
  return jsonAnswer(describeGroup(visit.hub, { organization, group }));
}

function readGroupOf(visit: Visit) {
  const repository = visibleRepository(visit);
  const group = visit.hub.accounts.organizations.get(repository.namespace)?.resourceGroups
    .find((one) => one.id === repository.resourceGroupId);
  if (!group) throw groupNotFound();
  return jsonAnswer({ id: group.id, name: group.name, numUsers: group.members.size });
}

function putInGroup(visit: Visit) {
  const repository = writableRepository(visit);
  const { resourceGroupId } = jsonObject(visit.request);
  const groups = visit.hub.accounts.organizations.get(repository.namespace)?.resourceGroups ?? [];
  const id = resourceGroupId === null ? undefined : asString(resourceGroupId, "resourceGroupId");
  if (id !== undefined && !groups.some((group) => group.id === id)) throw groupNotFound();
  repository.resourceGroupId = id;
  const { type, private: isPrivate } = repository;
  return jsonAnswer({ name: repository.id, type, private: isPrivate, addedBy: signedIn(visit).name });
}

export const RESOURCE_GROUP_ROUTES: readonly Route[] = [
  route("GET /api/organizations/:organization/resource-groups", listGroups),
  route("POST /api/organizations/:organization/resource-groups", createGroup),
  route("POST /api/organizations/:organization/resource-groups/:group/users", addMembers),
  route("GET /api/datasets/:namespace/:name/resource-group", readGroupOf),
  route("POST /api/datasets/:namespace/:name/resource-group", putInGroup),
];
