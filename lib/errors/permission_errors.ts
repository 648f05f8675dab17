import { PROGRAM } from "../cli/options.ts";
import { DENIAL_WORDS } from "../account/denial_words.ts";
import type { DenialFacts, DenialReason } from "../account/verdict.ts";
import { nameAction, nameToken, quotedList } from "../account/wording.ts";
import { type ErrorRow, errorRow } from "../cli/failure.ts";

/** The facts of a refusal by the Hub that whoami did not foretell. */
export interface RefusalFacts extends
  Pick<
    DenialFacts,
    "action" | "namespace" | "repositoryId" | "owner" | "tokenName" | "tokenKind" | "tokenPage"
  > {
  /** What the Hub gave as its reason. */
  readonly hubMessage: string;
  /** What was not known beforehand, where something was not. */
  readonly why: string | undefined;
}

/** What the whoami answer, and the Hub's refusals, come to. */
export const PERMISSION_ERRORS = {
  whoami_malformed: errorRow<Record<never, never>>({
    exit: 6,
    meaning: "The answer to the question whose token it is names no user.",
    remedy: "Check that the endpoint is a Hub and that no proxy answers in its place.",
    message: () => "Cannot tell whose token it is: the answer of the Hub names no user",
    hint: () =>
      "Check the endpoint (--endpoint, HF_ENDPOINT): a proxy or a sign-in page may answer in place of the Hub",
    next: () => [`${PROGRAM} doctor`],
  }),
  token_owner_unexpected: denialRow("token_owner_unexpected", {
    meaning: "The token belongs to somebody else than expected.",
    remedy: "Give a token of the expected user.",
  }),
  namespace_misspelled: denialRow("namespace_misspelled", {
    meaning: "The namespace exists in another spelling.",
    remedy: "Use the spelling of the Hub, upper and lower case included.",
  }),
  namespace_not_yours: denialRow("namespace_not_yours", {
    meaning: "The namespace is neither the user of the token nor one of the organisations of that user.",
    remedy: "Use a namespace that whoami lists, or a token of the other user.",
  }),
  organisation_not_member: denialRow("organisation_not_member", {
    meaning: "The owner of the token is not a member of the organisation, as far as the Hub tells.",
    remedy: "Join the organisation, or use a namespace that whoami lists.",
  }),
  organisation_role_insufficient: denialRow("organisation_role_insufficient", {
    meaning: "The role in the organisation does not allow it.",
    remedy:
      "Ask an admin of the organisation for the role contributor (to create) or write (to change what others created).",
  }),
  organisation_requires_sso: denialRow("organisation_requires_sso", {
    meaning: "The organisation requires single sign-on, and there is no such sign-in behind the token.",
    remedy: "Sign in to the organisation in a browser, then run the command again.",
  }),
  organisation_requires_mfa: denialRow("organisation_requires_mfa", {
    meaning: "The organisation requires two-factor authentication.",
    remedy: "Turn on two-factor authentication for the account, then run the command again.",
  }),
  organisation_restricts_network: denialRow("organisation_restricts_network", {
    meaning: "The organisation does not admit this network address.",
    remedy: "Run the command from an admitted network, or ask an admin to admit this one.",
  }),
  organisation_restricts_token: denialRow("organisation_restricts_token", {
    meaning: "The token policy of the organisation does not admit the token.",
    remedy: "Use a fine-grained token, and have it approved where the organisation asks for that.",
  }),
  organisation_revoked_token: denialRow("organisation_revoked_token", {
    meaning: "The organisation has revoked the access of the token; it may still work elsewhere.",
    remedy: "Ask an admin of the organisation, then make a new token.",
  }),
  token_role_read: denialRow("token_role_read", {
    meaning: "The token may only read.",
    remedy: "Make a fine-grained token with the right boxes ticked, or one with the role write.",
  }),
  token_scope_missing: denialRow("token_scope_missing", {
    meaning: "The fine-grained token has no write access to the namespace.",
    remedy: "Tick the box for write access (repo.write) on this user or organisation.",
  }),
  token_scope_single_repositories: denialRow("token_scope_single_repositories", {
    meaning: "The fine-grained token is limited to single repositories and cannot create another.",
    remedy:
      "Tick the box for write access to the whole namespace, or use a repository that the token covers.",
    next: (facts) => [
      ...facts.writableDatasets.slice(0, 1).map((id) => `${PROGRAM} use ${id}`),
      `${PROGRAM} whoami`,
    ],
  }),
  creation_refused: refusalRow({
    meaning:
      "The Hub refused to create the dataset, although what is known of the token did not speak against it.",
    remedy:
      "Read the reason of the Hub; make a token with the right boxes ticked, or ask an admin of the organisation.",
  }),
  writing_refused: refusalRow({
    meaning: "The Hub refused the token write access to the dataset.",
    remedy:
      "Read the reason of the Hub; make a token with the right boxes ticked, or ask the owner of the dataset.",
  }),
};

function denialRow(
  reason: DenialReason,
  said: Pick<ErrorRow<DenialFacts>, "meaning" | "remedy" | "next">,
): ErrorRow<DenialFacts> {
  const words = DENIAL_WORDS[reason];
  return {
    exit: 4,
    next: () => [`${PROGRAM} whoami`],
    ...said,
    message: (facts) => `${nameAction(facts)}: ${words.state(facts)}`,
    hint: (facts) => {
      const remedy = words.remedy(facts);
      const meant = facts.suggestion === undefined || reason === "namespace_misspelled"
        ? remedy
        : `Did you mean "${facts.suggestion}"? If not, ${remedy.slice(0, 1).toLowerCase()}${remedy.slice(1)}`;
      return [
        `${meant}.`,
        ...(facts.creatable.length === 0
          ? []
          : [`This token may create under ${quotedList(facts.creatable)}.`]),
        ...(facts.also.length === 0 ? [] : [`Also in the way: ${facts.also.join("; ")}.`]),
        `Token page with the right boxes ticked: ${facts.tokenPage}`,
      ].join(" ");
    },
  };
}

function refusalRow(said: Pick<ErrorRow<RefusalFacts>, "meaning" | "remedy">): ErrorRow<RefusalFacts> {
  return {
    exit: 4,
    ...said,
    message: (facts) => `${nameAction(facts)}: the Hub refuses ${nameToken(facts)}: "${facts.hubMessage}"`,
    hint: (facts) => {
      const why = facts.why === undefined ? "" : ` It could not be foretold: ${facts.why}.`;
      const ask = facts.namespace === facts.owner ? "" : `, or ask an admin of "${facts.namespace}"`;
      const page = `Token page with the right boxes ticked: ${facts.tokenPage}`;
      return `Signed in as "${facts.owner}", make a new token${ask}.${why} ${page}`;
    },
    next: () => [`${PROGRAM} whoami`],
  };
}
