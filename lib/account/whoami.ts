import { type HubClient, listIn, recordIn, textIn } from "../hub/client.ts";
import { HubAnswerError } from "../hub/failures.ts";
import { ownerOf } from "../hub/addresses.ts";
import { accountFailure } from "./token.ts";

/** What kind of token it is; `unknown` is a role of the future, or a missing one. */
type TokenKind = "read" | "write" | "god" | "fineGrained" | "oauth" | "unknown";

/** What a fine-grained token can do with one entity. Undefined: missing or unreadable. */
export interface Scope {
  readonly entityType: string | undefined;
  readonly entityId: string | undefined;
  readonly entityName: string | undefined;
  readonly permissions: readonly string[] | undefined;
}

/** An organization of the token's owner. */
export interface Organization {
  readonly name: string;
  readonly id: string | undefined;
  readonly fullName: string | undefined;
  readonly role: string | undefined;
  readonly plan: string | undefined;
  /** Why the organization locks out this token; undefined if unreadable. */
  readonly restrictions: readonly string[] | undefined;
  /** With the role of the token's owner in each; undefined if unreadable. */
  readonly resourceGroups: readonly Partial<Record<"id" | "name" | "role", string | undefined>>[] | undefined;
}

/**
 * Whose token it is, and what the Hub says about it.
 *
 * All text but `name` and the names of organizations is as it came over the wire: clean it before printing.
 */
export interface Whoami {
  readonly name: string;
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly fullName: string | undefined;
  /** Whether the account is PRO; undefined if missing. */
  readonly isPro: boolean | undefined;
  readonly tokenName: string | undefined;
  readonly tokenKind: TokenKind;
  /** The role as the Hub wrote it. */
  readonly tokenRole: string | undefined;
  readonly createdAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  /** This and the next only of a fine-grained token; undefined if missing or unreadable. */
  readonly scopes: readonly Scope[] | undefined;
  readonly globalPermissions: readonly string[] | undefined;
  /** Undefined if missing or unreadable. */
  readonly orgs: readonly Organization[] | undefined;
  /** Whether `orgs` holds every organization that the answer listed. */
  readonly orgsComplete: boolean;
}

/** Asks the Hub whose token it is; throws Failure `token_refused`, `token_expired`, `whoami_malformed`. */
export async function askWhoami(
  hub: Pick<HubClient, "json">,
  token: { readonly source: string; readonly endpoint: string },
): Promise<Whoami> {
  try {
    return parseWhoami(await hub.json("/api/whoami-v2"));
  } catch (error) {
    if (!(error instanceof HubAnswerError) || error.status !== 401) throw error;
    const code = /expired/i.test(error.hubMessage) ? "token_expired" : "token_refused";
    throw accountFailure(code, { ...token, said: error.said }, { cause: error });
  }
}

/**
 * Reads the answer of `GET /api/whoami-v2`. Only `name` is relied on: every other field may be missing, null, of another
 * type or of a shape of the future, and is then undefined.
 *
 * @throws Failure `whoami_malformed` if there is no usable name
 */
export function parseWhoami(json: unknown): Whoami {
  const { name: named, id, type, fullname, isPro, auth, orgs: listed } = recordIn(json);
  const name = nameIn(named);
  if (name === undefined) throw accountFailure("whoami_malformed", {});
  const orgs = Array.isArray(listed) ? listed.map(organizationIn) : undefined;
  const readable = orgs?.filter((organization) => organization !== undefined);
  const { accessToken, expiresAt } = recordIn(auth);
  const { role, displayName, createdAt, fineGrained } = recordIn(accessToken);
  const { scoped, global } = recordIn(fineGrained);
  return {
    name,
    id: wordIn(id),
    type: wordIn(type),
    fullName: wordIn(fullname),
    isPro: typeof isPro === "boolean" ? isPro : undefined,
    tokenName: wordIn(displayName),
    tokenKind: kindOf(auth, wordIn(role)),
    tokenRole: wordIn(role),
    createdAt: dateIn(createdAt),
    expiresAt: dateIn(expiresAt),
    scopes: Array.isArray(scoped) ? scoped.map(scopeIn) : undefined,
    globalPermissions: wordsIn(global),
    orgs: readable,
    orgsComplete: orgs !== undefined && orgs.length === readable?.length,
  };
}

function kindOf(auth: unknown, role: string | undefined): TokenKind {
  if (typeof auth !== "object" || auth === null || Array.isArray(auth)) return "unknown";
  // Tokens of an OAuth login carry no description of themselves.
  const { accessToken } = recordIn(auth);
  if (accessToken === undefined || accessToken === null) return "oauth";
  // A list of the future is open: what is not one of these is for the Hub to judge.
  return role === "read" || role === "write" || role === "god" || role === "fineGrained" ? role : "unknown";
}

function scopeIn(json: unknown): Scope {
  const { entity, permissions } = recordIn(json);
  const { type, _id, name } = recordIn(entity);
  return {
    entityType: wordIn(type),
    entityId: wordIn(_id),
    entityName: wordIn(name),
    permissions: Array.isArray(permissions) ? wordsIn(permissions) : undefined,
  };
}

function organizationIn(json: unknown): Organization | undefined {
  const { name: named, id, fullname, roleInOrg, plan, securityRestrictions, resourceGroups } = recordIn(json);
  const name = nameIn(named);
  if (name === undefined) return undefined;
  return {
    name,
    id: wordIn(id),
    fullName: wordIn(fullname),
    role: wordIn(roleInOrg),
    plan: wordIn(plan),
    restrictions: wordsIn(securityRestrictions),
    resourceGroups: listOrNothing(resourceGroups)?.map((item) => {
      const group = recordIn(item);
      return { id: wordIn(group["id"]), name: wordIn(group["name"]), role: wordIn(group["role"]) };
    }),
  };
}

function wordIn(json: unknown): string | undefined {
  return textIn(json) || undefined;
}

/** A name goes into URLs and into the env file: one that cannot be a Hub name counts as missing. */
function nameIn(json: unknown): string | undefined {
  return typeof json === "string" && /^\w[\w.-]{0,95}$/.test(json) ? json : undefined;
}

/** A missing field is an empty list; anything but a list is undefined. */
function listOrNothing(json: unknown): readonly unknown[] | undefined {
  return Array.isArray(json ?? []) ? listIn(json) : undefined;
}

function wordsIn(json: unknown): readonly string[] | undefined {
  const list = listOrNothing(json);
  return list?.every((item) => typeof item === "string") ? list : undefined;
}

function dateIn(json: unknown): Date | undefined {
  // Date.parse takes all sorts of texts ("1" is a year for it): only the Hub's ISO form counts.
  if (typeof json !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(json)) return undefined;
  const date = new Date(json);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Lists the owners that a token belongs to, the user first, each once. */
export function ownerNames(whoami: Whoami): readonly string[] {
  return [...new Set([whoami.name, ...(whoami.orgs ?? []).map(({ name }) => name)])];
}

/** An owner in the spelling of the Hub, which ignores case when reading and not when creating; as typed where it is unclear. */
export function spellOwner(whoami: Whoami, asked: string): string {
  const names = ownerNames(whoami);
  if (names.includes(asked)) return asked;
  const alike = names.filter((name) => name.toLowerCase() === asked.toLowerCase());
  return alike.length === 1 ? alike[0] ?? asked : asked;
}

/** What an owner is to a token; `foreign`: neither the user nor one of the organizations that whoami lists. */
export function findOwner(whoami: Whoami, asked: string): "user" | Organization | "foreign" {
  const name = spellOwner(whoami, asked);
  if (name === whoami.name) return "user";
  return whoami.orgs?.find((each) => each.name === name) ?? "foreign";
}

/** Whether the kind of the token alone says that it writes to a repository: its own user's. `rights.ts` knows the rest. */
export function writesAsOwner(whoami: Whoami, repository: string): boolean {
  const { type = "user", tokenKind } = whoami;
  return (tokenKind === "write" || tokenKind === "god") && ["user", "org"].includes(type) &&
    findOwner(whoami, ownerOf(repository)) === "user";
}
