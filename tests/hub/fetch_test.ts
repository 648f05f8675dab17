import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { Failure } from "../../lib/cli/failure.ts";
import { parseEndpoint } from "../../lib/hub/addresses.ts";
import { HubAnswerError, isOutcomeUnknown, RequestFailure } from "../../lib/hub/failures.ts";
import { json, lost, refused, scriptedFetch, silence, type Step, thrownBy } from "./scripted_fetch.ts";

const HUB = "https://huggingface.co";
const WHOAMI = `${HUB}/api/whoami-v2`;
const CREATE = `${HUB}/api/repos/create`;
const POST = { method: "POST", body: '{"name":"x"}', headers: { "content-type": "application/json" } };

Deno.test("each failure that passes is tried again, with waits that grow", async () => {
  const { hubFetch, sent, told } = scriptedFetch([
    lost(),
    refused(),
    new Response("busy", { status: 503 }),
    new Response("", { headers: { "content-type": "application/json" } }),
    new Response('{"name": "a', { headers: { "content-type": "application/json" } }),
    json({ name: "ada" }),
  ]);
  assertEquals(await (await hubFetch(WHOAMI)).json(), { name: "ada" });
  assertEquals(sent.length, 6);
  assertEquals(told.filter((line) => line.startsWith("retry")), [
    "retry for connection_lost in 250",
    "retry for connection_refused in 500",
    "retry for hub_unavailable in 1000",
    "retry for malformed_answer in 2000",
    "retry for malformed_answer in 4000",
  ]);
});

Deno.test("after the last attempt the failure has its code, and says whether the request may have taken effect", async (t) => {
  const html = { headers: { "content-type": "text/html" } };
  const withoutBody = () => new Response(null, { status: 204 });
  const table: readonly [string, string, () => Step, string, boolean, number][] = [
    ["a reading that is lost", "GET", lost, "connection_lost", false, 3],
    ["a creation that is lost", "POST", lost, "connection_lost", true, 1],
    ["a creation never sent", "POST", refused, "connection_refused", false, 3],
    ["a creation without an answer in time", "POST", () => silence, "request_timeout", true, 1],
    ["a creation with an empty answer", "POST", () => new Response(""), "malformed_answer", true, 1],
    ["a creation with a cut answer", "POST", () => new Response('{"url":"htt'), "malformed_answer", true, 1],
    [
      "no content in place of JSON",
      "GET",
      () => new Response(null, { status: 204 }),
      "malformed_answer",
      false,
      3,
    ],
    ["text in place of JSON", "GET", () => new Response("hello"), "malformed_answer", false, 3],
    ["a page in place of JSON", "GET", () => new Response("<html>Sign in", html), "not_the_hub", false, 1],
    ["a page without its type", "GET", () => new Response("<!doctype html>"), "not_the_hub", false, 1],
    [
      "a blocking page",
      "GET",
      () => new Response("<html>Blocked", { ...html, status: 403 }),
      "not_the_hub",
      false,
      1,
    ],
    ["a sign-in status", "GET", () => new Response("", { status: 511 }), "not_the_hub", false, 1],
    [
      "a redirect to a sign-in page",
      "GET",
      () => new Response(null, { status: 302, headers: { location: "http://10.0.0.1/login" } }),
      "redirect_refused",
      false,
      1,
    ],
    [
      "a redirect without end",
      "GET",
      () => new Response(null, { status: 307, headers: { location: "/api/whoami-v2" } }),
      "redirect_useless",
      false,
      6,
    ],
    ["a reading without a body", "GET", withoutBody, "malformed_answer", false, 3],
    ["a creation without a body", "POST", withoutBody, "malformed_answer", true, 1],
    [
      "an answer without end",
      "GET",
      () => new Response("x".repeat(33_000_000)),
      "answer_too_large",
      false,
      1,
    ],
  ];
  for (const [what, method, step, code, outcomeUnknown, requests] of table) {
    await t.step(what, async () => {
      const { hubFetch, sent } = scriptedFetch(Array.from({ length: requests + 1 }, step), {
        retries: 2,
      });
      const error = await thrownBy(() => method === "POST" ? hubFetch(CREATE, POST) : hubFetch(WHOAMI));
      assertInstanceOf(error, RequestFailure);
      assertEquals([error.code, error.exitCode, error.outcomeUnknown], [code, 6, outcomeUnknown]);
      assertEquals(isOutcomeUnknown(error), outcomeUnknown);
      assertEquals(sent.length, requests);
      assert(!/[\n\r]/.test(error.message + error.hint));
    });
  }
});

Deno.test("a final answer is thrown with everything that the Hub said", async () => {
  const { hubFetch } = scriptedFetch([
    json({ error: "Not \x1b[2Jfound" }, { status: 404, headers: { "x-error-code": "RepoNotFound" } }),
  ]);
  const error = await thrownBy(() => hubFetch(`${HUB}/api/datasets/ada/x`));
  assertInstanceOf(error, HubAnswerError);
  assertEquals([error.status, error.errorCode, error.hubMessage, error.outcomeUnknown], [
    404,
    "RepoNotFound",
    "Not found",
    false,
  ]);
});

Deno.test("an answer without an id is known by the id that was sent", async () => {
  const { hubFetch, sent } = scriptedFetch([json({}, { status: 422 })]);
  const error = await thrownBy(() => hubFetch(WHOAMI));
  assertInstanceOf(error, HubAnswerError);
  const id = sent[0]?.headers.get("x-amzn-trace-id") ?? "";
  assertMatch(id, /^[0-9a-f-]{36}$/);
  assertMatch(error.hint, new RegExp(`\\(request id ${id}\\)$`));
});

Deno.test("a page with a 401 that bears the Hub's marks is the Hub's", async () => {
  const headers = { "content-type": "text/html", "x-request-id": "Root=1" };
  const { hubFetch } = scriptedFetch([new Response("<html>no", { status: 401, headers })]);
  assertInstanceOf(await thrownBy(() => hubFetch(WHOAMI)), HubAnswerError);
});

Deno.test("a creation is repeated only when it surely had no effect", async (t) => {
  const conflict = { error: "Cannot create repo: another conflicting operation is in progress" };
  const quota = { error: "You have exceeded the rate limit for repository creation (300 per day)." };
  const full = { ratelimit: '"api";r=0;t=2' };
  const table: readonly [string, Step, number, boolean][] = [
    ["500", json({}, { status: 500 }), 1, true],
    ["502", new Response("<html>", { status: 502 }), 1, true],
    ["503", json({}, { status: 503 }), 1, true],
    ["503 with Retry-After", json({}, { status: 503, headers: { "retry-after": "1" } }), 2, false],
    ["504", json({}, { status: 504 }), 1, true],
    ["429 of the window", json({}, { status: 429, headers: full }), 2, false],
    ["429 of the quota", json(quota, { status: 429 }), 1, false],
    ["409 of another operation", json(conflict, { status: 409 }), 2, false],
    [
      "409 that means it is there",
      json({ error: "You already created this dataset repo" }, { status: 409 }),
      1,
      false,
    ],
  ];
  for (const [what, step, requests, outcomeUnknown] of table) {
    await t.step(what, async () => {
      const { hubFetch, sent } = scriptedFetch([step, json({ url: "u" })]);
      if (requests === 2) assertEquals((await hubFetch(CREATE, POST)).status, 200);
      else assertEquals(isOutcomeUnknown(await thrownBy(() => hubFetch(CREATE, POST))), outcomeUnknown);
      assertEquals(sent.map(({ body }) => body), Array(requests).fill(POST.body));
    });
  }
});

Deno.test("no request leaves while the environment says offline", async () => {
  const { hubFetch, sent } = scriptedFetch([json({})], {
    readVariable: (name) => name === "HF_HUB_OFFLINE" ? "1" : undefined,
  });
  const error = await assertRejects(() => hubFetch(WHOAMI), Failure);
  assertEquals([error.code, error.exitCode, error.message], [
    "offline",
    6,
    "HF_HUB_OFFLINE is set, so the Hub must not be contacted",
  ]);
  assertEquals(sent.length, 0);
});

Deno.test("a notice of the Hub is passed on once, clean", async () => {
  const headers = { "x-hf-warning": "deprecation; Use \x1b[31mv2" };
  const { hubFetch, told } = scriptedFetch([json({}, { headers }), json({}, { headers })]);
  await hubFetch(WHOAMI);
  await hubFetch(WHOAMI);
  assertEquals(told.filter((line) => line.startsWith("notice")), ["notice: Use v2"]);
});

Deno.test("an answer that only says OK is taken where the Hub says no more", async () => {
  const { hubFetch } = scriptedFetch([
    new Response("OK"),
    new Response(null, { status: 204 }),
    new Response(""),
  ]);
  assertEquals(await (await hubFetch(`${HUB}/api/datasets/ada/x/auth-check/write`)).text(), "OK");
  const settings = `${HUB}/api/datasets/ada/x/settings`;
  assertEquals((await hubFetch(settings, { method: "PUT", body: "{}" })).status, 204);
  assertEquals((await hubFetch(WHOAMI, { method: "HEAD" })).status, 200);
});

Deno.test("a proxy that cannot be reached, and a permission that was not given, are named", async () => {
  const proxied = scriptedFetch([refused()], {
    retries: 0,
    readVariable: (name) => name === "https_proxy" ? "http://user:secret@proxy.example:3128" : undefined,
  });
  const unreachable = await assertRejects(() => proxied.hubFetch(WHOAMI), RequestFailure);
  assertEquals(unreachable.message, 'Cannot reach the proxy "proxy.example:3128" (https_proxy)');
  const text = 'Requires net access to "s3.example:443", run again with the --allow-net flag';
  const denied = scriptedFetch([new Deno.errors.NotCapable(text)]);
  const refusal = await assertRejects(
    () => denied.hubFetch("https://s3.example/key", { method: "PUT", body: "x" }),
    RequestFailure,
  );
  assertEquals(refusal.code, "network_not_permitted");
  assertEquals(refusal.hint, "Add s3.example:443 to --allow-net and run it again");
});

Deno.test("a mirror under a path is known by its own routes", async () => {
  const endpoint = parseEndpoint("https://mirror.example/hub/");
  const { hubFetch, sent } = scriptedFetch([lost()], { endpoint });
  const error = await thrownBy(() => hubFetch(`${endpoint.url}/api/repos/create`, POST));
  assert(isOutcomeUnknown(error));
  assertEquals(sent.length, 1);
});

Deno.test("a redirect between the names of the Hub is refused with the endpoint to use, one to elsewhere is not", async (t) => {
  const table: readonly [endpoint: string, location: string, hint: RegExp][] = [
    ["https://hf.co", "https://huggingface.co/api/whoami-v2", /--endpoint https:\/\/huggingface\.co\b/],
    ["https://www.huggingface.co", "https://huggingface.co/x", /--endpoint https:\/\/huggingface\.co\b/],
    ["https://huggingface.co", "https://hf.co/api/whoami-v2", /--endpoint https:\/\/hf\.co\b/],
    ["https://hf.co", "https://huggingface.co.evil.example/", /sign in with a browser/],
    ["https://mirror.example", "https://huggingface.co/api/whoami-v2", /sign in with a browser/],
  ];
  for (const [url, location, hint] of table) {
    await t.step(`${url} to ${location}`, async () => {
      const redirect = new Response(null, { status: 301, headers: { location } });
      const { hubFetch, sent } = scriptedFetch([redirect], { endpoint: parseEndpoint(url) });
      const error = await assertRejects(() => hubFetch(`${url}/api/whoami-v2`), RequestFailure);
      assertEquals([error.code, sent.length], ["redirect_refused", 1]);
      assertMatch(error.hint, hint);
    });
  }
});
