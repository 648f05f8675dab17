import { nearest } from "../cli/nearest.ts";
import type { Organization, Whoami } from "./whoami.ts";

/** What a namespace is to a token. */
export type NamespaceOwner =
  | { readonly kind: "user" }
  | { readonly kind: "organization"; readonly organization: Organization }
  | { readonly kind: "misspelled"; readonly spelling: string }
  /** Neither the user nor one of the organizations that whoami lists. */
  | { readonly kind: "foreign" };

/**
 * Finds a namespace in the spelling of the Hub.
 *
 * @param whoami whose token it is
 * @param asked the namespace as it was typed
 * @returns the Hub's spelling and whether it differs; undefined when it is none of the token's namespaces, or when
 * several differ from it only in their letter case
 */
export function spellNamespace(
  whoami: Whoami,
  asked: string,
): { readonly namespace: string; readonly corrected: boolean } | undefined {
  const names = namesOfNamespaces(whoami);
  if (names.includes(asked)) return { namespace: asked, corrected: false };
  const alike = names.filter((name) => name.toLowerCase() === asked.toLowerCase());
  const [namespace] = alike;
  return namespace !== undefined && alike.length === 1 ? { namespace, corrected: true } : undefined;
}

/**
 * Finds the namespace that somebody most likely meant, by its name or by the full name of the organization.
 *
 * @param whoami whose token it is
 * @param asked the namespace as it was typed
 * @returns the Hub's spelling of the likeliest one, or undefined where none is near
 */
export function suggestNamespace(whoami: Whoami, asked: string): string | undefined {
  const spelled = spellNamespace(whoami, asked);
  if (spelled !== undefined) return spelled.namespace;
  const squeezed = squeeze(asked);
  for (const { name, fullName } of whoami.orgs ?? []) {
    if (squeezed !== "" && [name, fullName ?? ""].some((text) => squeeze(text) === squeezed)) return name;
  }
  return nearest(asked, namesOfNamespaces(whoami));
}

/** Tells what a namespace is to a token; the letter case counts, as it does when creating (hub-api 3.2). */
export function ownerOfNamespace(whoami: Whoami, namespace: string): NamespaceOwner {
  if (namespace === whoami.name) return { kind: "user" };
  const organization = whoami.orgs?.find(({ name }) => name === namespace);
  if (organization !== undefined) return { kind: "organization", organization };
  const spelled = spellNamespace(whoami, namespace);
  return spelled === undefined ? { kind: "foreign" } : { kind: "misspelled", spelling: spelled.namespace };
}

/** Lists the names of the token's namespaces, the user's own first, each once. */
export function namesOfNamespaces(whoami: Whoami): readonly string[] {
  return [...new Set([whoami.name, ...(whoami.orgs ?? []).map(({ name }) => name)])];
}

function squeeze(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
