import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { TOKENS } from "./accounts.ts";
import { ask, creationBody } from "./ask.ts";
import { jsonFault, startTestHub, windowFault } from "./test_hub.ts";

const WHOAMI = "GET /api/whoami-v2";
const CREATE = "POST /api/repos/create";

Deno.test("a fault answers with any status, headers and body, as often as it was told to", async () => {
  await using hub = await startTestHub();
  const fault = hub.fault({ on: WHOAMI, times: 2, fault: jsonFault(503, "Down", { "Retry-After": "7" }) });
  for (let i = 0; i < 2; i++) {
    const reply = await ask(hub, WHOAMI);
    assertEquals([reply.status, reply.headers.get("Retry-After"), reply.json], [503, "7", { error: "Down" }]);
  }
  assertEquals((await ask(hub, WHOAMI)).status, 200);
  assertEquals([fault.matched, fault.happened], [3, 2]);
  assertEquals(hub.requests.map((request) => request.status), [503, 503, 200]);
});

Deno.test("a fault begins with the nth of the requests that match, and ends when it is removed", async () => {
  await using hub = await startTestHub();
  const fault = hub.fault({ on: WHOAMI, nth: 2, fault: jsonFault(500, "Broken") });
  const statuses = async (count: number) => {
    const found: number[] = [];
    for (let i = 0; i < count; i++) found.push((await ask(hub, WHOAMI)).status);
    return found;
  };
  assertEquals(await statuses(3), [200, 500, 500]);
  fault.remove();
  assertEquals(await statuses(1), [200]);
});

Deno.test("a fault with a chance happens when the numbers of the test say so", async () => {
  await using hub = await startTestHub();
  const numbers = [0.1, 0.9, 0.19, 0.2];
  hub.fault({
    on: "*",
    chance: { probability: 0.2, random: () => numbers.shift() ?? 1 },
    fault: jsonFault(502, "Bad gateway"),
  });
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++) statuses.push((await ask(hub, WHOAMI)).status);
  assertEquals(statuses, [502, 200, 502, 200]);
});

Deno.test("the pattern of a fault matches method and path, with * for anything, and the query only when it is named", async (t) => {
  const cases: readonly [string, string, boolean][] = [
    [WHOAMI, "/api/whoami-v2?x=1", true],
    ["POST /api/whoami-v2", "/api/whoami-v2", false],
    ["* /api/*", "/api/whoami-v2", true],
    ["GET /api/datasets/*/auth-check", "/api/datasets/ada/x/auth-check", true],
    ["GET /api/datasets/*/auth-check", "/api/datasets/ada/x", false],
    ["GET /api/datasets?*cursor=*", "/api/datasets?limit=1&cursor=abc", true],
    ["GET /api/datasets?*cursor=*", "/api/datasets?limit=1", false],
    ["GET /api/whoami.v2", "/api/whoami-v2", false],
  ];
  for (const [on, path, isMatch] of cases) {
    await t.step(`"${on}" and "${path}"`, async () => {
      await using hub = await startTestHub();
      const fault = hub.fault({ on, fault: jsonFault(418, "Teapot") });
      await ask(hub, `GET ${path}`);
      assertEquals(fault.matched, isMatch ? 1 : 0);
    });
  }
});

Deno.test("of several faults the oldest that applies happens; the next comes when it is used up", async () => {
  await using hub = await startTestHub();
  hub.fault({ on: WHOAMI, times: 1, fault: jsonFault(500, "first") });
  hub.fault({ on: "GET *", times: 1, fault: jsonFault(502, "second") });
  assertEquals([(await ask(hub, WHOAMI)).status, (await ask(hub, WHOAMI)).status], [500, 502]);
});

Deno.test("reset and hang-up end the connection before anything is done", async (t) => {
  for (const kind of ["reset", "hang-up"] as const) {
    await t.step(kind, async () => {
      await using hub = await startTestHub();
      hub.fault({ on: CREATE, fault: { kind } });
      await assertRejects(() => ask(hub, CREATE, { body: creationBody("new") }), TypeError);
      assertEquals(hub.repositories.size, 0);
      assert(hub.requests.every((request) => request.status === null));
      assertEquals(await endOfConnection(hub.url), kind);
    });
  }
});

/** How a connection ends, seen below HTTP: with a reset, or in order. */
async function endOfConnection(url: string): Promise<"reset" | "hang-up" | "answer"> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode("POST /api/repos/create HTTP/1.1\r\nHost: hub\r\n\r\n"));
  try {
    return await connection.read(new Uint8Array(1)) === null ? "hang-up" : "answer";
  } catch (error) {
    assertInstanceOf(error, Deno.errors.ConnectionReset);
    return "reset";
  }
}

Deno.test("a lost answer has been carried out", async () => {
  await using hub = await startTestHub();
  hub.fault({ on: CREATE, fault: { kind: "lost-answer" } });
  await assertRejects(() => ask(hub, CREATE, { body: creationBody("new") }), TypeError);
  assertEquals([...hub.repositories.keys()], ["ada/new"]);
});

Deno.test("a cut body announces its whole length, and has been carried out", async () => {
  await using hub = await startTestHub();
  hub.fault({ on: CREATE, fault: { kind: "cut-body" } });
  const response = await fetch(`${hub.url}/api/repos/create`, {
    method: "POST",
    headers: { Authorization: `Bearer ${TOKENS.write}` },
    body: JSON.stringify(creationBody("new")),
  });
  assertEquals(response.status, 200);
  assert(Number(response.headers.get("Content-Length")) > 50);
  await assertRejects(() => response.text(), TypeError);
  assertEquals([...hub.repositories.keys()], ["ada/new"]);
});

Deno.test("silence lasts until the caller gives up, or the Hub is closed", async () => {
  const hub = await startTestHub();
  hub.fault({ on: WHOAMI, fault: { kind: "silence" } });
  const giveUp = new AbortController();
  const given = fetch(`${hub.url}/api/whoami-v2`, { signal: giveUp.signal });
  await hub.arrived(WHOAMI);
  giveUp.abort();
  await assertRejects(() => given, DOMException);
  const waiting = assertRejects(() => fetch(`${hub.url}/api/whoami-v2`), TypeError);
  await hub.arrived(WHOAMI, 2);
  await hub.close();
  await waiting;
});

Deno.test("an answer that is held comes when the test lets it go, and what was asked is done before", async () => {
  await using hub = await startTestHub();
  const gate = Promise.withResolvers<void>();
  hub.fault({ on: CREATE, fault: { kind: "hold", until: gate.promise } });
  const reply = ask(hub, CREATE, { body: creationBody("new") });
  await hub.arrived(CREATE);
  assertEquals([...hub.repositories.keys()], ["ada/new"]);
  assertEquals(hub.requests[0]?.status, null);
  gate.resolve();
  assertEquals((await reply).status, 200);
});

Deno.test("a captive portal answers with HTML and status 200, and nothing is done", async () => {
  await using hub = await startTestHub();
  hub.fault({ on: CREATE, fault: { kind: "captive-portal" } });
  const reply = await ask(hub, CREATE, { body: creationBody("new") });
  assertEquals([reply.status, reply.headers.get("Content-Type")], [200, "text/html; charset=utf-8"]);
  assertStringIncludes(reply.text, "<h1>");
  assertEquals(hub.repositories.size, 0);
});

Deno.test("a redirect leads to the place named", async () => {
  await using hub = await startTestHub();
  await using other = await startTestHub();
  hub.fault({ on: WHOAMI, fault: { kind: "redirect", to: `${other.url}/api/whoami-v2`, status: 307 } });
  const reply = await ask(hub, WHOAMI);
  assertEquals([reply.status, reply.headers.get("Location")], [307, `${other.url}/api/whoami-v2`]);
  // Deno's fetch leaves the token behind when it follows to another origin.
  assertEquals((await ask(hub, WHOAMI, { redirect: "follow" })).status, 401);
  assertEquals(other.requests[0]?.headers.get("Authorization"), null);
});

Deno.test("an empty body and invalid JSON have a good status, and have been carried out", async (t) => {
  for (const [kind, text] of [["empty-body", ""], ["invalid-json", '{"name": "a']] as const) {
    await t.step(kind, async () => {
      await using hub = await startTestHub();
      hub.fault({ on: CREATE, fault: { kind } });
      const reply = await ask(hub, CREATE, { body: creationBody("new") });
      assertEquals([reply.status, reply.text, reply.json], [200, text, undefined]);
      assertMatch(reply.headers.get("Content-Type") ?? "", /^application\/json/);
      assertEquals(hub.repositories.size, 1);
    });
  }
});

Deno.test("a body without end goes on until the caller has enough", async () => {
  await using hub = await startTestHub();
  hub.fault({ on: WHOAMI, fault: { kind: "endless-body" } });
  const response = await fetch(`${hub.url}/api/whoami-v2`);
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > 5_000_000) break;
  }
  assert(size > 5_000_000);
});

Deno.test("a window that is used up can be had at once", async () => {
  await using hub = await startTestHub();
  hub.fault({ on: WHOAMI, times: 1, fault: windowFault(7) });
  const { status, headers } = await ask(hub, WHOAMI);
  assertEquals([status, headers.get("RateLimit")], [429, '"api";r=0;t=7']);
});

Deno.test("the storage has faults of its own", async () => {
  await using hub = await startTestHub();
  hub.fault({ on: "PUT *", at: "storage", fault: jsonFault(503, "Slow down") });
  assertEquals((await ask(hub, `PUT ${hub.storageUrl}/objects/x`)).status, 503);
  assertEquals((await ask(hub, "PUT /api/nothing")).status, 404);
});
