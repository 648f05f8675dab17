import type { Failure } from "../errors/failure.ts";
import type { Whoami } from "../whoami/whoami.ts";
import type { DatasetInfo, Visibility } from "./dataset_info.ts";
import type { RepositoryId } from "./repository_id.ts";

/** What a new repository is asked to be. */
export interface NewDataset {
  readonly id: RepositoryId;
  /** Sent only where it was asked for: the Hub's or the organisation's default applies otherwise. */
  readonly visibility: Visibility | undefined;
  /** The README.md that travels in the creation request. */
  readonly card: string;
}

/** What came of asking the Hub to create a repository. */
export type Creation =
  | { readonly outcome: "created"; readonly id: string; readonly url: string }
  | { readonly outcome: "exists" }
  /** Another operation on the same repository is under way; nothing was created. */
  | { readonly outcome: "busy" }
  /** Refused for lack of rights (then `failure` is open), of a plan, or of quota: one that is there may still be used. */
  | { readonly outcome: "refused"; readonly failure: Failure | undefined; readonly said: string }
  /** The answer was lost: it may have been created. */
  | { readonly outcome: "unknown"; readonly failure: Error };

/** The questions and orders to the Hub that set-up needs; each is one request where nothing goes wrong. */
export interface HubClient {
  /** The one fetch with the token in it, for requests that only one command makes. */
  readonly fetch: typeof fetch;
  whoami(): Promise<Whoami>;
  /** `undefined` where there is no such dataset, or none that the token can see. */
  readDataset(id: string): Promise<DatasetInfo | undefined>;
  createDataset(dataset: NewDataset): Promise<Creation>;
  /** `true`, or the Hub's words why not. */
  checkWrite(id: string): Promise<true | string>;
  /** Adds one file in one commit, on top of the given revision only. */
  commitFile(
    id: string,
    file: { path: string; content: ArrayBuffer; title: string; revision: string | undefined },
  ): Promise<void>;
}
