import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { createRepo, listDatasets, whoAmI } from "@huggingface/hub";
import { Failure } from "../../lib/cli/failure.ts";
import { HubAnswerError } from "../../lib/hub/failures.ts";
import { json, lost, scriptedFetch, thrownBy } from "./scripted_fetch.ts";

const HUB = "https://huggingface.co";
const WHOAMI = `${HUB}/api/whoami-v2`;

Deno.test("a request carries the token, the program's name and an id, and the answer comes back whole", async () => {
  const { hubFetch, sent, told } = scriptedFetch([
    json({ name: "ada" }, { headers: { "x-request-id": "r1" } }),
  ]);
  const response = await hubFetch(WHOAMI, { headers: { authorization: "Bearer undefined" } });
  assertEquals([response.status, response.url, await response.json()], [200, WHOAMI, { name: "ada" }]);
  assertEquals(sent[0]?.headers.get("authorization"), "Bearer hf_ScriptedToken");
  assertEquals(sent[0]?.headers.get("user-agent"), "hf-dataset-setup/0.0.0");
  assertMatch(sent[0]?.headers.get("x-amzn-trace-id") ?? "", /^[0-9a-f-]{36}$/);
  assertEquals(told, [`request 1 GET ${WHOAMI}`, "answer 200 after 0"]);
});

Deno.test("nothing is asked of another origin", async (t) => {
  const refusedRequests: readonly [string, string][] = [
    ["GET", "https://evil.example/api/datasets?cursor=1"],
    ["GET", "http://huggingface.co/api/whoami-v2"],
    ["DELETE", "https://evil.example/x"],
    ["PUT", "http://s3.example/key"],
    ["POST", "http://127.0.0.1:9/key"],
    ["GET", "https://huggingface.co@evil.example/api/datasets?cursor=1"],
    ["GET", "file:///etc/passwd"],
  ];
  for (const [method, url] of refusedRequests) {
    await t.step(`${method} ${url}`, async () => {
      const { hubFetch, sent } = scriptedFetch([json({})]);
      const error = await thrownBy(() => hubFetch(url, { method }));
      assertInstanceOf(error, Failure);
      assertEquals(error.code, "other_origin_refused");
      assert(!error.message.includes('""'), error.message);
      assertEquals(sent.length, 0);
    });
  }
});

Deno.test("an upload to a storage host carries no token, and its address is not shown as a key", async () => {
  const { hubFetch, sent, told } = scriptedFetch([lost(), new Response(null, { status: 200 })]);
  await hubFetch("https://s3.example/key?X-Amz-Signature=abc", {
    method: "PUT",
    body: "content",
    headers: { authorization: "Bearer hf_ScriptedToken", cookie: "a=b", "x-request-id": "r" },
  });
  assertEquals(
    sent.map(({ url, body }) => [url, body]),
    Array(2).fill(["https://s3.example/key?X-Amz-Signature=abc", "content"]),
  );
  for (const { headers } of sent) {
    assertEquals(["authorization", "cookie", "x-amzn-trace-id"].map((name) => headers.get(name)), [
      null,
      null,
      null,
    ]);
    assertEquals(headers.get("x-request-id"), "r");
  }
  assertEquals(told[0], "request 1 PUT https://s3.example/key");
});

Deno.test("no address makes the program sign in with anything but its token", async () => {
  const location = "https://me:pw@huggingface.co/api/datasets/new/x";
  const { hubFetch, sent, told } = scriptedFetch([
    new Response(null, { status: 307, headers: { location } }),
    json({ id: "new/x" }),
    json([]),
    new Response(null),
  ]);
  await hubFetch(`${HUB}/api/datasets/old/x`);
  // An address of a next page, and one for an upload.
  await hubFetch("https://me:pw@huggingface.co/api/datasets?cursor=2");
  await hubFetch("https://me:pw@s3.example/key", { method: "PUT", body: "x" });
  assertEquals(sent.slice(1).map(({ url }) => url), [
    `${HUB}/api/datasets/new/x`,
    `${HUB}/api/datasets?cursor=2`,
    "https://s3.example/key",
  ]);
  assertEquals(told.join().includes("pw@"), false);
});

Deno.test("the content of a file is followed to its storage host without the token", async () => {
  const { hubFetch, sent } = scriptedFetch([
    new Response(null, { status: 302, headers: { location: "https://cdn.example/k?Signature=1" } }),
    new Response("# card"),
  ]);
  const response = await hubFetch(`${HUB}/datasets/ada/x/resolve/main/README.md`);
  assertEquals(await response.text(), "# card");
  assertEquals(sent.map(({ url, headers }) => [url, headers.get("authorization")]), [
    [`${HUB}/datasets/ada/x/resolve/main/README.md`, "Bearer hf_ScriptedToken"],
    ["https://cdn.example/k?Signature=1", null],
  ]);
});

Deno.test("a moved repository is followed with the token at the same origin", async () => {
  const { hubFetch, sent } = scriptedFetch([
    new Response(null, { status: 307, headers: { location: "/api/datasets/new/x" } }),
    json({ id: "new/x" }),
  ]);
  const response = await hubFetch(`${HUB}/api/datasets/old/x`);
  assertEquals(response.url, `${HUB}/api/datasets/new/x`);
  assertEquals(sent[1]?.headers.get("authorization"), "Bearer hf_ScriptedToken");
});

Deno.test("@huggingface/hub works over it: its answers, its errors and its paging", async () => {
  const next = { link: `<${HUB}/api/datasets?cursor=2>; rel="next"` };
  const foreign = { link: '<https://evil.example/api/datasets?cursor=3>; rel="next"' };
  const dataset = {
    _id: "1",
    id: "ada/x",
    private: false,
    downloads: 0,
    gated: false,
    likes: 0,
    lastModified: "2026-01-01",
  };
  const { hubFetch, sent } = scriptedFetch([
    json({ type: "user", name: "ada", auth: {} }),
    json({ url: "u", id: "1" }),
    json({ error: "You already created this dataset repo" }, { status: 409 }),
    json([dataset], { headers: next }),
    json([dataset], { headers: foreign }),
  ]);
  const options = { accessToken: "hf_ScriptedToken", fetch: hubFetch };
  assertEquals((await whoAmI(options)).name, "ada");
  assertEquals((await createRepo({ repo: "datasets/ada/x", ...options })).repoUrl, "u");
  const taken = await assertRejects(() => createRepo({ repo: "datasets/ada/x", ...options }), HubAnswerError);
  assertEquals(taken.status, 409);
  const names: string[] = [];
  const refusal = await thrownBy(async () => {
    for await (const { name } of listDatasets(options)) names.push(name);
  });
  assertInstanceOf(refusal, Failure);
  assertEquals(refusal.code, "other_origin_refused");
  assertEquals(names, ["ada/x", "ada/x"]);
  assertEquals(sent.length, 5);
});
