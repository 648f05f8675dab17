import { answerFailure } from "./answer_failures.ts";
import { type HubClient, listIn, lookAt, recordIn, type SentJson, textIn } from "./client.ts";
import { type Creation, creationOf } from "./repositories.ts";
import { repositoryIn, type RepositoryInfo } from "./datasets.ts";
import { nameOf, ownerOf } from "./addresses.ts";
import { HubAnswerError } from "./failures.ts";

/** A Bucket or a repository at a path inside a Space (lib/hub/README.md#spaces). */
export interface Volume {
  readonly type: string;
  readonly source: string;
  readonly mountPath: string;
}

/** What the Hub says of a Space. */
export interface SpaceInfo extends RepositoryInfo {
  readonly sdk: string | undefined;
  readonly stage: string | undefined;
  /** As the Hub sent them, since a change replaces the whole list. */
  readonly volumes: readonly (Volume & Readonly<Record<string, unknown>>)[];
}

/** A Gradio Space with its app, its variables and what it mounts, all in one request. */
export interface NewSpace extends Pick<SpaceInfo, "id" | "visibility"> {
  readonly files: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly volumes: readonly Volume[];
}

/** `undefined` if there is no such Space, or this token cannot see it. */
export async function readSpace(hub: HubClient, id: string): Promise<SpaceInfo | undefined> {
  return await lookAt(hub, `/api/spaces/${id}`, parseSpaceInfo, "Space");
}

export async function createSpace(hub: HubClient, space: NewSpace): Promise<Creation> {
  const { id, visibility, files, variables, volumes } = space;
  const body = {
    name: nameOf(id),
    organization: ownerOf(id),
    type: "space",
    sdk: "gradio",
    visibility,
    files: Object.entries(files).map(([path, content]) => ({ path, content, encoding: "utf-8" })),
    variables: Object.entries(variables).map(([key, value]) => ({ key, value })),
    volumes,
  };
  return await creationOf(
    id,
    async () => {
      // The Hub's spelling is read back with everything else.
      await hub.request("/api/repos/create", { method: "POST", body });
      return { outcome: "created", id };
    },
    (said, cause) => answerFailure("space_needs_plan", { space: id, said }, cause),
  );
}

/** Replaces everything that the Space mounts, which restarts it. */
export async function setVolumes(hub: HubClient, space: string, volumes: readonly Volume[]): Promise<void> {
  await call(hub, `${space}/volumes`, { method: "PUT", body: { volumes } });
}

export async function readSpaceVariables(
  hub: HubClient,
  space: string,
): Promise<ReadonlyMap<string, string>> {
  return textsByName(await call(hub, `${space}/variables`), "value");
}

/** The descriptions of a Space's secrets: the Hub never shows a value (lib/hub/README.md#space-variables-and-secrets). */
export async function readSpaceSecrets(hub: HubClient, space: string): Promise<ReadonlyMap<string, string>> {
  return textsByName(await call(hub, `${space}/secrets`), "description");
}

/** Sets a variable, and makes sure that the Hub now has it; throws Failure `space_unconfirmed`. */
export async function setSpaceVariable(
  hub: HubClient,
  space: string,
  { name: key, value }: { readonly name: string; readonly value: string },
): Promise<void> {
  const answer = await call(hub, `${space}/variables`, { method: "POST", body: { key, value } });
  const isSet = textsByName(answer, "value").get(key) === value;
  if (!isSet) throw answerFailure("space_unconfirmed", { space, name: key });
}

/** Sets a secret, which cannot be read back. */
export async function setSpaceSecret(
  hub: HubClient,
  space: string,
  { name: key, ...secret }: { readonly name: string; readonly value: string; readonly description: string },
): Promise<void> {
  await call(hub, `${space}/secrets`, { method: "POST", body: { key, ...secret } });
}

/** Asks about a part of a Space; throws Failure `space_not_found`, `space_not_writable`. */
async function call(hub: HubClient, part: string, sent?: SentJson): Promise<unknown> {
  try {
    return await hub.json(`/api/spaces/${part}`, sent);
  } catch (error) {
    if (!(error instanceof HubAnswerError)) throw error;
    const { status, said } = error;
    const space = part.slice(0, part.lastIndexOf("/"));
    // lib/hub/README.md#hidden-repositories
    if (status === 404 || status === 401) throw answerFailure("space_not_found", { space }, { cause: error });
    if (status === 403) throw answerFailure("space_not_writable", { space, said }, { cause: error });
    throw error;
  }
}

/** Reads the answer of `GET /api/spaces/{id}`; `undefined` if it describes no Space. */
function parseSpaceInfo(json: unknown): SpaceInfo | undefined {
  const found = repositoryIn(json);
  const { sdk, runtime } = recordIn(json);
  const { stage, volumes } = recordIn(runtime);
  return found && {
    ...found,
    sdk: textIn(sdk),
    stage: textIn(stage),
    volumes: listIn(volumes).flatMap(volumeIn),
  };
}

function volumeIn(json: unknown): SpaceInfo["volumes"][number][] {
  const volume = recordIn(json);
  const { type, source, mountPath } = volume;
  if (typeof type !== "string" || typeof source !== "string" || typeof mountPath !== "string") return [];
  return [{ ...volume, type, source, mountPath }];
}

/** The keys of the map are the names: the Hub does not always repeat them inside. */
function textsByName(body: unknown, field: "value" | "description"): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(recordIn(body)).map(([name, each]) => [name, textIn(recordIn(each)[field]) ?? ""]),
  );
}

/**
 * What the description of a secret says of the token in it, so that a later run sees whether it is the same one.
 *
 * The Hub never shows the value of a secret, and setting it again would restart the Space for nothing. The mark is the
 * beginning of a hash over Space and token: it differs from Space to Space and reveals nothing of a token of 200 random bits.
 */
export async function tokenMark(
  { space, token }: { readonly space: string; readonly token: string },
): Promise<string> {
  const bytes = new TextEncoder().encode(`hf-dataset-setup\n${space.toLowerCase()}\n${token}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `Set by hf-dataset-setup (mark ${hash.slice(0, 6).toHex()})`;
}

/** What the Hub says of a Bucket (lib/hub/README.md#buckets). */
export type BucketInfo = Pick<SpaceInfo, "id" | "visibility">;

/** `undefined` if there is no such Bucket, or this token cannot see it. */
export async function readBucket(hub: HubClient, id: string): Promise<BucketInfo | undefined> {
  return await lookAt(hub, `/api/buckets/${id}`, repositoryIn, "Bucket");
}

export async function createBucket(hub: HubClient, { id, visibility }: BucketInfo): Promise<Creation> {
  return await creationOf(id, async () => {
    await hub.request(`/api/buckets/${id}`, { method: "POST", body: { visibility } });
    return { outcome: "created", id };
  });
}
