/** The tokens of a new test Hub, one of every kind. */
import { objectId, ORGANIZATIONS } from "./organizations.ts";
import { ADA, CHARLES, GRACE } from "./users.ts";

/** What a fine-grained token may do with one thing (lib/hub/README.md#whoami). */
export interface Scope {
  readonly entity: { readonly _id: string; readonly type: string; readonly name?: string };
  readonly permissions: readonly string[];
}

/** What whoami says of the credential (lib/hub/README.md#whoami); `accessToken` is absent for OAuth. */
export interface TokenAuth {
  readonly type: string;
  readonly expiresAt?: string;
  readonly accessToken?: {
    readonly displayName: string;
    readonly role: "read" | "write" | "god" | "fineGrained";
    readonly createdAt: string;
    readonly fineGrained?: {
      readonly canReadGatedRepos?: boolean;
      readonly global?: readonly string[];
      readonly scoped: readonly Scope[];
    };
  };
}

/** A token that the Hub knows. */
export interface HubToken {
  readonly token: string;
  /** A few words for a person. */
  readonly description: string;
  /** Whose it is and what it is; or the body that whoami answers, of any shape. Rights follow from either. */
  readonly whoami: { readonly user: string; readonly auth: TokenAuth } | { readonly body: unknown };
  /** `false`: may write nothing, `true`: as a write token; where neither, the rights follow from whoami. */
  readonly mayWrite?: boolean;
  /** Refused by every route, in this way. */
  readonly refused?: "expired" | "revoked" | "needs-approval" | "revoked-by-organization";
}

/** A value that looks like a token (`hf_` and 34 letters and digits) and says aloud that it is none. */
export function fakeToken(word: string): string {
  return "hf_" + (word + "Fake".repeat(9)).slice(0, 34);
}

/** The dataset that the token for a single repository is for. */
export const SINGLE_DATASET = "ada/engine-notes";

/** The values of the ready-made tokens. */
export const TOKENS = {
  /** ada, write. */
  write: fakeToken("adaWrite"),
  /** ada, read. */
  read: fakeToken("adaRead"),
  /** ada, god: what a signed-in browser has. */
  god: fakeToken("adaGod"),
  /** ada, fine-grained: may write her own namespace. */
  fineGrainedUser: fakeToken("adaFineUser"),
  /** ada, fine-grained: may read her own namespace. */
  fineGrainedReadOnly: fakeToken("adaFineReadOnly"),
  /** ada, fine-grained: no box is ticked. */
  fineGrainedNothing: fakeToken("adaFineNothing"),
  /** ada, fine-grained: may write her own namespace and `ORGANIZATIONS.write`. */
  fineGrainedUserAndOrganization: fakeToken("adaFineBoth"),
  /** ada, fine-grained: may write `ORGANIZATIONS.write`, and not her own namespace. */
  fineGrainedOrganization: fakeToken("adaFineOrganization"),
  /** ada, fine-grained: may write the one dataset `SINGLE_DATASET`. */
  fineGrainedDataset: fakeToken("adaFineDataset"),
  /** ada by way of OAuth: whoami has no `auth.accessToken`. */
  oauth: "hf_oauth_" + fakeToken("adaOauth").slice(3),
  /** ada by way of OAuth, without the scope to create. */
  oauthReadOnly: "hf_oauth_" + fakeToken("adaOauthRead").slice(3),
  /** ada, write, expires in three days. */
  expiring: fakeToken("adaExpiring"),
  /** Past its date. */
  expired: fakeToken("adaExpired"),
  /** Was revoked. */
  revoked: fakeToken("adaRevoked"),
  /** Waits for an organization's approval. */
  needsApproval: fakeToken("adaNeedsApproval"),
  /** An organization's administrator revoked it. */
  revokedByOrganization: fakeToken("adaRevokedByOrganization"),
  /** grace, write. */
  grace: fakeToken("graceWrite"),
  /** grace, read. */
  graceRead: fakeToken("graceRead"),
  /** charles, write. */
  charles: fakeToken("charlesWrite"),
  /** Never issued. */
  unknown: fakeToken("nobody"),
} as const;

const CREATED = "2026-01-02T03:04:05.000Z";
const READING = ["repo.content.read"];
const WRITING = ["repo.content.read", "repo.access.read", "repo.write"];
const OWN_NAMESPACE = { _id: ADA.id, type: "user", name: ADA.name };
const ORGANIZATION = { _id: objectId(0x202), type: "org", name: ORGANIZATIONS.write };
const DATASET = { _id: objectId(0x401), type: "dataset", name: SINGLE_DATASET };

function classic(displayName: string, role: "read" | "write" | "god"): TokenAuth {
  return { type: "access_token", accessToken: { displayName, role, createdAt: CREATED } };
}

function fineGrained(displayName: string, scoped: readonly Scope[]): TokenAuth {
  return {
    type: "access_token",
    accessToken: {
      displayName,
      role: "fineGrained",
      createdAt: CREATED,
      fineGrained: { canReadGatedRepos: false, global: [], scoped },
    },
  };
}

/** The tokens of a new test Hub; `now` is where the three days of the expiring one begin. */
export function firstTokens(now: number): HubToken[] {
  const inThreeDays = new Date(now + 3 * 86_400_000).toISOString();
  const adas: readonly [keyof typeof TOKENS, string, TokenAuth][] = [
    ["write", "write", classic("engine-room", "write")],
    ["read", "read", classic("reading-room", "read")],
    ["god", "god, as a browser has it", classic("browser", "god")],
    [
      "fineGrainedUser",
      "fine-grained, may write her own namespace",
      fineGrained("own-namespace", [{ entity: OWN_NAMESPACE, permissions: WRITING }]),
    ],
    [
      "fineGrainedReadOnly",
      "fine-grained, may read her own namespace",
      fineGrained("own-namespace-read", [{ entity: OWN_NAMESPACE, permissions: READING }]),
    ],
    ["fineGrainedNothing", "fine-grained, nothing ticked", fineGrained("nothing", [])],
    [
      "fineGrainedUserAndOrganization",
      `fine-grained, may write her own namespace and ${ORGANIZATIONS.write}`,
      fineGrained("both", [
        { entity: OWN_NAMESPACE, permissions: WRITING },
        { entity: ORGANIZATION, permissions: WRITING },
      ]),
    ],
    [
      "fineGrainedOrganization",
      `fine-grained, may write ${ORGANIZATIONS.write} only`,
      fineGrained("organization-only", [{ entity: ORGANIZATION, permissions: WRITING }]),
    ],
    [
      "fineGrainedDataset",
      `fine-grained, may write ${SINGLE_DATASET} only`,
      fineGrained("one-dataset", [{ entity: DATASET, permissions: WRITING }]),
    ],
    ["oauth", "OAuth", { type: "app_token_as_user", expiresAt: inThreeDays }],
    ["expiring", "write, expires in three days", {
      ...classic("short-lived", "write"),
      expiresAt: inThreeDays,
    }],
  ];
  return [
    ...adas.map(([name, description, auth]) => ({
      token: TOKENS[name],
      description: `ada, ${description}`,
      whoami: { user: ADA.name, auth },
    })),
    {
      token: TOKENS.oauthReadOnly,
      description: "ada, OAuth without the scope to create",
      whoami: { user: ADA.name, auth: { type: "app_token_as_user", expiresAt: inThreeDays } },
      mayWrite: false,
    },
    ...(["expired", "revoked"] as const).map((refused) => ({
      token: TOKENS[refused],
      description: `ada, ${refused}`,
      whoami: { user: ADA.name, auth: classic(refused, "write") },
      refused,
    })),
    ...([
      ["needsApproval", "waits for an organization's approval", "needs-approval"],
      ["revokedByOrganization", "revoked by an organization's administrator", "revoked-by-organization"],
    ] as const).map(([name, description, refused]) => ({
      token: TOKENS[name],
      description: `ada, ${description}`,
      whoami: { user: ADA.name, auth: classic(name, "write") },
      refused,
    })),
    ...([["grace", GRACE.name, "write"], ["graceRead", GRACE.name, "read"], [
      "charles",
      CHARLES.name,
      "write",
    ]] as const)
      .map(([name, user, role]) => ({
        token: TOKENS[name],
        description: `${user}, ${role}`,
        whoami: { user, auth: classic(`${user}-${role}`, role) },
      })),
  ];
}
