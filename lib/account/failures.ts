import { type ErrorRow, errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";
import type { DenialFacts, DenialReason } from "./verdict.ts";
import { DENIAL_WORDS } from "./denial_words.ts";
import { nameAction, nameToken, quotedList } from "./wording.ts";
import { tokenPageUrl } from "./token_page.ts";

interface FromSource {
  readonly source: string;
  /** The Hub, without a slash at the end. */
  readonly endpoint: string;
}

const GIVE_A_TOKEN =
  "set HF_TOKEN, pipe the token into --token-stdin, name a file with --token-file, or run it at a terminal without --yes";

function writeTokenPage(endpoint: string): string {
  return tokenPageUrl({ endpoint, kind: "write" });
}

/** The facts of a refusal by the Hub that whoami did not foretell. */
export interface RefusalFacts extends
  Pick<
    DenialFacts,
    "action" | "what" | "namespace" | "repositoryId" | "owner" | "tokenName" | "tokenKind" | "tokenPage"
  > {
  /** What the Hub gave as its reason. */
  readonly hubMessage: string;
  /** What was not known beforehand, where something was not. */
  readonly why: string | undefined;
}

function denialRow(
  reason: DenialReason,
  next: (facts: DenialFacts) => readonly string[] = () => [`${PROGRAM} whoami`],
): ErrorRow<DenialFacts> {
  const words = DENIAL_WORDS[reason];
  return {
    exit: 4,
    next,
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

function refusalRow(): ErrorRow<RefusalFacts> {
  return {
    exit: 4,
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

interface AskedGroup {
  /** The id or the name, as it was typed. */
  readonly asked: string;
  readonly namespace: string;
}

/** What is wrong with the token, or with what it is allowed to do. */
export const ACCOUNT_FAILURES = {
  stdin_is_terminal: errorRow<Record<string, never>>({
    exit: 2,
    message: () =>
      "--token-stdin reads from a pipe, and standard input is the terminal, which would show the token",
    hint: () =>
      `Leave it out and be asked for the token hidden, or pipe it in: ${PROGRAM} --token-stdin < token.txt`,
  }),
  token_missing: errorRow<{ unread: string | undefined; endpoint: string; toRead: boolean }>({
    exit: 3,
    message: ({ unread }) =>
      `No token was found${unread === undefined ? "" : ` (${unread} may not be read)`}`,
    hint: ({ endpoint, toRead }) =>
      `To give one, ${GIVE_A_TOKEN}; make one ${
        toRead ? `at ${endpoint}/settings/tokens` : `with write access at ${writeTokenPage(endpoint)}`
      }`,
  }),
  token_empty: errorRow<FromSource>({
    exit: 3,
    message: ({ source }) => `There is no token in ${source}`,
    hint: () => `Put the token there, or name another source: ${GIVE_A_TOKEN}`,
  }),
  token_malformed: errorRow<FromSource & { problem: string }>({
    exit: 3,
    message: ({ source, problem }) => `The text from ${source} is not a token: ${problem}`,
    hint: ({ endpoint }) => `Copy the whole token again from ${endpoint}/settings/tokens; it begins with hf_`,
  }),
  token_misplaced: errorRow<{ place: string }>({
    exit: 2,
    message: ({ place }) => `There is a token in ${place}, where it would be published`,
    hint: () =>
      "Give the token by HF_TOKEN, --token-stdin or --token-file; if others can see this log, revoke it",
  }),
  token_wrong_kind: errorRow<FromSource>({
    exit: 3,
    message: ({ source }) =>
      `The text from ${source} is an organization token (api_org_), a kind that is no longer supported`,
    hint: ({ endpoint }) =>
      `Use a token of a user, which begins with hf_; make one at ${writeTokenPage(endpoint)}`,
  }),
  token_refused: errorRow<FromSource & { said: string }>({
    exit: 3,
    message: ({ source, endpoint, said }) => `${endpoint} refused the token from ${source}: ${said}`,
    hint: ({ endpoint }) =>
      `Check it at ${endpoint}/settings/tokens, or make a new one and replace the one in that source`,
  }),
  token_expired: errorRow<FromSource & { said: string }>({
    exit: 3,
    message: ({ source, said }) => `The token from ${source} has expired: ${said}`,
    hint: ({ endpoint }) => `Make a new one at ${endpoint}/settings/tokens and replace it there`,
  }),
  token_file_unreadable: errorRow<{ path: string; problem: string }>({
    exit: 7,
    message: ({ path, problem }) => `Cannot read the token file "${path}": ${problem}`,
    hint: () =>
      `Correct the path or the file's permissions, or set HF_TOKEN; see "${PROGRAM} --help" for the other sources`,
  }),
  whoami_malformed: errorRow<Record<never, never>>({
    exit: 6,
    message: () => "Cannot tell whose token it is: the answer of the Hub names no user",
    hint: () =>
      "Check the endpoint (--endpoint, HF_ENDPOINT): a proxy or a sign-in page may answer in place of the Hub",
    next: () => [`${PROGRAM} doctor`],
  }),
  token_owner_unexpected: denialRow("token_owner_unexpected"),
  namespace_misspelled: denialRow("namespace_misspelled"),
  namespace_not_yours: denialRow("namespace_not_yours"),
  organization_not_member: denialRow("organization_not_member"),
  organization_role_insufficient: denialRow("organization_role_insufficient"),
  organization_requires_sso: denialRow("organization_requires_sso"),
  organization_requires_mfa: denialRow("organization_requires_mfa"),
  organization_restricts_network: denialRow("organization_restricts_network"),
  organization_restricts_token: denialRow("organization_restricts_token"),
  organization_revoked_token: denialRow("organization_revoked_token"),
  token_role_read: denialRow("token_role_read"),
  token_scope_missing: denialRow("token_scope_missing"),
  token_scope_single_repositories: denialRow("token_scope_single_repositories", (facts) => [
    ...facts.writableDatasets.slice(0, 1).map((id) => `${PROGRAM} use ${id}`),
    `${PROGRAM} whoami`,
  ]),
  creation_refused: refusalRow(),
  writing_refused: refusalRow(),
  resource_group_unknown: errorRow<
    AskedGroup & { user: string; names: readonly string[]; nearest: string | undefined }
  >({
    exit: 5,
    message: ({ asked, namespace, user }) =>
      `The Hub lists no resource group "${asked}" of "${namespace}" for "${user}"`,
    hint: ({ names, nearest }) =>
      [
        ...(nearest === undefined ? [] : [`Did you mean "${nearest}"?`]),
        names.length === 0
          ? "It lists none there; give the id of the group (24 hexadecimal digits)"
          : `It lists ${quotedList(names)}; give one of these, or the id of the group`,
      ].join(" "),
    next: () => [`${PROGRAM} whoami --output json`],
  }),
  resource_group_ambiguous: errorRow<AskedGroup & { ids: readonly string[] }>({
    exit: 5,
    message: ({ asked, namespace, ids }) =>
      `"${namespace}" has ${ids.length} resource groups with the name "${asked}"`,
    hint: ({ ids }) => `Give the id of one of them: ${ids.join(", ")}`,
  }),
  resource_group_outside_organization: errorRow<AskedGroup>({
    exit: 2,
    message: ({ asked, namespace }) =>
      `"${namespace}" is no organization and has no resource group "${asked}"`,
    hint: () => "Name the organization, as in ORG/NAME, or leave --resource-group out",
  }),
};

/** Makes one of {@linkcode ACCOUNT_FAILURES}. */
export const accountFailure = failuresOf(ACCOUNT_FAILURES);
