/** Users, organizations and tokens: the ready-made ones, and those that a test adds. */
import { firstOrganizations, type HubOrganization } from "./organizations.ts";
import { firstTokens, type HubToken, type TokenAuth } from "./tokens.ts";
import { firstUsers, type HubUser } from "./users.ts";

export * from "./organizations.ts";
export * from "./tokens.ts";
export * from "./users.ts";

/** Everybody whom one test Hub knows. */
export class Accounts {
  readonly users = new Map<string, HubUser>();
  readonly organizations = new Map<string, HubOrganization>();
  readonly tokens = new Map<string, HubToken>();

  constructor(now: number) {
    for (const user of firstUsers()) this.users.set(user.name, user);
    for (const organization of firstOrganizations()) this.organizations.set(organization.name, organization);
    for (const token of firstTokens(now)) this.tokens.set(token.token, token);
  }

  /** The user of a name in any spelling (reading is not case-sensitive, lib/hub/README.md#creating-a-repository). */
  findUser(name: string): HubUser | undefined {
    const lower = name.toLowerCase();
    return this.users.get(name) ?? this.users.values().find((user) => user.name.toLowerCase() === lower);
  }

  /** What whoami answers for a token (lib/hub/README.md#whoami). */
  whoamiOf(token: HubToken): unknown {
    if ("body" in token.whoami) return token.whoami.body;
    const user = this.users.get(token.whoami.user);
    if (!user) throw new Error(`A token belongs to "${token.whoami.user}", who is no user of the test Hub`);
    return this.#whoamiBody(user, token.whoami.auth);
  }

  #whoamiBody(user: HubUser, auth: TokenAuth): unknown {
    return {
      type: "user",
      id: user.id,
      name: user.name,
      fullname: user.fullname,
      email: `${user.name}@example.org`,
      emailVerified: true,
      canPay: user.isPro,
      billingMode: "prepaid",
      periodEnd: null,
      isPro: user.isPro,
      avatarUrl: `/avatars/${user.id}.svg`,
      orgs: user.memberships.map((membership) => this.#organizationOfWhoami(user, membership)),
      auth,
    };
  }

  #organizationOfWhoami(user: HubUser, membership: HubUser["memberships"][number]): unknown {
    const organization = this.organizations.get(membership.organization);
    if (!organization) throw new Error(`"${membership.organization}" is no organization of the test Hub`);
    const groups = organization.resourceGroups.flatMap(({ id, name, members }) => {
      const role = members.get(user.name);
      return role ? [{ id, name, role }] : [];
    });
    return {
      type: "org",
      id: organization.id,
      name: organization.name,
      fullname: organization.fullname,
      email: null,
      canPay: organization.plan !== undefined,
      billingMode: "postpaid",
      periodEnd: null,
      avatarUrl: `/avatars/${organization.id}.png`,
      ...(organization.plan ? { plan: organization.plan } : {}),
      roleInOrg: membership.role,
      ...(membership.restrictions ? { securityRestrictions: membership.restrictions } : {}),
      ...(groups.length > 0 ? { resourceGroups: groups } : {}),
    };
  }
}
