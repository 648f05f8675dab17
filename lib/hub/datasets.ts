import { type HubClient, listIn, lookAt, orUndefined, recordIn, textIn, textsIn } from "./client.ts";
import { isRepositoryId } from "./addresses.ts";
import { HubAnswerError } from "./failures.ts";

/** Who can see a repository. */
export type Visibility = "private" | "public";

/** A dataset repository; every field but the id can be missing (lib/hub/README.md#reading-and-listing-datasets). */
export interface DatasetInfo {
  /** In the Hub's spelling. */
  readonly id: string;
  readonly visibility: Visibility | undefined;
  readonly gated: "auto" | "manual" | false | undefined;
  /** The newest commit. */
  readonly revision: string | undefined;
  readonly tags: readonly string[];
  /** The title in its card. */
  readonly prettyName: string | undefined;
  /** The paths of its files; `undefined` if the answer does not list them. */
  readonly files: readonly string[] | undefined;
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
  const body = recordIn(json);
  const { id, siblings } = body;
  const cardData = recordIn(body["cardData"]);
  if (!isRepositoryId(id)) return undefined;
  return {
    id,
    ...accessIn(body),
    revision: textIn(body["sha"]),
    tags: [...textsIn(body["tags"]), ...textsIn(cardData["tags"])],
    prettyName: textIn(cardData["pretty_name"]),
    files: Array.isArray(siblings)
      ? textsIn(listIn(siblings).map((file) => recordIn(file)["rfilename"]))
      : undefined,
  };
}

/** The fields that every answer about a dataset has. */
export function accessIn(
  { private: isPrivate, gated }: Readonly<Record<string, unknown>>,
): Pick<DatasetInfo, "visibility" | "gated"> {
  return {
    visibility: visibilityIn(isPrivate),
    gated: gated === false || gated === "auto" || gated === "manual" ? gated : undefined,
  };
}

/** Who can see a repository, from the field `private`. */
export function visibilityIn(isPrivate: unknown): Visibility | undefined {
  return typeof isPrivate === "boolean" ? (isPrivate ? "private" : "public") : undefined;
}
