import { answerFailure } from "./answer_failures.ts";
import { type HubClient, listIn, orUndefined, recordIn, textIn } from "./client.ts";
import { type DatasetInfo, gatedIn, repositoryIn, type Visibility } from "./datasets.ts";
import { DEFAULT_ENDPOINT, type Endpoint, nameOf, ownerOf } from "./addresses.ts";
import type { Failure } from "../cli/failure.ts";
import { HubAnswerError, hubFailure, isOutcomeUnknown } from "./failures.ts";

/** What came of asking the Hub to create a repository. */
export type Creation =
  | { readonly outcome: "created"; readonly id: string }
  | { readonly outcome: "exists" }
  /** Another operation on the same repository is in progress; nothing was created. */
  | { readonly outcome: "busy" }
  /** Refused for lack of rights (then without `failure`), of a plan, or of quota: an existing one can still be used. */
  | { readonly outcome: "refused"; readonly failure: Failure | undefined; readonly said: string }
  /** The answer was lost: it may have been created. */
  | { readonly outcome: "unknown"; readonly failure: Error };

/** A repository to create. */
interface NewDataset {
  readonly id: string;
  /** Sent only if it was asked for: otherwise the default of the Hub or the organization applies. */
  readonly visibility: Visibility | undefined;
  /** The README.md, which is part of the request. */
  readonly card: string;
  /** Where it is stored; paid plans only. */
  readonly region?: "us" | "eu" | undefined;
  readonly resourceGroupId?: string | undefined;
}

/** @throws Failure `creation_rejected` */
export async function createDataset(hub: HubClient, dataset: NewDataset): Promise<Creation> {
  const { id, visibility, resourceGroupId, region } = dataset;
  const content = new TextEncoder().encode(dataset.card).toBase64();
  // The order of keys is that of @huggingface/hub; undefined ones are left out.
  const body = {
    name: nameOf(id),
    visibility,
    organization: ownerOf(id),
    resourceGroupId,
    region,
    type: "dataset",
    files: [{ encoding: "base64", path: "README.md", content }],
  };
  return await creationOf(id, async () => {
    const { url } = recordIn(await hub.json("/api/repos/create", { method: "POST", body }));
    // The URL holds the Hub's spelling; older Hubs do not send the name.
    const created = /\/datasets\/([\w.-]+\/[\w.-]+)\/?$/.exec(textIn(url) ?? "")?.[1];
    if (created?.toLowerCase() === id.toLowerCase()) return { outcome: "created", id: created };
    // Only reading it shows what was created.
    const fault = "it does not name the repository";
    const details = { host: hub.endpoint.host, request: "POST /api/repos/create", fault };
    return { outcome: "unknown", failure: hubFailure("malformed_answer", details) };
  });
}

/**
 * Makes the request that creates a repository, and reads its errors (lib/hub/README.md#creating-a-repository).
 *
 * @param toNeedsPlan the failure that 402 means
 * @throws what says nothing of the creation, and Failure `creation_rejected`
 */
export async function creationOf(
  repository: string,
  create: () => Promise<Creation>,
  toNeedsPlan = (said: string, cause: ErrorOptions) =>
    answerFailure("creation_needs_payment", { repository, said }, cause),
): Promise<Creation> {
  try {
    return await create();
  } catch (error) {
    if (isOutcomeUnknown(error)) return { outcome: "unknown", failure: error };
    if (!(error instanceof HubAnswerError)) throw error;
    const { status, hubMessage, said } = error;
    if (status === 409) return { outcome: /conflicting operation/i.test(hubMessage) ? "busy" : "exists" };
    if (status === 402) {
      return { outcome: "refused", failure: toNeedsPlan(said, { cause: error }), said };
    }
    if (status === 400 || status === 422) {
      throw answerFailure("creation_rejected", { repository, said }, { cause: error });
    }
    if (status === 401 || status === 403) return { outcome: "refused", failure: undefined, said };
    if (error.code === "quota_used_up") return { outcome: "refused", failure: error, said };
    throw error;
  }
}

/** The settings of a repository that can be changed (lib/hub/README.md#settings). */
export interface SettingsChange {
  readonly visibility?: "private" | "public";
  readonly gated?: "auto" | "manual" | false;
  readonly discussionsDisabled?: boolean;
}

/** What the Hub says of a card. */
interface CardCheck {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** What the Hub says the settings now are; it leaves out what it does not confirm. */
export async function changeSettings(
  hub: HubClient,
  id: string,
  settings: SettingsChange,
): Promise<Readonly<Record<string, unknown>>> {
  return recordIn(await hub.json(`/api/datasets/${id}/settings`, { method: "PUT", body: settings }));
}

/** What the Hub would say of a card; `undefined` if it cannot be asked. */
export async function validateCard(hub: HubClient, text: string): Promise<CardCheck | undefined> {
  try {
    const body = { content: text, repoType: "dataset" };
    return cardCheckIn(await hub.json("/api/validate-yaml", { method: "POST", body }));
  } catch (error) {
    if (error instanceof HubAnswerError && error.status === 400) {
      const { errors, warnings } = cardCheckIn(error.body);
      return { errors: errors.length > 0 ? errors : [error.said], warnings };
    }
    // A mirror without this route cannot check it, and need not stop the work: the commit is checked again.
    if (error instanceof HubAnswerError && [401, 403, 404, 405].includes(error.status)) return undefined;
    throw error;
  }
}

/** `undefined` if the dataset is in none. */
export async function resourceGroupOf(
  hub: HubClient,
  id: string,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const { id: group, name } = recordIn(await orUndefined(hub.json(`/api/datasets/${id}/resource-group`)));
  return typeof group === "string" ? { id: group, name: textIn(name) ?? group } : undefined;
}

/** `null` removes it from its group. */
export async function putInResourceGroup(hub: HubClient, id: string, group: string | null): Promise<void> {
  const body = { resourceGroupId: group };
  await hub.request(`/api/datasets/${id}/resource-group`, { method: "POST", body });
}

function cardCheckIn(body: unknown): CardCheck {
  const { errors, warnings } = recordIn(body);
  return { errors: messagesIn(errors), warnings: messagesIn(warnings) };
}

function messagesIn(list: unknown): string[] {
  return listIn(list).flatMap((item) => textIn(item) ?? textIn(recordIn(item)["message"]) ?? []);
}

/** A dataset in a listing; every field but the id can be missing. */
export interface ListedDataset extends Pick<DatasetInfo, "id" | "visibility" | "gated"> {
  /** ISO 8601. */
  readonly lastModified: string | undefined;
  /** As they came over the wire. */
  readonly tags: unknown;
  readonly cardData: unknown;
}

/** What hub.js asks for, and probably the most that the Hub gives. */
const PAGE_SIZE = 500;

/** The datasets of an owner, page by page: the next page is asked for when the one before was taken. */
export async function* listDatasets(
  hub: HubClient,
  owner: string,
): AsyncGenerator<readonly ListedDataset[], void, undefined> {
  const query = new URLSearchParams({ author: owner, limit: String(PAGE_SIZE), sort: "createdAt" });
  for (const property of ["private", "gated", "lastModified", "tags", "cardData"]) {
    query.append("expand", property);
  }
  for await (const page of pagesFrom(hub, `/api/datasets?${query}`, owner)) {
    yield page.flatMap(listedDatasetIn);
  }
}

function listedDatasetIn(item: unknown): ListedDataset[] {
  const found = repositoryIn(item);
  if (found === undefined) return [];
  const { id, visibility } = found;
  const { gated, lastModified, tags, cardData } = recordIn(item);
  const [modified] = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.exec(textIn(lastModified) ?? "") ?? [];
  return [{ id, visibility, gated: gatedIn(gated), lastModified: modified, tags, cardData }];
}

/**
 * Follows the pages of a listing (`Link: <URL>; rel="next"`): the next one is asked for when the one before was taken.
 *
 * @param of whose listing it is, for the error
 * @throws Failure `paging_without_end` if the pages lead in a circle
 */
export async function* pagesFrom(
  { endpoint, send }: Pick<HubClient, "endpoint" | "send">,
  path: string,
  of: string,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const seen = new Set<string>();
  for (let url: string | undefined = `${endpoint.url}${path}`; url !== undefined;) {
    if (seen.has(url)) throw answerFailure("paging_without_end", { of });
    seen.add(url);
    const { json, headers } = await send(url);
    url = nextPage(headers.get("link"), url, endpoint);
    yield listIn(json);
  }
}

function nextPage(link: string | null, base: string, endpoint: Endpoint): string | undefined {
  const next = /<([^<>]+)>\s*;[^,<]*\brel="?next\b/i.exec(link ?? "")?.[1];
  if (next === undefined) return undefined;
  // A mirror can pass on the Hub's own URLs; the next page must not be asked for behind its back.
  const isPassedOn = !endpoint.isDefault && next.startsWith(`${DEFAULT_ENDPOINT}/`);
  return URL.parse(isPassedOn ? endpoint.url + next.slice(DEFAULT_ENDPOINT.length) : next, base)?.href;
}
