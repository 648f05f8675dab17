/** Files for readers: `resolve`, `raw`, and from `resolve` on to the storage for large ones (lib/hub/README.md#files-and-commits, specification). */
import { type Answer, entryNotFound, gatedRepository, revisionNotFound } from "../answers.ts";
import { visibleRepository, type Visit } from "../exchange.ts";
import { lfsPointer } from "../git.ts";
import { mayReadFiles } from "../rights.ts";
import { type Route, route } from "../router.ts";
import { partOf, signedUrl } from "../storage.ts";

function find(visit: Visit) {
  const repository = visibleRepository(visit);
  if (!mayReadFiles(visit.caller, repository)) {
    throw gatedRepository(repository.id, visit.caller !== undefined);
  }
  const revision = visit.part("revision");
  const commit = repository.resolve(revision);
  if (!commit) throw revisionNotFound(revision);
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

/** The file as git has it: for a large one the pointer. */
function rawFile(visit: Visit): Answer {
  const { file, headers } = find(visit);
  const bytes = file.lfs
    ? new TextEncoder().encode(lfsPointer({ sha256: file.lfs.sha256, size: file.bytes.length }))
    : file.bytes;
  return partOf(bytes, visit.request.headers.get("Range"), { ...headers, ETag: `"${file.oid}"` });
}

export const DOWNLOAD_ROUTES: readonly Route[] = [
  route("GET /datasets/:namespace/:name/resolve/:revision/*path", resolveFile),
  route("GET /datasets/:namespace/:name/raw/:revision/*path", rawFile),
];
