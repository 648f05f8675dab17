/** What the Hub shows of users and organizations (lib/hub/README.md#reading-and-listing-datasets). */
import type { HubUser } from "../accounts.ts";
import { jsonAnswer, refusal } from "../answers.ts";
import { queryNumber, type Visit } from "../exchange.ts";
import { pageOf } from "../paging.ts";
import { type Route, route } from "../router.ts";

function countOf(visit: Visit, namespace: string) {
  const count = (repositories: ReadonlyMap<string, { namespace: string; private: boolean }>) =>
    repositories.values().filter((one) => one.namespace === namespace && !one.private).toArray().length;
  const { datasets, models, spaces } = visit.hub;
  return { numDatasets: count(datasets), numModels: count(models), numSpaces: count(spaces) };
}

/** What stands about a user in every place that names one. */
export function describeUser(user: HubUser): Record<string, unknown> {
  return {
    _id: user.id,
    avatarUrl: `/avatars/${user.id}.svg`,
    fullname: user.fullname,
    isPro: user.isPro,
    user: user.name,
    type: "user",
  };
}

function userOverview(visit: Visit) {
  const { accounts } = visit.hub;
  const user = accounts.findUser(visit.part("user"));
  if (!user) throw refusal(404, "User not found");
  return jsonAnswer({
    ...describeUser(user),
    ...countOf(visit, user.name),
    createdAt: "2026-01-02T03:04:05.000Z",
    orgs: user.memberships.flatMap(({ organization }) => {
      const found = accounts.organizations.get(organization);
      if (!found) return [];
      const { id, name, fullname } = found;
      return [{ id, name, fullname, avatarUrl: `/avatars/${id}.png` }];
    }),
  });
}

function organizationOverview(visit: Visit) {
  const organization = visit.hub.accounts.findOrganization(visit.part("organization"));
  if (!organization) throw refusal(404, "Organization not found");
  const { id, name, fullname, plan } = organization;
  return jsonAnswer({
    _id: id,
    name,
    fullname,
    avatarUrl: `/avatars/${id}.png`,
    type: "org",
    ...(plan ? { plan } : {}),
    numUsers: visit.hub.accounts.membersOf(organization).length,
    ...countOf(visit, name),
  });
}

function organizationMembers(visit: Visit) {
  const { hub, request } = visit;
  const organization = hub.accounts.findOrganization(visit.part("organization"));
  if (!organization) throw refusal(404, "Organization not found");
  const isMember = visit.caller?.memberships.has(organization.name) ?? false;
  const page = pageOf(hub.accounts.membersOf(organization), {
    request,
    size: queryNumber(request, "limit", { least: 10, most: 10_000 }) ?? 500,
    keyOf: (user) => user.id,
    hubUrl: hub.url,
  });
  const roleOf = (user: HubUser) =>
    user.memberships.find((one) => one.organization === organization.name)?.role;
  return jsonAnswer(
    page.items.map((user) => ({ ...describeUser(user), ...(isMember ? { role: roleOf(user) } : {}) })),
    { headers: page.headers },
  );
}

export const ACCOUNT_ROUTES: readonly Route[] = [
  route("GET /api/users/:user/overview", userOverview),
  route("GET /api/organizations/:organization/overview", organizationOverview),
  route("GET /api/organizations/:organization/members", organizationMembers),
];
