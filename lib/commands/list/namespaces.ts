import { ownerOf } from "../../hub/repository_id.ts";
import { canWrite } from "../../account/rights.ts";
import { singleRepositories } from "../../account/scopes.ts";
import { ownerNames, spellOwner } from "../../account/owners.ts";
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
  if (org !== undefined) return [spellOwner(whoami, org)];
  const names = ownerNames(whoami);
  if (all) return names;
  const chosen = new Set<string>();
  for (const name of names) {
    const right = canWrite(whoami, { repository: `${name}/any`, endpoint });
    if (right === "allowed" || right === "unknown") chosen.add(name);
    // A token for single repositories can write to these, and nowhere else under their owners.
    else singleRepositories(whoami)?.writableDatasets.forEach((id) => chosen.add(ownerOf(id)));
  }
  return [...chosen];
}
