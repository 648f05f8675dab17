import { failureFromAnswer, HubAnswerError } from "./answer.ts";
import type { Clock } from "../ports/clock.ts";
import { declaresExperiments } from "../dataset/new_card.ts";
import { type DatasetInfo, readersIn } from "./dataset_info.ts";
import { pagesFrom } from "./pages.ts";
import { isRepositoryId } from "./repository_id.ts";
import { recordIn } from "./json_record.ts";

/** A dataset as a listing tells of it; every field but the id may be missing (hub-api 4). */
export interface ListedDataset extends Pick<DatasetInfo, "id" | "visibility" | "gated"> {
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
  const pages = pagesFrom(
    `${tools.hubUrl}/api/datasets?${query}`,
    async (url) => {
      try {
        return await tools.hubFetch(url);
      } catch (error) {
        throw error instanceof HubAnswerError ? failureFromAnswer(error, { now: tools.clock.now() }) : error;
      }
    },
    author,
  );
  for await (const page of pages) yield page.flatMap(datasetsIn);
}

function datasetsIn(item: unknown): ListedDataset[] {
  const fields = recordIn(item);
  const { id, lastModified, tags, cardData } = fields;
  if (!isRepositoryId(id)) return [];
  return [{
    id,
    ...readersIn(fields),
    lastModified: typeof lastModified === "string" && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(lastModified)
      ? lastModified
      : undefined,
    experiments: declaresExperiments({ tags, cardData }),
  }];
}
