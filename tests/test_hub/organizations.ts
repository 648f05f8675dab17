/** The organizations of a new test Hub: one for every role, policy and restriction that `ada` may meet. */

/** What a member of an organization, or of a resource group, may do there (lib/hub/README.md#whoami). */
export type Role = "admin" | "write" | "contributor" | "read" | "no_access";

/** Why an organization keeps a credential out (lib/hub/README.md#whoami). */
export type Restriction = "mfa" | "token-policy" | "token-revoked" | "sso" | "ip";

/** A part of an organization with members of its own (lib/hub/README.md#settings). */
export interface HubResourceGroup {
  readonly id: string;
  readonly name: string;
  /** User name to role. */
  readonly members: Map<string, Role>;
}

/** An organization of the test Hub. */
export interface HubOrganization {
  readonly id: string;
  readonly name: string;
  readonly fullname: string;
  /** None on free organizations (lib/hub/README.md#whoami). */
  readonly plan?: "team" | "enterprise" | "plus" | "academia";
  /** Which visibility a new repository may have, and which it has when none is sent. */
  readonly visibility: "public" | "private-by-default" | "private-only";
  readonly resourceGroups: HubResourceGroup[];
}

/** An id of the Hub, 24 hexadecimal digits, made from a number. */
export function objectId(number: number): string {
  return "5eed0fadab1e" + number.toString(16).padStart(12, "0");
}

/** The names, by what each is there for. */
export const ORGANIZATIONS = {
  admin: "analytical-engine",
  write: "difference-machines",
  /** Spelt with capital letters: creation compares the case, reading does not. */
  contributor: "Babbage-Lab",
  read: "royal-society",
  noAccess: "punch-cards",
  /** Public repositories are not allowed. */
  privateOnly: "closed-cabinet",
  /** Repositories are private unless asked otherwise. */
  privateByDefault: "quiet-workshop",
  sso: "locked-sso",
  mfa: "locked-mfa",
  ip: "locked-ip",
  tokenPolicy: "locked-token-policy",
  tokenRevoked: "locked-token-revoked",
  /** It exists, and nobody here is a member. */
  foreign: "strangers",
} as const;

/** The resource groups of `ORGANIZATIONS.write`, by what ada is in them. */
export const RESOURCE_GROUPS = {
  /** She may write. */
  writer: { id: objectId(0x301), name: "mill" },
  /** She may read. */
  reader: { id: objectId(0x302), name: "store" },
  /** She is not in it: its repositories are hidden from her. */
  hidden: { id: objectId(0x303), name: "vault" },
} as const;

/** Makes an organization that is free, open and without resource groups, except for what is said. */
export function makeOrganization(
  number: number,
  details: Partial<Omit<HubOrganization, "id">> & { readonly name: string },
): HubOrganization {
  return {
    id: objectId(number),
    fullname: details.name,
    visibility: "public",
    resourceGroups: [],
    ...details,
  };
}

/** The organizations of a new test Hub. */
export function firstOrganizations(): HubOrganization[] {
  return [
    makeOrganization(0x201, { name: ORGANIZATIONS.admin, fullname: "Analytical Engine", plan: "team" }),
    makeOrganization(0x202, {
      name: ORGANIZATIONS.write,
      fullname: "Difference Machines",
      plan: "enterprise",
      resourceGroups: [
        {
          ...RESOURCE_GROUPS.writer,
          members: new Map<string, Role>([["ada", "write"], ["charles", "admin"]]),
        },
        { ...RESOURCE_GROUPS.reader, members: new Map<string, Role>([["ada", "read"]]) },
        { ...RESOURCE_GROUPS.hidden, members: new Map([["charles", "write"]]) },
      ],
    }),
    makeOrganization(0x203, { name: ORGANIZATIONS.contributor, fullname: "Babbage Lab" }),
    makeOrganization(0x204, { name: ORGANIZATIONS.read }),
    makeOrganization(0x205, { name: ORGANIZATIONS.noAccess }),
    makeOrganization(0x206, {
      name: ORGANIZATIONS.privateOnly,
      plan: "enterprise",
      visibility: "private-only",
    }),
    makeOrganization(0x207, {
      name: ORGANIZATIONS.privateByDefault,
      plan: "enterprise",
      visibility: "private-by-default",
    }),
    makeOrganization(0x208, { name: ORGANIZATIONS.sso, plan: "enterprise" }),
    makeOrganization(0x209, { name: ORGANIZATIONS.mfa, plan: "enterprise" }),
    makeOrganization(0x20a, { name: ORGANIZATIONS.ip, plan: "enterprise" }),
    makeOrganization(0x20b, { name: ORGANIZATIONS.tokenPolicy, plan: "enterprise" }),
    makeOrganization(0x20c, { name: ORGANIZATIONS.tokenRevoked, plan: "enterprise" }),
    makeOrganization(0x20d, { name: ORGANIZATIONS.foreign }),
  ];
}
