import { type HubClient, lookAt, orUndefined, recordIn, textIn, textsIn } from "./client.ts";
import { isRepositoryId } from "./addresses.ts";
import { HubAnswerError } from "./failures.ts";

/** Who can see a repository. */
export type Visibility = "private" | "public";

/** What the Hub says of every repository; every field but the id can be missing. */
export interface RepositoryInfo {
  /** In the Hub's spelling. */
  readonly id: string;
  readonly visibility: Visibility | undefined;
  readonly tags: readonly string[];
  /** The paths of its files; `undefined` if the answer does not list them. */
  readonly files: readonly string[] | undefined;
}

/** A dataset repository (lib/hub/README.md#reading-and-listing-datasets). */
export interface DatasetInfo extends RepositoryInfo {
  readonly gated: "auto" | "manual" | false | undefined;
  /** The newest commit. */
  readonly revision: string | undefined;
  /** The title in its card. */
  readonly prettyName: string | undefined;
}

/** `undefined` if it does not exist, or this token cannot see it. */
export async function readDataset(hub: HubClient, id: string): Promise<DatasetInfo | undefined> {
  return await lookAt(hub, `/api/datasets/${id}`, parseDatasetInfo, "dataset");
}

/** `true`, or the Hub's words why not. */
export async function checkWrite(hub: HubClient, id: string): Promise<true | string> {
  try {
    await hub.request(`/api/datasets/${id}/auth-check/write`);
    return true;
  } catch (error) {
    if (error instanceof HubAnswerError && [401, 403, 404].includes(error.status)) return error.said;
    throw error;
  }
}

/** `undefined` if there is no such file. */
export async function readFile(
  hub: HubClient,
  id: string,
  { path, revision }: { readonly path: string; readonly revision: string },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = [revision, ...path.split("/")].map(encodeURIComponent).join("/");
  return (await orUndefined(hub.request(`/datasets/${id}/resolve/${file}`)))?.bytes;
}

/** Reads the answer of `GET /api/datasets/{id}`; `undefined` if it describes no dataset. */
export function parseDatasetInfo(json: unknown): DatasetInfo | undefined {
  const found = repositoryIn(json);
  const body = recordIn(json);
  const cardData = recordIn(body["cardData"]);
  return found && {
    ...found,
    gated: gatedIn(body["gated"]),
    revision: textIn(body["sha"]),
    tags: [...found.tags, ...textsIn(cardData["tags"])],
    prettyName: textIn(cardData["pretty_name"]),
  };
}

/** What an answer says of a repository of any kind; `undefined` if it names none. */
export function repositoryIn(json: unknown): RepositoryInfo | undefined {
  const { id, private: isPrivate, tags, siblings } = recordIn(json);
  if (!isRepositoryId(id)) return undefined;
  return {
    id,
    visibility: typeof isPrivate === "boolean" ? (isPrivate ? "private" : "public") : undefined,
    tags: textsIn(tags),
    files: Array.isArray(siblings) ? textsIn(siblings.map((file) => recordIn(file)["rfilename"])) : undefined,
  };
}

/** The field `gated` of a dataset. */
export function gatedIn(gated: unknown): DatasetInfo["gated"] {
  return gated === false || gated === "auto" || gated === "manual" ? gated : undefined;
}
