import { type HubConnection, orUndefined, pagesFrom } from "./connection.ts";
import { type Creation, failedCreation } from "./creation.ts";
import { listIn, recordIn, textIn, textsIn } from "./json.ts";
import { isRepositoryId, nameOf, ownerOf } from "./repository_id.ts";
import { HubAnswerError } from "./request_failure.ts";

/** Who can see a repository. */
export type Visibility = "private" | "public";

/** A dataset repository; every field but the id can be missing (lib/hub/README.md#reading-and-listing-datasets). */
export interface DatasetInfo {
  /** `owner/name` in the Hub's spelling. */
  readonly id: string;
  readonly visibility: Visibility | undefined;
  readonly gated: "auto" | "manual" | false | undefined;
  /** The newest commit. */
  readonly revision: string | undefined;
  readonly tags: readonly string[];
  /** The title in its card. */
  readonly prettyName: string | undefined;
  /** The paths of its files; `undefined` if the answer does not list them. */
  readonly files: readonly string[] | undefined;
}

/** A dataset in a listing; every field but the id can be missing. */
export interface ListedDataset extends Pick<DatasetInfo, "id" | "visibility" | "gated"> {
  /** ISO 8601. */
  readonly lastModified: string | undefined;
  /** As they came over the wire. */
  readonly tags: unknown;
  readonly cardData: unknown;
}

/** A repository to create. */
export interface NewDataset {
  /** `owner/name`. */
  readonly id: string;
  /** Sent only if it was asked for: otherwise the default of the Hub or the organization applies. */
  readonly visibility: Visibility | undefined;
  /** The README.md, which is part of the request. */
  readonly card: string;
  /** Where it is stored; paid plans only. */
  readonly region?: "us" | "eu" | undefined;
  readonly resourceGroupId?: string | undefined;
}

/** What hub.js asks for, and probably the most that the Hub gives. */
const PAGE_SIZE = 500;

/** The requests about datasets. */
export function datasetRequests(connection: HubConnection) {
  const { endpoint, request, json, malformed } = connection;
  return {
    /** `undefined` if it does not exist, or this token cannot see it. */
    async readDataset(id: string): Promise<DatasetInfo | undefined> {
      const path = `/api/datasets/${id}`;
      const body = await orUndefined(json(path));
      if (body === undefined) return undefined;
      const info = parseDatasetInfo(body);
      if (info === undefined) throw malformed(`GET ${path}`, "it describes no dataset");
      return info;
    },

    /** The datasets of an owner, page by page: the next page is asked for when the one before was taken. */
    async *listDatasets(owner: string): AsyncGenerator<readonly ListedDataset[], void, undefined> {
      const query = new URLSearchParams({ author: owner, limit: String(PAGE_SIZE), sort: "createdAt" });
      for (const property of ["private", "gated", "lastModified", "tags", "cardData"]) {
        query.append("expand", property);
      }
      const pages = pagesFrom(connection, `/api/datasets?${query}`, owner);
      for await (const page of pages) yield page.flatMap(listedDatasetIn);
    },

    /** @throws Failure `creation_rejected` */
    async createDataset(dataset: NewDataset): Promise<Creation> {
      const { id, visibility, resourceGroupId, region } = dataset;
      const content = new TextEncoder().encode(dataset.card).toBase64();
      try {
        const body = recordIn(
          await json("/api/repos/create", {
            method: "POST",
            // The order of keys is that of @huggingface/hub; undefined ones are left out.
            body: {
              name: nameOf(id),
              visibility,
              organization: ownerOf(id),
              resourceGroupId,
              region,
              type: "dataset",
              files: [{ encoding: "base64", path: "README.md", content }],
            },
          }),
        );
        // The URL holds the Hub's spelling; older Hubs do not send the name.
        const created = /\/datasets\/([\w.-]+\/[\w.-]+)\/?$/.exec(textIn(body["url"]) ?? "")?.[1];
        if (created?.toLowerCase() === id.toLowerCase()) {
          return { outcome: "created", id: created, url: `${endpoint.url}/datasets/${created}` };
        }
        // Only reading it shows what was created.
        const failure = malformed("POST /api/repos/create", "it does not name the repository");
        return { outcome: "unknown", failure };
      } catch (error) {
        return failedCreation(error, id);
      }
    },

    /** `true`, or the Hub's words why not. */
    async checkWrite(id: string): Promise<true | string> {
      try {
        await request(`/api/datasets/${id}/auth-check/write`);
        return true;
      } catch (error) {
        if (error instanceof HubAnswerError && [401, 403, 404].includes(error.status)) return error.said;
        throw error;
      }
    },
  };
}

/** Reads the answer of `GET /api/datasets/{id}`; `undefined` if it describes no dataset. */
export function parseDatasetInfo(json: unknown): DatasetInfo | undefined {
  const body = recordIn(json);
  const { id, siblings } = body;
  const cardData = recordIn(body["cardData"]);
  if (!isRepositoryId(id)) return undefined;
  return {
    id,
    ...accessIn(body),
    revision: textIn(body["sha"]),
    tags: [...textsIn(body["tags"]), ...textsIn(cardData["tags"])],
    prettyName: textIn(cardData["pretty_name"]),
    files: Array.isArray(siblings)
      ? textsIn(listIn(siblings).map((file) => recordIn(file)["rfilename"]))
      : undefined,
  };
}

function listedDatasetIn(item: unknown): ListedDataset[] {
  const fields = recordIn(item);
  const { id, tags, cardData } = fields;
  if (!isRepositoryId(id)) return [];
  const modified = textIn(fields["lastModified"]);
  const lastModified = modified !== undefined && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(modified)
    ? modified
    : undefined;
  return [{ id, ...accessIn(fields), lastModified, tags, cardData }];
}

function accessIn(
  { private: isPrivate, gated }: Readonly<Record<string, unknown>>,
): Pick<DatasetInfo, "visibility" | "gated"> {
  return {
    visibility: visibilityIn(isPrivate),
    gated: gated === false || gated === "auto" || gated === "manual" ? gated : undefined,
  };
}

/** Who can see a repository, from the field `private`. */
export function visibilityIn(isPrivate: unknown): Visibility | undefined {
  return typeof isPrivate === "boolean" ? (isPrivate ? "private" : "public") : undefined;
}
