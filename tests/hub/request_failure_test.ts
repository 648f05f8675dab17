import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { HubAnswerError, isWebPage, messageOf, requestIdOf } from "../../lib/hub/request_failure.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

function answer(status: number, body: unknown = {}, headers: Record<string, string> = {}): HubAnswerError {
  return new HubAnswerError({
    status,
    body,
    headers: new Headers(headers),
    method: "POST",
    url: "https://huggingface.co/api/repos/create?x=1",
    isCreation: true,
    outcomeUnknown: false,
    now: NOW,
  });
}

function whoamiAnswer(status: number, url: string): HubAnswerError {
  const headers = new Headers();
  return new HubAnswerError({
    status,
    body: {},
    headers,
    method: "GET",
    url,
    outcomeUnknown: false,
    now: NOW,
  });
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
  const table: readonly [HubAnswerError, string, number][] = [
    [answer(400, { error: "Max length is 96." }), "request_rejected", 5],
    [answer(401), "unauthorized", 3],
    [answer(402), "payment_required", 5],
    [answer(403), "forbidden", 4],
    [answer(404), "not_found", 5],
    [answer(407), "proxy_authentication_required", 6],
    [answer(408), "hub_unavailable", 6],
    [answer(409), "conflict", 5],
    [answer(413), "content_too_large", 5],
    [answer(418), "unexpected_answer", 6],
    [answer(422), "request_rejected", 5],
    [answer(429, {}, { ratelimit: '"api";r=0;t=55' }), "rate_limited", 6],
    [answer(429, quota, { ratelimit: '"api";r=55;t=55' }), "quota_used_up", 5],
    [answer(500), "hub_unavailable", 6],
    [answer(502, "<html>bad gateway</html>"), "hub_unavailable", 6],
    [answer(503), "hub_unavailable", 6],
    [answer(504), "hub_unavailable", 6],
    [answer(304), "unexpected_answer", 6],
  ];
  for (const [error, code, exit] of table) {
    await t.step(`${error.status} is ${code}`, () => {
      assertEquals([error.code, error.exitCode], [code, exit]);
      assertNotMatch(error.message + error.hint, /[\n\r]|\bundefined\b/);
    });
  }
});

Deno.test("a 429, a 5xx and a proxy are never called an invalid token", () => {
  for (const status of [407, 408, 429, 500, 502, 503, 504]) {
    const { message, exitCode } = answer(status, { error: "x" });
    assertNotMatch(message, /token/i);
    assert(exitCode === 6);
  }
});

Deno.test("the wait that the Hub announced is in the hint", () => {
  const failure = answer(429, {}, { ratelimit: '"api";r=0;t=55' });
  assertEquals(failure.hint, "Run it again in 56 s");
  const past = answer(429, {}, { "retry-after": "0" });
  assertEquals(past.hint, "Run it again in 1 s");
});

Deno.test("a refusal of the storage host is no verdict on the token", () => {
  const failure = new HubAnswerError({
    status: 403,
    body: "<?xml?><Error><Code>RequestTimeTooSkewed</Code></Error>",
    headers: new Headers(),
    method: "PUT",
    url: "https://s3.example/key",
    isStorage: true,
    outcomeUnknown: false,
    now: NOW,
  });
  assertEquals([failure.code, failure.exitCode], ["upload_rejected", 6]);
});

Deno.test("whoever is refused at whoami is not sent to whoami", () => {
  const url = "https://huggingface.co/api/whoami-v2";
  const { code, hint } = whoamiAnswer(403, url);
  assertEquals(code, "forbidden");
  assertNotMatch(hint, /whoami/);
});

Deno.test("whoever does not know whoami is not the Hub", () => {
  const url = "https://mirror.example/hub/api/whoami-v2";
  const { code, message } = whoamiAnswer(404, url);
  assertEquals(code, "not_the_hub");
  assertEquals(
    message,
    'Something else answered instead of "mirror.example": it does not know /api/whoami-v2 (404)',
  );
});

Deno.test("the sentence of an answer holds neither query nor line feed", () => {
  const error = answer(500, { error: "a\nb" }, { "x-request-id": "Root=1-2" });
  assertEquals(
    error.message,
    'The Hub at "huggingface.co" failed with status 500 at POST /api/repos/create: "a b"',
  );
  assertEquals(error.requestId, "Root=1-2");
});
