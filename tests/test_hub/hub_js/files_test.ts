import { assert, assertEquals, assertMatch, fail } from "@std/assert";
import {
  commit,
  countCommits,
  createBranch,
  deleteBranch,
  deleteFile,
  downloadFile,
  fileDownloadInfo,
  fileExists,
  listCommits,
  listFiles,
  pathsInfo,
  uploadFiles,
} from "@huggingface/hub";
import { TOKENS } from "../accounts.ts";
import { startTestHub } from "../test_hub.ts";
import { blobOf, CARD, collect, DATASET, finish, refusalOf, to } from "./library.ts";

Deno.test("@huggingface/hub: uploadFiles sends a card with the commit and parquet by way of the storage, without the token", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "ada/experiments" });
  const parquet = [0x50, 0x41, 0x52, 0x31, 0, 1, 2, 3, 0xff];
  const path = "data/train-00000-of-00001.parquet";
  const done = await uploadFiles({
    ...to(hub),
    repo: DATASET,
    commitTitle: "Add card and first row",
    files: [{ path: "README.md", content: blobOf(CARD) }, { path, content: blobOf(parquet) }],
  });
  const repository = hub.repositories.get("ada/experiments");
  assertEquals(done?.commit.oid, repository?.head?.oid);
  assertEquals(done?.commit.url, `${hub.url}/datasets/ada/experiments/commit/${repository?.head?.oid}`);
  assertEquals(repository?.text("README.md"), CARD);
  assertEquals([...repository?.files.get(path)?.bytes ?? []], parquet);
  assert(repository?.files.get(path)?.lfs);
  assertEquals(hub.requests.map((request) => `${request.method} ${request.path}`), [
    "POST /api/datasets/ada/experiments/preupload/main",
    "POST /datasets/ada/experiments.git/info/lfs/objects/batch",
    "POST /api/datasets/ada/experiments/commit/main",
  ]);
  assertEquals(hub.storageRequests.map((request) => [request.method, request.status]), [["PUT", 200]]);
  assertEquals(hub.storageRequests[0]?.headers.get("Authorization"), null);

  // The same content again is stored already: nothing is uploaded.
  await uploadFiles({
    ...to(hub),
    repo: DATASET,
    files: [{ path: "data/b.parquet", content: blobOf(parquet) }],
  });
  assertEquals(hub.storageRequests.length, 1);
  await finish(hub);
});

Deno.test("@huggingface/hub: commit with a parent that is no longer the last is refused with 412", async () => {
  await using hub = await startTestHub();
  const repository = hub.addRepository({ id: "ada/experiments" });
  const parentCommit = repository.head?.oid ?? fail();
  const change = (text: string) =>
    commit({
      ...to(hub),
      repo: DATASET,
      title: text,
      parentCommit,
      operations: [{ operation: "addOrUpdate", path: "notes.txt", content: blobOf(text) }],
    });
  await change("first");
  const error = await refusalOf(() => change("second"));
  assertEquals(error.statusCode, 412);
  assertEquals(repository.text("notes.txt"), "first");
  await finish(hub);
});

Deno.test("@huggingface/hub: a pull request leaves the main branch as it is", async () => {
  await using hub = await startTestHub();
  const repository = hub.addRepository({ id: "ada/experiments" });
  const done = await commit({
    ...to(hub, TOKENS.grace),
    repo: DATASET,
    title: "Suggest",
    isPullRequest: true,
    operations: [{ operation: "addOrUpdate", path: "notes.txt", content: blobOf("better") }],
  });
  assertEquals(done?.pullRequestUrl, `${hub.url}/datasets/ada/experiments/discussions/1`);
  assertEquals(repository.text("notes.txt"), undefined);
  await finish(hub);
});

Deno.test("@huggingface/hub: deleteFile, listFiles, pathsInfo, commits and branches see the same tree", async () => {
  await using hub = await startTestHub();
  const repository = hub.addRepository({
    id: "ada/experiments",
    files: { "README.md": CARD, "data/a.txt": "a", "data/b.txt": "bb" },
  });
  const list = async (recursive: boolean) =>
    (await collect(listFiles({ ...to(hub), repo: DATASET, recursive, expand: true })))
      .map((file) => [file.type, file.path, file.size, file.lastCommit?.title]);
  assertEquals(await list(false), [
    ["file", ".gitattributes", repository.files.get(".gitattributes")?.bytes.length, "initial commit"],
    ["file", "README.md", CARD.length, "initial commit"],
    ["directory", "data", 0, "initial commit"],
  ]);
  await deleteFile({ ...to(hub), repo: DATASET, path: "data/a.txt", commitTitle: "Delete a" });
  assertEquals((await list(true)).slice(2), [
    ["directory", "data", 0, "Delete a"],
    ["file", "data/b.txt", 2, "initial commit"],
  ]);
  const infos = await pathsInfo({ ...to(hub), repo: DATASET, paths: ["data", "data/b.txt", "nothing"] });
  assertEquals(infos.map((info) => [info.path, info.type]), [["data", "directory"], ["data/b.txt", "file"]]);
  assertEquals(await countCommits({ ...to(hub), repo: DATASET }), 2);
  const commits = await collect(listCommits({ ...to(hub), repo: DATASET, batchSize: 1 }));
  assertEquals(commits.map((one) => one.title), ["Delete a", "initial commit"]);
  await createBranch({ ...to(hub), repo: DATASET, branch: "side" });
  assertEquals(
    (await refusalOf(() => createBranch({ ...to(hub), repo: DATASET, branch: "side" }))).statusCode,
    409,
  );
  await deleteBranch({ ...to(hub), repo: DATASET, branch: "side" });
  assertEquals([...repository.branches.keys()], ["main"]);
  await finish(hub);
});

Deno.test("@huggingface/hub: downloadFile fetches small files from the Hub and large ones from the storage", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "ada/experiments", private: true });
  await uploadFiles({
    ...to(hub),
    repo: DATASET,
    files: [{ path: "README.md", content: blobOf(CARD) }, {
      path: "a.parquet",
      content: blobOf([80, 65, 82, 49, 0]),
    }],
  });
  const text = async (path: string, raw = false) =>
    await (await downloadFile({ ...to(hub), repo: DATASET, path, raw }))?.text();
  assertEquals(await text("README.md"), CARD);
  assertEquals(await text("a.parquet"), "PAR1\0");
  assertMatch(
    await text("a.parquet", true) ?? "",
    /^version https:\/\/git-lfs.*\noid sha256:[0-9a-f]{64}\nsize 5\n$/,
  );
  assertEquals(await text("nothing"), undefined);
  assertEquals((await fileDownloadInfo({ ...to(hub), repo: DATASET, path: "a.parquet" }))?.size, 5);
  assertEquals(await fileExists({ ...to(hub), repo: DATASET, path: "README.md" }), true);
  assertEquals(await fileExists({ ...to(hub), repo: DATASET, path: "nothing" }), false);
  assert(hub.storageRequests.every((request) => !request.headers.has("Authorization")));
  await finish(hub);
});
