import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { TOKENS } from "./accounts.ts";
import { ask, creationBody } from "./ask.ts";
import { startTestHub } from "./test_hub.ts";

Deno.test("every answer carries request id, rate limit and date; the caller's trace id is appended", async () => {
  await using hub = await startTestHub({ now: () => Date.UTC(2026, 10, 22, 1, 2, 3) });
  const own = "0f9b2c1e-1111-4222-8333-444455556666";
  for (const path of ["/api/whoami-v2", "/api/nothing", "/datasets/ada/x/resolve/main/y"]) {
    const { headers } = await ask(hub, `GET ${path}`, { headers: { "X-Amzn-Trace-Id": own } });
    assertMatch(headers.get("X-Request-Id") ?? "", new RegExp(`^Root=1-[0-9a-f]{8}-[0-9a-f]{24};${own}$`));
    assertMatch(headers.get("RateLimit") ?? "", /^"(api|resolvers)";r=\d+;t=300$/);
    assertMatch(headers.get("RateLimit-Policy") ?? "", /^"fixed window";"(api|resolvers)";q=\d+;w=300$/);
    assertEquals(headers.get("Date"), "Sun, 22 Nov 2026 01:02:03 GMT");
  }
});

Deno.test("a window that is used up is a 429 with r=0, for this caller and bucket only, until it ends", async () => {
  let now = Date.UTC(2026, 10, 22);
  await using hub = await startTestHub({
    now: () => now,
    rateLimit: { quota: 2, windowSeconds: 60, retryAfter: true },
  });
  hub.addRepository({ id: "ada/runs" });
  const whoami = (token: string | null = TOKENS.write) => ask(hub, "GET /api/whoami-v2", { token });
  assertEquals((await whoami()).headers.get("RateLimit"), '"api";r=1;t=60');
  now += 15_500;
  assertEquals((await whoami()).headers.get("RateLimit"), '"api";r=0;t=45');
  const refused = await whoami();
  assertEquals(refused.status, 429);
  assertEquals(refused.headers.get("RateLimit"), '"api";r=0;t=45');
  assertEquals(refused.headers.get("RateLimit-Policy"), '"fixed window";"api";q=2;w=60');
  assertEquals(refused.headers.get("Retry-After"), "45");
  assertEquals((await whoami(TOKENS.grace)).status, 200);
  assertEquals((await ask(hub, "GET /datasets/ada/runs/resolve/main/.gitattributes")).status, 200);
  now += 45_000;
  assertEquals((await whoami()).status, 200);
});

Deno.test("requests are recorded with headers, body and what was answered, and can be forgotten", async () => {
  await using hub = await startTestHub();
  await ask(hub, "POST /api/repos/create?x=1", {
    body: creationBody("new"),
    headers: { "User-Agent": "test" },
  });
  const [request] = hub.requests;
  assertEquals([request?.method, request?.path, request?.status], ["POST", "/api/repos/create?x=1", 200]);
  assertEquals(request?.headers.get("User-Agent"), "test");
  assertEquals(request?.body, JSON.stringify(creationBody("new")));
  await ask(hub, "GET /somewhere/else");
  assertEquals(hub.unexpected, ["GET /somewhere/else"]);
  hub.forget();
  assertEquals([hub.requests.length, hub.unexpected.length, hub.repositories.size], [0, 0, 1]);
});

Deno.test("requests under way and connections are counted", async () => {
  await using hub = await startTestHub();
  const gate = Promise.withResolvers<void>();
  const fault = hub.fault({ on: "*", fault: { kind: "hold", until: gate.promise } });
  const replies = Array.from({ length: 5 }, () => ask(hub, "GET /api/whoami-v2"));
  await hub.arrived("GET /api/whoami-v2", 5);
  gate.resolve();
  await Promise.all(replies);
  fault.remove();
  assertEquals([hub.maxConcurrent, hub.connections], [5, 5]);
  hub.forget();
  await ask(hub, "GET /api/whoami-v2");
  await ask(hub, "GET /api/whoami-v2");
  assertEquals(hub.maxConcurrent, 1);
  assert(hub.connections <= 1);
});

Deno.test("HEAD answers like GET, without the body", async () => {
  await using hub = await startTestHub();
  const reply = await ask(hub, "HEAD /api/whoami-v2");
  assertEquals([reply.status, reply.text], [200, ""]);
  assert(Number(reply.headers.get("Content-Length")) > 100);
});

Deno.test("a defect of the test Hub itself is not mistaken for a broken network: close tells", async () => {
  const hub = await startTestHub();
  hub.accounts.tokens.set("hf_orphan", {
    token: "hf_orphan",
    description: "belongs to nobody",
    whoami: { user: "nobody", auth: { type: "access_token" } },
  });
  const reply = await ask(hub, "GET /api/whoami-v2", { token: "hf_orphan" });
  assertEquals(reply.status, 500);
  assertMatch(reply.text, /^The test Hub itself failed/);
  const error = await assertRejects(() => hub.close(), AggregateError);
  assertMatch(String(error.errors[0]), /belongs to "nobody"/);
});

Deno.test("two Hubs know nothing of each other", async () => {
  await using one = await startTestHub();
  await using other = await startTestHub();
  await ask(one, "POST /api/repos/create", { body: creationBody("new") });
  assertEquals([one.repositories.size, other.repositories.size], [1, 0]);
});
