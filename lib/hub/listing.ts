import { answerFailure } from "./answer_failures.ts";
import type { HubClient } from "./client.ts";
import { accessIn, type DatasetInfo } from "./datasets.ts";
import { DEFAULT_ENDPOINT, type Endpoint } from "./endpoint.ts";
import { recordIn, textIn } from "./json.ts";
import { isRepositoryId } from "./repository_id.ts";

/** A dataset in a listing; every field but the id can be missing. */
export interface ListedDataset extends Pick<DatasetInfo, "id" | "visibility" | "gated"> {
  /** ISO 8601. */
  readonly lastModified: string | undefined;
  /** As they came over the wire. */
  readonly tags: unknown;
  readonly cardData: unknown;
}

/** What hub.js asks for, and probably the most that the Hub gives. */
const PAGE_SIZE = 500;

/** The datasets of an owner, page by page: the next page is asked for when the one before was taken. */
export async function* listDatasets(
  hub: HubClient,
  owner: string,
): AsyncGenerator<readonly ListedDataset[], void, undefined> {
  const query = new URLSearchParams({ author: owner, limit: String(PAGE_SIZE), sort: "createdAt" });
  for (const property of ["private", "gated", "lastModified", "tags", "cardData"]) {
    query.append("expand", property);
  }
  for await (const page of pagesFrom(hub, `/api/datasets?${query}`, owner)) {
    yield page.flatMap(listedDatasetIn);
  }
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

/**
 * Follows the pages of a listing (`Link: <URL>; rel="next"`): the next one is asked for when the one before was taken.
 *
 * @param of whose listing it is, for the error
 * @throws Failure `paging_without_end` if the pages lead in a circle
 */
export async function* pagesFrom(
  { endpoint, send }: Pick<HubClient, "endpoint" | "send">,
  path: string,
  of: string,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const seen = new Set<string>();
  for (let url: string | undefined = `${endpoint.url}${path}`; url !== undefined;) {
    if (seen.has(url)) throw answerFailure("paging_without_end", { of });
    seen.add(url);
    const { json, headers } = await send(url);
    url = nextPage(headers.get("link"), url, endpoint);
    yield Array.isArray(json) ? json : [];
  }
}

function nextPage(link: string | null, base: string, endpoint: Endpoint): string | undefined {
  const next = /<([^<>]+)>\s*;[^,<]*\brel="?next\b/i.exec(link ?? "")?.[1];
  if (next === undefined) return undefined;
  // A mirror can pass on the Hub's own URLs; the next page must not be asked for behind its back.
  const isPassedOn = !endpoint.isDefault && next.startsWith(`${DEFAULT_ENDPOINT}/`);
  return URL.parse(isPassedOn ? endpoint.url + next.slice(DEFAULT_ENDPOINT.length) : next, base)?.href;
}
