import type { TokenKind } from "./whoami.ts";
import type { NamespaceKind } from "./token_page.ts";

/** Why a token may not do something: each is also the code of the failure. */
export type DenialReason =
  | "token_owner_unexpected"
  | "namespace_misspelled"
  | "namespace_not_yours"
  | "organization_not_member"
  | "organization_role_insufficient"
  | "organization_requires_sso"
  | "organization_requires_mfa"
  | "organization_restricts_network"
  | "organization_restricts_token"
  | "organization_revoked_token"
  | "token_role_read"
  | "token_scope_missing"
  | "token_scope_single_repositories";

/** The facts that the sentences of every denial are made of. */
export interface DenialFacts {
  /** What was asked: to create a dataset, to write to one, or only whose token it is. */
  readonly action: "create" | "write" | "identify";
  /** What is to be created; a dataset where it is left out. */
  readonly what?: string | undefined;
  /** The namespace as it was asked for; where only the owner was asked for, the expected owner. */
  readonly namespace: string;
  readonly namespaceKind: NamespaceKind;
  /** The dataset to write to, "namespace/name". */
  readonly repositoryId: string | undefined;
  readonly owner: string;
  readonly tokenName: string | undefined;
  readonly tokenKind: TokenKind;
  /** The role of the owner in the organization, as the Hub wrote it. */
  readonly role: string | undefined;
  /** The single repositories that the token is limited to, as far as their names are told. */
  readonly repositories: readonly string[];
  /** Those of them that are datasets which the token may write to. */
  readonly writableDatasets: readonly string[];
  /** The namespaces where this token may create datasets. */
  readonly creatable: readonly string[];
  /** The namespace that was probably meant. */
  readonly suggestion: string | undefined;
  readonly endpoint: string;
  /** The page that makes a token for exactly this target. */
  readonly tokenPage: string;
  /** What else stands in the way once this is mended, each in a few words. */
  readonly also: readonly string[];
}

/** The Hub will accept it, as far as whoami tells. */
export interface Allowed {
  readonly verdict: "allowed";
}

/** Nobody but the Hub can tell: it is to be tried. */
export interface Unknown {
  readonly verdict: "unknown";
  /** What is not known, as a clause: "the Hub does not tell …". */
  readonly why: string;
}

/** The Hub will refuse it. */
export interface Denied {
  readonly verdict: "denied";
  readonly reason: DenialReason;
  /** One line: what cannot be done, whose token it is, what is missing. */
  readonly sentence: string;
  /** The next step; it ends with the address of the token page. */
  readonly remedy: string;
  /** The reason in a few words, for a table. */
  readonly brief: string;
  /** The page that makes a token for exactly this target. */
  readonly tokenPage: string;
  readonly facts: DenialFacts;
}

/** Whether a token may do something. */
export type Verdict = Allowed | Unknown | Denied;
