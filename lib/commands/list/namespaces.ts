import { ownerOf } from "../../hub/repository_id.ts";
import { assessWrite } from "../../account/assess.ts";
import { namesOfNamespaces, spellNamespace } from "../../account/spelling.ts";
import type { Whoami } from "../../account/whoami.ts";

/** What was asked to be listed. */
export interface AskedListing {
  /** Also what the token may only read. */
  readonly all: boolean;
  /** Only this namespace. */
  readonly org: string | undefined;
  readonly endpoint: string;
}

/**
 * Chooses the namespaces to be listed: where the token may write, or all of its own.
 *
 * @param whoami whose token it is
 * @param asked what was asked for
 * @returns the names, the user's own first; empty where the token may write nowhere
 */
export function namespacesToList(whoami: Whoami, asked: AskedListing): readonly string[] {
  const { all, org, endpoint } = asked;
  if (org !== undefined) return [spellNamespace(whoami, org)?.namespace ?? org];
  const names = namesOfNamespaces(whoami);
  if (all) return names;
  const chosen = new Set<string>();
  for (const name of names) {
    const verdict = assessWrite(whoami, { repositoryId: `${name}/any`, endpoint });
    if (verdict.verdict !== "denied") chosen.add(name);
    // A token for single repositories may write to these, and nowhere else in their namespaces.
    else for (const id of verdict.facts.writableDatasets) chosen.add(ownerOf(id));
  }
  return [...chosen];
}
