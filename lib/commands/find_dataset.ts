import { hubFailure } from "../hub/failures.ts";
import { spellOwner } from "../account/owners.ts";
import type { DatasetInfo } from "../hub/datasets.ts";
import type { SignedIn } from "./sign_in.ts";

/**
 * Finds the repository that a command was given.
 *
 * @param signedIn whose token it is, and the Hub
 * @param named what was typed; without an owner, one of the token's user
 * @throws Failure `repository_not_found`, and those of the network
 */
export async function findDataset(
  { whoami, hub }: Pick<SignedIn, "whoami" | "hub">,
  named: { readonly owner: string | undefined; readonly name: string },
): Promise<DatasetInfo> {
  const typed = named.owner ?? whoami.name;
  const repository = `${spellOwner(whoami, typed)}/${named.name}`;
  const info = await hub.readDataset(repository);
  if (info === undefined) throw hubFailure("repository_not_found", { repository });
  return info;
}
