import { failureFromAnswer, HubAnswerError } from "./answer.ts";
import { failedCreation } from "./failed_creation.ts";
import { hubFailure } from "./failures.ts";
import type { Creation } from "./hub_client.ts";
import type { Visibility } from "./dataset_info.ts";
import { recordIn } from "./json_record.ts";
import type { Clock } from "../ports/clock.ts";
import { isRepositoryId, nameOf, ownerOf } from "./repository_id.ts";

/** A Bucket or a repository at a path inside a Space (lib/hub/README.md#spaces). */
export interface Volume {
  readonly type: string;
  readonly source: string;
  readonly mountPath: string;
}

/** What the Hub says of a Space; every field but the id can be missing. */
export interface SpaceInfo {
  /** In the Hub's spelling. */
  readonly id: string;
  readonly visibility: Visibility | undefined;
  readonly sdk: string | undefined;
  readonly tags: readonly string[];
  readonly stage: string | undefined;
  /** As the Hub sent them, since a change replaces the whole list. */
  readonly volumes: readonly (Volume & Readonly<Record<string, unknown>>)[];
  /** The paths of its files; `undefined` where the answer does not list them. */
  readonly files: readonly string[] | undefined;
}

/** A Space with its app, its variables and what it mounts, all in one request. */
export interface NewSpace {
  readonly id: string;
  readonly sdk: "gradio";
  readonly visibility: Visibility | undefined;
  readonly files: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly volumes: readonly Volume[];
}

/** The requests about Spaces as a whole; those about variables and secrets are in `space_client.ts`. */
export interface SpaceRequests {
  /** `undefined` where there is no such Space, or none that the token can see. */
  readSpace(id: string): Promise<SpaceInfo | undefined>;
  createSpace(space: NewSpace): Promise<Creation>;
  /** Replaces everything that the Space mounts, which restarts it. */
  setVolumes(id: string, volumes: readonly Volume[]): Promise<void>;
}

/**
 * Makes the requests about Spaces.
 *
 * @param access the one fetch with the token in it, the Hub without a slash at the end, and whose token it is
 */
export function spaceRequests(
  access: { hubFetch: typeof fetch; hubUrl: string; clock: Clock; user: string },
): SpaceRequests {
  const { hubFetch, hubUrl, clock, user } = access;
  const explain = (error: unknown) =>
    error instanceof HubAnswerError ? failureFromAnswer(error, { now: clock.now() }) : error;

  return {
    async readSpace(id) {
      try {
        const info = parseSpaceInfo(await (await hubFetch(`${hubUrl}/api/spaces/${id}`)).json());
        if (info !== undefined) return info;
      } catch (error) {
        // lib/hub/README.md#hidden-repositories
        if (error instanceof HubAnswerError && [401, 404].includes(error.status)) return undefined;
        throw explain(error);
      }
      throw hubFailure("malformed_answer", {
        host: new URL(hubUrl).host,
        request: `GET /api/spaces/${id}`,
        fault: "it describes no Space",
      });
    },

    async createSpace({ id, sdk, visibility, files, variables, volumes }) {
      try {
        const answer = await hubFetch(`${hubUrl}/api/repos/create`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({
            name: nameOf(id),
            organization: ownerOf(id),
            type: "space",
            sdk,
            ...(visibility === undefined ? {} : { visibility }),
            files: Object.entries(files).map(([path, content]) => ({ path, content, encoding: "utf-8" })),
            variables: Object.entries(variables).map(([key, value]) => ({ key, value })),
            volumes,
          }),
        });
        // The Hub's spelling is read back with everything else.
        await answer.body?.cancel();
        return { outcome: "created", id, url: `${hubUrl}/spaces/${id}` };
      } catch (error) {
        if (error instanceof HubAnswerError && error.status === 402) {
          const said = error.hubMessage || "status 402";
          return { outcome: "refused", failure: hubFailure("space_needs_plan", { space: id, said }), said };
        }
        return failedCreation(error, { name: id, explained: explain(error) });
      }
    },

    async setVolumes(id, volumes) {
      try {
        const answer = await hubFetch(`${hubUrl}/api/spaces/${id}/volumes`, {
          method: "PUT",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ volumes }),
        });
        await answer.body?.cancel();
      } catch (error) {
        if (error instanceof HubAnswerError && error.status === 403) {
          const said = error.hubMessage || "status 403";
          throw hubFailure("space_not_writable", { space: id, user, said }, { cause: error });
        }
        throw explain(error);
      }
    },
  };
}

/** Reads the answer of `GET /api/spaces/{id}`; `undefined` where it describes no Space. */
function parseSpaceInfo(json: unknown): SpaceInfo | undefined {
  const body = recordIn(json);
  const { id, private: isPrivate, sdk, tags, siblings } = body;
  const { stage, volumes } = recordIn(body["runtime"]);
  if (!isRepositoryId(id)) return undefined;
  return {
    id,
    visibility: typeof isPrivate === "boolean" ? (isPrivate ? "private" : "public") : undefined,
    sdk: typeof sdk === "string" ? sdk : undefined,
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    stage: typeof stage === "string" ? stage : undefined,
    volumes: Array.isArray(volumes) ? volumes.flatMap(volumeIn) : [],
    files: Array.isArray(siblings)
      ? siblings.map((sibling) => recordIn(sibling)["rfilename"]).filter((path) => typeof path === "string")
      : undefined,
  };
}

function volumeIn(json: unknown): SpaceInfo["volumes"][number][] {
  const volume = recordIn(json);
  const { type, source, mountPath } = volume;
  if (typeof type !== "string" || typeof source !== "string" || typeof mountPath !== "string") return [];
  return [{ ...volume, type, source, mountPath }];
}
