import { accessRequests } from "./access_requests.ts";
import { bucketRequests } from "./buckets.ts";
import { changeRequests } from "./changes.ts";
import { type HubAccess, openConnection } from "./connection.ts";
import { asFetch } from "./fetch.ts";
import { datasetRequests } from "./datasets.ts";
import { spaceRequests } from "./spaces.ts";

/** The Hub, reached with one token: each question and each change is a method, and one request if nothing goes wrong. */
export type HubClient = ReturnType<typeof connectHub>;

/**
 * Connects to the Hub.
 *
 * All methods throw `HubAnswerError`, `RequestFailure` and what they name; when the run is interrupted, its reason.
 *
 * @param access endpoint, token, limits and ports
 */
export function connectHub(access: HubAccess) {
  const connection = openConnection(access);
  return {
    /** The one fetch with the token, for what only one command asks. */
    fetch: asFetch(connection.send),
    /** The body of `GET /api/whoami-v2`, as it came over the wire. */
    whoami: () => connection.json("/api/whoami-v2"),
    ...datasetRequests(connection),
    ...changeRequests(connection),
    ...accessRequests(connection),
    ...spaceRequests(connection),
    ...bucketRequests(connection),
  };
}
