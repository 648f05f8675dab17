/** The resource group that a repository is in (lib/hub/README.md#resource-groups). */
import { jsonAnswer, type Refusal, refusal } from "../answers.ts";
import {
  asString,
  jsonObject,
  signedIn,
  visibleRepository,
  type Visit,
  writableRepository,
} from "../exchange.ts";
import { type Route, route } from "../router.ts";

function groupNotFound(): Refusal {
  return refusal(404, "Resource group not found");
}

function readGroupOf(visit: Visit) {
  const repository = visibleRepository(visit);
  const group = visit.hub.accounts.organizations.get(repository.namespace)?.resourceGroups
    .find((one) => one.id === repository.resourceGroupId);
  if (!group) throw groupNotFound();
  return jsonAnswer({ id: group.id, name: group.name, numUsers: group.members.size });
}

function putInGroup(visit: Visit) {
  const repository = writableRepository(visit);
  const { resourceGroupId } = jsonObject(visit.request);
  const groups = visit.hub.accounts.organizations.get(repository.namespace)?.resourceGroups ?? [];
  const id = resourceGroupId === null ? undefined : asString(resourceGroupId, "resourceGroupId");
  if (id !== undefined && !groups.some((group) => group.id === id)) throw groupNotFound();
  repository.resourceGroupId = id;
  const { type, private: isPrivate } = repository;
  return jsonAnswer({ name: repository.id, type, private: isPrivate, addedBy: signedIn(visit).name });
}

export const RESOURCE_GROUP_ROUTES: readonly Route[] = [
  route("GET /api/datasets/:namespace/:name/resource-group", readGroupOf),
  route("POST /api/datasets/:namespace/:name/resource-group", putInGroup),
];
