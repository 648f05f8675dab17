/** What is in a repository: `tree` and `paths-info` (specification). */
import { entryNotFound, jsonAnswer, revisionNotFound } from "../answers.ts";
import { isoTime } from "../description.ts";
import {
  asList,
  asString,
  type HubRequest,
  jsonObject,
  queryFlag,
  queryNumber,
  textOf,
  visibleRepository,
  type Visit,
} from "../exchange.ts";
import { type Commit, type HubFile, sha256 } from "../git.ts";
import { pageOf } from "../paging.ts";
import { type Route, route } from "../router.ts";

interface Entry {
  readonly path: string;
  /** Undefined for a folder. */
  readonly file: HubFile | undefined;
}

/** The entries under a folder, `""` for the root, in the order of their paths. */
function entriesUnder(
  files: ReadonlyMap<string, HubFile>,
  options: { folder: string; isRecursive: boolean },
): Entry[] {
  const { folder, isRecursive } = options;
  const prefix = folder === "" ? "" : `${folder}/`;
  const entries = new Map<string, Entry>();
  for (const [path, file] of files) {
    if (!path.startsWith(prefix)) continue;
    const segments = path.slice(prefix.length).split("/");
    for (let depth = 1; depth < segments.length && (isRecursive || depth === 1); depth++) {
      const inner = prefix + segments.slice(0, depth).join("/");
      entries.set(inner, { path: inner, file: undefined });
    }
    if (isRecursive || segments.length === 1) entries.set(path, { path, file });
  }
  return [...entries.values()].sort((a, b) => a.path < b.path ? -1 : 1);
}

/** The newest commit in which an entry was not as it was before. */
function lastChange(tip: Commit, entry: Entry): Commit {
  const contents = (commit: Commit | undefined) =>
    [...commit?.files ?? []].filter(([path]) => path === entry.path || path.startsWith(`${entry.path}/`))
      .map(([path, file]) => `${path} ${file.oid}`).join("\n");
  let here = tip;
  while (here.parent && contents(here) === contents(here.parent)) here = here.parent;
  return here;
}

/** The id that stands for a folder, made of what is in it. */
function folderOid(files: ReadonlyMap<string, HubFile>, folder: string): string {
  const inside = [...files].filter(([path]) => path.startsWith(`${folder}/`)).map(([path, file]) =>
    path + file.oid
  );
  return sha256(new TextEncoder().encode(inside.join("\n"))).slice(0, 40);
}

function describeEntry(
  commit: Commit,
  entry: Entry,
  options: { isExpanded: boolean },
): Record<string, unknown> {
  const { path, file } = entry;
  const changed = options.isExpanded ? lastChange(commit, entry) : undefined;
  return {
    type: file ? "file" : "directory",
    oid: file?.oid ?? folderOid(commit.files, path),
    size: file?.bytes.length ?? 0,
    path,
    ...(file?.lfs
      ? { lfs: { oid: file.lfs.sha256, size: file.bytes.length, pointerSize: file.lfs.pointerSize } }
      : {}),
    ...(changed
      ? { lastCommit: { id: changed.oid, title: changed.title, date: isoTime(changed.date) } }
      : {}),
  };
}

function commitOf(visit: Visit): Commit {
  const revision = visit.part("revision");
  const commit = visibleRepository(visit).resolve(revision);
  if (!commit) throw revisionNotFound(revision);
  return commit;
}

function tree(visit: Visit, folder: string) {
  const { hub, request } = visit;
  const commit = commitOf(visit);
  const entries = entriesUnder(commit.files, { folder, isRecursive: queryFlag(request, "recursive") });
  if (entries.length === 0 && folder !== "") throw entryNotFound(folder);
  const isExpanded = queryFlag(request, "expand");
  const page = pageOf(entries, {
    request,
    // "1.000 by default, 100 by default for expand=true" (specification).
    size: queryNumber(request, "limit", { least: 1 }) ?? (isExpanded ? 100 : 1000),
    keyOf: (entry) => entry.path,
    hubUrl: hub.url,
  });
  return jsonAnswer(page.items.map((entry) => describeEntry(commit, entry, { isExpanded })), {
    headers: page.headers,
  });
}

/** What `paths-info` is asked: in JSON by hub.js, as a form by huggingface_hub. */
function readPathsAsked(request: HubRequest): { paths: string[]; isExpanded: boolean } {
  if (request.headers.get("Content-Type")?.startsWith("application/x-www-form-urlencoded")) {
    const form = new URLSearchParams(textOf(request));
    return { paths: form.getAll("paths"), isExpanded: form.get("expand")?.toLowerCase() === "true" };
  }
  const { paths, expand } = jsonObject(request);
  return {
    paths: asList(typeof paths === "string" ? [paths] : paths, "paths")
      .map((path, index) => asString(path, `paths[${index}]`)),
    isExpanded: expand === true,
  };
}

/** Tells about the paths asked for; those that are not there are left out. */
function pathsInfo(visit: Visit) {
  const commit = commitOf(visit);
  const { paths, isExpanded } = readPathsAsked(visit.request);
  const all = new Map(
    entriesUnder(commit.files, { folder: "", isRecursive: true }).map((entry) => [entry.path, entry]),
  );
  return jsonAnswer(paths.flatMap((path) => {
    const entry = all.get(path);
    return entry ? [describeEntry(commit, entry, { isExpanded })] : [];
  }));
}

export const TREE_ROUTES: readonly Route[] = [
  route("GET /api/datasets/:namespace/:name/tree/:revision", (visit) => tree(visit, "")),
  route(
    "GET /api/datasets/:namespace/:name/tree/:revision/*path",
    (visit) => tree(visit, visit.part("path").replace(/\/$/, "")),
  ),
  route("POST /api/datasets/:namespace/:name/paths-info/:revision", pathsInfo),
];
