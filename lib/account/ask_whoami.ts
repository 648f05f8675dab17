import type { HubClient } from "../hub/client.ts";
import { HubAnswerError } from "../hub/request_failure.ts";
import { accountFailure } from "./failures.ts";
import { type Organization, type ResourceGroup, type Scope, type TokenKind, type Whoami } from "./whoami.ts";

/**
 * Asks the Hub whose token it is.
 *
 * @param hub reached with the token
 * @param token where it came from, and the Hub's URL
 * @throws Failure `token_refused`, `token_expired`, `whoami_malformed`
 */
export async function askWhoami(
  hub: Pick<HubClient, "json">,
  token: { readonly source: string; readonly endpoint: string },
): Promise<Whoami> {
  return parseWhoami(
    await hub.json("/api/whoami-v2").catch((error: unknown) => {
      if (!(error instanceof HubAnswerError) || error.status !== 401) throw error;
      const code = /expired/i.test(error.hubMessage) ? "token_expired" : "token_refused";
      throw accountFailure(code, { ...token, said: error.said }, { cause: error });
    }),
  );
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
 * @throws {Failure} `whoami_malformed` if there is no usable name
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

/** A name goes into URLs and into the env file: one that cannot be a Hub name counts as missing. */
function nameOf(json: unknown): string | undefined {
  return typeof json === "string" && /^\w[\w.-]{0,95}$/.test(json) ? json : undefined;
}

/** A missing field is an empty list; anything but a list of strings is undefined. */
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
