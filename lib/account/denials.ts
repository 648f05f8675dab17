import { errorRow, Failure, failuresOf, PROGRAM } from "../cli/failure.ts";
import type { DenialCode } from "./obstacles.ts";
import type { Whoami } from "./whoami.ts";

/** The facts that the sentences about a denial are made of. */
export interface DenialFacts {
  /** What was asked: to create a dataset, or to write to one. */
  readonly action: "create" | "write";
  /** What is to be created; a dataset where it is left out. */
  readonly what?: string | undefined;
  readonly owner: string;
  readonly isOrganization: boolean;
  /** The dataset to write to. */
  readonly repository: string | undefined;
  readonly whoami: Whoami;
  /** The user's role in the organization, as the Hub wrote it. */
  readonly role: string | undefined;
  /** The single repositories that the token is limited to. */
  readonly repositories: readonly string[];
  /** Those of them that are datasets which the token can write to. */
  readonly writableDatasets: readonly string[];
  /** Where this token can create datasets. */
  readonly creatable: readonly string[];
  /** The owner that was probably meant. */
  readonly suggestion: string | undefined;
  readonly endpoint: string;
}

interface DenialWords {
  /** The reason, a clause that follows "Cannot create …: ". */
  readonly state: (facts: DenialFacts) => string;
  /** What to do: a sentence without its full stop. */
  readonly remedy: (facts: DenialFacts) => string;
  /** The page where it can be done. */
  readonly page?: (facts: DenialFacts) => string;
  /** The reason in a few words, for a table. */
  readonly brief: (facts: DenialFacts) => string;
}

/** What is said of each thing that a token is not allowed to do. */
export const DENIALS = {
  namespace_not_yours: {
    state: ({ whoami: { name }, owner }) => `${owner} is neither ${name} nor one of ${name}'s organizations`,
    remedy: ({ action, owner }) =>
      `Use ${action === "write" ? "a dataset of your own" : "another owner"}, or a token of ${owner}`,
    brief: () => "another user's",
  },
  organization_not_member: {
    state: ({ whoami, owner }) => `${whoami.name} is not a member of ${owner}`,
    remedy: ({ whoami, owner }) =>
      whoami.tokenKind === "fineGrained"
        ? `Join ${owner} as "contributor" or higher, then create a token that includes it`
        : `Join ${owner} as "contributor" or higher, or use the token of a member`,
    brief: () => "not a member",
  },
  organization_role_insufficient: {
    state: (facts) => `${facts.whoami.name}'s role in ${facts.owner} ${neededRole(facts)}`,
    remedy: (facts) =>
      `Ask an admin of ${facts.owner} for the role "${lowestRole(facts)}" (a new token does not help)`,
    brief: (facts) => `role ${neededRole(facts)}`,
  },
  organization_requires_sso: {
    state: ({ owner }) => `${owner} requires single sign-on, and this token has no SSO session`,
    remedy: ({ owner }) => `Sign in to ${owner} in a browser, then run it again`,
    page: ({ endpoint, owner }) => `${endpoint}/${owner}`,
    brief: () => "requires single sign-on",
  },
  organization_requires_mfa: {
    state: ({ owner, whoami }) =>
      `${owner} requires two-factor authentication, and ${whoami.name} has not turned it on`,
    remedy: () => "Turn it on, then run it again",
    page: ({ endpoint }) => `${endpoint}/settings/authentication`,
    brief: () => "requires two-factor authentication",
  },
  organization_restricts_network: {
    state: ({ owner }) => `${owner} allows only certain networks, not this one`,
    remedy: ({ owner }) => `Use an allowed network, or ask an admin of ${owner} to allow this one`,
    brief: () => "network not allowed",
  },
  organization_restricts_token: {
    state: ({ owner, whoami }) =>
      whoami.tokenKind === "fineGrained"
        ? `${owner} has not approved ${nameToken(whoami)}`
        : `${owner} allows only fine-grained tokens`,
    remedy: ({ owner, whoami }) =>
      whoami.tokenKind === "fineGrained"
        ? `Ask an admin of ${owner} to approve it`
        : `Create a fine-grained token (an admin of ${owner} may have to approve it)`,
    page: (facts) => facts.whoami.tokenKind === "fineGrained" ? "" : pageFor(facts),
    brief: ({ whoami }) =>
      whoami.tokenKind === "fineGrained" ? "token not approved" : "only fine-grained tokens",
  },
  organization_revoked_token: {
    state: ({ owner, whoami }) => `${owner} has revoked ${nameToken(whoami)}`,
    remedy: ({ owner }) => `Ask an admin of ${owner} why, then create a new token`,
    page: pageFor,
    brief: () => "token revoked",
  },
  token_role_read: {
    state: ({ whoami }) => `${nameToken(whoami)} is read-only`,
    remedy: ({ whoami }) => `Create a token with write access (signed in as ${whoami.name})`,
    page: pageFor,
    brief: () => "token is read-only",
  },
  token_scope_missing: {
    state: (facts) => `${nameToken(facts.whoami)} lacks the permission repo.write for ${facts.owner}`,
    remedy: (facts) =>
      facts.isOrganization
        ? `Select ${facts.owner} and "${writeLabel(facts)}" for the token, or create a new one`
        : `Add "${writeLabel(facts)}" to the token, or create a new one`,
    page: pageFor,
    brief: () => "token lacks repo.write",
  },
  token_scope_single_repositories: {
    state: (facts) => {
      const names = facts.repositories.length === 0 ? "single repositories" : listed(facts.repositories);
      return `${nameToken(facts.whoami)} is limited to ${names}`;
    },
    remedy: (facts) =>
      `Create a token with "${writeLabel(facts)}"${facts.isOrganization ? ` for ${facts.owner}` : ""}`,
    page: pageFor,
    brief: () => "token is limited to single repositories",
  },
} satisfies Readonly<Record<DenialCode, DenialWords>>;

/** Something that the token is not allowed to do, known from whoami alone. */
export class Denial extends Failure {
  /** The reason in a few words, for a table. */
  readonly brief: string;
  /** The page that creates the right token; undefined where a new token does not help. */
  readonly tokenPage: string | undefined;

  /** @param codes everything that is in the way, the reason to give first */
  constructor(
    [code, ...others]: readonly [DenialCode, ...DenialCode[]],
    facts: DenialFacts,
    options?: ErrorOptions,
  ) {
    const { suggestion, action, owner, creatable, writableDatasets } = facts;
    const words: DenialWords = DENIALS[code];
    const page = words.page?.(facts) || undefined;
    const also = others.length === 0
      ? ""
      : ` (also: ${others.map((other) => DENIALS[other].brief(facts)).join(", ")})`;
    const elsewhere = creatable.filter((other) => other !== owner);
    const remedy = words.remedy(facts);
    // Where another page helps than that of the token, another owner would only distract.
    const isFixed = page !== undefined && !code.startsWith("token_scope");
    const where = action === "write" || elsewhere.length === 0 || isFixed
      ? ""
      : `this token can create datasets under ${listed(elsewhere)}`;
    const hint = suggestion !== undefined
      ? `Did you mean ${suggestion}?`
      : page !== undefined
      ? `${remedy}${where === "" ? "" : ` (${where})`}:`
      : [remedy, where].filter((text) => text !== "").join("; ");
    super(code, {
      exitCode: 4,
      message: `${nameAction(facts)}: ${words.state(facts)}${also}`,
      hint,
      page: suggestion === undefined ? page : undefined,
      next: writableDatasets.slice(0, 1).map((id) => `${PROGRAM} use ${id}`),
    }, options);
    this.brief = words.brief(facts);
    this.tokenPage = page === pageFor(facts) ? page : undefined;
  }
}

function isOAuth({ tokenKind }: Whoami): boolean {
  return tokenKind === "oauth";
}

function refusalRow() {
  return errorRow<DenialFacts & { readonly said: string; readonly why: string }>({
    exit: 4,
    message: (facts) => {
      const unknown = facts.why === "" ? "" : ` (could not be checked in advance: ${facts.why})`;
      return `${nameAction(facts)}: the Hub refused ${nameToken(facts.whoami)}: "${facts.said}"${unknown}`;
    },
    hint: ({ owner, isOrganization, whoami }) =>
      isOAuth(whoami)
        ? "Log in again and allow write access:"
        : isOrganization
        ? `Create a token with write access, ask an admin of ${owner}, or see what this token can do:`
        : "Create a token with write access, or see what this one can do:",
    page: (facts) => isOAuth(facts.whoami) ? undefined : pageFor(facts),
    next: ({ whoami }) => [isOAuth(whoami) ? "hf auth login" : `${PROGRAM} whoami`],
  });
}

/** A refusal by the Hub of something that whoami had not denied. */
export const refusalFailure = failuresOf(() => ({
  creation_refused: refusalRow(),
  writing_refused: refusalRow(),
}));

/** What a token needs to create datasets and write to them, as the Hub's page for new tokens calls it. */
const PERMISSIONS = ["repo.content.read", "repo.access.read", "repo.write"];

/**
 * Builds the address of the page that makes a new token, with exactly the boxes ticked that are needed to create datasets
 * (lib/hub/README.md#token-page).
 *
 * @param organization where the datasets are to be; the token's own user if left out
 */
export function tokenPageUrl(endpoint: string, organization?: string): string {
  const query = new URLSearchParams();
  // The parameters and their order are those of the page itself.
  if (organization !== undefined) query.append("orgs", organization);
  const name = organization === undefined ? "ownUserPermissions" : "orgPermissions";
  for (const permission of PERMISSIONS) query.append(name, permission);
  query.append("tokenType", "fineGrained");
  return `${endpoint}/settings/tokens/new?${query}`;
}

function pageFor(
  { endpoint, owner, isOrganization }: DenialFacts,
): string {
  return tokenPageUrl(endpoint, isOrganization ? owner : undefined);
}

/** The words beside the box on that page that creating and writing depend on. */
function writeLabel({ isOrganization }: DenialFacts): string {
  const where = isOrganization ? "in selected organizations" : "under your personal namespace";
  return `Write access to contents/settings of all repos ${where}`;
}

function neededRole(facts: DenialFacts): string {
  return `is "${facts.role ?? ""}", but "${lowestRole(facts)}" or higher is required`;
}

function lowestRole({ action }: DenialFacts): string {
  return action === "write" ? "write" : "contributor";
}

/** What cannot be done: the beginning of every sentence about a denial. */
function nameAction(facts: DenialFacts): string {
  return facts.action === "create"
    ? `Cannot create ${facts.what ?? "a dataset"} under ${facts.owner}`
    : `Cannot write to ${facts.repository ?? facts.owner}`;
}

/** Names a token and its user: `the token "ci" of ada`. */
function nameToken({ name, tokenName }: Pick<Whoami, "name" | "tokenName">): string {
  return `the token${tokenName === undefined ? "" : ` "${tokenName}"`} of ${name}`;
}

/** Strings names together: `ada, acme and 3 more`. */
function listed(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 3), names.length - 3];
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}
