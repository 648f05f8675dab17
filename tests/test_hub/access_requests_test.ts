import { assertEquals } from "@std/assert";
import { TOKENS } from "./accounts.ts";
import { ask, type Reply } from "./ask.ts";
import { startTestHub, type TestHub } from "./test_hub.ts";

const GATE = "/api/datasets/ada/runs/user-access-request";

/** A Hub with a dataset behind a gate that charles has asked to pass. */
async function gatedHub(gated: "auto" | "manual" | false = "manual"): Promise<TestHub> {
  const hub = await startTestHub({ now: () => Date.UTC(2026, 10, 22) });
  const repository = hub.addRepository({ id: "ada/runs", gated });
  repository.accessRequests.set("charles", {
    user: "charles",
    status: "pending",
    timestamp: Date.UTC(2026, 10, 21),
  });
  return hub;
}

function errorOf(reply: Reply): unknown {
  return [reply.status, reply.headers.get("X-Error-Code"), reply.json];
}

Deno.test("sharing is refused as the Hub does", async (t) => {
  const notGated = [400, "RepoNotGated", { error: "dataset ada/runs is not gated" }];
  const noRequest = [404, null, { error: "No access request found matching your criteria" }];
  const invalid = 400;
  const long = "x".repeat(201);
  const many = Array.from({ length: 101 }, () => ({ user: "grace" }));
  const hasAccess = [400, null, { error: "That user already has access to the repo" }];
  const noRight = [403, null, {
    error: "You have read access but not the required permissions for this operation",
  }];
  const accept = { user: "charles", status: "accepted" };
  const rows: readonly [string, string, { body?: unknown; token?: string; gated?: false }, unknown][] = [
    ["grant, not gated", `POST ${GATE}/grant`, { body: { user: "grace" }, gated: false }, notGated],
    ["handle, not gated", `POST ${GATE}/handle`, { body: accept, gated: false }, notGated],
    ["grant to the owner", `POST ${GATE}/grant`, { body: { user: "ada" } }, hasAccess],
    ["no user", `POST ${GATE}/grant`, { body: {} }, invalid],
    ["no such state", `POST ${GATE}/handle`, { body: { ...accept, status: "maybe" } }, invalid],
    ["a long reason", `POST ${GATE}/handle`, { body: { ...accept, rejectionReason: long } }, invalid],
    ["a batch of none", `POST ${GATE}/batch`, { body: { ...accept, requests: [] } }, invalid],
    ["a batch of more than 100", `POST ${GATE}/batch`, { body: { ...accept, requests: many } }, invalid],
    [
      "handle, in that state already",
      `POST ${GATE}/handle`,
      { body: { ...accept, status: "pending" } },
      noRequest,
    ],
    [
      "grant without the right",
      `POST ${GATE}/grant`,
      { body: { user: "grace" }, token: TOKENS.read },
      noRight,
    ],
    ["list without the right", `GET ${GATE}/pending`, { token: TOKENS.grace }, noRight],
    ["a repository that is missing", "GET /api/datasets/ada/nothing/user-access-request/pending", {}, [
      404,
      "RepoNotFound",
      { error: "Repository not found" },
    ]],
  ];
  for (const [name, what, { body, token, gated }, expected] of rows) {
    await t.step(name, async () => {
      await using hub = await gatedHub(gated ?? "manual");
      const reply = await ask(hub, what, { body, ...(token === undefined ? {} : { token }) });
      assertEquals(typeof expected === "number" ? reply.status : errorOf(reply), expected);
    });
  }
  await t.step("a repository that is missing, without a token", async () => {
    await using hub = await gatedHub();
    const reply = await ask(hub, `POST ${GATE.replace("runs", "nothing")}/grant`, { token: null, body: {} });
    assertEquals(reply.status, 401);
  });
});

Deno.test("lists are cut by limit, served without a gate too, and joined by links", async () => {
  await using hub = await gatedHub(false);
  const repository = hub.repositories.get("ada/runs");
  for (let i = 0; i < 12; i++) {
    const timestamp = Date.UTC(2026, 0, i + 1);
    repository?.accessRequests.set(`reader-${i}`, { user: `reader-${i}`, status: "rejected", timestamp });
  }
  const list = async (query: string) => await ask(hub, `GET ${GATE}/rejected${query}`);
  const countIn = (reply: Reply) => Array.isArray(reply.json) ? reply.json.length : -1;
  const first = await list("?limit=10");
  assertEquals([first.status, countIn(first)], [200, 10]);
  const next = /<(.*)>; rel="next"/.exec(first.headers.get("Link") ?? "")?.[1];
  assertEquals(countIn(await ask(hub, `GET ${next}`)), 2);
  for (const query of ["?limit=9", "?limit=1001"]) {
    const reply = await list(query);
    assertEquals([reply.status, reply.text.includes("→ at")], [400, true], query);
  }
  assertEquals((await ask(hub, `GET ${GATE}/forgotten`)).status, 400);
});

Deno.test("files of a gated dataset are for those who were let in; its page is for everybody", async () => {
  await using hub = await gatedHub();
  const read = async (token: string | null) => {
    const { status, headers } = await ask(hub, "GET /datasets/ada/runs/resolve/main/.gitattributes", {
      token,
    });
    return [status, headers.get("X-Error-Code")];
  };
  assertEquals(await read(null), [401, "GatedRepo"]);
  assertEquals(await read(TOKENS.grace), [403, "GatedRepo"]);
  await ask(hub, `POST ${GATE}/grant`, { body: { user: "grace" } });
  assertEquals(await read(TOKENS.grace), [200, null]);
  assertEquals(await read(TOKENS.write), [200, null]);
  assertEquals((await ask(hub, "GET /api/datasets/ada/runs", { token: null })).status, 200);
});
