/** Listings of repositories: `GET /api/datasets` and the settings pages of accounts. */
import { invalidInput, jsonAnswer, missingPermission, refusal } from "../answers.ts";
import { describeListed, isoTime, tagsOf } from "../description.ts";
import { queryList, queryNumber, signedIn, type Visit } from "../exchange.ts";
import { pageOf } from "../paging.ts";
import type { HubRepository } from "../repositories.ts";
import { maySee } from "../rights.ts";
import { type Route, route } from "../router.ts";

type SortKey = (repository: HubRepository) => number | string;

/** Names of orders as they are on the wire (lib/hub/README.md#reading-and-listing-datasets). */
const SORTS: Readonly<Record<string, SortKey>> = {
  createdAt: (repository) => repository.createdAt,
  downloads: (repository) => repository.downloads,
  lastModified: (repository) => repository.lastModified,
  likes: (repository) => repository.likes,
  likes30d: (repository) => repository.likes,
  trendingScore: () => 0,
  mainSize: (repository) => repository.files.size,
  id: (repository) => repository.id,
  "datasetsServerInfo.numRows": () => 0,
};

/** Sorts the largest first, ids the smallest first; equals keep their places. */
function sortBy(repositories: HubRepository[], name: string): HubRepository[] {
  const key = SORTS[name];
  if (!key) throw invalidInput(`Invalid sort "${name}"`, "sort");
  const direction = name === "id" ? 1 : -1;
  return repositories.toSorted((a, b) => {
    const left = key(a);
    const right = key(b);
    return left === right ? 0 : (left < right ? -1 : 1) * direction;
  });
}

/** Whether a dataset is what the query looks for; every word given must fit. */
function isWanted(visit: Visit): (repository: HubRepository) => boolean {
  const query = visit.request.url.searchParams;
  const author = query.get("author")?.toLowerCase();
  const search = queryList(visit.request, "search").map((word) => word.toLowerCase());
  const filters = queryList(visit.request, "filter");
  const gated = query.get("gated");
  return (repository) => {
    if (!maySee(visit.caller, repository)) return false;
    if (author !== undefined && repository.namespace.toLowerCase() !== author) return false;
    if (gated !== null && (repository.gated !== false) !== (gated === "true")) return false;
    const id = repository.id.toLowerCase();
    if (!search.every((word) => id.includes(word))) return false;
    if (filters.length === 0) return true;
    const tags = tagsOf(repository, repository.head);
    return filters.every((filter) => tags.includes(filter));
  };
}

function listDatasets(visit: Visit) {
  const { hub, request } = visit;
  const limit = queryNumber(request, "limit", { least: 1 }) ?? hub.rules.maxPageSize;
  const found = [...hub.datasets.values()].filter(isWanted(visit));
  const sort = request.url.searchParams.get("sort");
  const page = pageOf(sort === null ? found : sortBy(found, sort), {
    request,
    size: Math.min(limit, hub.rules.maxPageSize),
    keyOf: (repository) => repository.objectId,
    hubUrl: hub.url,
  });
  return jsonAnswer(page.items.map((repository) => describeListed(repository, visit)), {
    headers: page.headers,
  });
}

/** The repositories of one account with their storage, private ones included. */
function listOwned(visit: Visit, namespace: string) {
  const { hub, request } = visit;
  const query = request.url.searchParams;
  const type = query.get("type");
  const search = query.get("search")?.toLowerCase() ?? "";
  const owned = [...hub.datasets.values(), ...hub.spaces.values(), ...hub.models.values()].filter((
    repository,
  ) =>
    repository.namespace === namespace && maySee(visit.caller, repository) &&
    (type === null || repository.type === type) && repository.id.toLowerCase().includes(search)
  );
  const storage = (repository: HubRepository) =>
    repository.files.values().reduce((sum, file) => sum + file.bytes.length, 0);
  const total = owned.reduce((sum, repository) => sum + storage(repository), 0);
  const key = query.get("sort") === "updatedAt" ? (one: HubRepository) => one.lastModified : storage;
  const direction = query.get("direction") === "asc" ? 1 : -1;
  const sorted = owned.toSorted((a, b) => (key(a) - key(b)) * direction);
  return jsonAnswer(
    sorted.slice(0, queryNumber(request, "limit", { least: 1 }) ?? sorted.length).map((repository) => ({
      id: repository.id,
      type: repository.type,
      updatedAt: isoTime(repository.lastModified),
      visibility: repository.private ? "private" : "public",
      storage: storage(repository),
      storagePercent: total === 0 ? 0 : storage(repository) / total,
    })),
  );
}

function listOfOrganization(visit: Visit) {
  const caller = signedIn(visit);
  const organization = visit.hub.accounts.findOrganization(visit.part("organization"));
  if (!organization) throw refusal(404, "Organization not found");
  const membership = caller.memberships.get(organization.name);
  if (!membership || membership.restricted || membership.role === "no_access") throw missingPermission();
  return listOwned(visit, organization.name);
}

export const LIST_ROUTES: readonly Route[] = [
  route("GET /api/datasets", listDatasets),
  route("GET /api/settings/repositories", (visit) => listOwned(visit, signedIn(visit).name)),
  route("GET /api/organizations/:organization/settings/repositories", listOfOrganization),
];
