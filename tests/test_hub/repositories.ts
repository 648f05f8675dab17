/** The repositories that a test Hub holds in memory. */
import { type Changes, type Commit, historyOf, type HubFile, makeCommit, regularFile } from "./git.ts";
import type { Volume } from "./volumes.ts";

/** The kinds of repositories that the test Hub holds. */
export type RepositoryType = "dataset" | "space" | "model";

/** What runs a Space. */
export type SpaceSdk = "gradio" | "docker" | "static";

/** How readers get into a gated repository (lib/hub/README.md#reading-and-listing-datasets). */
export type Gating = false | "auto" | "manual";

/** What `PUT settings` knows besides visibility and gating (lib/hub/README.md#settings). */
export interface RepositorySettings {
  discussionsDisabled?: boolean;
}

/** Somebody's request to read a gated repository (lib/hub/README.md#access-requests). */
export interface AccessRequest {
  readonly user: string;
  status: "pending" | "accepted" | "rejected";
  readonly timestamp: number;
  reviewedAt?: number;
  rejectionReason?: string;
  /** Who let the user in without having been asked. */
  readonly grantedBy?: string;
  /** What the user filled in. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A variable or a secret of a Space (lib/hub/README.md#space-variables-and-secrets). */
export interface SpaceVariable {
  readonly value: string;
  readonly description?: string;
  readonly updatedAt: number;
}

/** What is known of a repository when it is made. */
export interface NewRepository {
  readonly objectId: string;
  readonly type: RepositoryType;
  /** `namespace/name`. */
  readonly id: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly private?: boolean;
  readonly gated?: Gating;
  readonly resourceGroupId?: string | undefined;
  readonly region?: "us" | "eu" | undefined;
  /** Of a Space; `static` by default. */
  readonly sdk?: SpaceSdk | undefined;
  /** Path to content; what every new repository has is added (lib/hub/README.md#files-and-commits: it has a commit at once). */
  readonly files?: ReadonlyMap<string, HubFile>;
}

/** What `.gitattributes` of a new dataset leaves to Git LFS. */
export const LFS_EXTENSIONS: readonly string[] =
  "7z arrow bin bz2 gz h5 jpg mp3 mp4 npy npz onnx parquet pkl png pt safetensors tar tgz wav zip zst".split(
    " ",
  );

const GIT_ATTRIBUTES = LFS_EXTENSIONS
  .map((extension) => `*.${extension} filter=lfs diff=lfs merge=lfs -text\n`).join("");
const GIT_ATTRIBUTES_FILE = regularFile(GIT_ATTRIBUTES);

/** One repository: what it is, who may see it, and every commit. */
export class HubRepository {
  readonly objectId: string;
  readonly type: RepositoryType;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly region: "us" | "eu" | undefined;
  readonly settings: RepositorySettings = {};
  /** User name to request. */
  readonly accessRequests = new Map<string, AccessRequest>();
  readonly sdk: SpaceSdk;
  readonly variables = new Map<string, SpaceVariable>();
  readonly secrets = new Map<string, SpaceVariable>();
  /** The last commit. */
  head: Commit | undefined;
  id: string;
  private: boolean;
  gated: Gating;
  resourceGroupId: string | undefined;
  /** The owner is not told who asks for access: lists leave the user out (seen in huggingface_hub 2.4.0). */
  hidesRequesters = false;
  /** What a Space mounts. */
  volumes: readonly Volume[] = [];

  constructor(details: NewRepository) {
    this.objectId = details.objectId;
    this.type = details.type;
    this.id = details.id;
    this.createdBy = details.createdBy;
    this.createdAt = details.createdAt;
    this.region = details.region;
    this.sdk = details.sdk ?? "static";
    this.private = details.private ?? false;
    this.gated = details.gated ?? false;
    this.resourceGroupId = details.resourceGroupId;
    this.commit({
      title: "initial commit",
      author: details.createdBy,
      date: details.createdAt,
      changes: new Map([[".gitattributes", GIT_ATTRIBUTES_FILE], ...details.files ?? []]),
    });
  }

  get namespace(): string {
    return this.id.split("/")[0] ?? "";
  }

  get name(): string {
    return this.id.split("/")[1] ?? "";
  }

  /** How far a Space has come: the test Hub builds none (lib/hub/README.md#spaces). */
  get stage(): "RUNNING" | "BUILDING" | "NO_APP_FILE" {
    if (this.sdk === "static") return "RUNNING";
    return this.files.has("app.py") ? "BUILDING" : "NO_APP_FILE";
  }

  /** The files of the last commit. */
  get files(): ReadonlyMap<string, HubFile> {
    return this.head?.files ?? new Map();
  }

  /** When it last changed, in milliseconds. */
  get lastModified(): number {
    return this.head?.date ?? this.createdAt;
  }

  /** The text of a file, or undefined. */
  text(path: string): string | undefined {
    const file = this.files.get(path);
    return file && new TextDecoder().decode(file.bytes);
  }

  /** Commits on top of the last commit. */
  commit(
    details: { title: string; message?: string; author: string; date: number; changes: Changes },
  ): Commit {
    return this.head = makeCommit({ message: "", ...details, parent: this.head });
  }

  /** The commit of `main`, `HEAD`, or a commit id (whole, as the Hub wants it); undefined where there is none. */
  resolve(revision: string): Commit | undefined {
    if (["HEAD", "main"].includes(revision)) return this.head;
    return historyOf(this.head).find(({ oid }) => oid === revision);
  }
}

/** The path of a repository's page on the Hub. */
export function pagePath(repository: { type: RepositoryType; id: string }): string {
  return repository.type === "model" ? `/${repository.id}` : `/${repository.type}s/${repository.id}`;
}

/** What a repository is remembered by after it moved. */
export function movedKey(repository: { type: RepositoryType; id: string }): string {
  return `${repository.type} ${repository.id.toLowerCase()}`;
}

/** Whether a name keeps the rules of names (lib/hub/README.md#repository-names). */
export function isRepositoryName(name: string): boolean {
  return /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?$/.test(name) && !name.includes("--") &&
    !name.includes("..") && !name.endsWith(".git");
}

/** A map that also finds its items without regard to case; the look-up does not grow with their number. */
export class RepositoryMap<Item> extends Map<string, Item> {
  readonly #spellings = new Map<string, string>();

  /** The item of an id in any spelling. */
  find(id: string): Item | undefined {
    const spelling = this.#spellings.get(id.toLowerCase());
    return spelling === undefined ? undefined : this.get(spelling);
  }

  override set(id: string, item: Item): this {
    this.#spellings.set(id.toLowerCase(), id);
    return super.set(id, item);
  }

  override delete(id: string): boolean {
    this.#spellings.delete(id.toLowerCase());
    return super.delete(id);
  }

  override clear(): void {
    this.#spellings.clear();
    super.clear();
  }
}
