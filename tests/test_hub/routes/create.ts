/** `POST /api/repos/create` (lib/hub/README.md#creating-a-repository). */
import {
  alreadyCreated,
  creationForbidden,
  creationQuotaUsedUp,
  invalidLogin,
  invalidRepositoryName,
  jsonAnswer,
  paymentRequired,
  refusal,
} from "../answers.ts";
import type { Caller } from "../caller.ts";
import { type Creation, readCreation } from "../creation.ts";
import { jsonObject, signedIn, type Visit } from "../exchange.ts";
import { HubRepository, isRepositoryName, movedKey, pagePath } from "../repositories.ts";
import { mayCreate } from "../rights.ts";
import { type Route, route } from "../router.ts";
import type { HubState } from "../state.ts";

const DAY = 86_400_000;

/** The visibility that comes of what was asked for and of the organization's policy. */
export function decidePrivate(
  hub: HubState,
  creation: Pick<Creation, "private"> & { readonly namespace: string },
): boolean {
  const { namespace } = creation;
  const policy = hub.accounts.organizations.get(namespace)?.visibility ?? "public";
  if (policy === "private-only" && creation.private === false) {
    throw refusal(403, `The organization "${namespace}" only allows private repositories`);
  }
  // "Omitted visibility means org default, else public" (lib/hub/README.md#creating-a-repository).
  return creation.private ?? policy !== "public";
}

/** Refuses what only paid plans have: a region and, on free accounts, a Space that computes. */
function checkPlan(hub: HubState, creation: Creation & { readonly namespace: string }): void {
  const plan = hub.accounts.organizations.get(creation.namespace)?.plan;
  if (creation.region !== undefined && plan === undefined) {
    throw paymentRequired("Choosing a region requires a Team or Enterprise plan");
  }
  // `static` is free (lib/hub/README.md#spaces).
  const computes = creation.sdk !== undefined && creation.sdk !== "static";
  const isPro = hub.accounts.users.get(creation.namespace)?.isPro ?? false;
  if (computes && plan === undefined && !isPro) {
    throw paymentRequired(
      "Static Spaces are free for everyone, but hosting Gradio and Docker Spaces on free cpu-basic requires a PRO " +
        "subscription. Subscribe at https://huggingface.co/pro",
    );
  }
}

/** Refuses a resource group that the namespace does not have. */
export function checkResourceGroup(
  hub: HubState,
  creation: Pick<Creation, "resourceGroupId"> & { readonly namespace: string },
): void {
  const { resourceGroupId, namespace } = creation;
  if (resourceGroupId === undefined) return;
  const groups = hub.accounts.organizations.get(namespace)?.resourceGroups ?? [];
  if (!groups.some((group) => group.id === resourceGroupId)) throw refusal(404, "Resource group not found");
}

/** Counts a creation against the quota of a day (lib/hub/README.md#rate-limits). */
function countCreation(hub: HubState, caller: Caller): void {
  const now = hub.now();
  const recent = (hub.creations.get(caller.name) ?? []).filter((moment) => moment > now - DAY);
  if (recent.length >= hub.rules.creationsPerDay) throw creationQuotaUsedUp(hub.rules.creationsPerDay);
  hub.creations.set(caller.name, [...recent, now]);
}

function create(visit: Visit) {
  const { hub, request } = visit;
  const caller = signedIn(visit);
  // A credential of OAuth without the scope to create is answered like none.
  if (caller.token.mayWrite === false && caller.role === undefined) throw invalidLogin();
  const creation = readCreation(jsonObject(request));
  const { type, name, resourceGroupId } = creation;
  if (!isRepositoryName(name)) throw invalidRepositoryName();
  const namespace = creation.organization ?? caller.name;
  if (!mayCreate(caller, { namespace, resourceGroupId })) throw creationForbidden(type, namespace);
  checkPlan(hub, { ...creation, namespace });
  checkResourceGroup(hub, { ...creation, namespace });
  const isPrivate = decidePrivate(hub, { ...creation, namespace });
  const existing = hub.findRepository(type, `${namespace}/${name}`);
  if (existing) throw alreadyCreated(type, hub.url + pagePath(existing));
  countCreation(hub, caller);
  const repository = new HubRepository({
    objectId: hub.nextObjectId(),
    type,
    id: `${namespace}/${name}`,
    createdBy: caller.name,
    createdAt: hub.now(),
    private: isPrivate,
    resourceGroupId,
    region: creation.region,
    files: creation.files,
    sdk: creation.sdk,
  });
  repository.volumes = creation.volumes;
  for (const [key, value] of creation.variables) {
    repository.variables.set(key, { value, updatedAt: hub.now() });
  }
  for (const [key, value] of creation.secrets) repository.secrets.set(key, { value, updatedAt: hub.now() });
  hub.repositoriesOf(type).set(repository.id, repository);
  hub.moved.delete(movedKey(repository));
  return jsonAnswer({ url: hub.url + pagePath(repository), name: repository.id, id: repository.objectId });
}

export const CREATE_ROUTES: readonly Route[] = [route("POST /api/repos/create", create)];
