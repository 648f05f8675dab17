import { assertEquals, assertMatch } from "@std/assert";
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

Deno.test("reading is not case-sensitive, and answers the canonical id", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "Babbage-Lab/Runs" });
  const { json } = await ask(hub, "GET /api/datasets/BABBAGE-lab/runs?expand=gated");
  const repository = hub.repositories.get("Babbage-Lab/Runs");
  // With expand only what was asked for comes back, besides the ids (lib/hub/README.md#reading-and-listing-datasets).
  assertEquals(json, { _id: repository?.objectId, id: "Babbage-Lab/Runs", gated: false });
});

Deno.test("a whole answer has card, tags and files; an unknown property is refused", async () => {
  await using hub = await startTestHub({ now: () => 0 });
  hub.addRepository({
    id: "ada/runs",
    files: { "README.md": "---\nlicense: mit\ntags: [x]\n---\nText", "data/a.txt": "abc" },
  });
  const { json } = await ask(hub, "GET /api/datasets/ada/runs");
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
    siblings: [".gitattributes", "README.md", "data/a.txt"].map((rfilename) => ({ rfilename })),
  });
  // The id that git gives a file with "abc" in it.
  assertEquals(repository?.files.get("data/a.txt")?.oid, "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f");
  assertEquals((await ask(hub, "GET /api/datasets/ada/runs?expand=nonsense")).status, 400);
});

Deno.test("a revision may be the branch or a commit, and is RevisionNotFound otherwise", async (t) => {
  await using hub = await startTestHub();
  const repository = hub.addRepository({ id: "ada/runs" });
  for (const revision of ["HEAD", "main", repository.head?.oid]) {
    await t.step(`${revision}`, async () => {
      assertEquals((await ask(hub, `GET /api/datasets/ada/runs/revision/${revision}`)).status, 200);
    });
  }
  const reply = await ask(hub, "GET /api/datasets/ada/runs/revision/nothing");
  assertEquals([reply.status, reply.headers.get("X-Error-Code")], [404, "RevisionNotFound"]);
});

Deno.test("auth-check/write tells a contributor what is theirs, and a stranger nothing", async () => {
  await using hub = await startTestHub();
  const { contributor } = ORGANIZATIONS;
  hub.addRepository({ id: "ada/runs" });
  hub.addRepository({ id: `${contributor}/mine`, createdBy: "ada" });
  hub.addRepository({ id: `${contributor}/theirs`, createdBy: "charles" });
  const check = async (id: string, token: string | null = TOKENS.write) => {
    const { status, text } = await ask(hub, `GET /api/datasets/${id}/auth-check/write`, { token });
    return status === 200 ? text : status;
  };
  assertEquals([await check(`${contributor}/mine`), await check(`${contributor}/theirs`)], ["OK", 403]);
  assertEquals([await check("ada/runs", TOKENS.oauth), await check("ada/runs", null)], ["OK", 401]);
  assertEquals(await check("ada/nothing"), 404);
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
  for (const query of ["cursor=nonsense", "limit=0", "limit=x", "sort=nonsense"]) {
    assertEquals((await ask(hub, `GET /api/datasets?${query}`)).status, 400, query);
  }
});

function namesIn(json: unknown): unknown[] {
  return Array.isArray(json) ? json.map((item: { id?: unknown }) => item.id) : [];
}
