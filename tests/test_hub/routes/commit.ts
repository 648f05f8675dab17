/** Commits: `POST /api/datasets/{id}/commit/{rev}`, and the list of them (lib/hub/README.md#files-and-commits). */
import { jsonAnswer, missingPermission, refusal, revisionNotFound } from "../answers.ts";
import { readCard } from "../card.ts";
import { type CommitToMake, readCommit } from "../commit_body.ts";
import { isoTime } from "../description.ts";
import { signedIn, visibleRepository, type Visit } from "../exchange.ts";
import { type Changes, type Commit, historyOf, type HubFile, lfsFile, regularFile } from "../git.ts";
import { pagePath, type RepositoryType } from "../repositories.ts";
import { mayWrite } from "../rights.ts";
import { type Route, route } from "../router.ts";
import type { HubState } from "../state.ts";

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
  if (!mayWrite(caller, repository)) throw missingPermission();
  const branch = visit.part("revision");
  if (branch !== "main") throw revisionNotFound(branch);
  const asked = readCommit(request);
  checkParent(asked, repository.head);
  const changes = new Map(asked.changes.map((change) => [
    change.path,
    "oid" in change ? uploadedFile(hub, change) : regularFile(change.bytes),
  ]));
  checkCard(changes);
  const made = repository.commit({
    title: asked.summary,
    message: asked.description,
    author: caller.name,
    date: hub.now(),
    changes,
  });
  return jsonAnswer({
    success: true,
    commitOid: made.oid,
    commitUrl: `${hub.url + pagePath(repository)}/commit/${made.oid}`,
    hookOutput: "",
  });
}

/** The whole history, the newest first. */
function listCommits(visit: Visit) {
  const revision = visit.part("revision");
  const tip = visibleRepository(visit).resolve(revision);
  if (!tip) throw revisionNotFound(revision);
  return jsonAnswer(
    historyOf(tip).map((commit) => ({
      id: commit.oid,
      title: commit.title,
      message: commit.message,
      authors: [{ user: commit.author }],
      date: isoTime(commit.date),
    })),
  );
}

export const COMMIT_ROUTES: readonly Route[] = [
  route("POST /api/datasets/:namespace/:name/commit/:revision", (visit) => commit(visit, "dataset")),
  route("POST /api/spaces/:namespace/:name/commit/:revision", (visit) => commit(visit, "space")),
  route("GET /api/datasets/:namespace/:name/commits/:revision", listCommits),
];
