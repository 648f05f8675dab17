import type { DenialFacts } from "./verdict.ts";

/** Puts names into double quotes and strings them together: `"a", "b" and 3 more`. */
export function quotedList(names: readonly string[], options: { most?: number } = {}): string {
  const most = options.most ?? 3;
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  if (names.length > most) return `${shown.join(", ")} and ${names.length - most} more`;
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

/** Names a token and its owner: `the fine-grained token "ci" of "ada"`. */
export function nameToken(token: Pick<DenialFacts, "owner" | "tokenName" | "tokenKind">): string {
  const kind = token.tokenKind === "fineGrained" ? "fine-grained " : "";
  const name = token.tokenName === undefined ? "" : ` "${token.tokenName}"`;
  return `the ${kind}token${name} of "${token.owner}"`;
}

/** Says to whom a token belongs: `the token "ci" belongs to "ada"`. */
export function nameOwner(token: Pick<DenialFacts, "owner" | "tokenName">): string {
  const name = token.tokenName === undefined ? "" : ` "${token.tokenName}"`;
  return `the token${name} belongs to "${token.owner}"`;
}

/** Says what cannot be done: the beginning of every denial's sentence. */
export function nameAction(
  facts: Pick<DenialFacts, "action" | "namespace" | "repositoryId" | "what">,
): string {
  switch (facts.action) {
    case "create":
      return `Cannot create ${facts.what ?? "a dataset"} under "${facts.namespace}"`;
    case "write":
      return `Cannot write to the dataset "${facts.repositoryId ?? facts.namespace}"`;
    case "identify":
      return `Cannot go on as "${facts.namespace}"`;
  }
}
