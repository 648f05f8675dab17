/** Reading who asks, and one repository: `GET /api/whoami-v2`, `GET /api/datasets/{id}`, its revisions, and `auth-check/write`. */
import { jsonAnswer, missingPermission, revisionNotFound, textAnswer } from "../answers.ts";
import { describeRepository } from "../description.ts";
import { signedIn, visibleRepository, type Visit } from "../exchange.ts";
import type { RepositoryType } from "../repositories.ts";
import { mayWrite } from "../rights.ts";
import { type Route, route } from "../router.ts";

function read(visit: Visit, options: { type: RepositoryType; revision: string }) {
  const { request } = visit;
  const repository = visibleRepository(visit, options.type);
  const commit = repository.resolve(options.revision);
  if (!commit) throw revisionNotFound(options.revision);
  return jsonAnswer(describeRepository(repository, { request, commit }));
}

/** May the caller write? `OK` when so (lib/hub/README.md#creating-a-repository). */
function checkWriting(visit: Visit) {
  const repository = visibleRepository(visit);
  if (!mayWrite(signedIn(visit), repository)) throw missingPermission();
  return textAnswer("OK");
}

export const READ_ROUTES: readonly Route[] = [
  route("GET /api/whoami-v2", (visit) => jsonAnswer(signedIn(visit).whoami)),
  route("GET /api/datasets/:namespace/:name", (visit) => read(visit, { type: "dataset", revision: "HEAD" })),
  route(
    "GET /api/datasets/:namespace/:name/revision/:revision",
    (visit) => read(visit, { type: "dataset", revision: visit.part("revision") }),
  ),
  route("GET /api/spaces/:namespace/:name", (visit) => read(visit, { type: "space", revision: "HEAD" })),
  route("GET /api/models/:namespace/:name", (visit) => read(visit, { type: "model", revision: "HEAD" })),
  route("GET /api/datasets/:namespace/:name/auth-check/write", checkWriting),
];
