import { expiryOf, type OwnerRight, ownerRights, type Right, warnOfExpiry } from "../account/rights.ts";
import type { Scope, Whoami } from "../account/whoami.ts";
import { readHubSettings } from "../cli/settings.ts";
import { columnsOf, hang, type ToneLine } from "../terminal/layout.ts";
import type { CommandResult, Context } from "./context.ts";
import { signIn } from "./sign_in.ts";

/** Shows whose token it is, what it can do, and where it can create datasets. */
export async function runWhoami(context: Context): Promise<CommandResult> {
  const { reporter } = context;
  const settings = readHubSettings(context.parsed, context.environment);
  const { whoami, source, endpoint } = await signIn(context, settings);
  const options = { now: context.clock.now(), endpoint };
  const rights = ownerRights(whoami, options);
  for (const [label, value] of describeWhoami(whoami, options)) reporter.step(label, value);
  const shown = rights.map((each) => ({ ...each, brief: reporter.shown(each.brief) }));
  reporter.lines(ownerLines(shown, reporter.columns));
  const warning = warnOfExpiry(whoami, options);
  if (warning !== undefined) {
    reporter.warn(`${warning.text}; to renew it: ${warning.command ?? warning.url}`);
  }
  return {
    id: whoami.name,
    json: { ...whoamiResult(whoami, { ...options, rights }), tokenSource: source },
  };
}

/** More scopes than this are only counted: the JSON result has them all. */
const MOST_SCOPES = 8;

/** Says whose token it is, what it can do, and how long it lasts; a text without a label goes on with the one before. */
export function describeWhoami(
  whoami: Whoami,
  { now }: { now: number },
): readonly (readonly [label: string, text: string])[] {
  const { name, fullName, tokenName = "(unnamed)", tokenKind, tokenRole } = whoami;
  const isOddRole = tokenKind === "unknown" && tokenRole !== undefined;
  return [
    ["User", fullName === undefined || fullName === name ? name : `${name} (${fullName})`],
    ["Token name", tokenName],
    ["Access", isOddRole ? `unknown (role "${tokenRole}")` : ACCESS[tokenKind]],
    ["Expires", expiryOf(whoami.expiresAt, now)?.text ?? "never or unknown"],
    ...scopesOf(whoami).map((text, index) => [index === 0 ? "Scopes" : "", text] as const),
  ];
}

const ACCESS = {
  read: "read-only",
  write: "read and write",
  god: 'read and write (role "god")',
  fineGrained: "fine-grained",
  oauth: "unknown (OAuth token)",
  unknown: "unknown",
};

function scopesOf({ tokenKind, scopes }: Whoami): readonly string[] {
  if (tokenKind !== "fineGrained") return [];
  if (scopes === undefined) return ["unknown"];
  if (scopes.length === 0) return ["none"];
  const more = scopes.length - MOST_SCOPES;
  return [...scopes.slice(0, MOST_SCOPES).map(scopeText), ...(more > 0 ? [`and ${more} more`] : [])];
}

function scopeText({ entityType = "unknown", entityName = "", permissions }: Scope): string {
  return `${`${entityType} ${entityName}`.trim()}: ${permissions?.join(", ") ?? "unknown"}`;
}

/** A right in the one word of the table and of JSON. */
export function yesOrNo(right: Right): "yes" | "no" | "unknown" {
  return right === "allowed" ? "yes" : right === "unknown" ? "unknown" : "no";
}

/** A longer name gets a line of its own. */
const WIDEST_NAME = 32;
/** In fewer columns the reasons are below the names. */
const NARROW = 60;
const GAP = "  ";

/** Lays out where the token can create datasets, after an empty line. */
export function ownerLines(rights: readonly OwnerRight[], columns: number): readonly ToneLine[] {
  const isNarrow = columns < NARROW;
  const widths = rights.map(({ owner }) => columnsOf(owner)).filter((width) => width <= WIDEST_NAME);
  const first = isNarrow ? 0 : Math.max(...widths, "Owner".length);
  const isAllowedAnywhere = rights.every(({ brief }) => brief === "");
  const head = `${"Owner".padEnd(first)}${GAP}Allowed${isAllowedAnywhere ? "" : `${GAP}Reason`}`;
  return [
    { text: "", tone: "plain" },
    { text: "Can create datasets in:", tone: "heading" },
    { text: head, tone: "heading" },
    ...rights.flatMap(({ owner, right, brief }): readonly ToneLine[] => {
      const isLong = !isNarrow && columnsOf(owner) > first;
      const allowed = `${GAP}${yesOrNo(right)}`;
      const lead = `${(isLong ? "" : owner).padEnd(first)}${allowed}`;
      const lines = isNarrow
        ? [lead, ...(brief === "" ? [] : hang(GAP, brief, columns))]
        : hang(`${lead.padEnd(first + GAP.length + "Allowed".length)}${GAP}`, brief, columns);
      return [...(isLong ? [owner] : []), ...lines].map((text): ToneLine =>
        // A denial is no error: the user may not want to create anything there.
        right instanceof Error || !text.includes(allowed)
          ? { text, tone: "plain" }
          : { text, tone: right === "allowed" ? "good" : "unsure", mark: allowed }
      );
    }),
  ];
}

/** The answer and what follows from it, as JSON has it; what the Hub does not say is null. */
export function whoamiResult(
  whoami: Whoami,
  { now, rights }: { now: number; rights: readonly OwnerRight[] },
): Readonly<Record<string, unknown>> {
  const expiry = expiryOf(whoami.expiresAt, now);
  return {
    user: { name: whoami.name, fullName: whoami.fullName ?? null, type: whoami.type ?? null },
    token: {
      name: whoami.tokenName ?? null,
      kind: whoami.tokenKind,
      role: whoami.tokenRole ?? null,
      createdAt: whoami.createdAt?.toISOString() ?? null,
      expiresAt: whoami.expiresAt?.toISOString() ?? null,
      daysLeft: expiry?.daysLeft ?? null,
      expiresSoon: expiry?.urgent === true,
      scopes: whoami.scopes?.map(({ entityType, entityName, permissions }) => ({
        type: entityType ?? null,
        name: entityName ?? null,
        permissions: permissions ?? null,
      })) ?? null,
    },
    namespaces: rights.map(({ owner, kind, role, right, brief }) => ({
      namespace: owner,
      kind,
      role: role ?? null,
      mayCreate: yesOrNo(right),
      ...(right instanceof Error
        ? {
          reason: right.code,
          message: right.message,
          hint: [right.hint, right.page ?? ""].join(" ").trim(),
          tokenPage: right.tokenPage ?? null,
        }
        : { reason: null, message: brief === "" ? null : brief, hint: null, tokenPage: null }),
      resourceGroups: whoami.orgs?.find(({ name }) => name === owner)?.resourceGroups?.map((group) => ({
        id: group.id ?? null,
        name: group.name ?? null,
        role: group.role ?? null,
      })) ?? [],
    })),
    namespacesComplete: whoami.orgsComplete,
  };
}
