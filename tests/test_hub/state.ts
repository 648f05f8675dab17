/** What a test Hub knows at a moment: accounts, repositories, uploads, and its clock. */
import { Accounts, objectId, SINGLE_DATASET } from "./accounts.ts";
import { HubBucket, type NewBucket } from "./buckets.ts";
import { type HubFile, regularFile } from "./git.ts";
import { HubRepository, type NewRepository, RepositoryMap, type RepositoryType } from "./repositories.ts";

/** What a test says of a repository that is to be there from the start. */
export interface RepositoryToAdd extends Partial<Omit<NewRepository, "id" | "files">> {
  /** `namespace/name`. */
  readonly id: string;
  /** Path to content. */
  readonly files?: Readonly<Record<string, string | Uint8Array | HubFile>>;
}

/** Limits and habits of a Hub. */
export interface HubRules {
  /** How many repositories an account may create in a day. */
  readonly creationsPerDay: number;
  /** The most items in a page of a listing. */
  readonly maxPageSize: number;
}

/** Everything that the routes read and change. */
export class HubState {
  readonly accounts: Accounts;
  readonly now: () => number;
  readonly rules: HubRules;
  readonly datasets = new RepositoryMap<HubRepository>();
  readonly spaces = new RepositoryMap<HubRepository>();
  readonly models = new RepositoryMap<HubRepository>();
  readonly buckets = new RepositoryMap<HubBucket>();
  /** Former to present id, for redirects (lib/hub/README.md#deleting-and-moving). */
  readonly moved = new Map<string, string>();
  /** SHA-256 to the content that storage holds for Git LFS. */
  readonly largeFiles = new Map<string, Uint8Array>();
  /** Account name to the moments of its creations, for the quota of a day. */
  readonly creations = new Map<string, number[]>();
  /** Where this Hub is; known once it listens. */
  url = "";
  /** Where its storage is: another origin. */
  storageUrl = "";
  #ids = 0;

  constructor(options: { now: () => number; rules: HubRules }) {
    this.now = options.now;
    this.rules = options.rules;
    this.accounts = new Accounts(options.now());
  }

  /** An id that no object has yet. */
  nextObjectId(): string {
    return objectId(0x10000 + this.#ids++);
  }

  /** The repositories of a kind. */
  repositoriesOf(type: RepositoryType): RepositoryMap<HubRepository> {
    return type === "dataset" ? this.datasets : type === "space" ? this.spaces : this.models;
  }

  /** The repository of an id in any spelling: reading is not case-sensitive. */
  findRepository(type: RepositoryType, id: string): HubRepository | undefined {
    return this.repositoriesOf(type).find(id);
  }

  /** Puts a repository there, as if it had been made long ago. */
  addRepository(details: RepositoryToAdd): HubRepository {
    const { files = {}, type = "dataset", id, ...rest } = details;
    const repository = new HubRepository({
      // The token for one dataset names it by id (accounts), so the id must be the same on every Hub.
      objectId: id === SINGLE_DATASET ? objectId(0x401) : this.nextObjectId(),
      createdBy: id.split("/")[0] ?? "",
      createdAt: this.now(),
      ...rest,
      type,
      id,
      files: new Map(
        Object.entries(files).map(([path, file]) => [
          path,
          typeof file === "string" || file instanceof Uint8Array ? regularFile(file) : file,
        ]),
      ),
    });
    this.repositoriesOf(type).set(id, repository);
    return repository;
  }

  /** Puts a Bucket there, as if it had been made long ago. */
  addBucket(details: Partial<NewBucket> & { readonly id: string }): HubBucket {
    const bucket = new HubBucket({
      objectId: this.nextObjectId(),
      createdBy: details.id.split("/")[0] ?? "",
      createdAt: this.now(),
      ...details,
    });
    this.buckets.set(bucket.id, bucket);
    return bucket;
  }
}
