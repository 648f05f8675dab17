/** A set-up that sends every kind of request, and what must be there in the end. */
import { assert, assertEquals } from "@std/assert";
import { parquetReadObjects } from "hyparquet";
import type { Scene } from "../support/scene.ts";

/** The repository that is set up. */
export const ID = "ada/trackio-experiments";
/** Its command line. */
export const ARGS = ["--yes", "--private", "--gated", "manual", "--tag", "nlp"];

/** One of its requests, as rules for faults name it. */
export interface SetupRequest {
  readonly on: string;
  readonly at?: "storage";
}

/** All of them, in order. */
export const REQUESTS: readonly SetupRequest[] = [
  { on: "GET /api/whoami-v2" },
  { on: `GET /api/datasets/${ID}` },
  { on: "POST /api/repos/create" },
  { on: `PUT /api/datasets/${ID}/settings` },
  { on: `POST /api/datasets/${ID}/preupload/main` },
  { on: `POST /datasets/${ID}.git/info/lfs/objects/batch` },
  { on: "PUT /objects/*", at: "storage" },
  { on: `POST /api/datasets/${ID}/commit/main` },
];

/** Fails unless there is one repository with one card and one row, as it was asked for. */
export async function assertComplete(scene: Scene): Promise<void> {
  assertEquals([...scene.hub.repositories.keys()], [ID]);
  const repository = scene.hub.repositories.get(ID);
  assert(repository !== undefined);
  assertEquals([...repository.files.keys()].sort(), [
    ".gitattributes",
    "README.md",
    "data/train-00000-of-00001.parquet",
  ]);
  const row = repository.files.get("data/train-00000-of-00001.parquet");
  assert(row !== undefined);
  assertEquals((await parquetReadObjects({ file: Uint8Array.from(row.bytes).buffer })).length, 1);
  const commits: string[] = [];
  for (let commit = repository.head; commit !== undefined; commit = commit.parent) commits.push(commit.title);
  assertEquals(commits, ["Add the first row, so that readers find the columns", "initial commit"]);
  assertEquals([repository.private, repository.gated], [true, "manual"]);
  assertEquals(repository.text("README.md")?.match(/^- nlp$/gm)?.length, 1);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
}
