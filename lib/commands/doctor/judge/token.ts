import { Failure } from "../../../cli/failure.ts";
import { expiryOf, warnOfExpiry } from "../../../account/expiry.ts";
import type { Whoami } from "../../../account/whoami.ts";
import { ownerRights, unexpectedUser } from "../../../account/rights.ts";
import { boxesFor, tokenPageUrl } from "../../../account/token_page.ts";
import { quoted } from "../../../shell/quoted.ts";
import { renameLine, unsetLine } from "../command_lines.ts";
import type { Facts, HubFacts, Place, TokenFacts, TokenPlace } from "../facts.ts";
import { bad, badOfFailure, type Finding, good, warning } from "../finding.ts";

/** Judges where the token comes from, and which other tokens lie about. */
export function judgeTokenPlaces(
  token: TokenFacts,
  facts: { place: Place; endpoint: string },
): readonly Finding[] {
  const { place, endpoint } = facts;
  const [first, ...others] = token.places;
  if (first === undefined) {
    const unread = token.unread === undefined ? "" : ` (${token.unread} may not be read)`;
    return [
      bad("token_source", `no token was found${unread}`, {
        exit: 3,
        mend: `Set HF_TOKEN, or sign in with "hf auth login"; to make a token with write access: ${
          tokenPageUrl({ endpoint, own: true })
        }`,
      }),
    ];
  }
  const source = first.problem === undefined
    ? judgeFirst(first, place)
    : badOfFailure("token_source", first.problem);
  return [
    source,
    ...others.map((other) => judgeShadowed(other, { first, place })),
    ...token.places.flatMap((each) => judgeMode(each, place)),
  ];
}

function judgeFirst(first: TokenPlace, place: Place): Finding {
  const { source, length, notes } = first;
  const text = `from ${source} (${length} characters, begins with hf_)`;
  if (notes.length > 0) {
    return warning("token_source", `${text}; ${notes.join("; ")}`, {
      mend: `Other programs may take it as it stands: write the bare token into ${source}`,
    });
  }
  if (first.variable === "HUGGING_FACE_HUB_TOKEN") {
    return warning("token_source", `${text}, a name that is going out of use`, {
      mend: "Use HF_TOKEN in its place",
      command: renameLine(place, { from: "HUGGING_FACE_HUB_TOKEN", to: "HF_TOKEN" }),
    });
  }
  return good("token_source", text);
}

function judgeShadowed(other: TokenPlace, facts: { first: TokenPlace; place: Place }): Finding {
  const { first, place } = facts;
  if (other.inUse) return good("token_shadowed", `${other.source} holds the same token`);
  const what = other.problem === undefined ? "holds another token" : "holds something else";
  // What was named on the command line was meant.
  if (first.variable === undefined) {
    return good("token_shadowed", `${other.source} ${what}; ${first.source} was named and comes first`);
  }
  // Without the first there would be none at all.
  if (other.problem !== undefined) {
    return warning("token_shadowed", `${other.problem.message}; ${first.source} comes first`, {
      mend: other.problem.hint,
    });
  }
  return warning(
    "token_shadowed",
    `${other.source} ${what}; ${first.source} comes first, here and in most programs`,
    {
      mend: `To use the token of ${other.source}, take ${first.variable} out`,
      command: unsetLine(place, first.variable),
    },
  );
}

function judgeMode({ path, mode, source }: TokenPlace, place: Place): readonly Finding[] {
  // Windows keeps rights elsewhere.
  if (path === undefined || mode === undefined || (mode & 0o077) === 0 || place.system === "windows") {
    return [];
  }
  return [
    warning("token_source", `${source} can be read by other users of this machine`, {
      command: `chmod 600 ${quoted(path, place)}`,
    }),
  ];
}

/** Judges what the Hub says of the token. */
export function judgeAccount(
  facts: Pick<Facts, "hub" | "network" | "now" | "expectedOwner">,
): readonly Finding[] {
  const { hub, network, now, expectedOwner } = facts;
  if (hub === undefined || !("endpoint" in network)) return [];
  const { whoami } = hub;
  if (hub.failure !== undefined) return [badOfFailure("token_valid", hub.failure)];
  if (whoami === undefined) return [];
  const options = { now, endpoint: network.endpoint.url };
  const warned = warnOfExpiry(whoami, options);
  const expiry = expiryOf(whoami.expiresAt, now);
  const until = expiry === undefined ? "" : `, good until ${expiry.date}`;
  const accepted = good("token_valid", `${whoami.name}; the Hub knows the token${nameOf(whoami)}${until}`);
  const unexpected = unexpectedUser(whoami, expectedOwner);
  const found = unexpected !== undefined
    ? [
      accepted,
      bad("token_owner", unexpected.message, { exit: 4, mend: unexpected.hint }),
    ]
    : [accepted];
  if (warned === undefined) return found;
  return [
    ...found,
    warning("token_expiry", warned, { mend: "Then set the new one where this one is kept" }),
  ];
}

function nameOf(whoami: Whoami): string {
  return whoami.tokenName === undefined ? "" : ` "${whoami.tokenName}"`;
}

/**
 * Judges where the token may create datasets.
 *
 * @param hub what the Hub said
 * @param options `writesSomewhere`: a repository that a variable names may be written to, so that it is good for something
 */
export function judgeRights(
  hub: HubFacts | undefined,
  options: { endpoint: string; writesSomewhere: boolean },
): readonly Finding[] {
  if (hub?.whoami === undefined) return [];
  const { endpoint, writesSomewhere } = options;
  const rights = ownerRights(hub.whoami, { endpoint });
  const may = rights.filter(({ right }) => right === "allowed").map(({ owner }) => owner);
  const unclear = rights.filter(({ right }) => right === "unknown").map(({ owner }) => owner);
  const denied = Map.groupBy(
    rights.filter(({ right }) => right instanceof Failure),
    ({ brief }) => brief,
  );
  const not = [...denied].map(([brief, each]) => `${each.map(({ owner }) => owner).join(", ")} (${brief})`);
  const text = [
    ...(may.length === 0 ? [] : [`may create datasets under ${may.join(", ")}`]),
    ...(unclear.length === 0 ? [] : [`the Hub decides about ${unclear.join(", ")}`]),
    ...(not.length === 0 ? [] : [`may not under ${not.join("; ")}`]),
  ].join("; ");
  if (may.length > 0 || unclear.length > 0) return [good("rights", text)];
  const box = boxesFor("user").at(-1)?.label ?? "";
  const mend = `Make a token with the box "${box}" ticked: ${tokenPageUrl({ endpoint, own: true })}`;
  return writesSomewhere
    ? [
      warning("rights", `${text}; it may write to the dataset below, which is enough for that one`, { mend }),
    ]
    : [bad("rights", text, { exit: 4, mend })];
}
