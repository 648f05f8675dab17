import { type HubConnection, orUndefined } from "./connection.ts";
import { type Creation, failedCreation } from "./creation.ts";
import { type Visibility, visibilityIn } from "./datasets.ts";
import { recordIn } from "./json.ts";
import { isRepositoryId } from "./repository_id.ts";

/** What the Hub says of a Bucket (lib/hub/README.md#buckets). */
export interface BucketInfo {
  /** In the Hub's spelling. */
  readonly id: string;
  readonly visibility: Visibility | undefined;
}

/** The requests about Buckets. */
export function bucketRequests({ endpoint, request, json, malformed }: HubConnection) {
  return {
    /** `undefined` if there is no such Bucket, or this token cannot see it. */
    async readBucket(id: string): Promise<BucketInfo | undefined> {
      const path = `/api/buckets/${id}`;
      const body = await orUndefined(json(path));
      if (body === undefined) return undefined;
      const { id: known, private: isPrivate } = recordIn(body);
      if (!isRepositoryId(known)) throw malformed(`GET ${path}`, "it describes no Bucket");
      return { id: known, visibility: visibilityIn(isPrivate) };
    },

    async createBucket(
      { id, visibility }: { readonly id: string; readonly visibility: Visibility | undefined },
    ): Promise<Creation> {
      try {
        await request(`/api/buckets/${id}`, { method: "POST", body: { visibility } });
        return { outcome: "created", id, url: `${endpoint.url}/buckets/${id}` };
      } catch (error) {
        return failedCreation(error, id);
      }
    },
  };
}
