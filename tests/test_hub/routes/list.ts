/** `GET /api/datasets` (lib/hub/README.md#reading-and-listing-datasets). */
import { invalidInput, jsonAnswer } from "../answers.ts";
import { describeListed } from "../description.ts";
import { queryNumber, type Visit } from "../exchange.ts";
import { pageOf } from "../paging.ts";
import { maySee } from "../rights.ts";
import { type Route, route } from "../router.ts";

function listDatasets(visit: Visit) {
  const { hub, request } = visit;
  const limit = queryNumber(request, "limit", { least: 1 }) ?? hub.rules.maxPageSize;
  const author = request.url.searchParams.get("author")?.toLowerCase();
  const found = [...hub.datasets.values()].filter((repository) =>
    maySee(visit.caller, repository) &&
    (author === undefined || repository.namespace.toLowerCase() === author)
  );
  const sort = request.url.searchParams.get("sort");
  if (sort !== null && sort !== "createdAt") throw invalidInput(`Invalid sort "${sort}"`, "sort");
  const page = pageOf(sort === null ? found : found.toSorted((a, b) => b.createdAt - a.createdAt), {
    request,
    size: Math.min(limit, hub.rules.maxPageSize),
    keyOf: (repository) => repository.objectId,
    hubUrl: hub.url,
  });
  return jsonAnswer(page.items.map((repository) => describeListed(repository, visit)), {
    headers: page.headers,
  });
}

export const LIST_ROUTES: readonly Route[] = [route("GET /api/datasets", listDatasets)];
