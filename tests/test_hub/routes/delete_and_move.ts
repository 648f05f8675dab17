/** `DELETE /api/repos/delete` and `POST /api/repos/move` (lib/hub/README.md#deleting-and-moving). */
import {
  alreadyCreated,
  creationForbidden,
  invalidInput,
  invalidRepositoryName,
  missingPermission,
  repositoryNotFound,
  textAnswer,
} from "../answers.ts";
import { asOneOf, asString, jsonObject, signedIn, type Visit } from "../exchange.ts";
import { isRepositoryName, movedKey, pagePath, type RepositoryType } from "../repositories.ts";
import { mayCreate, maySee, mayWrite } from "../rights.ts";
import { type Route, route } from "../router.ts";

/** `type` defaults to model on both routes: who leaves it out for a dataset gets a 404. */
function typeIn(body: Readonly<Record<string, unknown>>): RepositoryType {
  return body.type === undefined
    ? "model"
    : asOneOf(body.type, "type", { of: ["dataset", "model", "space"] });
}

/** The repository that a body names, which the caller must be allowed to change. */
function namedRepository(visit: Visit, what: { type: RepositoryType; id: string }) {
  const caller = signedIn(visit);
  const repository = visit.hub.findRepository(what.type, what.id);
  if (!repository || !maySee(caller, repository)) throw repositoryNotFound();
  if (!mayWrite(caller, repository)) throw missingPermission();
  return repository;
}

function deleteRepository(visit: Visit) {
  const body = jsonObject(visit.request);
  const namespace = body.organization === undefined || body.organization === null
    ? signedIn(visit).name
    : asString(body.organization, "organization");
  const type = typeIn(body);
  const repository = namedRepository(visit, { type, id: `${namespace}/${asString(body.name, "name")}` });
  visit.hub.repositoriesOf(type).delete(repository.id);
  return textAnswer("OK");
}

function moveRepository(visit: Visit) {
  const { hub, request } = visit;
  const body = jsonObject(request);
  const type = typeIn(body);
  const repository = namedRepository(visit, { type, id: asString(body.fromRepo, "fromRepo") });
  const to = asString(body.toRepo, "toRepo");
  const [namespace = "", name = "", ...more] = to.split("/");
  if (name === "" || more.length > 0) throw invalidInput("Invalid repo name", "toRepo");
  if (!isRepositoryName(name)) throw invalidRepositoryName();
  if (!mayCreate(signedIn(visit), { namespace })) throw creationForbidden(type, namespace);
  const there = hub.findRepository(type, to);
  if (there) throw alreadyCreated(type, hub.url + pagePath(there));
  const repositories = hub.repositoriesOf(type);
  repositories.delete(repository.id);
  hub.moved.set(movedKey(repository), to);
  repository.id = to;
  repository.resourceGroupId = undefined;
  repositories.set(to, repository);
  return textAnswer("OK");
}

export const DELETE_AND_MOVE_ROUTES: readonly Route[] = [
  route("DELETE /api/repos/delete", deleteRepository),
  route("POST /api/repos/move", moveRepository),
];
