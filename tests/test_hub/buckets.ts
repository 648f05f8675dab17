/** The Buckets that a test Hub holds in memory: files without git (lib/hub/README.md#buckets). */

/** A file of a Bucket: the content itself is in the storage, under its Xet hash. */
export interface BucketFile {
  readonly xetHash: string;
  readonly uploadedAt: number;
}

/** What is known of a Bucket when it is created. */
export interface NewBucket {
  readonly objectId: string;
  /** `namespace/name`. */
  readonly id: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly private?: boolean;
  readonly resourceGroupId?: string | undefined;
}

/** One Bucket: what it is, who can see it, and its files. */
export class HubBucket {
  readonly type = "bucket";
  readonly objectId: string;
  readonly id: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly resourceGroupId: string | undefined;
  readonly files = new Map<string, BucketFile>();
  private: boolean;

  constructor(details: NewBucket) {
    this.objectId = details.objectId;
    this.id = details.id;
    this.createdBy = details.createdBy;
    this.createdAt = details.createdAt;
    this.private = details.private ?? false;
    this.resourceGroupId = details.resourceGroupId;
  }

  get namespace(): string {
    return this.id.split("/")[0] ?? "";
  }
}

/** The path of a Bucket's page on the Hub. */
export function bucketPagePath(bucket: { id: string }): string {
  return `/buckets/${bucket.id}`;
}
