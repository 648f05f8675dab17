/** Files for readers: their list, `resolve`, and from there on to the storage for large ones (lib/hub/README.md#files-and-commits, specification). */
import { type Answer, entryNotFound, gatedRepository, jsonAnswer, revisionNotFound } from "../answers.ts";
import { visibleRepository, type Visit } from "../exchange.ts";
import type { Commit } from "../git.ts";
import { mayReadFiles } from "../rights.ts";
import { type Route, route } from "../router.ts";
import { partOf, signedUrl } from "../storage.ts";

/** The commit that the path names, whose files the caller must be allowed to read. */
function readableCommit(visit: Visit): Commit {
  const repository = visibleRepository(visit);
  if (!mayReadFiles(visit.caller, repository)) {
    throw gatedRepository(repository.id, visit.caller !== undefined);
  }
  const revision = visit.part("revision");
  const commit = repository.resolve(revision);
  if (!commit) throw revisionNotFound(revision);
  return commit;
}

function find(visit: Visit) {
  const commit = readableCommit(visit);
  const file = commit.files.get(visit.part("path"));
  if (!file) throw entryNotFound(visit.part("path"));
  return { file, headers: { "X-Repo-Commit": commit.oid, ETag: `"${file.lfs?.sha256 ?? file.oid}"` } };
}

function resolveFile(visit: Visit): Answer {
  const { file, headers } = find(visit);
  if (!file.lfs) return partOf(file.bytes, visit.request.headers.get("Range"), headers);
  visit.hub.largeFiles.set(file.lfs.sha256, file.bytes);
  return {
    status: 302,
    headers: {
      ...headers,
      "Content-Type": "text/plain; charset=utf-8",
      Location: signedUrl(visit.hub, file.lfs.sha256),
      "X-Linked-Size": String(file.bytes.length),
      "X-Linked-ETag": headers.ETag,
    },
    body: "",
  };
}

/** The files in all folders, as `recursive=true` lists them; the folders themselves are left out. */
function listFiles(visit: Visit): Answer {
  const files = [...readableCommit(visit).files];
  return jsonAnswer(
    files.map(([path, { oid, bytes }]) => ({ type: "file", oid, size: bytes.length, path })),
  );
}

export const DOWNLOAD_ROUTES: readonly Route[] = [
  route("GET /datasets/:namespace/:name/resolve/:revision/*path", resolveFile),
  route("GET /api/datasets/:namespace/:name/tree/:revision", listFiles),
];
