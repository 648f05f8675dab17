import { accountFailure } from "./failures.ts";

/** What kind of token it is; `unknown` is a role of the future, or none told. */
export type TokenKind = "read" | "write" | "god" | "fineGrained" | "oauth" | "unknown";

/** What a fine-grained token may do with one thing. Undefined: not told, or not readable. */
export interface Scope {
  readonly entityType: string | undefined;
  readonly entityId: string | undefined;
  readonly entityName: string | undefined;
  readonly permissions: readonly string[] | undefined;
}

/** A resource group of an organization, and the role of the token's owner in it. */
export interface ResourceGroup {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly role: string | undefined;
}

/** An organization of the token's owner. */
export interface Organization {
  readonly name: string;
  readonly id: string | undefined;
  readonly fullName: string | undefined;
  readonly role: string | undefined;
  readonly plan: string | undefined;
  /** Why the organization shuts out this very token; undefined when something is told that cannot be read. */
  readonly restrictions: readonly string[] | undefined;
  /** Undefined when something is told that cannot be read. */
  readonly resourceGroups: readonly ResourceGroup[] | undefined;
}

/**
 * Whose token it is, and what the Hub tells of it.
 *
 * All text but `name` and the names of organizations is as it came over the wire: whoever prints it cleans it.
 */
export interface Whoami {
  readonly name: string;
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly fullName: string | undefined;
  /** Whether the account is PRO; undefined when not told. */
  readonly isPro: boolean | undefined;
  readonly tokenName: string | undefined;
  readonly tokenKind: TokenKind;
  /** The role as the Hub wrote it. */
  readonly tokenRole: string | undefined;
  readonly createdAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  /** Only of a fine-grained token; undefined when not told or not readable. */
  readonly scopes: readonly Scope[] | undefined;
  /** Only of a fine-grained token; undefined when something is told that cannot be read. */
  readonly globalPermissions: readonly string[] | undefined;
  /** Undefined when not told or not readable. */
  readonly orgs: readonly Organization[] | undefined;
  /** Whether `orgs` holds every organization that the answer listed. */
  readonly orgsComplete: boolean;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads the answer of `GET /api/whoami-v2`.
 *
 * Only `name` is relied on: every other field may be missing, null, of another type or of a shape of the future, and
 * is then undefined.
 *
 * @param json the parsed body
 * @returns whose token it is, and what is known of it
 * @throws {Failure} `whoami_malformed` when no usable name is told
 */
export function parseWhoami(json: unknown): Whoami {
  const body = objectOf(json);
  const name = nameOf(body?.["name"]);
  if (body === undefined || name === undefined) throw accountFailure("whoami_malformed", {});
  const orgs = Array.isArray(body["orgs"]) ? body["orgs"].map(parseOrganization) : undefined;
  const readable = orgs?.filter((organization) => organization !== undefined);
  return {
    name,
    id: textOf(body["id"]),
    type: textOf(body["type"]),
    fullName: textOf(body["fullname"]),
    isPro: typeof body["isPro"] === "boolean" ? body["isPro"] : undefined,
    ...parseToken(body["auth"]),
    orgs: readable,
    orgsComplete: orgs !== undefined && orgs.length === readable?.length,
  };
}

type Token = Pick<
  Whoami,
  "tokenName" | "tokenKind" | "tokenRole" | "createdAt" | "expiresAt" | "scopes" | "globalPermissions"
>;

function parseToken(json: unknown): Token {
  const auth = objectOf(json);
  const access = objectOf(auth?.["accessToken"]);
  const role = textOf(access?.["role"]);
  const fineGrained = objectOf(access?.["fineGrained"]);
  const scoped = fineGrained?.["scoped"];
  return {
    tokenName: textOf(access?.["displayName"]),
    tokenKind: kindOf(auth, role),
    tokenRole: role,
    createdAt: dateOf(access?.["createdAt"]),
    expiresAt: dateOf(auth?.["expiresAt"]),
    scopes: Array.isArray(scoped) ? scoped.map(parseScope) : undefined,
    globalPermissions: textsOf(fineGrained?.["global"]),
  };
}

function kindOf(auth: JsonObject | undefined, role: string | undefined): TokenKind {
  if (auth === undefined) return "unknown";
  // Tokens of an OAuth login carry no description of themselves.
  if (auth["accessToken"] === undefined || auth["accessToken"] === null) return "oauth";
  // A list of the future is open: what is not one of these is for the Hub to judge.
  return role === "read" || role === "write" || role === "god" || role === "fineGrained" ? role : "unknown";
}

function parseScope(json: unknown): Scope {
  const scope = objectOf(json);
  const entity = objectOf(scope?.["entity"]);
  const permissions = scope?.["permissions"];
  return {
    entityType: textOf(entity?.["type"]),
    entityId: textOf(entity?.["_id"]),
    entityName: textOf(entity?.["name"]),
    permissions: permissions === undefined || permissions === null ? undefined : textsOf(permissions),
  };
}

function parseOrganization(json: unknown): Organization | undefined {
  const organization = objectOf(json);
  const name = nameOf(organization?.["name"]);
  if (organization === undefined || name === undefined) return undefined;
  return {
    name,
    id: textOf(organization["id"]),
    fullName: textOf(organization["fullname"]),
    role: textOf(organization["roleInOrg"]),
    plan: textOf(organization["plan"]),
    restrictions: textsOf(organization["securityRestrictions"]),
    resourceGroups: parseResourceGroups(organization["resourceGroups"]),
  };
}

function parseResourceGroups(json: unknown): readonly ResourceGroup[] | undefined {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) return undefined;
  return json.map((item) => {
    const group = objectOf(item);
    return { id: textOf(group?.["id"]), name: textOf(group?.["name"]), role: textOf(group?.["role"]) };
  });
}

function objectOf(json: unknown): JsonObject | undefined {
  return isObject(json) ? json : undefined;
}

function isObject(json: unknown): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function textOf(json: unknown): string | undefined {
  return typeof json === "string" && json !== "" ? json : undefined;
}

/** A name goes into addresses and into the env file: one that is no name of the Hub counts as not told. */
function nameOf(json: unknown): string | undefined {
  return typeof json === "string" && /^\w[\w.-]{0,95}$/.test(json) ? json : undefined;
}

/** Nothing told is an empty list; what is no list of texts is undefined. */
function textsOf(json: unknown): readonly string[] | undefined {
  if (json === undefined || json === null) return [];
  return Array.isArray(json) && json.every((item) => typeof item === "string") ? json : undefined;
}

function dateOf(json: unknown): Date | undefined {
  // Date.parse takes all sorts of texts ("1" is a year for it): only the Hub's ISO form counts.
  if (typeof json !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(json)) return undefined;
  const date = new Date(json);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
