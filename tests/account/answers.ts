/** Builds whoami answers of every kind, as they come over the wire. */
import { parseWhoami, type Whoami } from "../../lib/account/whoami.ts";

export const ENDPOINT = "https://huggingface.co";

const NEW_TOKEN = `${ENDPOINT}/settings/tokens/new`;

/** The token page with the boxes for the owner's own namespace. */
export const OWN_PAGE =
  `${NEW_TOKEN}?ownUserPermissions=repo.content.read&ownUserPermissions=repo.access.read&ownUserPermissions=repo.write&tokenType=fineGrained`;

/** The token page with the boxes for one organization. */
export function organizationPage(name: string): string {
  return `${NEW_TOKEN}?orgs=${name}&orgPermissions=repo.content.read&orgPermissions=repo.access.read&orgPermissions=repo.write&tokenType=fineGrained`;
}

export const ADA = { entity: { _id: "ada-id", type: "user", name: "ada" } };
export const ACME = { entity: { _id: "acme-id", type: "org", name: "acme" } };
export const WRITE = ["repo.content.read", "repo.access.read", "repo.write"];
export const READ = ["repo.content.read"];

/** A scope that allows writing to one repository. */
export function repository(name: string, type = "dataset"): unknown {
  return { entity: { _id: `${name}-id`, type, name }, permissions: WRITE };
}

/** The `auth` of a classic token. */
export function classic(role: unknown): unknown {
  return {
    type: "access_token",
    accessToken: { displayName: "laptop", role, createdAt: "2026-01-02T03:04:05.000Z" },
  };
}

/** The `auth` of a fine-grained token. */
export function fineGrained(scoped: unknown, more: Record<string, unknown> = {}): unknown {
  return {
    type: "access_token",
    accessToken: {
      displayName: "ci",
      role: "fineGrained",
      createdAt: "2026-01-02T03:04:05.000Z",
      fineGrained: { canReadGatedRepos: false, scoped, ...more },
    },
  };
}

/** The `auth` of an OAuth token, which does not describe itself. */
export const OAUTH = { type: "app_token_as_user", expiresAt: "2026-11-22T12:00:00.000Z" };

/** An organization of ada. */
export function member(name: string, role: unknown, more: Record<string, unknown> = {}): unknown {
  return {
    type: "org",
    id: `${name}-id`,
    name,
    fullname: name,
    avatarUrl: "/avatar.png",
    ...(role === undefined ? {} : { roleInOrg: role }),
    ...more,
  };
}

/** The whole answer about ada. */
export function answer(auth: unknown, orgs: unknown = [], more: Record<string, unknown> = {}): unknown {
  return {
    type: "user",
    id: "ada-id",
    name: "ada",
    fullname: "Ada",
    isPro: false,
    avatarUrl: "/avatar.png",
    orgs,
    auth,
    ...more,
  };
}

/** The whole answer about ada, parsed. */
export function ada(auth: unknown, orgs: unknown = [], more: Record<string, unknown> = {}): Whoami {
  return parseWhoami(answer(auth, orgs, more));
}
