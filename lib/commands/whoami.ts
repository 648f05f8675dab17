import { cleanText } from "../terminal/clean_text.ts";
import { readHubSettings } from "../cli/settings.ts";
import { signIn } from "./sign_in.ts";
import { expiryOf, warnOfExpiry } from "../account/expiry.ts";
import { ownerRights, type Right } from "../account/rights.ts";
import type { Scope, Whoami } from "../account/whoami.ts";
import { columnsOf, hang, type ToneLine, wrap } from "../terminal/layout.ts";
import type { CommandResult, Context } from "./context.ts";
import { whoamiResult } from "./whoami_result.ts";

/** Shows whose token it is, what it can do, and where it can create datasets. */
export async function runWhoami(context: Context): Promise<CommandResult> {
  const { reporter } = context;
  const settings = readHubSettings(context.parsed, context.environment);
  const { whoami, source } = await signIn(context, settings);
  const options = { now: context.clock.now(), endpoint: settings.endpoint.url };
  reporter.lines(layOutWhoami(describeWhoami(whoami, options), { clean: cleanText }));
  const warning = warnOfExpiry(whoami, options);
  if (warning !== undefined) reporter.warn(warning);
  return {
    id: whoami.name,
    assignments: undefined,
    json: { ...whoamiResult(whoami, options), tokenSource: source },
  };
}

/** One line about the user or the token. */
export interface WhoamiFact {
  readonly label: string;
  readonly value: string;
  /** Whether a person ought to do something about it. */
  readonly urgent: boolean;
}

/** One line of the table of owners. */
export interface WhoamiRow {
  readonly owner: string;
  readonly canCreate: "yes" | "no" | "unknown";
  readonly why: string;
}

/** Everything that `whoami` shows. */
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
 * Says whose token it is, of what kind, how long it lasts, and where it can create datasets.
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
      plain("Token", `${whoami.tokenName ?? "(unnamed)"}, ${nameKind(whoami)}`),
      { label: "Expires", value: expiry?.text ?? "never or unknown", urgent: expiry?.urgent === true },
      ...describeScopes(whoami),
    ],
    rows: ownerRights(whoami, options).map(({ owner, right, brief }) => ({
      owner,
      canCreate: yesOrNo(right),
      why: brief,
    })),
  };
}

function plain(label: string, value: string): WhoamiFact {
  return { label, value, urgent: false };
}

function nameKind(whoami: Whoami): string {
  switch (whoami.tokenKind) {
    case "read":
      return "read-only";
    case "write":
      return "read and write";
    case "god":
      return `read and write (role "god")`;
    case "fineGrained":
      return "fine-grained";
    case "oauth":
      return "OAuth (permissions unknown)";
    case "unknown":
      return whoami.tokenRole === undefined
        ? "of an unknown kind"
        : `of an unknown kind ("${whoami.tokenRole}")`;
  }
}

function describeScopes(whoami: Whoami): readonly WhoamiFact[] {
  if (whoami.tokenKind !== "fineGrained") return [];
  if (whoami.scopes === undefined) return [plain("Scopes", "unknown")];
  if (whoami.scopes.length === 0) return [plain("Scopes", "none")];
  const shown = whoami.scopes.slice(0, MOST_SCOPES);
  const more = whoami.scopes.length - shown.length;
  const values = [...shown.map(describeScope), ...(more === 0 ? [] : [`and ${more} more`])];
  return values.map((value, index) => plain(index === 0 ? "Scopes" : "", value));
}

function describeScope(scope: Scope): string {
  const what = [scope.entityType ?? "unknown", scope.entityName ?? ""].join(" ").trim();
  return `${what}: ${scope.permissions?.join(", ") ?? "unknown"}`;
}

/** A right in the one word of the table. */
export function yesOrNo(right: Right): WhoamiRow["canCreate"] {
  return right === "allowed" ? "yes" : right === "unknown" ? "unknown" : "no";
}

const TITLE = "Can create datasets in:";
const HEAD = ["Owner", "Allowed", "Reason"] as const;
const GAP = 2;

/** A name that leaves the reasons fewer columns than this gets a line of its own; so does one longer than that. */
const LEAST_FOR_REASONS = 16;
const WIDEST_NAME = 32;

const TONES = { yes: "good", no: "bad", unknown: "unsure" } as const;

/**
 * Lays a description out in lines: the facts, an empty line, the table of owners.
 *
 * @param description what is to be shown
 * @param options `width`: the columns of the terminal, 80 when left out; `clean`: makes foreign text fit to be printed
 * @returns the lines, none wider than the terminal (but at least 40 columns are used)
 */
export function layOutWhoami(
  description: WhoamiDescription,
  options: { width?: number; clean?: (text: string) => string } = {},
): readonly ToneLine[] {
  const width = Math.max(40, options.width ?? 80);
  const clean = options.clean ?? ((text: string) => text);
  const facts = description.facts.map((fact) => ({ ...fact, value: clean(fact.value) }));
  const rows = description.rows.map((row) => ({
    ...row,
    owner: clean(row.owner),
    why: clean(row.why),
  }));
  const labels = Math.max(0, ...facts.map(({ label }) => label.length)) + GAP;
  return [
    ...facts.flatMap(({ label, value, urgent }) =>
      hang(label.padEnd(labels), value, width).map((text): ToneLine => ({
        text,
        tone: urgent ? "warning" : "plain",
      }))
    ),
    { text: "", tone: "plain" },
    { text: TITLE, tone: "heading" },
    ...layOutRows(rows, width),
  ];
}

function layOutRows(rows: readonly WhoamiRow[], width: number): readonly ToneLine[] {
  const second = HEAD[1].length + GAP;
  const widest = Math.min(WIDEST_NAME, width - GAP - second - LEAST_FOR_REASONS);
  const first = rows.map(({ owner }) => columnsOf(owner)).filter((columns) => columns <= widest)
    .reduce((most, columns) => Math.max(most, columns), HEAD[0].length) + GAP;
  // Where there is nothing to explain, there is no column for it.
  const last = rows.some(({ why }) => why !== "") ? HEAD[2] : "";
  return [
    { text: `${pad(HEAD[0], first)}${pad(HEAD[1], second)}${last}`.trimEnd(), tone: "heading" },
    ...rows.flatMap(({ owner, canCreate, why }) => {
      const fits = columnsOf(owner) <= widest;
      const lead = `${pad(fits ? owner : "", first)}${pad(canCreate, second)}`;
      const lines = [...(fits ? [] : wrap(owner, width)), ...hang(lead, why, width)];
      return lines.map((text): ToneLine => ({ text, tone: TONES[canCreate] }));
    }),
  ];
}

function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}
