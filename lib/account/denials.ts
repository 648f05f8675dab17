import { Failure, failuresOf, type FailureWords, PROGRAM } from "../cli/failure.ts";
import type { Whoami } from "./whoami.ts";

/** What is asked of a token. */
export interface Asked {
  readonly action: "create" | "write";
  /** The owner of the repository. */
  readonly owner: string;
  /** The dataset, where writing to an existing one is meant. */
  readonly repository?: string;
  /** What is to be created; a dataset where it is left out. */
  readonly what?: string;
  /** Whether the owner was given as an organization (`--org`). */
  readonly asOrganization?: boolean;
  /** The id of the resource group that it is to be in. */
  readonly resourceGroup?: string | undefined;
  /** The Hub, without a slash at the end, where the token page is. */
  readonly endpoint: string;
}

/** The facts that the sentences about a denial are made of. */
export interface DenialFacts extends Asked {
  readonly whoami: Whoami;
  readonly isOrganization: boolean;
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
}

interface DenialWords {
  /** The reason, a clause that follows "Cannot create …: ". */
  readonly state: string;
  /** What to do: a sentence without its full stop. */
  readonly remedy: string;
  /** The page where it can be done. */
  readonly page?: string;
  /** The reason in a few words, for a table. */
  readonly brief: string;
}

/** What is said of each thing that a token is not allowed to do. */
export const DENIALS = {
  namespace_not_yours: ({ whoami: { name }, owner, action }) => ({
    state: `${owner} is neither ${name} nor one of ${name}'s organizations`,
    remedy: `Use ${action === "write" ? "a dataset of your own" : "another owner"}, or a token of ${owner}`,
    brief: "another user's",
  }),
  organization_not_member: ({ whoami: { name, tokenKind }, owner }) => ({
    state: `${name} is not a member of ${owner}`,
    remedy: `Join ${owner} as "contributor" or higher, ${
      tokenKind === "fineGrained" ? "then create a token that includes it" : "or use the token of a member"
    }`,
    brief: "not a member",
  }),
  organization_role_insufficient: ({ whoami, owner, action, role = "" }) => {
    const lowest = action === "write" ? "write" : "contributor";
    const needed = `is "${role}", but "${lowest}" or higher is required`;
    return {
      state: `${whoami.name}'s role in ${owner} ${needed}`,
      remedy: `Ask an admin of ${owner} for the role "${lowest}" (a new token does not help)`,
      brief: `role ${needed}`,
    };
  },
  organization_requires_sso: ({ owner, endpoint }) => ({
    state: `${owner} requires single sign-on, and this token has no SSO session`,
    remedy: `Sign in to ${owner} in a browser, then run it again`,
    page: `${endpoint}/${owner}`,
    brief: "requires single sign-on",
  }),
  organization_requires_mfa: ({ owner, whoami, endpoint }) => ({
    state: `${owner} requires two-factor authentication, and ${whoami.name} has not turned it on`,
    remedy: "Turn it on, then run it again",
    page: `${endpoint}/settings/authentication`,
    brief: "requires two-factor authentication",
  }),
  organization_restricts_network: ({ owner }) => ({
    state: `${owner} allows only certain networks, not this one`,
    remedy: `Use an allowed network, or ask an admin of ${owner} to allow this one`,
    brief: "network not allowed",
  }),
  organization_restricts_token: (facts) =>
    facts.whoami.tokenKind === "fineGrained"
      ? {
        state: `${facts.owner} has not approved ${nameToken(facts)}`,
        remedy: `Ask an admin of ${facts.owner} to approve it`,
        brief: "token not approved",
      }
      : {
        state: `${facts.owner} allows only fine-grained tokens`,
        remedy: `Create a fine-grained token (an admin of ${facts.owner} may have to approve it)`,
        page: pageFor(facts),
        brief: "only fine-grained tokens",
      },
  organization_revoked_token: (facts) => ({
    state: `${facts.owner} has revoked ${nameToken(facts)}`,
    remedy: `Ask an admin of ${facts.owner} why, then create a new token`,
    page: pageFor(facts),
    brief: "token revoked",
  }),
  token_role_read: (facts) => ({
    state: `${nameToken(facts)} is read-only`,
    remedy: `Create a token with write access (signed in as ${facts.whoami.name})`,
    page: pageFor(facts),
    brief: "token is read-only",
  }),
  token_scope_missing: (facts) => ({
    state: `${nameToken(facts)} lacks the permission repo.write for ${facts.owner}`,
    remedy: facts.isOrganization
      ? `Select ${facts.owner} and "${writeLabel(facts)}" for the token, or create a new one`
      : `Add "${writeLabel(facts)}" to the token, or create a new one`,
    page: pageFor(facts),
    brief: "token lacks repo.write",
  }),
  token_scope_single_repositories: (facts) => ({
    state: `${nameToken(facts)} is limited to ${listed(facts.repositories) || "single repositories"}`,
    remedy: `Create a token with "${writeLabel(facts)}"${facts.isOrganization ? ` for ${facts.owner}` : ""}`,
    page: pageFor(facts),
    brief: "token is limited to single repositories",
  }),
} satisfies Readonly<Record<string, (facts: DenialFacts) => DenialWords>>;

/** Why a token is not allowed to do something. */
export type DenialCode = keyof typeof DENIALS;

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
    const { suggestion, owner, creatable, writableDatasets } = facts;
    const { state, remedy, page, brief }: DenialWords = DENIALS[code](facts);
    const also = others.map((other) => DENIALS[other](facts).brief).join(", ");
    const elsewhere = creatable.filter((other) => other !== owner);
    // Where another page helps than that of the token, another owner would only distract.
    const isFixed = page !== undefined && !code.startsWith("token_scope");
    const where = elsewhere.length === 0 || isFixed
      ? ""
      : `this token can create datasets under ${listed(elsewhere)}`;
    const hint = suggestion !== undefined
      ? `Did you mean ${suggestion}?`
      : page !== undefined
      ? `${remedy}${where === "" ? "" : ` (${where})`}:`
      : [remedy, where].filter((text) => text !== "").join("; ");
    super(code, {
      exitCode: 4,
      message: `${nameAction(facts)}: ${state}${also === "" ? "" : ` (also: ${also})`}`,
      hint,
      page: suggestion === undefined ? page : undefined,
      next: writableDatasets.slice(0, 1).map((id) => `${PROGRAM} use ${id}`),
    }, options);
    this.brief = brief;
    this.tokenPage = page === pageFor(facts) ? page : undefined;
  }
}

function refusal(facts: DenialFacts & { readonly said: string; readonly why: string }): FailureWords {
  const { owner, isOrganization, whoami, said, why } = facts;
  const unknown = why === "" ? "" : ` (could not be checked in advance: ${why})`;
  const isOAuth = whoami.tokenKind === "oauth";
  return {
    exitCode: 4,
    message: `${nameAction(facts)}: the Hub refused ${nameToken(facts)}: "${said}"${unknown}`,
    hint: isOAuth
      ? "Log in again and allow write access:"
      : isOrganization
      ? `Create a token with write access, ask an admin of ${owner}, or see what this token can do:`
      : "Create a token with write access, or see what this one can do:",
    page: isOAuth ? undefined : pageFor(facts),
    next: [isOAuth ? "hf auth login" : `${PROGRAM} whoami`],
  };
}

/** A refusal by the Hub of something that whoami had not denied. */
export const refusalFailure = failuresOf(() => ({
  creation_refused: refusal,
  writing_refused: refusal,
}));

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
  for (const permission of ["repo.content.read", "repo.access.read", "repo.write"]) {
    query.append(name, permission);
  }
  query.append("tokenType", "fineGrained");
  return `${endpoint}/settings/tokens/new?${query}`;
}

function pageFor({ endpoint, owner, isOrganization }: DenialFacts): string {
  return tokenPageUrl(endpoint, isOrganization ? owner : undefined);
}

/** The words beside the box on that page that creating and writing depend on. */
function writeLabel({ isOrganization }: DenialFacts): string {
  const where = isOrganization ? "in selected organizations" : "under your personal namespace";
  return `Write access to contents/settings of all repos ${where}`;
}

/** What cannot be done: the beginning of every sentence about a denial. */
function nameAction({ action, what = "a dataset", owner, repository = owner }: DenialFacts): string {
  return action === "create" ? `Cannot create ${what} under ${owner}` : `Cannot write to ${repository}`;
}

/** Names a token and its user: `the token "ci" of ada`. */
function nameToken({ whoami: { name, tokenName } }: DenialFacts): string {
  return `the token${tokenName === undefined ? "" : ` "${tokenName}"`} of ${name}`;
}

/** Strings names together: `ada, acme, lab and 3 more`. */
export function listed(names: readonly string[]): string {
  const more = names.length > 3 ? [`${names.length - 3} more`] : [];
  // British, for the list without a comma before "and".
  return new Intl.ListFormat("en-GB").format([...names.slice(0, 3), ...more]);
}
