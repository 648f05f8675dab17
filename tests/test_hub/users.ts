/** The people of a new test Hub. */
import { objectId, ORGANIZATIONS, type Restriction, type Role } from "./organizations.ts";

/** Where a user is a member, and as what. */
export interface Membership {
  readonly organization: string;
  readonly role: Role;
  /** Why the organization keeps this user's credentials out; none where it does not. */
  readonly restrictions?: readonly Restriction[];
}

/** A person of the test Hub. */
export interface HubUser {
  readonly id: string;
  readonly name: string;
  readonly fullname: string;
  readonly isPro: boolean;
  readonly memberships: readonly Membership[];
}

/** Belongs to an organization of every kind. */
export const ADA: HubUser = {
  id: objectId(0x101),
  name: "ada",
  fullname: "Ada",
  isPro: false,
  memberships: [
    { organization: ORGANIZATIONS.admin, role: "admin" },
    { organization: ORGANIZATIONS.write, role: "write" },
    { organization: ORGANIZATIONS.contributor, role: "contributor" },
    { organization: ORGANIZATIONS.read, role: "read" },
    { organization: ORGANIZATIONS.noAccess, role: "no_access" },
    { organization: ORGANIZATIONS.privateOnly, role: "write" },
    { organization: ORGANIZATIONS.privateByDefault, role: "write" },
    { organization: ORGANIZATIONS.sso, role: "write", restrictions: ["sso"] },
    { organization: ORGANIZATIONS.mfa, role: "write", restrictions: ["mfa"] },
    { organization: ORGANIZATIONS.ip, role: "write", restrictions: ["ip"] },
    { organization: ORGANIZATIONS.tokenPolicy, role: "write", restrictions: ["token-policy"] },
    { organization: ORGANIZATIONS.tokenRevoked, role: "write", restrictions: ["token-revoked"] },
  ],
};

/** Belongs to no organization; has a paid plan. */
export const GRACE: HubUser = {
  id: objectId(0x102),
  name: "grace",
  fullname: "Grace",
  isPro: true,
  memberships: [],
};

/** A colleague of ada's in two organizations. */
export const CHARLES: HubUser = {
  id: objectId(0x103),
  name: "charles",
  fullname: "Charles",
  isPro: false,
  memberships: [
    { organization: ORGANIZATIONS.admin, role: "read" },
    { organization: ORGANIZATIONS.write, role: "write" },
  ],
};

/** The users of a new test Hub. */
export function firstUsers(): HubUser[] {
  return [ADA, GRACE, CHARLES];
}
