/** Who asks: from the `Authorization` header to what whoami says of the credential, or to a refusal. */
import { type Accounts, type HubToken, ORGANIZATIONS } from "./accounts.ts";
import {
  expiredToken,
  invalidCredentials,
  invalidLogin,
  tokenNeedsApproval,
  tokenRevokedByOrganization,
} from "./answers.ts";

/** What the caller is in one organization, as far as whoami tells. */
export interface CallerMembership {
  readonly id: string | undefined;
  /** Undefined where whoami does not tell. */
  readonly role: string | undefined;
  /** Whether the organization keeps this credential out. */
  readonly restricted: boolean;
  /** Resource group id to role. */
  readonly groups: ReadonlyMap<string, string>;
}

/** What a fine-grained token may do with one thing. */
export interface CallerScope {
  readonly entityType: string;
  readonly entityId: string;
  readonly entityName: string | undefined;
  readonly permissions: readonly string[];
}

/**
 * Somebody with a token that is good.
 *
 * Reads a whoami body of any shape; what is missing counts as not known. Read late: most requests need little of it.
 */
export class Caller {
  readonly token: HubToken;
  readonly name: string;
  /** `undefined` for OAuth, whose whoami has no `auth.accessToken` (lib/hub/README.md#whoami). */
  readonly role: string | undefined;
  readonly #accounts: Accounts;
  #memberships: ReadonlyMap<string, CallerMembership> | undefined;

  constructor(token: HubToken, accounts: Accounts) {
    const { whoami } = token;
    this.token = token;
    this.#accounts = accounts;
    this.name = "user" in whoami ? whoami.user : stringAt(whoami.body, "name") ?? "";
    this.role = stringAt(this.#auth, "accessToken", "role");
  }

  /** What whoami answers. */
  get whoami(): unknown {
    return this.#accounts.whoamiOf(this.token);
  }

  /** The user's own id. */
  get id(): string | undefined {
    return stringAt(this.whoami, "id");
  }

  /** What a fine-grained token was given. */
  get scopes(): CallerScope[] {
    return listAt(this.#auth, "accessToken", "fineGrained", "scoped").map((scope) => ({
      entityType: stringAt(scope, "entity", "type") ?? "",
      entityId: stringAt(scope, "entity", "_id") ?? "",
      entityName: stringAt(scope, "entity", "name"),
      permissions: listAt(scope, "permissions").filter((permission) => typeof permission === "string"),
    }));
  }

  /** Organization name to what the caller is there. */
  get memberships(): ReadonlyMap<string, CallerMembership> {
    return this.#memberships ??= new Map(
      listAt(this.whoami, "orgs").map((organization) => [stringAt(organization, "name") ?? "", {
        id: stringAt(organization, "id"),
        role: stringAt(organization, "roleInOrg"),
        restricted: listAt(organization, "securityRestrictions").length > 0,
        groups: new Map(
          listAt(organization, "resourceGroups").map((group) => [
            stringAt(group, "id") ?? "",
            stringAt(group, "role") ?? "",
          ]),
        ),
      }]),
    );
  }

  get #auth(): unknown {
    const { whoami } = this.token;
    return "auth" in whoami ? whoami.auth : at(whoami.body, "auth");
  }
}

/** The value at a path of keys, or undefined where something on the way is not an object. */
function at(value: unknown, ...keys: string[]): unknown {
  let here = value;
  for (const key of keys) {
    if (typeof here !== "object" || here === null) return undefined;
    here = Object.entries(here).find(([name]) => name === key)?.[1];
  }
  return here;
}

function stringAt(value: unknown, ...keys: string[]): string | undefined {
  const found = at(value, ...keys);
  return typeof found === "string" ? found : undefined;
}

function listAt(value: unknown, ...keys: string[]): unknown[] {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/**
 * Tells who sent a request.
 *
 * @param accounts everybody whom the Hub knows
 * @param authorization the header, where it was sent
 * @returns the caller, or undefined for an anonymous request
 * @throws {Refusal} 401 for a token that is unknown, revoked or expired, 403 for one that waits for approval
 */
export function identifyCaller(accounts: Accounts, authorization: string | undefined): Caller | undefined {
  if (authorization === undefined) return undefined;
  const value = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  const token = value === undefined ? undefined : accounts.tokens.get(value);
  if (!token) throw invalidLogin();
  switch (token.refused) {
    case "expired":
      throw expiredToken(stringAt(accounts.whoamiOf(token), "auth", "accessToken", "displayName") ?? "");
    case "revoked":
      throw invalidCredentials();
    case "needs-approval":
      throw tokenNeedsApproval(ORGANIZATIONS.tokenPolicy);
    case "revoked-by-organization":
      throw tokenRevokedByOrganization(ORGANIZATIONS.tokenRevoked);
    default:
      return new Caller(token, accounts);
  }
}
