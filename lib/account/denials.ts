import { type ErrorRow, errorRow, Failure, PROGRAM } from "../cli/failure.ts";
import { tokenPageUrl, writeBoxFor } from "./token_page.ts";
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
  /** What else is missing, each in a few words. */
  readonly also: readonly string[];
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

const WORDS = {
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
      `Ask an admin of ${facts.owner} for the role "${lowestRole(facts)}"; a new token does not help`,
    brief: (facts) => `role ${neededRole(facts)}`,
  },
  organization_requires_sso: {
    state: ({ owner }) => `${owner} requires single sign-on, and this token has no SSO session`,
    remedy: ({ owner }) => `Sign in to ${owner} in a browser, then run this again`,
    page: ({ endpoint, owner }) => `${endpoint}/${owner}`,
    brief: () => "requires single sign-on",
  },
  organization_requires_mfa: {
    state: ({ owner, whoami }) =>
      `${owner} requires two-factor authentication, and ${whoami.name} has not turned it on`,
    remedy: () => "Turn it on, then run this again",
    page: ({ endpoint }) => `${endpoint}/settings/authentication`,
    brief: () => "requires two-factor authentication",
  },
  organization_restricts_network: {
    state: ({ owner }) => `${owner} only allows certain networks, and not this one`,
    remedy: ({ owner }) => `Use an allowed network, or ask an admin of ${owner} to allow this one`,
    brief: () => "network not allowed",
  },
  organization_restricts_token: {
    state: ({ owner, whoami }) =>
      whoami.tokenKind === "fineGrained"
        ? `${owner} has not approved ${nameToken(whoami)}`
        : `${owner} only allows fine-grained tokens`,
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
    state: (facts) => `${nameToken(facts.whoami)} lacks the permission ${writeBox(facts)}`,
    remedy: (facts) =>
      facts.isOrganization
        ? `Select ${facts.owner} and add that permission to the token, or create a new one`
        : "Add that permission to the token, or create a new one",
    page: pageFor,
    brief: () => "token lacks repo.write",
  },
  token_scope_single_repositories: {
    state: (facts) => {
      const names = facts.repositories.length === 0 ? "single repositories" : listed(facts.repositories);
      return `${nameToken(facts.whoami)} is limited to ${names}`;
    },
    remedy: (facts) => `Create a token with the permission ${writeBox(facts)}`,
    page: pageFor,
    brief: () => "token is limited to single repositories",
  },
} satisfies Readonly<Record<string, DenialWords>>;

/** Why a token is not allowed to do something. */
export type DenialCode = keyof typeof WORDS;

/** What is said of each denial. */
export const DENIALS: Readonly<Record<DenialCode, ErrorRow<DenialFacts>>> = {
  namespace_not_yours: row("namespace_not_yours"),
  organization_not_member: row("organization_not_member"),
  organization_role_insufficient: row("organization_role_insufficient"),
  organization_requires_sso: row("organization_requires_sso"),
  organization_requires_mfa: row("organization_requires_mfa"),
  organization_restricts_network: row("organization_restricts_network"),
  organization_restricts_token: row("organization_restricts_token"),
  organization_revoked_token: row("organization_revoked_token"),
  token_role_read: row("token_role_read"),
  token_scope_missing: row("token_scope_missing"),
  token_scope_single_repositories: row("token_scope_single_repositories"),
};

/** Something that the token is not allowed to do, known from whoami alone. */
export class Denial extends Failure {
  /** The reason in a few words, for a table. */
  readonly brief: string;
  /** The page that creates the right token; undefined where a new token does not help. */
  readonly tokenPage: string | undefined;

  constructor(
    [code, ...others]: readonly [DenialCode, ...DenialCode[]],
    known: Omit<DenialFacts, "also">,
    options?: ErrorOptions,
  ) {
    const alone = { ...known, also: [] };
    const facts = { ...known, also: others.map((other) => WORDS[other].brief(alone)) };
    const { exit, message, hint, page, next } = DENIALS[code];
    super(code, {
      exitCode: exit,
      message: message(facts),
      hint: hint(facts),
      page: page?.(facts),
      next: next?.(facts) ?? [],
    }, options);
    this.brief = WORDS[code].brief(facts);
    this.tokenPage = pageOf(code, facts) === pageFor(facts) ? pageFor(facts) : undefined;
  }
}

function row(code: DenialCode): ErrorRow<DenialFacts> {
  return errorRow({
    exit: 4,
    message: (facts) => {
      const also = facts.also.length === 0 ? "" : ` (also: ${facts.also.join("; ")})`;
      return `${nameAction(facts)}: ${WORDS[code].state(facts)}${also}`;
    },
    hint: (facts) => {
      if (facts.suggestion !== undefined) return `Did you mean ${facts.suggestion}?`;
      const remedy = WORDS[code].remedy(facts);
      if (pageOf(code, facts) !== "") return `${remedy}:`;
      const others = facts.creatable.filter((owner) => owner !== facts.owner);
      return facts.action === "write" || others.length === 0
        ? remedy
        : `${remedy}; this token can create datasets under ${listed(others)}`;
    },
    page: (facts) => facts.suggestion === undefined ? pageOf(code, facts) || undefined : undefined,
    next: (facts) => facts.writableDatasets.slice(0, 1).map((id) => `${PROGRAM} use ${id}`),
  });
}

function pageOf(code: DenialCode, facts: DenialFacts): string {
  const words: DenialWords = WORDS[code];
  return words.page?.(facts) ?? "";
}

function pageFor({ endpoint, owner, isOrganization }: DenialFacts): string {
  return tokenPageUrl({ endpoint, ...(isOrganization ? { organizations: [owner] } : { own: true }) });
}

function writeBox({ owner, isOrganization }: DenialFacts): string {
  return isOrganization ? `${writeBoxFor("organization")} for ${owner}` : writeBoxFor("user");
}

function neededRole(facts: DenialFacts): string {
  return `is "${facts.role ?? ""}"; "${lowestRole(facts)}" or higher is required`;
}

function lowestRole({ action }: DenialFacts): string {
  return action === "write" ? "write" : "contributor";
}

/** What cannot be done: the beginning of every sentence about a denial. */
export function nameAction(facts: Pick<DenialFacts, "action" | "what" | "owner" | "repository">): string {
  return facts.action === "create"
    ? `Cannot create ${facts.what ?? "a dataset"} under ${facts.owner}`
    : `Cannot write to ${facts.repository ?? facts.owner}`;
}

/** Names a token and its user: `the token "ci" of ada`. */
export function nameToken({ name, tokenName }: Pick<Whoami, "name" | "tokenName">): string {
  return `the token${tokenName === undefined ? "" : ` "${tokenName}"`} of ${name}`;
}

/** Strings names together: `ada, acme and 3 more`. */
function listed(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 3), names.length - 3];
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}
