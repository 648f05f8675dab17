import type { RepositorySettings } from "../../cli/settings.ts";
import type { DatasetInfo, Visibility } from "../../hub/datasets.ts";
import type { EnsuredDataset } from "../../dataset/ensure.ts";
import type { SignedIn } from "../sign_in.ts";
import type { Target } from "../choose_target.ts";

/** What one attempt at a repository starts from, and what it found out before it failed. */
export interface Way {
  readonly settings: RepositorySettings;
  /** Set by the attempt as soon as the Hub knows the token. */
  signedIn: SignedIn | undefined;
  /** Set by the attempt as soon as it is decided. */
  target: Target | undefined;
  /** The repository, where it was found since the last attempt. */
  known: DatasetInfo | undefined;
  /** The answer to the question of visibility, of which the Hub's default is one; set by the attempt that asks. */
  answered: { readonly visibility: Visibility | undefined } | undefined;
  /** The id of a repository that the person has created for this run; it stays so through further attempts. */
  byHand: string | undefined;
}

/** A repository that a person named, and that the Hub could not be asked about. */
export interface Unverified {
  readonly unverified: string;
  /** Why not, as a clause. */
  readonly why: string;
}

/**
 * What a repository counts as when it is given what a new one starts with: one that the person has just created for this
 * run, and that is still empty, as one that the run has created.
 */
export function asStarted(dataset: EnsuredDataset, way: Pick<Way, "byHand">): EnsuredDataset {
  const isEmpty = dataset.info?.files?.every((path) => path === "README.md" || path === ".gitattributes");
  return dataset.id === way.byHand && isEmpty === true
    ? { ...dataset, outcome: "created", info: undefined }
    : dataset;
}
