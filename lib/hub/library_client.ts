import { accountFailure } from "../account/failures.ts";
import { hubFailure } from "./failures.ts";
import { failureFromAnswer, HubAnswerError } from "./answer.ts";
import { failedCreation } from "./failed_creation.ts";
import { parseWhoami } from "../account/whoami.ts";
import type { HubSettings } from "../cli/settings.ts";
import { changeRequests } from "./change_requests.ts";
import { parseDatasetInfo } from "./dataset_info.ts";
import type { HubClient } from "./hub_client.ts";
import { withObjects } from "./object_answers.ts";
import { type ObservedWorld, openHubFetch } from "./open_hub_fetch.ts";

/**
 * The Hub, reached through `@huggingface/hub` wherever that library can do it.
 *
 * The library has no time limits, no retries and drops the headers of errors (hub-api 9): all of that is in the fetch
 * that it is given. Three requests are made without it: its `whoAmI` fails where the answer has no `auth`, which is more
 * than may be relied on (product.md, promise 1), its `datasetInfo` cannot list the files that `GET /api/datasets/{id}`
 * tells in the same answer, and it does not know `auth-check`. So it is loaded only where something is written.
 *
 * @param world the world, and who is told
 * @param access how to reach the Hub, and with which token
 */
export function connectHub(
  world: ObservedWorld,
  access: { settings: HubSettings; token: string; source: string },
): HubClient {
  const { settings, token: accessToken, source } = access;
  const { endpoint } = settings;
  const hubUrl = endpoint.url;
  const hubFetch = openHubFetch(world, { settings, token: accessToken });
  const headers = { Authorization: `Bearer ${accessToken}` };
  const explain = (error: unknown) =>
    error instanceof HubAnswerError ? failureFromAnswer(error, { now: world.clock.now() }) : error;

  return {
    ...changeRequests({
      hubFetch,
      hubUrl,
      accessToken,
      clock: world.clock,
      interrupted: world.interrupted,
      retries: settings.retries,
    }),
    fetch: hubFetch,

    async whoami() {
      let body: unknown;
      try {
        body = await (await hubFetch(`${hubUrl}/api/whoami-v2`, { headers })).json();
      } catch (error) {
        if (error instanceof HubAnswerError && error.status === 401) {
          const expired = /expired/i.test(error.hubMessage);
          const said = error.hubMessage || `status ${error.status}`;
          throw accountFailure(expired ? "token_expired" : "token_refused", {
            source,
            endpoint: hubUrl,
            said,
          }, {
            cause: error,
          });
        }
        throw explain(error);
      }
      return parseWhoami(body);
    },

    async readDataset(id) {
      try {
        const answer = await hubFetch(`${hubUrl}/api/datasets/${id}`, { headers });
        const info = parseDatasetInfo(await answer.json());
        if (info !== undefined) return info;
        throw hubFailure("malformed_answer", {
          host: endpoint.host,
          request: `GET /api/datasets/${id}`,
          fault: "it describes no dataset",
        });
      } catch (error) {
        // A 401 on a repository means "there is none, or not for you"; the token was accepted before (hub-api 2.1).
        if (error instanceof HubAnswerError && (error.status === 404 || error.status === 401)) {
          return undefined;
        }
        throw explain(error);
      }
    },

    async createDataset(dataset) {
      const { createRepo } = await import("./hub_library.ts");
      const name = dataset.id;
      try {
        const { repoUrl } = await createRepo({
          repo: { type: "dataset", name },
          accessToken,
          hubUrl,
          fetch: withFields(withObjects(hubFetch), { region: dataset.region }),
          files: [{ path: "README.md", content: new Blob([dataset.card]) }],
          ...(dataset.visibility === undefined ? {} : { visibility: dataset.visibility }),
          ...(dataset.resourceGroupId === undefined ? {} : { resourceGroupId: dataset.resourceGroupId }),
        });
        const created = createdRepository(repoUrl, { name, hubUrl });
        if (created !== undefined) return { outcome: "created", ...created };
        // It says yes and does not name what was asked for: only a look can tell what was created.
        const fault = "it does not name the repository";
        const details = { host: endpoint.host, request: "POST /api/repos/create", fault };
        return { outcome: "unknown", failure: hubFailure("malformed_answer", details) };
      } catch (error) {
        return failedCreation(error, { name, explained: explain(error) });
      }
    },

    async checkWrite(id) {
      try {
        await (await hubFetch(`${hubUrl}/api/datasets/${id}/auth-check/write`, { headers })).body?.cancel();
        return true;
      } catch (error) {
        if (error instanceof HubAnswerError && [401, 403, 404].includes(error.status)) {
          return error.hubMessage || `status ${error.status}`;
        }
        throw explain(error);
      }
    },
  };
}

/** Adds to the body of a creation what the Hub takes and the library cannot send (hub-api 3.1). */
function withFields(hubFetch: typeof fetch, fields: { region: string | undefined }): typeof fetch {
  if (fields.region === undefined) return hubFetch;
  return (input, init) => {
    if (typeof init?.body !== "string") {
      throw new TypeError("Cannot add to the creation: its body is no text");
    }
    return hubFetch(input, { ...init, body: JSON.stringify({ ...JSON.parse(init.body), ...fields }) });
  };
}

/** The address in the answer holds the Hub's spelling of the id; the library drops the field that tells it plainly. */
function createdRepository(
  repoUrl: unknown,
  asked: { name: string; hubUrl: string },
): { id: string; url: string } | undefined {
  const path = typeof repoUrl === "string"
    ? /\/datasets\/([\w.-]+\/[\w.-]+)\/?$/.exec(repoUrl)?.[1]
    : undefined;
  if (path?.toLowerCase() !== asked.name.toLowerCase()) return undefined;
  return { id: path, url: `${asked.hubUrl}/datasets/${path}` };
}
