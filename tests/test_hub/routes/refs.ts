/** Branches, tags and commits (lib/hub/README.md#reading-and-listing-datasets and specification). */
import { jsonAnswer, refusal, revisionNotFound, textAnswer } from "../answers.ts";
import {
  asBoolean,
  asString,
  jsonObject,
  queryFlag,
  queryNumber,
  visibleRepository,
  type Visit,
  writableRepository,
} from "../exchange.ts";
import { isoTime } from "../description.ts";
import { type Commit, historyOf } from "../git.ts";
import { type Route, route } from "../router.ts";

function listRefs(visit: Visit) {
  const repository = visibleRepository(visit);
  const describe = (refs: ReadonlyMap<string | number, Commit | undefined>, folder: string) =>
    [...refs].flatMap(([name, commit]) =>
      commit ? [{ name: String(name), ref: `refs/${folder}/${name}`, targetCommit: commit.oid }] : []
    );
  return jsonAnswer({
    tags: describe(repository.tags, "tags"),
    branches: describe(repository.branches, "heads"),
    converts: [],
    ...(queryFlag(visit.request, "include_prs")
      ? { pullRequests: describe(repository.pullRequests, "pr") }
      : {}),
  });
}

function listCommits(visit: Visit) {
  const { hub, request } = visit;
  const revision = visit.part("revision");
  const tip = visibleRepository(visit).resolve(revision);
  if (!tip) throw revisionNotFound(revision);
  const history = historyOf(tip);
  const limit = queryNumber(request, "limit", { least: 1, most: 1000 }) ?? 50;
  const page = queryNumber(request, "p", { least: 0 }) ?? 0;
  const next = new URL(request.path, hub.url);
  next.searchParams.set("p", String(page + 1));
  const hasNext = (page + 1) * limit < history.length;
  return jsonAnswer(
    history.slice(page * limit, (page + 1) * limit).map((commit) => ({
      id: commit.oid,
      title: commit.title,
      message: commit.message,
      authors: [{ user: commit.author }],
      date: isoTime(commit.date),
    })),
    {
      headers: {
        "X-Total-Count": String(history.length),
        ...(hasNext ? { Link: `<${next.href}>; rel="next"` } : {}),
      },
    },
  );
}

function createTag(visit: Visit) {
  const repository = writableRepository(visit);
  const revision = visit.part("revision");
  const commit = repository.resolve(revision);
  if (!commit) throw revisionNotFound(revision);
  const tag = asString(jsonObject(visit.request).tag, "tag");
  if (repository.tags.has(tag)) throw refusal(409, `Tag reference exists already: refs/tags/${tag}`);
  repository.tags.set(tag, commit);
  return textAnswer("OK");
}

function deleteTag(visit: Visit) {
  const repository = writableRepository(visit);
  const tag = visit.part("revision");
  if (!repository.tags.delete(tag)) throw revisionNotFound(tag);
  return textAnswer("OK");
}

function createBranch(visit: Visit) {
  const repository = writableRepository(visit);
  const branch = visit.part("revision");
  const body = jsonObject(visit.request);
  const start = body.startingPoint === undefined ? "HEAD" : asString(body.startingPoint, "startingPoint");
  const isEmpty = body.emptyBranch !== undefined && asBoolean(body.emptyBranch, "emptyBranch");
  const overwrites = body.overwrite !== undefined && asBoolean(body.overwrite, "overwrite");
  if (repository.branches.has(branch) && !overwrites) {
    throw refusal(409, `Reference already exists: refs/heads/${branch}`);
  }
  const commit = isEmpty ? undefined : repository.resolve(start);
  if (!isEmpty && !commit) throw revisionNotFound(start);
  repository.branches.set(branch, commit);
  return textAnswer("OK");
}

function deleteBranch(visit: Visit) {
  const repository = writableRepository(visit);
  const branch = visit.part("revision");
  if (branch === "main") throw refusal(403, "The main branch cannot be deleted");
  if (!repository.branches.delete(branch)) throw revisionNotFound(branch);
  return textAnswer("OK");
}

export const REF_ROUTES: readonly Route[] = [
  route("GET /api/datasets/:namespace/:name/refs", listRefs),
  route("GET /api/datasets/:namespace/:name/commits/:revision", listCommits),
  route("POST /api/datasets/:namespace/:name/tag/:revision", createTag),
  route("DELETE /api/datasets/:namespace/:name/tag/:revision", deleteTag),
  route("POST /api/datasets/:namespace/:name/branch/:revision", createBranch),
  route("DELETE /api/datasets/:namespace/:name/branch/:revision", deleteBranch),
];
