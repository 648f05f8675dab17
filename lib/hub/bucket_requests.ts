import { failureFromAnswer, HubAnswerError } from "./answer.ts";
import { failedCreation } from "./failed_creation.ts";
import { hubFailure } from "./failures.ts";
import type { Creation } from "./hub_client.ts";
import type { Visibility } from "./dataset_info.ts";
import { recordIn } from "./json_record.ts";
import type { Clock } from "../ports/clock.ts";
import { isRepositoryId } from "./repository_id.ts";

/** What the Hub says of a Bucket (lib/hub/README.md#buckets). */
export interface BucketInfo {
  /** In the Hub's spelling. */
  readonly id: string;
  readonly visibility: Visibility | undefined;
}

/** The requests about Buckets. */
export interface BucketRequests {
  /** `undefined` where there is no such Bucket, or none that the token can see. */
  readBucket(id: string): Promise<BucketInfo | undefined>;
  createBucket(
    bucket: { readonly id: string; readonly visibility: Visibility | undefined },
  ): Promise<Creation>;
}

/**
 * Makes the requests about Buckets.
 *
 * @param access the one fetch with the token in it, and the Hub without a slash at the end
 */
export function bucketRequests(
  access: { hubFetch: typeof fetch; hubUrl: string; clock: Clock },
): BucketRequests {
  const { hubFetch, hubUrl, clock } = access;
  const explain = (error: unknown) =>
    error instanceof HubAnswerError ? failureFromAnswer(error, { now: clock.now() }) : error;

  return {
    async readBucket(id) {
      let body: Readonly<Record<string, unknown>>;
      try {
        body = recordIn(await (await hubFetch(`${hubUrl}/api/buckets/${id}`)).json());
      } catch (error) {
        // lib/hub/README.md#hidden-repositories
        if (error instanceof HubAnswerError && [401, 404].includes(error.status)) return undefined;
        throw explain(error);
      }
      const { id: known, private: isPrivate } = body;
      if (!isRepositoryId(known)) {
        const request = `GET /api/buckets/${id}`;
        const { host } = new URL(hubUrl);
        throw hubFailure("malformed_answer", { host, request, fault: "it describes no Bucket" });
      }
      return {
        id: known,
        visibility: typeof isPrivate === "boolean" ? (isPrivate ? "private" : "public") : undefined,
      };
    },

    async createBucket({ id, visibility }) {
      try {
        const answer = await hubFetch(`${hubUrl}/api/buckets/${id}`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(visibility === undefined ? {} : { visibility }),
        });
        await answer.body?.cancel();
        return { outcome: "created", id, url: `${hubUrl}/buckets/${id}` };
      } catch (error) {
        return failedCreation(error, { name: id, explained: explain(error) });
      }
    },
  };
}
