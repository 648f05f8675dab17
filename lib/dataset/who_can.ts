import { nameOf, ownerOf } from "../hub/repository_id.ts";
import type { DatasetInfo } from "../hub/datasets.ts";
import { PROGRAM } from "../cli/failure.ts";

/** What the answer to "who can read it" depends on. */
export interface SharingFacts {
  readonly info: DatasetInfo;
  /** Whose namespace it is to the owner of the token. */
  readonly namespaceKind: "own" | "organization" | "foreign";
  /** The resource group that it is in, where the Hub tells. */
  readonly group: string | undefined;
  /** How many wait, and how many were let in; `undefined` where it was not asked. */
  readonly pending: string | undefined;
  readonly accepted: string | undefined;
}

/** Who can read and write a repository now, why, and what can be done about it. */
export interface WhoCan {
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** How to let others read it, each a step or a command. */
  readonly ways: readonly string[];
}

/**
 * Says who can read and write a repository, as far as the Hub tells, and how to let others in.
 *
 * What cannot be done is said too: the Hub shares no private dataset of a person with another person (hub-api 7), and
 * a tool that seems to do so would leave both waiting.
 */
export function whoCan(facts: SharingFacts): WhoCan {
  return { read: whoReads(facts), write: whoWrites(facts), ways: waysOf(facts) };
}

function whoReads(facts: SharingFacts): readonly string[] {
  const { info, namespaceKind } = facts;
  const namespace = ownerOf(info.id);
  const gate = gateSentences(facts);
  if (info.visibility === undefined) {
    return ["The Hub does not tell whether it is public or private", ...gate];
  }
  if (info.visibility === "public") {
    if (gate.length > 0) return gate;
    return ["Everybody, also without an account: it is public and not gated"];
  }
  if (namespaceKind === "own") {
    return [
      `Only you, "${namespace}": it is private, and yours`,
      ...(gate.length === 0 ? [] : ["Its gate matters only once it is public"]),
    ];
  }
  const members = facts.group === undefined
    ? `The members of "${namespace}": it is private`
    : `The members of the resource group "${facts.group}" of "${namespace}", and the organization's admins: it is private`;
  if (gate.length === 0) return [members];
  return [
    members,
    "Its gate holds for members only where the organization has set it so, which the Hub does not tell",
  ];
}

function gateSentences({ info, pending, accepted }: SharingFacts): readonly string[] {
  if (info.gated === undefined) return ["The Hub does not tell whether it is gated"];
  if (info.gated === false) return [];
  const counts = [
    ...(accepted === undefined ? [] : [`${accepted} let in so far`]),
    ...(pending === undefined ? [] : [`${pending} waiting`]),
  ].join(", ");
  const told = counts === "" ? "" : ` (${counts})`;
  return [
    info.gated === "auto"
      ? `Everybody who is signed in and asks: it is gated, and asking is enough${told}`
      : `Those who ask and whom you let in: it is gated, and you decide${told}`,
  ];
}

function whoWrites({ info, namespaceKind, group }: SharingFacts): readonly string[] {
  const namespace = ownerOf(info.id);
  switch (namespaceKind) {
    case "own":
      return [
        `Only you, "${namespace}": a person's dataset has one writer${
          info.visibility === "public" ? "; others can open pull requests" : ""
        }`,
      ];
    case "organization":
      return [
        group === undefined
          ? `Members of "${namespace}" with the role write or admin, and contributors what they created`
          : `Members of the resource group "${group}" with the role write or admin, and the organization's admins`,
      ];
    case "foreign":
      return [`"${namespace}", and if that is an organization, its members with the role write or admin`];
  }
}

function waysOf({ info, namespaceKind }: SharingFacts): readonly string[] {
  const { id, visibility, gated } = info;
  const namespace = ownerOf(id);
  const name = nameOf(id);
  if (namespaceKind === "foreign") return [];
  const grant = `${PROGRAM} share ${id} --grant USER`;
  if (visibility === "private" && namespaceKind === "own") {
    return [
      "A private dataset of a person cannot be shared with one other person. What can be done:",
      `- public behind a gate, then let people in: ${PROGRAM} configure ${id} --public --gated manual, then ${grant}`,
      `- an organization: make one on the Hub, move the dataset there on its settings page ("Rename or transfer"), and add the people as members; then ${PROGRAM} use ORGANIZATION/${name}`,
      "- a resource group, where only some members of the organization are to see it (paid plans)",
    ];
  }
  if (visibility === "private") {
    return [
      `For somebody to read it, add the person to "${namespace}" (or to the dataset's resource group) on the Hub; a grant alone opens no private dataset`,
    ];
  }
  if (gated === false) {
    return [
      `To decide who reads it: ${PROGRAM} share ${id} --gated manual`,
      `To hide it: ${PROGRAM} configure ${id} --private`,
    ];
  }
  return [`To let somebody in: ${grant}`, `To see who waits: ${PROGRAM} share ${id} --requests pending`];
}
