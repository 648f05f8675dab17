import { namespacesOf } from "./namespaces.ts";
import type { Verdict } from "./verdict.ts";
import { expiryOf } from "./expiry.ts";
import type { Scope, Whoami } from "./whoami.ts";

/** One line about the user or the token. */
export interface WhoamiFact {
  readonly label: string;
  readonly value: string;
  /** Whether a person ought to do something about it. */
  readonly urgent: boolean;
}

/** One line of the table of namespaces. */
export interface WhoamiRow {
  readonly namespace: string;
  readonly mayCreate: "yes" | "no" | "unknown";
  readonly why: string;
}

/** Everything that `whoami` tells a person. */
export interface WhoamiDescription {
  readonly facts: readonly WhoamiFact[];
  readonly rows: readonly WhoamiRow[];
}

/** What a description depends on besides the answer itself. */
export interface DescribeOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The Hub, without a slash at the end. */
  readonly endpoint: string;
}

/** More scopes than this are only counted: the JSON result has them all. */
const MOST_SCOPES = 8;

/**
 * Says whose token it is, of what kind, how long it lasts, and where it may create datasets.
 *
 * @param whoami the Hub's answer
 * @param options the time and the endpoint
 * @returns facts and table rows, not laid out yet
 */
export function describeWhoami(whoami: Whoami, options: DescribeOptions): WhoamiDescription {
  const expiry = expiryOf(whoami.expiresAt, options.now);
  const fullName = whoami.fullName === undefined || whoami.fullName === whoami.name
    ? ""
    : ` (${whoami.fullName})`;
  return {
    facts: [
      plain("User", `${whoami.name}${fullName}`),
      plain("Token", `${whoami.tokenName ?? "name not told"}, ${nameKind(whoami)}`),
      { label: "Expires", value: expiry?.text ?? "no date told", urgent: expiry?.urgent === true },
      ...describeScopes(whoami),
    ],
    rows: namespacesOf(whoami, options).map(({ namespace, verdict, brief }) => ({
      namespace,
      mayCreate: mayCreate(verdict),
      why: brief,
    })),
  };
}

/**
 * Warns of a token that is over or expires within seven days.
 *
 * @param whoami the Hub's answer
 * @param options the time and the endpoint
 * @returns one sentence, or undefined when there is nothing to warn of
 */
export function warnOfExpiry(whoami: Whoami, options: DescribeOptions): string | undefined {
  const expiry = expiryOf(whoami.expiresAt, options.now);
  if (expiry === undefined || !expiry.urgent) return undefined;
  const name = whoami.tokenName === undefined ? "" : ` "${whoami.tokenName}"`;
  const when = expiry.over ? `expired on ${expiry.date}` : `expires on ${expiry.text}`;
  return `The token${name} of "${whoami.name}" ${when}; renew it at ${options.endpoint}/settings/tokens`;
}

function plain(label: string, value: string): WhoamiFact {
  return { label, value, urgent: false };
}

function nameKind(whoami: Whoami): string {
  switch (whoami.tokenKind) {
    case "read":
      return "may only read";
    case "write":
      return "may read and write";
    case "god":
      return `may read and write (role "god")`;
    case "fineGrained":
      return "fine-grained";
    case "oauth":
      return "OAuth: the Hub does not tell what it may do";
    case "unknown":
      return whoami.tokenRole === undefined
        ? "of a kind that the Hub does not tell"
        : `of a kind that this program does not know ("${whoami.tokenRole}")`;
  }
}

function describeScopes(whoami: Whoami): readonly WhoamiFact[] {
  if (whoami.tokenKind !== "fineGrained") return [];
  if (whoami.scopes === undefined) return [plain("Scopes", "not told")];
  if (whoami.scopes.length === 0) return [plain("Scopes", "none")];
  const shown = whoami.scopes.slice(0, MOST_SCOPES);
  const more = whoami.scopes.length - shown.length;
  const values = [...shown.map(describeScope), ...(more === 0 ? [] : [`and ${more} more`])];
  return values.map((value, index) => plain(index === 0 ? "Scopes" : "", value));
}

function describeScope(scope: Scope): string {
  const what = [scope.entityType ?? "something not told", scope.entityName ?? ""].join(" ").trim();
  return `${what}: ${scope.permissions?.join(", ") ?? "not told"}`;
}

/** Puts a verdict into the one word of the table. */
export function mayCreate(verdict: Verdict): WhoamiRow["mayCreate"] {
  return verdict.verdict === "allowed" ? "yes" : verdict.verdict === "denied" ? "no" : "unknown";
}
