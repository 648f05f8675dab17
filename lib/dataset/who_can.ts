import { listAccessRequests } from "../hub/access_requests.ts";
import { resourceGroupOf } from "../hub/repositories.ts";
import { findOwner, type Whoami } from "../account/whoami.ts";
import { Failure, PROGRAM } from "../cli/failure.ts";
import type { HubClient } from "../hub/client.ts";
import type { DatasetInfo } from "../hub/datasets.ts";
import { nameOf, ownerOf } from "../hub/addresses.ts";

interface SharingFacts {
  readonly info: DatasetInfo;
  /** Who owns it, as seen by the user of the token. */
  readonly ownerKind: "own" | "organization" | "foreign";
  /** The resource group that it is in, if the Hub says. */
  readonly group: string | undefined;
  /** How many requests there are, {@linkcode PAGE} where there can be more; `undefined` where they were not read. */
  readonly pending: number | undefined;
  readonly accepted: number | undefined;
}

/** Collects what the answer to "who can read it" depends on; what the token cannot see is left open. */
export async function collectSharingFacts(
  hub: HubClient,
  { info, whoami }: { info: DatasetInfo; whoami: Whoami },
): Promise<SharingFacts> {
  const owner = findOwner(whoami, ownerOf(info.id));
  const ownerKind = owner === "user" ? "own" : owner === "foreign" ? "foreign" : "organization";
  const isGated = info.gated === "auto" || info.gated === "manual";
  const group = ownerKind === "organization"
    ? await ifAllowed(async () => (await resourceGroupOf(hub, info.id))?.name)
    : undefined;
  const count = async (status: "pending" | "accepted") => {
    // Only the first page is counted: the exact number is not worth more requests.
    for await (const page of listAccessRequests(hub, info.id, status)) return Math.min(page.length, PAGE);
    return 0;
  };
  const pending = isGated ? await ifAllowed(() => count("pending")) : undefined;
  const accepted = isGated ? await ifAllowed(() => count("accepted")) : undefined;
  return { info, ownerKind, group, pending, accepted };
}

const PAGE = 1_000;

async function ifAllowed<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    // A report with a gap is better than none: the token can see the repository and not its members.
    if (error instanceof Failure && error.exitCode === 4) return undefined;
    throw error;
  }
}

/** Who can read a repository, in one word: those who are signed in and ask, those whom its owner approves, and so on. */
type Readers = "anyone" | "signed_in" | "approved" | "owner" | "members" | "resource_group" | "unknown";

interface WhoCan {
  /** The same for programs. */
  readonly access: { readonly readers: Readers } & Readonly<Record<"accepted" | "pending", number | null>>;
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** How to let others read it, each a step or a command. */
  readonly ways: readonly string[];
}

/** Says who can read and write a repository, as far as the Hub says, how to share it, and what the Hub does not share. */
export function whoCan(facts: SharingFacts): WhoCan {
  const { accepted = null, pending = null } = facts;
  const access = { readers: readersOf(facts), accepted, pending };
  return { access, read: whoReads(facts), write: [whoWrites(facts)], ways: waysOf(facts) };
}

function whoReads(facts: SharingFacts): readonly string[] {
  const { info, ownerKind, group } = facts;
  const owner = ownerOf(info.id);
  const gate = gateSentence(facts);
  const ifGated = (sentence = "") => gate === undefined ? [] : [sentence];
  if (info.visibility === undefined) {
    return ["Unknown: the Hub does not say whether it is public or private", ...ifGated(gate)];
  }
  if (info.visibility === "public") return [gate ?? "Anyone, even without an account (public, not gated)"];
  if (ownerKind === "own") {
    return [`Only you, ${owner} (private)`, ...ifGated("The gate takes effect once it is public")];
  }
  return [
    group === undefined
      ? `Members of ${owner} (private)`
      : `Members of the resource group "${group}" of ${owner}, and its admins (private)`,
    ...ifGated("Whether the gate also applies to members depends on a setting of the organization"),
  ];
}

function gateSentence({ info: { gated }, pending, accepted }: SharingFacts): string | undefined {
  if (gated === undefined) return "Unknown: the Hub does not say whether it is gated";
  if (gated === false) return undefined;
  const counts = Object.entries({ accepted, pending }).flatMap(([status, count]) =>
    count === undefined ? [] : [`${count < PAGE ? count : `${PAGE} or more`} ${status}`]
  );
  const gate = gated === "auto"
    ? "Anyone who is signed in and requests access (gated, automatic approval)"
    : "People you approve (gated, manual approval)";
  return counts.length === 0 ? gate : `${gate}: ${counts.join(", ")}`;
}

function readersOf({ info: { visibility, gated }, ownerKind, group }: SharingFacts): Readers {
  if (visibility === undefined || (visibility === "public" && gated === undefined)) return "unknown";
  if (visibility === "private") {
    return ownerKind === "own" ? "owner" : group === undefined ? "members" : "resource_group";
  }
  return gated === "auto" ? "signed_in" : gated === "manual" ? "approved" : "anyone";
}

function whoWrites({ info, ownerKind, group }: SharingFacts): string {
  const owner = ownerOf(info.id);
  if (ownerKind === "own") {
    return `Only you, ${owner}${info.visibility === "public" ? "; others can open pull requests" : ""}`;
  }
  if (ownerKind === "foreign") {
    return `${owner}; if that is an organization, its members with the role write or admin`;
  }
  return group === undefined
    ? `Members of ${owner} with the role write or admin, and contributors for what they created`
    : `Members of the resource group "${group}" with the role write or admin, and the organization's admins`;
}

function waysOf({ info, ownerKind }: SharingFacts): readonly string[] {
  const { id, visibility, gated } = info;
  const [owner, name] = [ownerOf(id), nameOf(id)];
  if (ownerKind === "foreign") return [];
  const grant = `${PROGRAM} share ${id} --grant USER`;
  if (visibility === "private" && ownerKind === "own") {
    return [
      `A user's private dataset cannot be shared; to choose its readers, make it public and gated: ${PROGRAM} configure ${id} --public --gated manual`,
      `Then grant access: ${grant}`,
      `Or move it to an organization (on its settings page, "Rename or transfer"), add people as members, and use it from there: ${PROGRAM} use ORGANIZATION/${name}`,
    ];
  }
  if (visibility === "private") {
    return [
      `To share it, add people to ${owner} (or to the dataset's resource group) on the Hub; a grant does not open a private dataset`,
    ];
  }
  if (gated === false) {
    return [
      `To decide who reads it: ${PROGRAM} share ${id} --gated manual`,
      `To hide it: ${PROGRAM} configure ${id} --private`,
    ];
  }
  return [`To grant access: ${grant}`, `To see pending requests: ${PROGRAM} share ${id} --requests pending`];
}
