import type { Failure } from "../cli/failure.ts";
import type { Whoami } from "../account/whoami.ts";
import type { DatasetInfo, Visibility } from "./dataset_info.ts";

/** What a new repository is asked to be. */
export interface NewDataset {
  /** `owner/name`. */
  readonly id: string;
  /** Sent only where it was asked for: the Hub's or the organization's default applies otherwise. */
  readonly visibility: Visibility | undefined;
  /** The README.md that travels in the creation request. */
  readonly card: string;
  /** Where it is stored; paid plans only. */
  readonly region?: "us" | "eu" | undefined;
  readonly resourceGroupId?: string | undefined;
}

/** Files for one commit. */
export interface NewCommit {
  readonly title: string;
  readonly files: readonly { readonly path: string; readonly content: Uint8Array<ArrayBuffer> }[];
  /** The commit that must still be the newest; the Hub refuses the new one otherwise. */
  readonly revision: string | undefined;
}

/** The settings of a repository that can be changed (hub-api 5). */
export interface SettingsChange {
  readonly visibility?: Visibility;
  readonly gated?: "auto" | "manual" | false;
  readonly discussionsDisabled?: boolean;
}

/** The orders that change a repository that is there, and the questions that go with them. */
export interface ChangeClient {
  /** @throws Failure `repository_changed_meanwhile`, `change_rejected`, and those of answers and of the network */
  commitFiles(id: string, commit: NewCommit): Promise<void>;
  /** `undefined` where there is no such file. */
  readFile(
    id: string,
    file: { readonly path: string; readonly revision: string },
  ): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** What the Hub says that the settings now are; it leaves out what it does not confirm. */
  changeSettings(id: string, settings: SettingsChange): Promise<Readonly<Record<string, unknown>>>;
  /** What the Hub would say of a card; `undefined` where it cannot be asked. */
  checkCard(
    text: string,
  ): Promise<{ readonly errors: readonly string[]; readonly warnings: readonly string[] } | undefined>;
  readResourceGroup(id: string): Promise<{ readonly id: string; readonly name: string } | undefined>;
  /** `null` takes it out of its group. */
  putInResourceGroup(id: string, group: string | null): Promise<void>;
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
export interface HubClient extends ChangeClient {
  /** The one fetch with the token in it, for requests that only one command makes. */
  readonly fetch: typeof fetch;
  whoami(): Promise<Whoami>;
  /** `undefined` where there is no such dataset, or none that the token can see. */
  readDataset(id: string): Promise<DatasetInfo | undefined>;
  createDataset(dataset: NewDataset): Promise<Creation>;
  /** `true`, or the Hub's words why not. */
  checkWrite(id: string): Promise<true | string>;
}
