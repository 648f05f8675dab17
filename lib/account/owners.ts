import { nearest } from "./nearest.ts";
import type { Organization, Whoami } from "./whoami.ts";

/** What the owner of a repository is to a token. */
export type Owner =
  | { readonly kind: "user" }
  | { readonly kind: "organization"; readonly organization: Organization }
  /** Neither the user nor one of the organizations that whoami lists. */
  | { readonly kind: "foreign" };

/** Lists the owners that a token belongs to, the user first, each once. */
export function ownerNames(whoami: Whoami): readonly string[] {
  return [...new Set([whoami.name, ...(whoami.orgs ?? []).map(({ name }) => name)])];
}

/**
 * Finds an owner in the spelling of the Hub, which ignores case when reading and not when creating.
 *
 * @param whoami whose token it is
 * @param asked the owner as it was typed
 * @returns the Hub's spelling; what was typed where it is none of the token's owners, or where several differ from it
 * only in case
 */
export function spellOwner(whoami: Whoami, asked: string): string {
  const names = ownerNames(whoami);
  if (names.includes(asked)) return asked;
  const alike = names.filter((name) => name.toLowerCase() === asked.toLowerCase());
  return alike.length === 1 ? alike[0] ?? asked : asked;
}

/** Finds what an owner is to a token. */
export function findOwner(whoami: Whoami, asked: string): Owner {
  const name = spellOwner(whoami, asked);
  if (name === whoami.name) return { kind: "user" };
  const organization = whoami.orgs?.find((each) => each.name === name);
  return organization === undefined ? { kind: "foreign" } : { kind: "organization", organization };
}

/**
 * Finds the owner that was probably meant, by its name or by the full name of the organization.
 *
 * @param whoami whose token it is
 * @param asked an owner that is none of the token's
 * @returns the Hub's spelling, or undefined where none is near
 */
export function suggestOwner(whoami: Whoami, asked: string): string | undefined {
  const squeezed = squeeze(asked);
  for (const { name, fullName } of whoami.orgs ?? []) {
    if (squeezed !== "" && [name, fullName ?? ""].some((text) => squeeze(text) === squeezed)) return name;
  }
  return nearest(asked, ownerNames(whoami));
}

function squeeze(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
