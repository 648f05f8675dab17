import { writeBoxFor } from "./token_page.ts";
import type { DenialFacts, DenialReason } from "./verdict.ts";
import { nameOwner, nameToken, quotedList } from "./wording.ts";

/** What is said of one reason for a denial. */
export interface DenialWords {
  /** How things stand, whose token it is, what is missing: a clause that follows "Cannot create …: ". */
  readonly state: (facts: DenialFacts) => string;
  /** What to do: a sentence without its full stop. */
  readonly remedy: (facts: DenialFacts) => string;
  /** The state in a few words, for a table. */
  readonly brief: (facts: DenialFacts) => string;
}

const OR_NEW_TOKEN = "if that changes nothing, make a new token";

/** The words for every reason. */
export const DENIAL_WORDS: Readonly<Record<DenialReason, DenialWords>> = {
  "token_owner_unexpected": {
    state: (facts) => `${nameOwner(facts)}, not to "${facts.namespace}"`,
    remedy: ({ namespace: expected }) =>
      `Use a token of "${expected}", made while signed in as "${expected}"`,
    brief: (facts) => `the token belongs to "${facts.owner}"`,
  },
  "namespace_misspelled": {
    state: (facts) =>
      `the Hub knows it as "${facts.suggestion ?? ""}" for ${
        nameToken(facts)
      }, and tells upper from lower case`,
    remedy: (facts) => `Write it as "${facts.suggestion ?? ""}"`,
    brief: (facts) => `spelled "${facts.suggestion ?? ""}"`,
  },
  "namespace_not_yours": {
    state: (facts) => {
      const organization = `an organization that the Hub lists for "${facts.owner}"`;
      return `${nameOwner(facts)}, and "${facts.namespace}" is neither "${facts.owner}" nor ${organization}`;
    },
    remedy: (facts) =>
      facts.action === "write"
        ? `Use a token of "${facts.namespace}", or name a dataset of your own`
        : `Use a token of "${facts.namespace}", or name another namespace`,
    brief: () => "a namespace of somebody else",
  },
  "organization_not_member": {
    state: (facts) =>
      `${nameOwner(facts)}, and the Hub lists no organization "${facts.namespace}" for "${facts.owner}"`,
    remedy: (facts) => {
      const join = `Join "${facts.namespace}" with the role "contributor" or higher`;
      return facts.tokenKind === "fineGrained"
        ? `${join}; if "${facts.owner}" has that already, make a token that covers "${facts.namespace}"`
        : `${join}, or use the token of a member who has it`;
    },
    brief: () => "not a member",
  },
  "organization_role_insufficient": {
    state: (facts) => {
      const needed = facts.action === "write" ? `"write" or "admin"` : `"contributor", "write" or "admin"`;
      const role = `whose role in "${facts.namespace}" is "${facts.role ?? ""}"`;
      return `${nameOwner(facts)}, ${role}; it takes ${needed}`;
    },
    remedy: (facts) => {
      const raise = `Ask an admin of "${facts.namespace}" to give "${facts.owner}" the role "${
        lowestRole(facts)
      }"`;
      return `${raise} or higher (a new token changes nothing), or use the token of a member who has it`;
    },
    brief: (facts) => `role "${facts.role ?? ""}", it takes "${lowestRole(facts)}"`,
  },
  "organization_requires_sso": {
    state: (facts) =>
      `"${facts.namespace}" requires single sign-on, and the Hub finds none behind ${nameToken(facts)}`,
    remedy: (facts) => {
      const page = `${facts.endpoint}/${facts.namespace}`;
      return `Sign in to "${facts.namespace}" in a browser at ${page} and run this again; ${OR_NEW_TOKEN}`;
    },
    brief: () => "single sign-on is needed",
  },
  "organization_requires_mfa": {
    state: (facts) => {
      const required = `"${facts.namespace}" requires two-factor authentication`;
      return `${required}, and the Hub finds none behind ${nameToken(facts)}`;
    },
    remedy: (facts) => {
      const page = `${facts.endpoint}/settings/authentication`;
      return `Turn it on for "${facts.owner}" at ${page} and run this again; ${OR_NEW_TOKEN}`;
    },
    brief: () => "two-factor authentication is needed",
  },
  "organization_restricts_network": {
    state: (facts) => {
      const admitted = `"${facts.namespace}" admits only certain network addresses`;
      return `${admitted}, and ${nameToken(facts)} is used from another one`;
    },
    remedy: (facts) =>
      `Run this from a network that "${facts.namespace}" admits, or ask an admin of "${facts.namespace}" to admit this one`,
    brief: () => "this network address is not admitted",
  },
  "organization_restricts_token": {
    state: (facts) => {
      const why = facts.tokenKind === "fineGrained"
        ? "which no admin has approved"
        : "which is not fine-grained";
      return `the token policy of "${facts.namespace}" does not admit ${nameToken(facts)}, ${why}`;
    },
    remedy: (facts) =>
      facts.tokenKind === "fineGrained"
        ? `Ask an admin of "${facts.namespace}" to approve the token, or make another`
        : `Make a fine-grained token; an admin of "${facts.namespace}" may have to approve it`,
    brief: (facts) =>
      facts.tokenKind === "fineGrained"
        ? "the token is not approved"
        : "only fine-grained tokens are admitted",
  },
  "organization_revoked_token": {
    state: (facts) => `"${facts.namespace}" has revoked the access of ${nameToken(facts)}`,
    remedy: (facts) => `Ask an admin of "${facts.namespace}" for the reason, then make a new token`,
    brief: () => "the token was revoked here",
  },
  "token_role_read": {
    state: (facts) => `${nameToken(facts)} has the role "read" and lacks the permission ${nameBox(facts)}`,
    remedy: (facts) => `Signed in as "${facts.owner}", make a token that may write, and use it instead`,
    brief: () => "the token may only read",
  },
  "token_scope_missing": {
    state: (facts) => `${nameToken(facts)} lacks the permission ${nameBox(facts)}`,
    remedy: tickBox,
    brief: () => "the token lacks repo.write here",
  },
  "token_scope_single_repositories": {
    state: (facts) => {
      const names = facts.repositories.length === 0 ? "" : ` (${quotedList(facts.repositories)})`;
      return `${nameToken(facts)} is limited to single repositories${names} and lacks the permission ${
        nameBox(facts)
      }`;
    },
    remedy: tickBox,
    brief: () => "the token is limited to single repositories",
  },
};

/** Names the missing box in the words of the token page, and for which namespace it is missing. */
function nameBox(facts: DenialFacts): string {
  const box = writeBoxFor(facts.namespaceKind);
  return facts.namespaceKind === "user" ? box : `${box} for "${facts.namespace}"`;
}

function lowestRole(facts: DenialFacts): string {
  return facts.action === "write" ? "write" : "contributor";
}

function tickBox(facts: DenialFacts): string {
  const select = facts.namespaceKind === "user"
    ? "Tick that box"
    : `Select "${facts.namespace}" and tick that box`;
  const single = facts.action === "write" ? `, or the one for "${facts.repositoryId ?? ""}" alone,` : "";
  // Joining an organization does not widen a fine-grained token: huggingface_hub#715 left people guessing.
  const fixed = facts.namespaceKind === "user"
    ? ""
    : "; a fine-grained token covers only the organizations that were selected for it";
  return `${select}${single} for this token at ${facts.endpoint}/settings/tokens, or make a new token${fixed}`;
}
