/** `POST /api/datasets/{id}/commit/{rev}` (lib/hub/README.md#files-and-commits). */
import { entryNotFound, jsonAnswer, missingPermission, refusal, revisionNotFound } from "../answers.ts";
import { readCard } from "../card.ts";
import { type Change, type CommitToMake, readCommit } from "../commit_body.ts";
import { queryFlag, signedIn, visibleRepository, type Visit } from "../exchange.ts";
import { type Changes, type Commit, type HubFile, lfsFile, regularFile } from "../git.ts";
import { pagePath, type RepositoryType } from "../repositories.ts";
import { mayWrite } from "../rights.ts";
import { type Route, route } from "../router.ts";
import type { HubState } from "../state.ts";

/** Turns what is asked for into files; what is not there cannot be deleted or pointed to. */
function resolveChanges(
  hub: HubState,
  asked: { before: ReadonlyMap<string, HubFile>; changes: readonly Change[] },
): Changes {
  const { before, changes } = asked;
  const resolved = new Map<string, HubFile | undefined>();
  for (const change of changes) {
    switch (change.kind) {
      case "file":
        resolved.set(change.path, regularFile(change.bytes));
        break;
      case "lfs":
        resolved.set(change.path, uploadedFile(hub, change));
        break;
      case "delete-file":
        if (!before.has(change.path)) throw entryNotFound(change.path);
        resolved.set(change.path, undefined);
        break;
      case "delete-folder":
        for (const path of before.keys()) {
          if (path.startsWith(`${change.path}/`)) resolved.set(path, undefined);
        }
        break;
    }
  }
  return resolved;
}

/** The file of Git LFS whose content the storage must hold by now. */
function uploadedFile(hub: HubState, change: { path: string; oid: string }): HubFile {
  const bytes = hub.largeFiles.get(change.oid);
  if (!bytes) throw refusal(400, `The LFS object of "${change.path}" was not uploaded: ${change.oid}`);
  return lfsFile(bytes);
}

/** A card with broken metadata stops the commit (lib/hub/README.md#files-and-commits). */
function checkCard(changes: Changes): void {
  const card = changes.get("README.md");
  const { errors } = card ? readCard(new TextDecoder().decode(card.bytes)) : { errors: [] };
  if (errors.length > 0) throw refusal(400, errors.map((error) => `- Error: ${error}`).join("\n"));
}

/** The optimistic lock: somebody else committed in the meantime. */
function checkParent(asked: CommitToMake, tip: Commit | undefined): void {
  if (asked.parentCommit === undefined || asked.parentCommit === tip?.oid) return;
  throw refusal(412, "A commit has happened since. Please refresh and try again.");
}

function commit(visit: Visit, type: RepositoryType) {
  const { hub, request } = visit;
  const repository = visibleRepository(visit, type);
  const caller = signedIn(visit);
  const isPullRequest = queryFlag(request, "create_pr");
  if (!isPullRequest && !mayWrite(caller, repository)) throw missingPermission();
  const branch = visit.part("revision");
  if (!repository.branches.has(branch)) throw revisionNotFound(branch);
  const tip = repository.branches.get(branch);
  const asked = readCommit(request);
  if (!isPullRequest) checkParent(asked, tip);
  const changes = resolveChanges(hub, { before: tip?.files ?? new Map(), changes: asked.changes });
  checkCard(changes);
  const details = {
    title: asked.summary,
    message: asked.description,
    author: caller.name,
    date: hub.now(),
    changes,
    branch,
  };
  const made = isPullRequest ? repository.openPullRequest(details) : repository.commit(details);
  const page = hub.url + pagePath(repository);
  return jsonAnswer({
    success: true,
    commitOid: made.oid,
    commitUrl: `${page}/commit/${made.oid}`,
    hookOutput: "",
    ...(isPullRequest ? { pullRequestUrl: `${page}/discussions/${repository.pullRequests.size}` } : {}),
  });
}

export const COMMIT_ROUTES: readonly Route[] = [
  route("POST /api/datasets/:namespace/:name/commit/:revision", (visit) => commit(visit, "dataset")),
  route("POST /api/spaces/:namespace/:name/commit/:revision", (visit) => commit(visit, "space")),
];
