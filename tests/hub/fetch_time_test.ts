import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { HubAnswerError, RequestFailure } from "../../lib/hub/failures.ts";
import { json, lost, scriptedFetch, silence, thrownBy } from "./scripted_fetch.ts";

const HUB = "https://huggingface.co";
const WHOAMI = `${HUB}/api/whoami-v2`;

Deno.test("a wait that the Hub announced is kept and counted down second by second", async () => {
  const limited = json({}, { status: 429, headers: { ratelimit: '"api";r=0;t=2' } });
  const { hubFetch, told } = scriptedFetch([limited, json({})]);
  await hubFetch(WHOAMI);
  assertEquals(told.slice(2, -2), [
    "retry for rate_limited in 3250 as announced",
    "waiting 3250",
    "waiting 2250",
    "waiting 1250",
    "waiting 250",
    "waiting 0",
  ]);
});

Deno.test("a wait beyond the deadline is not begun", async () => {
  const limited = json({}, { status: 429, headers: { ratelimit: '"api";r=0;t=600' } });
  const { hubFetch, told } = scriptedFetch([limited]);
  assertInstanceOf(await thrownBy(() => hubFetch(WHOAMI)), HubAnswerError);
  assertEquals(told.length, 2);
});

Deno.test("all attempts and waits together end at the deadline", async () => {
  const { hubFetch, clock, sent } = scriptedFetch(Array(50).fill(silence), { retries: 40 });
  const started = clock.now();
  const error = await thrownBy(() => hubFetch(WHOAMI));
  assertInstanceOf(error, RequestFailure);
  assertEquals(error.code, "request_timeout");
  assert(clock.now() - started <= 600_000, `${clock.now() - started} ms`);
  assertEquals(sent.length, 19);
});

Deno.test("a body that comes too slowly is given up", async () => {
  function drip(_request: unknown, signal: AbortSignal): Response {
    return new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"a":'));
          signal.addEventListener("abort", () => controller.error(signal.reason), { once: true });
        },
      }),
    );
  }
  const { hubFetch, told } = scriptedFetch([drip], { retries: 0 });
  const error = await thrownBy(() => hubFetch(WHOAMI));
  assertInstanceOf(error, RequestFailure);
  assertEquals(error.message, 'No response from "huggingface.co" within 30 s');
  assertEquals(told.at(-1), "request_timeout after 30000");
});

Deno.test("a large upload is given the time that it needs", async () => {
  const { hubFetch, told } = scriptedFetch([silence], { retries: 0 });
  const put = { method: "PUT", body: new Uint8Array(6_400_000) };
  await thrownBy(() => hubFetch("https://s3.example/key", put));
  assertEquals(told.at(-1), "request_timeout after 130000");
});

Deno.test("Ctrl-C ends a request, a body and a wait with its own reason", async (t) => {
  const reason = new Error("Ctrl-C");
  await t.step("before the first request", async () => {
    const { hubFetch, sent } = scriptedFetch([], { signal: AbortSignal.abort(reason) });
    assertEquals(await thrownBy(() => hubFetch(WHOAMI)), reason);
    assertEquals(sent.length, 0);
  });
  await t.step("during a request", async () => {
    const controller = new AbortController();
    const { hubFetch, sent } = scriptedFetch([(request, signal) => {
      queueMicrotask(() => controller.abort(reason));
      return silence(request, signal);
    }], { signal: controller.signal });
    assertEquals(await thrownBy(() => hubFetch(WHOAMI)), reason);
    assertEquals(sent.length, 1);
  });
  await t.step("during a wait", async () => {
    const controller = new AbortController();
    const { hubFetch, sent } = scriptedFetch([lost()], {
      signal: controller.signal,
      observer: { onWaiting: () => controller.abort(reason) },
    });
    assertEquals(await thrownBy(() => hubFetch(WHOAMI)), reason);
    assertEquals(sent.length, 1);
  });
  await t.step("by the caller's own signal", async () => {
    const controller = new AbortController();
    const { hubFetch } = scriptedFetch([lost()], { observer: { onWaiting: () => controller.abort(reason) } });
    assertEquals(await thrownBy(() => hubFetch(WHOAMI, { signal: controller.signal })), reason);
  });
});
