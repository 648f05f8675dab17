import { assert, assertEquals, fail } from "@std/assert";
import { commit, downloadFile, fileDownloadInfo, uploadFiles } from "@huggingface/hub";
import { startTestHub } from "../test_hub.ts";
import { blobOf, CARD, DATASET, finish, refusalOf, to } from "./library.ts";

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
  const text = async (path: string) =>
    await (await downloadFile({ ...to(hub), repo: DATASET, path }))?.text();
  assertEquals(await text("README.md"), CARD);
  assertEquals(await text("a.parquet"), "PAR1\0");
  assertEquals(await text("nothing"), undefined);
  assertEquals((await fileDownloadInfo({ ...to(hub), repo: DATASET, path: "a.parquet" }))?.size, 5);
  assert(hub.storageRequests.every((request) => !request.headers.has("Authorization")));
  await finish(hub);
});
