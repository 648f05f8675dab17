/** `POST /api/repos/create` (hub-api 3). */
import {
  alreadyCreated,
  creationForbidden,
  creationQuotaUsedUp,
  invalidInput,
  invalidLogin,
  invalidRepositoryName,
  jsonAnswer,
  paymentRequired,
  refusal,
} from "../answers.ts";
import type { Caller } from "../caller.ts";
import {
  asBoolean,
  asList,
  asObject,
  asOneOf,
  asString,
  jsonObject,
  signedIn,
  type Visit,
} from "../exchange.ts";
import { type HubFile, regularFile } from "../git.ts";
import { LICENSES } from "../licenses.ts";
import { HubRepository, pagePath, type RepositoryType } from "../repositories.ts";
import { mayCreate } from "../rights.ts";
import { type Route, route } from "../router.ts";
import type { HubState } from "../state.ts";

const DAY = 86_400_000;

/** The body of the request, parsed (hub-api 3.1). */
interface Creation {
  readonly type: RepositoryType;
  readonly name: string;
  readonly organization: string | undefined;
  readonly private: boolean | undefined;
  readonly license: string | undefined;
  readonly region: "us" | "eu" | undefined;
  readonly resourceGroupId: string | undefined;
  readonly files: ReadonlyMap<string, HubFile>;
}

/** Reads the body by the rules of the server's schema (hub-api 3.1). */
function readCreation(body: Readonly<Record<string, unknown>>): Creation {
  const isGiven = (key: string) => body[key] !== undefined && body[key] !== null;
  const type = isGiven("type") ? asOneOf(body.type, ["dataset", "space", "model"], "type") : "model";
  if (type === "space") asOneOf(body.sdk, ["gradio", "docker", "static"], "sdk");
  if (isGiven("private") && isGiven("visibility")) {
    throw invalidInput("Cannot be specified along with visibility", "private");
  }
  const visibility = isGiven("visibility")
    ? asOneOf(body.visibility, ["private", "public", "protected"], "visibility")
    : undefined;
  if (visibility === "protected" && type !== "space") {
    throw invalidInput("`protected` is only supported for Spaces", "visibility");
  }
  const group = isGiven("resourceGroupId") ? asString(body.resourceGroupId, "resourceGroupId") : undefined;
  if (group !== undefined && !/^[0-9a-fA-F]{24}$/.test(group)) {
    throw invalidInput("Invalid string: must match pattern /^[0-9a-fA-F]{24}$/", "resourceGroupId");
  }
  if (isGiven("license_name") && !/^[a-z0-9-.]+$/.test(asString(body.license_name, "license_name"))) {
    throw invalidInput("Invalid string: must match pattern /^[a-z0-9-.]+$/", "license_name");
  }
  return {
    type,
    name: asString(body.name, "name"),
    organization: isGiven("organization") ? asString(body.organization, "organization") : undefined,
    private: visibility !== undefined
      ? visibility === "private"
      : isGiven("private")
      ? asBoolean(body.private, "private")
      : undefined,
    license: isGiven("license") ? asOneOf(body.license, LICENSES, "license") : undefined,
    region: isGiven("region") ? asOneOf(body.region, ["us", "eu"], "region") : undefined,
    resourceGroupId: group?.toLowerCase(),
    files: isGiven("files") ? readFiles(asList(body.files, "files")) : new Map(),
  };
}

/** Reads the few small files that may travel with a creation (hub-api 3.1). */
function readFiles(list: readonly unknown[]): Map<string, HubFile> {
  return new Map(list.map((item, index) => {
    const file = asObject(item, `files[${index}]`);
    const path = asString(file.path, `files[${index}].path`);
    const content = asString(file.content, `files[${index}].content`);
    const encoding = file.encoding === undefined
      ? "utf-8"
      : asOneOf(file.encoding, ["utf-8", "base64"], `files[${index}].encoding`);
    return [
      path,
      regularFile(encoding === "base64" ? decodeBase64(content, `files[${index}].content`) : content),
    ];
  }));
}

/** The bytes of a Base64 text. */
export function decodeBase64(text: string, at: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw invalidInput("Invalid base64-encoded string", at);
  }
}

/** Whether a name keeps the rules of names (hub-api 3.4). */
export function isRepositoryName(name: string): boolean {
  return /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?$/.test(name) && !name.includes("--") &&
    !name.includes("..") && !name.endsWith(".git");
}

/** The visibility that comes of what was asked for and of the organisation's policy. */
function decidePrivate(hub: HubState, creation: Creation, namespace: string): boolean {
  const policy = hub.accounts.organizations.get(namespace)?.visibility ?? "public";
  if (policy === "private-only" && creation.private === false) {
    throw refusal(403, `The organization "${namespace}" only allows private repositories`);
  }
  // "Omitted visibility means org default, else public" (hub-api 3.1).
  return creation.private ?? policy !== "public";
}

/** Refuses what only paid plans have: a region (hub-api 3.1) and, on free accounts, a Space that computes. */
function checkPlan(hub: HubState, creation: Creation, namespace: string): void {
  const plan = hub.accounts.organizations.get(namespace)?.plan;
  if (creation.region !== undefined && plan === undefined) {
    throw paymentRequired("Choosing a region requires a Team or Enterprise plan");
  }
}

/** Refuses a resource group that the namespace does not have. */
function checkResourceGroup(hub: HubState, creation: Creation, namespace: string): void {
  const { resourceGroupId } = creation;
  if (resourceGroupId === undefined) return;
  const groups = hub.accounts.organizations.get(namespace)?.resourceGroups ?? [];
  if (!groups.some((group) => group.id === resourceGroupId)) throw refusal(404, "Resource group not found");
}

/** Counts a creation against the quota of a day (hub-api 2.2). */
function countCreation(hub: HubState, caller: Caller): void {
  const now = hub.now();
  const recent = (hub.creations.get(caller.name) ?? []).filter((moment) => moment > now - DAY);
  if (recent.length >= hub.rules.creationsPerDay) throw creationQuotaUsedUp(hub.rules.creationsPerDay);
  hub.creations.set(caller.name, [...recent, now]);
}

function create(visit: Visit) {
  const { hub, request } = visit;
  const caller = signedIn(visit);
  // A credential of OAuth without the scope to create is answered like none (hub-api 3.2).
  if (caller.token.mayWrite === false && caller.role === undefined) throw invalidLogin();
  const creation = readCreation(jsonObject(request));
  const { type, name, resourceGroupId } = creation;
  if (!isRepositoryName(name)) throw invalidRepositoryName();
  const namespace = creation.organization ?? caller.name;
  if (!mayCreate(caller, { namespace, resourceGroupId })) throw creationForbidden(type, namespace);
  checkPlan(hub, creation, namespace);
  checkResourceGroup(hub, creation, namespace);
  const isPrivate = decidePrivate(hub, creation, namespace);
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
    files: withLicenseCard(creation),
  });
  hub.repositoriesOf(type).set(repository.id, repository);
  return jsonAnswer({ url: hub.url + pagePath(repository), name: repository.id, id: repository.objectId });
}

/** The files of a new repository; a licence without a card brings a card that names it (expected, hub-api 12). */
function withLicenseCard(creation: Creation): ReadonlyMap<string, HubFile> {
  const { files, license } = creation;
  if (license === undefined || files.has("README.md")) return files;
  return new Map([...files, ["README.md", regularFile(`---\nlicense: ${license}\n---\n`)]]);
}

export const CREATE_ROUTES: readonly Route[] = [route("POST /api/repos/create", create)];
