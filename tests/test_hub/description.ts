/** How a repository is shown: whole, with chosen properties only, or as an item of a list. */
import { invalidInput } from "./answers.ts";
import { readCard } from "./card.ts";
import { type HubRequest, queryList } from "./exchange.ts";
import type { Commit, HubFile } from "./git.ts";
import type { HubRepository } from "./repositories.ts";

type Property = (
  repository: HubRepository,
  context: { commit: Commit | undefined },
) => unknown;

/** The values that `expand` takes, and two more that hub.js asks for. */
const EXPANDABLE: Readonly<Record<string, Property>> = {
  author: (repository) => repository.namespace,
  cardData: (_, { commit }) => cardDataOf(commit),
  createdAt: (repository) => isoTime(repository.createdAt),
  description: (_, { commit }) => bodyOfCard(commit),
  disabled: () => false,
  downloads: () => 0,
  gated: (repository) => repository.gated,
  lastModified: (repository) => isoTime(repository.lastModified),
  likes: () => 0,
  private: (repository) => repository.private,
  runtime: (repository) => runtimeOf(repository),
  sdk: (repository) => repository.sdk,
  sha: (_, { commit }) => commit?.oid,
  siblings: (_, { commit }) => siblingsOf(commit),
  tags: (repository, { commit }) => tagsOf(repository, commit),
  trendingScore: () => 0,
  usedStorage: (repository) => sizeOf(repository.files),
};

/** A moment as the Hub writes it. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** The answer about one repository at a commit: whole, or only what `expand` asks for. */
export function describeRepository(
  repository: HubRepository,
  context: { request: HubRequest; commit: Commit | undefined },
): Readonly<Record<string, unknown>> {
  const expand = expandOf(context.request);
  if (expand.length > 0) return pick(repository, { ...context, properties: expand });
  return {
    ...pick(repository, {
      ...context,
      properties: repository.type === "space" ? [...WHOLE, "runtime", "sdk"] : WHOLE,
    }),
    siblings: siblingsOf(context.commit),
  };
}

/** An item of a listing: short, or only what `expand` asks for. */
export function describeListed(
  repository: HubRepository,
  context: { request: HubRequest },
): Readonly<Record<string, unknown>> {
  const expand = expandOf(context.request);
  const properties = expand.length > 0 ? expand : LISTED;
  return pick(repository, { ...context, commit: repository.head, properties });
}

const LISTED = (
  "author createdAt disabled downloads gated lastModified likes private sha tags trendingScore"
).split(" ");
const WHOLE = (
  "author cardData createdAt description disabled downloads gated lastModified likes private sha tags usedStorage"
).split(" ");

/** The properties asked for; a word that is none of them is refused as the Hub's validator would. */
function expandOf(request: HubRequest): string[] {
  const expand = queryList(request, "expand");
  const unknown = expand.find((property) => !(property in EXPANDABLE));
  if (unknown !== undefined) throw invalidInput(`Invalid option: "${unknown}"`, "expand");
  return expand;
}

/** `_id`, `id` and the properties named (lib/hub/README.md#reading-and-listing-datasets). */
function pick(
  repository: HubRepository,
  context: { commit: Commit | undefined; properties: readonly string[] },
): Record<string, unknown> {
  return {
    _id: repository.objectId,
    id: repository.id,
    ...Object.fromEntries(
      context.properties.map((property) => [property, EXPANDABLE[property]?.(repository, context)]),
    ),
  };
}

/** How a Space runs, and what it mounts (lib/hub/README.md#spaces). */
export function runtimeOf(space: HubRepository): Record<string, unknown> {
  return {
    stage: space.stage,
    hardware: { current: space.stage === "RUNNING" ? "cpu-basic" : null, requested: "cpu-basic" },
    storage: null,
    gcTimeout: 172_800,
    replicas: { current: 1, requested: 1 },
    ...(space.volumes.length > 0 ? { volumes: space.volumes } : {}),
  };
}

function cardOf(commit: Commit | undefined): string | undefined {
  const file = commit?.files.get("README.md");
  return file && new TextDecoder().decode(file.bytes);
}

/** The front matter of a commit's card, or undefined. */
export function cardDataOf(commit: Commit | undefined): Readonly<Record<string, unknown>> | undefined {
  const card = cardOf(commit);
  return card === undefined ? undefined : readCard(card).data;
}

function bodyOfCard(commit: Commit | undefined): string | undefined {
  return cardOf(commit)?.replace(/^---[\s\S]*?^---[ \t]*\r?\n/m, "").trim().slice(0, 300);
}

/** The tags of a repository: those of its card, each with its kind, and the region. */
export function tagsOf(repository: HubRepository, commit: Commit | undefined): string[] {
  const data = cardDataOf(commit) ?? {};
  const words = (value: unknown) => [value].flat().filter((word) => typeof word === "string");
  return [
    ...words(data.license).map((license) => `license:${license}`),
    ...words(data.language).map((language) => `language:${language}`),
    ...words(data.size_categories).map((size) => `size_categories:${size}`),
    ...words(data.task_categories).map((task) => `task_categories:${task}`),
    ...words(data.tags),
    `region:${repository.region ?? "us"}`,
  ];
}

function siblingsOf(commit: Commit | undefined): unknown[] {
  return [...commit?.files.keys() ?? []].sort().map((rfilename) => ({ rfilename }));
}

function sizeOf(files: ReadonlyMap<string, HubFile>): number {
  let size = 0;
  for (const file of files.values()) size += file.bytes.length;
  return size;
}
