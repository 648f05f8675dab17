import { failure } from "../errors/table.ts";
import { failureFromAnswer, HubAnswerError } from "../network/answer.ts";
import type { Clock } from "../ports/clock.ts";
import { declaresExperiments } from "../template/declared_experiments.ts";
import type { Visibility } from "./dataset_info.ts";
import { recordIn } from "../text/json_record.ts";

/** A dataset as a listing tells of it; every field but the id may be missing (hub-api 4). */
export interface ListedDataset {
  readonly id: string;
  readonly visibility: Visibility | undefined;
  readonly gated: "auto" | "manual" | false | undefined;
  /** ISO 8601. */
  readonly lastModified: string | undefined;
  /** Whether its card says that it holds experiments. */
  readonly experiments: boolean;
}

/** What a listing needs. */
export interface ListingTools {
  readonly hubFetch: typeof fetch;
  readonly hubUrl: string;
  readonly clock: Clock;
}

/** What hub.js asks for, and most likely the most that the Hub gives (hub-api 4, 12). */
const PAGE_SIZE = 500;

/**
 * Lists the datasets of a namespace, page by page: the next page is asked for when the one before was taken.
 *
 * `listDatasets` of `@huggingface/hub` is not used: it takes what comes over the wire unchecked, and asks for numbers
 * that nobody looks at.
 *
 * @param tools the one fetch; it refuses a next page at another origin (hub-api 4)
 * @param author the namespace
 * @throws Failure those of answers and of the network; `paging_without_end`
 */
export async function* listDatasets(
  tools: ListingTools,
  author: string,
): AsyncGenerator<readonly ListedDataset[], void, undefined> {
  const query = new URLSearchParams({ author, limit: String(PAGE_SIZE), sort: "createdAt" });
  for (const property of ["private", "gated", "lastModified", "tags", "cardData"]) {
    query.append("expand", property);
  }
  let next: string | undefined = `${tools.hubUrl}/api/datasets?${query}`;
  const seen = new Set<string>();
  while (next !== undefined) {
    seen.add(next);
    const page = await readPage(tools, next);
    next = page.next;
    if (next !== undefined && seen.has(next)) throw failure("paging_without_end", { namespace: author });
    yield page.datasets;
  }
}

async function readPage(
  tools: ListingTools,
  url: string,
): Promise<{ datasets: readonly ListedDataset[]; next: string | undefined }> {
  try {
    const answer = await tools.hubFetch(url);
    const body: unknown = await answer.json();
    return {
      datasets: Array.isArray(body) ? body.flatMap(datasetsIn) : [],
      next: nextPage(answer.headers.get("link"), url),
    };
  } catch (error) {
    throw error instanceof HubAnswerError ? failureFromAnswer(error, { now: tools.clock.now() }) : error;
  }
}

/** The address of the next page, from `Link: <address>; rel="next"`. */
export function nextPage(link: string | null, base: string): string | undefined {
  const address = /<([^<>]+)>\s*;[^,<]*\brel="?next\b/i.exec(link ?? "")?.[1];
  return address === undefined ? undefined : URL.parse(address, base)?.href;
}

function datasetsIn(item: unknown): ListedDataset[] {
  const fields = recordIn(item);
  const { id, private: isPrivate, gated, lastModified, tags, cardData } = fields;
  if (typeof id !== "string" || !/^[^/\s\p{Cc}\p{Cf}]+\/[^/\s\p{Cc}\p{Cf}]+$/u.test(id)) return [];
  return [{
    id,
    visibility: typeof isPrivate === "boolean" ? (isPrivate ? "private" : "public") : undefined,
    gated: gated === false || gated === "auto" || gated === "manual" ? gated : undefined,
    lastModified: typeof lastModified === "string" && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(lastModified)
      ? lastModified
      : undefined,
    experiments: declaresExperiments({ tags, cardData }),
  }];
}
