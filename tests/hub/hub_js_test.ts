import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects, fail } from "@std/assert";
import {
  checkRepoAccess,
  commit,
  countCommits,
  createBranch,
  createRepo,
  datasetInfo,
  deleteBranch,
  deleteFile,
  deleteRepo,
  downloadFile,
  fileDownloadInfo,
  fileExists,
  HubApiError,
  listCommits,
  listDatasets,
  listFiles,
  pathsInfo,
  repoExists,
  spaceInfo,
  uploadFiles,
  whoAmI,
} from "@huggingface/hub";
import { ORGANIZATIONS, TOKENS } from "./accounts.ts";
import { startTestHub, type TestHub } from "./test_hub.ts";

const DATASET = { type: "dataset", name: "ada/experiments" } as const;
const CARD = "---\nlicense: mit\ntags:\n  - trackio\n---\n# Experiments\n";

function blobOf(content: string | number[]): Blob {
  return new Blob([typeof content === "string" ? content : new Uint8Array(content)]);
}

/** Answers whose bodies the library may have left unread, as it does after `repoExists` and others. */
const answers: Response[] = [];

async function rememberingFetch(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  answers.push(response);
  return response;
}

/** What every call of the library is given. */
function to(hub: TestHub, token: string = TOKENS.write) {
  return { hubUrl: hub.url, accessToken: token, fetch: rememberingFetch } as const;
}

/** The same without a token. */
function anonymouslyTo(hub: TestHub) {
  return { hubUrl: hub.url, fetch: rememberingFetch } as const;
}

/** The error of the library that a call fails with. */
async function refusalOf(call: () => Promise<unknown>): Promise<HubApiError> {
  try {
    await call();
  } catch (error) {
    assertInstanceOf(error, HubApiError);
    return error;
  }
  fail("The call was expected to be refused");
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Nothing was asked that the test Hub does not know; nothing stays open. */
async function finish(hub: TestHub): Promise<void> {
  for (const answer of answers.splice(0)) if (!answer.bodyUsed) await answer.body?.cancel();
  assertEquals(hub.unexpected, []);
}

Deno.test("@huggingface/hub: whoAmI tells name, role and organisations", async () => {
  await using hub = await startTestHub();
  const who = await whoAmI(to(hub));
  assertEquals(who.name, "ada");
  assertEquals(who.type, "user");
  assertEquals(who.auth.accessToken?.displayName, "engine-room");
  assertInstanceOf(who.auth.accessToken?.createdAt, Date);
  const error = await refusalOf(() => whoAmI(to(hub, TOKENS.unknown)));
  assertEquals([error.statusCode, error.data], [401, { error: "Invalid username or password." }]);
  assertMatch(error.requestId ?? "", /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  await finish(hub);
});

Deno.test("@huggingface/hub: createRepo creates with card, licence and visibility, and meets 409 the second time", async () => {
  await using hub = await startTestHub();
  const create = async () =>
    await createRepo({
      ...to(hub),
      repo: DATASET,
      visibility: "private",
      license: "mit",
      files: [{ path: "README.md", content: await blobOf(CARD).arrayBuffer() }],
    });
  const created = await create();
  assertEquals(created.repoUrl, `${hub.url}/datasets/ada/experiments`);
  assertMatch(created.id, /^[0-9a-f]{24}$/);
  const repository = hub.repositories.get("ada/experiments");
  assertEquals(repository?.private, true);
  assertEquals(repository?.text("README.md"), CARD);
  assertEquals(await repoExists({ ...to(hub), repo: DATASET }), true);
  assertEquals(await repoExists({ ...anonymouslyTo(hub), repo: DATASET }), false);

  const error = await refusalOf(create);
  assertEquals(error.statusCode, 409);
  assertEquals(error.data, { error: "You already created this dataset repo", url: created.repoUrl });
  await finish(hub);
});

Deno.test("@huggingface/hub: datasetInfo gives the canonical name in any spelling", async () => {
  await using hub = await startTestHub({ now: () => Date.UTC(2026, 10, 22) });
  hub.addRepository({ id: `${ORGANIZATIONS.contributor}/Runs`, private: true, files: { "README.md": CARD } });
  const info = await datasetInfo({
    ...to(hub),
    name: "babbage-lab/runs",
    additionalFields: ["tags", "sha", "cardData"],
  });
  assertEquals(info.name, "Babbage-Lab/Runs");
  assertEquals([info.private, info.gated, info.likes], [true, false, 0]);
  assertEquals(info.updatedAt, new Date(Date.UTC(2026, 10, 22)));
  assertEquals(info.tags, ["license:mit", "trackio", "region:us"]);
  assertEquals(info.cardData?.license, "mit");
  const error = await refusalOf(() => datasetInfo({ ...to(hub), name: "ada/nothing" }));
  assertEquals(error.statusCode, 404);
  await finish(hub);
});

Deno.test("@huggingface/hub: listDatasets goes over all pages, with the private ones that the token may see", async () => {
  await using hub = await startTestHub({ maxPageSize: 10 });
  for (let i = 0; i < 25; i++) hub.addRepository({ id: `ada/run-${i}`, private: i % 2 === 0 });
  hub.addRepository({ id: "grace/run", private: true });
  hub.addRepository({ id: "grace/tagged", files: { "README.md": CARD } });
  const names = (await collect(listDatasets({ ...to(hub), search: { owner: "ada" } }))).map((one) =>
    one.name
  );
  assertEquals(names, Array.from({ length: 25 }, (_, i) => `ada/run-${i}`));
  assertEquals(hub.requests.length, 3);
  const open = await collect(listDatasets({ ...anonymouslyTo(hub), search: { owner: "ada" } }));
  assertEquals(open.length, 12);
  const tagged = await collect(listDatasets({ ...to(hub), search: { tags: ["license:mit", "trackio"] } }));
  assertEquals(tagged.map((one) => one.name), ["grace/tagged"]);
  const few = await collect(listDatasets({ ...to(hub), limit: 3, sort: "id" }));
  assertEquals(few.map((one) => one.name), ["ada/run-0", "ada/run-1", "ada/run-10"]);
  await finish(hub);
});

Deno.test("@huggingface/hub: checkRepoAccess tells a missing repository from one that may be read", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "ada/experiments", private: true });
  await checkRepoAccess({ ...to(hub), repo: DATASET });
  assertEquals(
    (await refusalOf(() => checkRepoAccess({ ...to(hub, TOKENS.grace), repo: DATASET }))).statusCode,
    404,
  );
  assertEquals(
    (await refusalOf(() => checkRepoAccess({ ...anonymouslyTo(hub), repo: DATASET }))).statusCode,
    401,
  );
  await finish(hub);
});

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

Deno.test("@huggingface/hub: spaceInfo reads a Space, and createRepo makes one", async () => {
  await using hub = await startTestHub();
  await createRepo({ ...to(hub), repo: { type: "space", name: "ada/board" }, sdk: "static" });
  assertEquals((await spaceInfo({ ...to(hub), name: "ada/board" })).sdk, "static");
  await finish(hub);
});

Deno.test("@huggingface/hub: deleteRepo deletes, and is refused to a read token", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "ada/experiments" });
  assertEquals(
    (await refusalOf(() => deleteRepo({ ...to(hub, TOKENS.read), repo: DATASET }))).statusCode,
    403,
  );
  await deleteRepo({ ...to(hub), repo: DATASET });
  assertEquals(hub.repositories.size, 0);
  assertEquals((await refusalOf(() => deleteRepo({ ...to(hub), repo: DATASET }))).statusCode, 404);
  await finish(hub);
});

Deno.test("@huggingface/hub: a token that does not begin with hf_ is refused before anything is sent", async () => {
  await using hub = await startTestHub();
  await assertRejects(() => whoAmI(to(hub, "api_org_" + "Fake".repeat(9))), TypeError);
  assertEquals(hub.requests, []);
});
