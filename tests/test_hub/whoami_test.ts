import { assertEquals, assertMatch } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "./accounts.ts";
import { ask, creationBody } from "./ask.ts";
import { startTestHub } from "./test_hub.ts";

const WHOAMI = "GET /api/whoami-v2";
const CHALLENGE = 'Bearer realm="Authentication required", charset="UTF-8"';

Deno.test("every ready-made token looks like a token, and says that it is none", () => {
  for (const token of Object.values(TOKENS)) {
    assertMatch(token, /^hf_(oauth_)?[A-Za-z0-9]{34}$/);
    assertMatch(token, /Fake/);
  }
  assertEquals(new Set(Object.values(TOKENS)).size, Object.keys(TOKENS).length);
});

Deno.test("whoami refuses as the Hub does", async (t) => {
  const rows: readonly [string, string | null, number, string][] = [
    ["no token", null, 401, "Invalid username or password."],
    ["an unknown token", TOKENS.unknown, 401, "Invalid username or password."],
    ["a revoked token", TOKENS.revoked, 401, "Invalid credentials in Authorization header"],
    ["an expired token", TOKENS.expired, 401, 'User Access Token "expired" is expired'],
    [
      "a token that an organization has not approved",
      TOKENS.needsApproval,
      403,
      'This token needs approval by an administrator of the organization "locked-token-policy".',
    ],
    [
      "a token that an organization revoked",
      TOKENS.revokedByOrganization,
      403,
      'This token has been revoked by an administrator of the organization "locked-token-revoked".',
    ],
  ];
  for (const [name, token, status, message] of rows) {
    await t.step(name, async () => {
      await using hub = await startTestHub();
      const reply = await ask(hub, WHOAMI, { token });
      assertEquals([reply.status, reply.json], [status, { error: message }]);
      assertEquals(reply.headers.get("X-Error-Message"), message);
      assertEquals(reply.headers.get("X-Error-Code"), null);
      assertEquals(reply.headers.get("WWW-Authenticate"), status === 401 ? CHALLENGE : null);
    });
  }
});

Deno.test("a token that is refused by whoami is refused by every route", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "ada/open" });
  assertEquals((await ask(hub, "GET /api/datasets/ada/open", { token: TOKENS.revoked })).status, 401);
  assertEquals((await ask(hub, "GET /api/datasets/ada/open", { token: null })).status, 200);
});

Deno.test("whoami of OAuth has no access token, and of the others the kind that the Hub names", async () => {
  await using hub = await startTestHub({ now: () => Date.UTC(2026, 10, 22) });
  const authOf = async (token: string) => {
    const { json } = await ask(hub, WHOAMI, { token });
    return typeof json === "object" && json !== null && "auth" in json ? json.auth : undefined;
  };
  assertEquals(await authOf(TOKENS.oauth), {
    type: "app_token_as_user",
    expiresAt: "2026-11-25T00:00:00.000Z",
  });
  assertEquals(await authOf(TOKENS.read), {
    type: "access_token",
    accessToken: { displayName: "reading-room", role: "read", createdAt: "2026-01-02T03:04:05.000Z" },
  });
});

Deno.test("a test may add a token whose whoami is of any shape; the Hub lets it write unless it is told not to", async () => {
  await using hub = await startTestHub();
  const body = {
    name: "eve",
    auth: { accessToken: { role: "omnipotent" } },
    orgs: [{ name: "future" }],
    future: true,
  };
  hub.addToken("hf_future", body);
  hub.addToken("hf_futureReader", body, { mayWrite: false });
  hub.addToken("hf_nameless", []);
  assertEquals((await ask(hub, WHOAMI, { token: "hf_future" })).json, body);
  const create = async (token: string, organization: string) =>
    (await ask(hub, "POST /api/repos/create", { token, body: creationBody("new", { organization }) })).status;
  assertEquals(await create("hf_future", "eve"), 200);
  assertEquals(await create("hf_future", "future"), 200);
  assertEquals(await create("hf_futureReader", "eve"), 403);
  assertEquals(await create("hf_nameless", "eve"), 403);
});

Deno.test("a scope names its thing by id; the name may be missing", async () => {
  await using hub = await startTestHub();
  const ids = { ada: "a".repeat(24), guild: "b".repeat(24) };
  const scoped = [
    { entity: { _id: ids.ada, type: "user" }, permissions: ["repo.write"] },
    { entity: { _id: ids.guild, type: "org" }, permissions: ["repo.write"] },
  ];
  hub.addToken("hf_byId", {
    name: "eve",
    id: ids.ada,
    orgs: [{ name: "guild", id: ids.guild }, { name: "other", id: "c".repeat(24) }],
    auth: { accessToken: { role: "fineGrained", fineGrained: { scoped } } },
  });
  const create = async (organization: string) =>
    (await ask(hub, "POST /api/repos/create", {
      token: "hf_byId",
      body: creationBody("new", { organization }),
    })).status;
  assertEquals([await create("eve"), await create("guild"), await create("other")], [200, 200, 403]);
});

Deno.test("a user and an organization that a test adds are known to whoami and to creation", async () => {
  await using hub = await startTestHub();
  hub.accounts.organizations.set("guild", {
    id: "0".repeat(24),
    name: "guild",
    fullname: "Guild",
    visibility: "public",
    resourceGroups: [],
  });
  hub.accounts.users.set("eve", {
    id: "1".repeat(24),
    name: "eve",
    fullname: "Eve",
    isPro: false,
    memberships: [{ organization: "guild", role: "contributor" }],
  });
  hub.accounts.tokens.set("hf_eve", {
    token: "hf_eve",
    description: "eve",
    whoami: { user: "eve", auth: { type: "access_token" } },
  });
  const reply = await ask(hub, "POST /api/repos/create", {
    token: "hf_eve",
    body: creationBody("new", { organization: "guild" }),
  });
  assertEquals(reply.status, 200);
  assertEquals(ORGANIZATIONS.contributor, "Babbage-Lab");
});
