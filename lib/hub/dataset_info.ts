import { recordIn } from "./json_record.ts";
import { isRepositoryId } from "./repository_id.ts";

/** What the Hub tells of a dataset repository; every field but the id may be missing (hub-api 4). */
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
  /** The paths of its files; `undefined` where the answer does not list them. */
  readonly files: readonly string[] | undefined;
}

/** Who can see a repository. */
export type Visibility = "private" | "public";

/**
 * Reads the answer of `GET /api/datasets/{id}`.
 *
 * @param json the body as it came over the wire
 * @returns what is told, or `undefined` where it is no description of a dataset
 */
export function parseDatasetInfo(json: unknown): DatasetInfo | undefined {
  const body = recordIn(json);
  const id = body["id"];
  const sha = body["sha"];
  const siblings = body["siblings"];
  const prettyName = recordIn(body["cardData"])["pretty_name"];
  if (!isRepositoryId(id)) return undefined;
  return {
    id,
    ...readersIn(body),
    revision: typeof sha === "string" ? sha : undefined,
    tags: [...stringsIn(body["tags"]), ...stringsIn(recordIn(body["cardData"])["tags"])],
    prettyName: typeof prettyName === "string" ? prettyName : undefined,
    files: Array.isArray(siblings)
      ? siblings.map((sibling) => recordIn(sibling)["rfilename"]).filter((name) => typeof name === "string")
      : undefined,
  };
}

/** Who can see and read a dataset, from a description or from an item of a listing. */
export function readersIn(
  { private: isPrivate, gated }: Readonly<Record<string, unknown>>,
): Pick<DatasetInfo, "visibility" | "gated"> {
  return {
    visibility: typeof isPrivate === "boolean" ? (isPrivate ? "private" : "public") : undefined,
    gated: gated === false || gated === "auto" || gated === "manual" ? gated : undefined,
  };
}

function stringsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
