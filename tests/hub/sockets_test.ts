import { assertEquals, assertInstanceOf } from "@std/assert";
import { parseEndpoint } from "../../lib/hub/addresses.ts";
import type { HubAccess } from "../../lib/hub/attempt.ts";
import { connectHub } from "../../lib/hub/client.ts";
import { fetchOf } from "../../lib/hub/commits.ts";
import { RequestFailure } from "../../lib/hub/failures.ts";
import { systemClock } from "../../lib/ports/world.ts";
import {
  type Behavior,
  hangUp,
  reset,
  send,
  sendAndHang,
  sendAndReset,
  startRawServer,
} from "./raw_server.ts";
import { thrownBy } from "./scripted_fetch.ts";

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
const GOOD = `${HEAD}content-length: 14\r\n\r\n{"name":"ada"}`;
const CREATE = { method: "POST", body: '{"name":"x"}', headers: { "content-type": "application/json" } };

function fetchTo(
  port: number,
  options: Partial<HubAccess> = {},
): { hubFetch: typeof fetch; url: string } {
  const endpoint = parseEndpoint(`http://127.0.0.1:${port}`);
  const hubFetch = fetchOf(connectHub({
    signal: new AbortController().signal,
    fetch,
    // Real sockets need the real time; no wait is long because chance answers 0.
    clock: { ...systemClock, random: () => 0 },
    endpoint,
    token: "hf_SocketToken",
    userAgent: "hf-dataset-setup/0.0.0",
    timeoutMs: 10_000,
    retries: 1,
    ...options,
  }));
  return { hubFetch, url: endpoint.url };
}

async function codeOf(
  behavior: Behavior | readonly Behavior[],
  options: Partial<HubAccess> = {},
): Promise<string> {
  await using server = await startRawServer(behavior);
  const { hubFetch, url } = fetchTo(server.port, options);
  const error = await thrownBy(() => hubFetch(`${url}/api/whoami-v2`));
  assertInstanceOf(error, RequestFailure, String(error));
  return error.code;
}

Deno.test("what breaks off or is wrong within an answer is named; connection_matrix_test.ts has the rest", async (t) => {
  const table: readonly [string, Behavior, string, Partial<HubAccess>?][] = [
    ["an end within the head", send("HTTP/1.1 200 OK\r\ncontent-le"), "connection_lost"],
    ["an end within the body", send(`${HEAD}content-length: 100\r\n\r\n{"name"`), "connection_lost"],
    ["a reset within the body", sendAndReset(`${HEAD}content-length: 100\r\n\r\n{"name"`), "connection_lost"],
    [
      "an end between two chunks",
      send(`${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`),
      "connection_lost",
    ],
    [
      "a chunk that is none",
      send(`${HEAD}transfer-encoding: chunked\r\n\r\nZZ\r\nhello\r\n`),
      "connection_lost",
    ],
    [
      "a compressed body that is none",
      send(`${HEAD}content-encoding: br\r\ncontent-length: 20\r\n\r\nhellohellohellohello`),
      "malformed_answer",
    ],
    ["an empty body", send(`${HEAD}content-length: 0\r\n\r\n`), "malformed_answer"],
    ["half of a JSON", send(`${HEAD}content-length: 7\r\n\r\n{"name"`), "malformed_answer"],
    [
      "too large a body",
      send(`${HEAD}content-length: 33000000\r\n\r\n${" ".repeat(33_000_000)}`),
      "answer_too_large",
    ],
    ["silence within the body", sendAndHang(`${HEAD}content-length: 100\r\n\r\n{"name"`), "request_timeout", {
      timeoutMs: 50,
    }],
  ];
  for (const [what, behavior, code, options] of table) {
    await t.step(`${what}: ${code}`, async () => assertEquals(await codeOf(behavior, options), code));
  }
});

Deno.test("a reading is repeated after a broken answer, and a creation is sent exactly once", async () => {
  {
    await using server = await startRawServer([
      send(`${HEAD}content-length: 100\r\n\r\n{"name"`),
      send(GOOD),
    ]);
    const { hubFetch, url } = fetchTo(server.port);
    assertEquals(await (await hubFetch(`${url}/api/whoami-v2`)).json(), { name: "ada" });
    assertEquals(server.received.length, 2);
  }
  for (const behavior of [reset, hangUp, send(`${HEAD}content-length: 100\r\n\r\n{"url"`)]) {
    await using server = await startRawServer([behavior, send(GOOD)]);
    const { hubFetch, url } = fetchTo(server.port, { retries: 5 });
    const error = await thrownBy(() => hubFetch(`${url}/api/repos/create`, CREATE));
    assertInstanceOf(error, RequestFailure);
    assertEquals([error.code, error.outcomeUnknown], ["connection_lost", true]);
    assertEquals(server.received.filter((text) => text.endsWith(CREATE.body)).length, 1);
    assertEquals(server.received.length, 1);
  }
});

Deno.test("Ctrl-C ends a real request, and leaves nothing open behind", async () => {
  await using server = await startRawServer(sendAndHang(`${HEAD}content-length: 100\r\n\r\n{"name"`));
  const controller = new AbortController();
  const reason = new Error("Ctrl-C");
  const { hubFetch, url } = fetchTo(server.port, {
    signal: controller.signal,
    observer: { onRequest: () => setTimeout(() => controller.abort(reason), 0) },
  });
  assertEquals(await thrownBy(() => hubFetch(`${url}/api/whoami-v2`)), reason);
});
