import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS, SINGLE_DATASET, TOKENS } from "./accounts.ts";
import { ask, creationBody } from "./ask.ts";
import { startTestHub, type TestHub } from "./test_hub.ts";

const CREATE = "POST /api/repos/create";

Deno.test("creation answers url, name and id, and the repository has a commit at once", async () => {
  await using hub = await startTestHub();
  const reply = await ask(hub, CREATE, { body: creationBody("new") });
  const repository = hub.repositories.get("ada/new");
  assertEquals(reply.status, 200);
  assertEquals(reply.json, { url: `${hub.url}/datasets/ada/new`, name: "ada/new", id: repository?.objectId });
  assertEquals([...repository?.files.keys() ?? []], [".gitattributes"]);
  assertMatch(repository?.head?.oid ?? "", /^[0-9a-f]{40}$/);
});

Deno.test("creation with neither organization nor type makes a model of the caller's own", async () => {
  await using hub = await startTestHub();
  const reply = await ask(hub, CREATE, { body: { name: "new", organization: null } });
  assertEquals(reply.json, {
    url: `${hub.url}/ada/new`,
    name: "ada/new",
    id: hub.state.models.get("ada/new")?.objectId,
  });
});

Deno.test("creation takes files as text and as Base64", async () => {
  await using hub = await startTestHub();
  const files = [{ path: "a.txt", content: "é" }, { path: "b.txt", content: "w6k=", encoding: "base64" }];
  await ask(hub, CREATE, { body: creationBody("new", { files }) });
  const repository = hub.repositories.get("ada/new");
  assertEquals(["a.txt", "b.txt"].map((path) => repository?.text(path)), ["é", "é"]);
});

Deno.test("creation of what is there is a 409 with its url, in any case of the name, and changes nothing", async () => {
  await using hub = await startTestHub();
  const repository = hub.addRepository({ id: "ada/Runs" });
  const reply = await ask(hub, CREATE, { body: creationBody("runs", { visibility: "private" }) });
  assertEquals(reply.status, 409);
  assertEquals(reply.json, {
    error: "You already created this dataset repo",
    url: `${hub.url}/datasets/ada/Runs`,
  });
  assertEquals(repository.private, false);
});

// Every token under every owner is in tests/account/test_hub_agrees_test.ts.
Deno.test("creation is refused with one text, and the namespace keeps its case", async (t) => {
  const refused: readonly [string, keyof typeof TOKENS, string][] = [
    ["a read token", "read", "ada"],
    ["a namespace that does not exist", "write", "nowhere"],
    ["an organization in the wrong case", "write", ORGANIZATIONS.contributor.toLowerCase()],
  ];
  for (const [name, token, namespace] of refused) {
    await t.step(name, async () => {
      await using hub = await startTestHub();
      const body = creationBody("new", { organization: namespace });
      const reply = await ask(hub, CREATE, { token: TOKENS[token], body });
      const error = `You don't have the rights to create a dataset under the namespace "${namespace}"`;
      assertEquals([reply.status, reply.json], [403, { error }]);
      assertEquals(hub.repositories.size, 0);
    });
  }
});

Deno.test("creation by OAuth, whose whoami does not describe the token, is allowed", async () => {
  await using hub = await startTestHub();
  const reply = await ask(hub, CREATE, { token: TOKENS.oauth, body: creationBody("new") });
  assertEquals(reply.status, 200, reply.text);
});

Deno.test("creation without a token, and by OAuth without the scope, is a 401", async () => {
  await using hub = await startTestHub();
  for (const token of [null, TOKENS.oauthReadOnly]) {
    assertEquals((await ask(hub, CREATE, { token, body: creationBody("new") })).status, 401);
  }
});

Deno.test("creation checks the name by the rules of the Hub", async (t) => {
  const bad = ["a b", "a/b", "a--b", "a..b", "-a", "a-", ".a", "a.", "a.git", "é", "a".repeat(97), ""];
  const good = ["a", "_", "_a_", "a.b-c_D9", "a".repeat(96)];
  for (
    const [name, status] of [
      ...bad.map((one) => [one, 400] as const),
      ...good.map((one) => [one, 200] as const),
    ]
  ) {
    await t.step(`"${name}" is ${status === 200 ? "good" : "bad"}`, async () => {
      await using hub = await startTestHub();
      const reply = await ask(hub, CREATE, { body: creationBody(name) });
      assertEquals(reply.status, status);
      if (status === 400) {
        assertStringIncludes(reply.text, "Only regular characters and '-', '_', '.' are accepted.");
      }
    });
  }
});

Deno.test("creation checks the body by the server's schema, in the words of its validator", async (t) => {
  const bad: readonly [Record<string, unknown>, string][] = [
    [{ name: undefined }, "expected string, received undefined\n  → at name"],
    [{ type: "bucket" }, 'expected one of "dataset"|"space"|"model"\n  → at type'],
    [{ visibility: "protected" }, "`protected` is only supported for Spaces"],
    [{ visibility: "secret" }, "→ at visibility"],
    [{ visibility: "private", private: true }, "Cannot be specified along with visibility"],
    [{ region: "mars" }, "→ at region"],
    [{ resourceGroupId: "123" }, "→ at resourceGroupId"],
    [{ files: [{ path: "a" }] }, "→ at files[0].content"],
    [{ files: [{ path: "a", content: "?", encoding: "base64" }] }, "Invalid base64-encoded string"],
  ];
  for (const [details, text] of bad) {
    await t.step(JSON.stringify(details), async () => {
      await using hub = await startTestHub();
      const reply = await ask(hub, CREATE, { body: creationBody("new", details) });
      assertEquals(reply.status, 400);
      assertStringIncludes(
        typeof reply.json === "object" ? Object.values(reply.json ?? {}).join() : "",
        text,
      );
      assertMatch(reply.headers.get("X-Error-Message") ?? "", /^\* [ -~]*$/);
    });
  }
  await t.step("a body that is no JSON", async () => {
    await using hub = await startTestHub();
    assertEquals((await ask(hub, CREATE, { body: "{" })).status, 400);
  });
});

Deno.test("creation follows the visibility policy of the organization", async (t) => {
  const { privateOnly, privateByDefault, write } = ORGANIZATIONS;
  const cases: readonly [string, Record<string, unknown>, boolean | number][] = [
    [write, {}, false],
    [write, { visibility: "private" }, true],
    [write, { private: true }, true],
    [privateByDefault, {}, true],
    [privateByDefault, { visibility: "public" }, false],
    [privateOnly, {}, true],
    [privateOnly, { visibility: "private" }, true],
    [privateOnly, { visibility: "public" }, 403],
  ];
  for (const [organization, details, expected] of cases) {
    await t.step(`${organization} and ${JSON.stringify(details)}`, async () => {
      await using hub = await startTestHub();
      const reply = await ask(hub, CREATE, { body: creationBody("new", { organization, ...details }) });
      const repository = hub.repositories.get(`${organization}/new`);
      assertEquals(typeof expected === "number" ? reply.status : repository?.private, expected);
    });
  }
});

Deno.test("a region needs a paid plan, and a resource group must be one that the member may write", async (t) => {
  const group = (name: keyof typeof RESOURCE_GROUPS) => ({ resourceGroupId: RESOURCE_GROUPS[name].id });
  const cases: readonly [string, Record<string, unknown>, number][] = [
    ["ada", { region: "eu" }, 402],
    [ORGANIZATIONS.admin, { region: "eu" }, 200],
    [ORGANIZATIONS.write, group("writer"), 200],
    [ORGANIZATIONS.write, group("reader"), 403],
    [ORGANIZATIONS.write, group("hidden"), 403],
    [ORGANIZATIONS.admin, group("writer"), 404],
  ];
  for (const [organization, details, status] of cases) {
    await t.step(`${organization} ${JSON.stringify(details)}`, async () => {
      await using hub = await startTestHub();
      const body = creationBody("new", { organization, ...details });
      assertEquals((await ask(hub, CREATE, { body })).status, status);
    });
  }
});

Deno.test("the quota of a day is a 429 that the window does not explain, and ends with the day", async () => {
  let now = Date.UTC(2026, 10, 22);
  await using hub = await startTestHub({ creationsPerDay: 2, now: () => now });
  const create = async (name: string) => await ask(hub, CREATE, { body: creationBody(name) });
  assertEquals([(await create("a")).status, (await create("b")).status], [200, 200]);
  const reply = await create("c");
  assertEquals(reply.status, 429);
  assertEquals(reply.json, {
    error: "You have exceeded the rate limit for repository creation (2 per day).",
  });
  assertMatch(reply.headers.get("RateLimit") ?? "", /^"api";r=[1-9]\d*;t=\d+$/);
  now += 86_400_000;
  assertEquals((await create("c")).status, 200);
});

Deno.test("a Space begins with its variables and secrets, and needs an SDK", async () => {
  await using hub = await startTestHub();
  const body = {
    name: "board",
    type: "space",
    sdk: "static",
    variables: [{ key: "A", value: "1" }],
    secrets: [{ key: "HF_TOKEN", value: "x" }],
  };
  assertEquals((await ask(hub, CREATE, { body: { ...body, sdk: undefined } })).status, 400);
  assertEquals((await ask(hub, CREATE, { body })).status, 200);
  const space = hub.spaces.get("ada/board");
  assertEquals([space?.variables.get("A")?.value, space?.secrets.get("HF_TOKEN")?.value], ["1", "x"]);
});

Deno.test("the token for a single dataset writes that dataset on every Hub, and sees no other private one", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: SINGLE_DATASET, private: true });
  hub.addRepository({ id: "ada/other", private: true });
  const status = async (path: string) => (await get(hub, path)).status;
  assertEquals(await status(`/api/datasets/${SINGLE_DATASET}/auth-check/write`), 200);
  assertEquals(await status("/api/datasets/ada/other"), 404);
});

function get(hub: TestHub, path: string) {
  return ask(hub, `GET ${path}`, { token: TOKENS.fineGrainedDataset });
}
