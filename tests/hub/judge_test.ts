import { assert, assertEquals, assertInstanceOf, assertNotMatch } from "@std/assert";
import { messageOf } from "../../lib/hub/judge.ts";
import { parseEndpoint } from "../../lib/hub/addresses.ts";
import { isWebPage } from "../../lib/hub/request.ts";
import { HubAnswerError, requestIdOf } from "../../lib/hub/failures.ts";
import { scriptedFetch, thrownBy } from "./scripted_fetch.ts";

/** What a request throws that gets this answer; the creation of a repository where no other is named. */
async function answer(
  status: number,
  body: unknown = {},
  headers: Record<string, string> = {},
  [method = "", url = ""] = ["POST", "https://huggingface.co/api/repos/create?x=1"],
): Promise<HubAnswerError> {
  const content = status === 304 ? null : typeof body === "string" ? body : JSON.stringify(body);
  const { hubFetch } = scriptedFetch([new Response(content, { status, headers })], { retries: 0 });
  const error = await thrownBy(() => hubFetch(url, { method }));
  assertInstanceOf(error, HubAnswerError);
  return error;
}

Deno.test("what the Hub said is found in each shape that it uses", async (t) => {
  const table: readonly [string, unknown, Record<string, string>, string][] = [
    ["a sentence", { error: "Invalid username or password." }, {}, "Invalid username or password."],
    ["a list", { error: ["one", "two"] }, {}, "one; two"],
    ["errors with messages", { errors: [{ message: "one" }, { message: "two" }] }, {}, "one; two"],
    [
      "OAuth",
      { error: "invalid_grant", error_description: "The code is used" },
      {},
      "invalid_grant: The code is used",
    ],
    ["a message", { message: "no" }, {}, "no"],
    ["an error inside", { error: { message: "deep" } }, {}, "deep"],
    ["zod's text", { error: "✖ Too small\n  → at name" }, {}, "✖ Too small → at name"],
    ["plain text", "Entry not found", {}, "Entry not found"],
    [
      "only a header",
      {},
      { "x-error-message": "Access to this resource is disabled." },
      "Access to this resource is disabled.",
    ],
    ["a page", "<!DOCTYPE html><title>no</title>", { "content-type": "text/html" }, ""],
    ["a page with a header", "<html>", { "x-error-message": "no" }, "no"],
    ["control sequences", { error: "\x1b]0;owned\x07no\x1b[2Jt\u202eyet" }, {}, "notyet"],
    ["nothing", {}, {}, ""],
    ["null", null, {}, ""],
    ["a number", { error: 5 }, {}, ""],
  ];
  for (const [what, body, headers, expected] of table) {
    await t.step(what, () => assertEquals(messageOf(body, new Headers(headers)), expected));
  }
  await t.step("a nest without end", () => {
    let nest: unknown = "deep";
    for (let depth = 0; depth < 100_000; depth++) nest = [nest];
    assertEquals(messageOf({ error: nest }, new Headers()), "");
  });
  await t.step("a page of megabytes", () => {
    const said = messageOf({ error: "word ".repeat(1_000_000) }, new Headers());
    assertEquals([said.length <= 300, said.endsWith("word...")], [true, true]);
  });
});

Deno.test("the id of a request is found in the Hub's order", () => {
  const all = { "x-request-id": "a", "x-amzn-trace-id": "b", "x-amz-cf-id": "c" };
  assertEquals(requestIdOf(new Headers(all)), "a");
  assertEquals(requestIdOf(new Headers({ "x-amzn-trace-id": "b", "x-amz-cf-id": "c" })), "b");
  assertEquals(requestIdOf(new Headers({ "x-amz-cf-id": "c" })), "c");
  assertEquals(requestIdOf(new Headers()), undefined);
});

Deno.test("a page for a browser is told from data", () => {
  assert(isWebPage("whatever", new Headers({ "content-type": "text/html; charset=utf-8" })));
  assert(isWebPage("\n <!DOCTYPE html>", new Headers()));
  assert(isWebPage("<html lang=en>", new Headers({ "content-type": "application/json" })));
  assert(!isWebPage('{"a":"<html>"}', new Headers({ "content-type": "application/json" })));
  assert(!isWebPage("<?xml version='1.0'?><Error/>", new Headers({ "content-type": "application/xml" })));
});

Deno.test("each status has its code and its exit code", async (t) => {
  const quota = { error: "You have exceeded the rate limit for repository creation (300 per day)." };
  const table: readonly [Parameters<typeof answer>, string, number][] = [
    [[400, { error: "Max length is 96." }], "request_rejected", 5],
    [[401], "unauthorized", 3],
    [[402], "payment_required", 5],
    [[403], "forbidden", 4],
    [[404], "not_found", 5],
    [[407], "proxy_authentication_required", 6],
    [[408], "hub_unavailable", 6],
    [[409], "conflict", 5],
    [[413], "content_too_large", 5],
    [[418], "unexpected_answer", 6],
    [[422], "request_rejected", 5],
    [[429, {}, { ratelimit: '"api";r=0;t=55' }], "rate_limited", 6],
    [[429, quota, { ratelimit: '"api";r=55;t=55' }], "quota_used_up", 5],
    [[500], "hub_unavailable", 6],
    [[502, "<html>bad gateway</html>"], "hub_unavailable", 6],
    [[503], "hub_unavailable", 6],
    [[504], "hub_unavailable", 6],
    [[304], "unexpected_answer", 6],
  ];
  for (const [given, code, exit] of table) {
    await t.step(`${given[0]} is ${code}`, async () => {
      const error = await answer(...given);
      assertEquals([error.code, error.exitCode], [code, exit]);
      assertNotMatch(error.message + error.hint, /[\n\r]|\bundefined\b/);
    });
  }
});

Deno.test("whoever is refused at a mirror is sent to the token page of the mirror", async () => {
  const endpoint = parseEndpoint("https://mirror.example/hf/");
  const { hubFetch } = scriptedFetch([new Response("{}", { status: 401 })], { endpoint });
  const error = await thrownBy(() =>
    hubFetch(`${endpoint.url}/api/datasets/ada/x/settings`, { method: "PUT" })
  );
  assertInstanceOf(error, HubAnswerError);
  assertEquals([error.code, error.page], ["unauthorized", "https://mirror.example/hf/settings/tokens"]);
});

Deno.test("a 429, a 5xx and a proxy are never called an invalid token", async () => {
  for (const status of [407, 408, 429, 500, 502, 503, 504]) {
    const { message, exitCode } = await answer(status, { error: "x" });
    assertNotMatch(message, /token/i);
    assertEquals(exitCode, 6);
  }
});

Deno.test("the wait that the Hub announced is in the hint", async () => {
  const failure = await answer(429, {}, { ratelimit: '"api";r=0;t=55' });
  assertEquals(failure.hint, "Run it again in 56 s");
  const past = await answer(429, {}, { "retry-after": "0" });
  assertEquals(past.hint, "Run it again in 1 s");
});

Deno.test("a refusal of the storage host is no verdict on the token", async () => {
  const body = "<?xml?><Error><Code>RequestTimeTooSkewed</Code></Error>";
  const { code, exitCode } = await answer(403, body, {}, ["PUT", "https://s3.example/key"]);
  assertEquals([code, exitCode], ["upload_rejected", 6]);
});

Deno.test("whoever is refused at whoami is not sent to whoami, and whoever does not know it is not the Hub", async () => {
  const whoami = ["GET", "https://huggingface.co/api/whoami-v2"] as const;
  const refused = await answer(403, {}, {}, [...whoami]);
  assertEquals(refused.code, "forbidden");
  assertNotMatch(refused.hint, /whoami/);
  const unknown = await answer(404, {}, {}, [...whoami]);
  assertEquals(unknown.code, "not_the_hub");
  assertEquals(
    unknown.message,
    'Something else answered instead of "huggingface.co": it does not know /api/whoami-v2 (404)',
  );
});

Deno.test("the sentence of an answer holds neither query nor line feed", async () => {
  const error = await answer(500, { error: "a\nb" }, { "x-request-id": "Root=1-2" });
  assertEquals(
    error.message,
    'The Hub at "huggingface.co" failed with status 500 for POST /api/repos/create: "a b"',
  );
  assertEquals(
    error.hint,
    "Run it again in a few minutes; the problem is at the Hub (request id Root=1-2)",
  );
});
