import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS, TOKENS } from "./accounts.ts";
import { ask } from "./ask.ts";
import { startTestHub } from "./test_hub.ts";

Deno.test("missing and hidden repositories answer alike: 401 without a token, 404 RepoNotFound with one", async (t) => {
  const hidden = `${ORGANIZATIONS.write}/hidden`;
  const cases: readonly [string, string, string | null, number][] = [
    ["missing", "ada/nothing", null, 401],
    ["missing", "ada/nothing", TOKENS.write, 404],
    ["somebody's private one", "grace/secret", TOKENS.write, 404],
    ["a private one", "grace/secret", null, 401],
    ["the own private one", "grace/secret", TOKENS.graceRead, 200],
    ["a private one of an organization", `${ORGANIZATIONS.read}/secret`, TOKENS.read, 200],
    [
      "a private one of an organization without access",
      `${ORGANIZATIONS.noAccess}/secret`,
      TOKENS.write,
      404,
    ],
    ["a private one behind single sign-on", `${ORGANIZATIONS.sso}/secret`, TOKENS.write, 404],
    ["one in a resource group of others", hidden, TOKENS.write, 404],
    ["one in the own resource group", hidden, TOKENS.charles, 200],
    ["private, by a token without the scope", "ada/secret", TOKENS.fineGrainedOrganization, 404],
    ["private, by a token with the scope to read", "ada/secret", TOKENS.fineGrainedReadOnly, 200],
  ];
  for (const [name, id, token, status] of cases) {
    await t.step(`${name}: ${status}`, async () => {
      await using hub = await startTestHub();
      const { read, noAccess, sso } = ORGANIZATIONS;
      for (const owner of ["ada", "grace", read, noAccess, sso]) {
        hub.addRepository({ id: `${owner}/secret`, private: true });
      }
      hub.addRepository({ id: hidden, private: true, resourceGroupId: RESOURCE_GROUPS.hidden.id });
      const reply = await ask(hub, `GET /api/datasets/${id}`, { token });
      assertEquals(reply.status, status);
      assertEquals(reply.headers.get("X-Error-Code"), status === 404 ? "RepoNotFound" : null);
    });
  }
});

Deno.test("a disabled repository is a 403 that says so", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "ada/off", disabled: true });
  const reply = await ask(hub, "GET /api/datasets/ada/off");
  assertEquals(reply.status, 403);
  assertEquals(reply.headers.get("X-Error-Message"), "Access to this resource is disabled.");
});

Deno.test("reading is not case-sensitive, and answers the canonical id", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "Babbage-Lab/Runs" });
  const { json } = await ask(hub, "GET /api/datasets/BABBAGE-lab/runs?expand=gated");
  const repository = hub.repositories.get("Babbage-Lab/Runs");
  // With expand only what was asked for comes back, besides the ids (lib/hub/README.md#reading-and-listing-datasets).
  assertEquals(json, { _id: repository?.objectId, id: "Babbage-Lab/Runs", gated: false });
});

Deno.test("a whole answer has card, tags and files; blobs adds sizes; an unknown property is refused", async () => {
  await using hub = await startTestHub({ now: () => 0 });
  hub.addRepository({
    id: "ada/runs",
    files: { "README.md": "---\nlicense: mit\ntags: [x]\n---\nText", "data/a.txt": "abc" },
  });
  const { json } = await ask(hub, "GET /api/datasets/ada/runs?blobs=true");
  const repository = hub.repositories.get("ada/runs");
  assertEquals(json, {
    _id: repository?.objectId,
    id: "ada/runs",
    author: "ada",
    cardData: { license: "mit", tags: ["x"] },
    createdAt: "1970-01-01T00:00:00.000Z",
    description: "Text",
    disabled: false,
    downloads: 0,
    gated: false,
    lastModified: "1970-01-01T00:00:00.000Z",
    likes: 0,
    private: false,
    sha: repository?.head?.oid,
    tags: ["license:mit", "x", "region:us"],
    usedStorage: [...repository?.files.values() ?? []].reduce((sum, file) => sum + file.bytes.length, 0),
    siblings: [".gitattributes", "README.md", "data/a.txt"].map((path) => ({
      rfilename: path,
      blobId: repository?.files.get(path)?.oid,
      size: repository?.files.get(path)?.bytes.length,
    })),
  });
  // The id that git gives a file with "abc" in it.
  assertEquals(repository?.files.get("data/a.txt")?.oid, "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f");
  assertEquals((await ask(hub, "GET /api/datasets/ada/runs?expand=nonsense")).status, 400);
});

Deno.test("a revision may be a branch, a tag or a commit, and is RevisionNotFound otherwise", async (t) => {
  await using hub = await startTestHub();
  const repository = hub.addRepository({ id: "ada/runs" });
  await ask(hub, "POST /api/datasets/ada/runs/branch/feature%2Fone", { body: {} });
  await ask(hub, "POST /api/datasets/ada/runs/tag/main", { body: { tag: "v1" } });
  for (
    const revision of ["HEAD", "main", "feature%2Fone", "v1", repository.head?.oid, "refs%2Fheads%2Fmain"]
  ) {
    await t.step(`${revision}`, async () => {
      assertEquals((await ask(hub, `GET /api/datasets/ada/runs/revision/${revision}`)).status, 200);
    });
  }
  const reply = await ask(hub, "GET /api/datasets/ada/runs/revision/nothing");
  assertEquals([reply.status, reply.headers.get("X-Error-Code")], [404, "RevisionNotFound"]);
});

Deno.test("auth-check tells who may read, and auth-check/write who may write", async (t) => {
  const contributed = `${ORGANIZATIONS.contributor}/mine`;
  const cases: readonly [string, string, string | null, number][] = [
    ["auth-check", "ada/runs", null, 200],
    ["auth-check", "ada/gated", null, 401],
    ["auth-check", "ada/gated", TOKENS.grace, 403],
    ["auth-check", "ada/gated", TOKENS.read, 200],
    ["auth-check/write", "ada/runs", TOKENS.write, 200],
    ["auth-check/write", "ada/runs", TOKENS.oauth, 200],
    ["auth-check/write", "ada/runs", TOKENS.fineGrainedUser, 200],
    ["auth-check/write", "ada/runs", TOKENS.fineGrainedReadOnly, 403],
    ["auth-check/write", "ada/runs", TOKENS.fineGrainedDataset, 403],
    ["auth-check/write", "ada/runs", TOKENS.read, 403],
    ["auth-check/write", "ada/runs", TOKENS.grace, 403],
    ["auth-check/write", "ada/runs", null, 401],
    ["auth-check/write", "ada/nothing", TOKENS.write, 404],
    ["auth-check/write", contributed, TOKENS.write, 200],
    ["auth-check/write", `${ORGANIZATIONS.contributor}/theirs`, TOKENS.write, 403],
    ["auth-check/write", `${ORGANIZATIONS.write}/read-only`, TOKENS.write, 403],
  ];
  for (const [check, id, token, status] of cases) {
    await t.step(`${check} of ${id}: ${status}`, async () => {
      await using hub = await startTestHub();
      hub.addRepository({ id: "ada/runs" });
      hub.addRepository({ id: "ada/gated", gated: "manual" });
      hub.addRepository({ id: contributed, createdBy: "ada" });
      hub.addRepository({ id: `${ORGANIZATIONS.contributor}/theirs`, createdBy: "charles" });
      hub.addRepository({
        id: `${ORGANIZATIONS.write}/read-only`,
        resourceGroupId: RESOURCE_GROUPS.reader.id,
      });
      const reply = await ask(hub, `GET /api/datasets/${id}/${check}`, { token });
      assertEquals(reply.status, status);
      if (status === 200) assertEquals(reply.text, "OK");
    });
  }
});

Deno.test("pages are joined by absolute links, and a listing that changes in between neither repeats nor hides", async () => {
  await using hub = await startTestHub();
  for (const name of ["a", "b", "c", "d"]) hub.addRepository({ id: `ada/${name}` });
  const first = await ask(hub, "GET /api/datasets?author=ADA&limit=2&expand=likes");
  const link = first.headers.get("Link") ?? "";
  assertMatch(
    link,
    /^<http:\/\/127\.0\.0\.1:\d+\/api\/datasets\?author=ADA&limit=2&expand=likes&cursor=[^>]+>; rel="next"$/,
  );
  hub.repositories.delete("ada/a");
  const next = await ask(hub, `GET ${/<(.*)>/.exec(link)?.[1]}`);
  assertEquals(namesIn(next.json), ["ada/c", "ada/d"]);
  assertEquals(next.headers.get("Link"), null);
  for (const query of ["cursor=nonsense", "limit=0", "limit=x", "sort=nonsense", "full=1&expand=likes"]) {
    assertEquals((await ask(hub, `GET /api/datasets?${query}`)).status, 400, query);
  }
});

Deno.test("the repositories of an account are listed with their storage, private ones included, to its members only", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "ada/big", private: true, files: { "a.txt": "a".repeat(1000) } });
  hub.addRepository({ id: "ada/small" });
  hub.addRepository({ id: "ada/board", type: "space" });
  hub.addRepository({ id: `${ORGANIZATIONS.read}/runs` });
  const own = await ask(hub, "GET /api/settings/repositories?type=dataset&limit=5");
  assertEquals(namesIn(own.json), ["ada/big", "ada/small"]);
  assertStringIncludes(own.text, '"visibility":"private"');
  assertEquals((await ask(hub, "GET /api/settings/repositories", { token: null })).status, 401);
  const ofOrganization = (name: string) => ask(hub, `GET /api/organizations/${name}/settings/repositories`);
  assertEquals(namesIn((await ofOrganization(ORGANIZATIONS.read)).json), [`${ORGANIZATIONS.read}/runs`]);
  assertEquals((await ofOrganization(ORGANIZATIONS.noAccess)).status, 403);
  assertEquals((await ofOrganization("nowhere")).status, 404);
});

function namesIn(json: unknown): unknown[] {
  return Array.isArray(json) ? json.map((item: { id?: unknown }) => item.id) : [];
}
