import { assertEquals } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS, TOKENS } from "./accounts.ts";
import { ask } from "./ask.ts";
import { startTestHub } from "./test_hub.ts";

const SETTINGS = "PUT /api/datasets/ada/runs/settings";
const MISSING_PERMISSION = "You have read access but not the required permissions for this operation";

Deno.test("settings echo what was sent and recognized", async (t) => {
  const cases: readonly [Record<string, unknown>, Record<string, unknown>][] = [
    [{}, {}],
    [{ gated: "manual" }, { gated: "manual" }],
    [{ gated: false, visibility: "private", unknown: 1 }, { gated: false, visibility: "private" }],
    [{ discussionsDisabled: true }, { discussionsDisabled: true }],
  ];
  for (const [body, echoed] of cases) {
    await t.step(JSON.stringify(body), async () => {
      await using hub = await startTestHub();
      hub.addRepository({ id: "ada/runs" });
      const reply = await ask(hub, SETTINGS, { body });
      assertEquals(reply.status, 200);
      assertEquals(Object.entries(reply.json ?? {}).sort(), Object.entries(echoed).sort());
    });
  }
});

Deno.test("settings are read back by way of expand; a route to read them does not exist", async () => {
  await using hub = await startTestHub();
  const repository = hub.addRepository({ id: "ada/runs" });
  await ask(hub, SETTINGS, { body: { gated: "auto", visibility: "private" } });
  const { json } = await ask(hub, "GET /api/datasets/ada/runs?expand=gated&expand=private");
  assertEquals(json, { _id: repository.objectId, id: "ada/runs", gated: "auto", private: true });
  assertEquals((await ask(hub, "GET /api/datasets/ada/runs/settings")).status, 404);
  assertEquals(hub.unexpected, ["GET /api/datasets/ada/runs/settings"]);
});

Deno.test("settings that the schema does not allow are a 400, and change nothing", async (t) => {
  for (const body of [{ gated: true }, { visibility: "protected", gated: "auto" }]) {
    await t.step(JSON.stringify(body), async () => {
      await using hub = await startTestHub();
      const repository = hub.addRepository({ id: "ada/runs" });
      assertEquals((await ask(hub, SETTINGS, { body })).status, 400);
      assertEquals([repository.gated, repository.private], [false, false]);
    });
  }
});

Deno.test("settings need the right to write", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "ada/runs" });
  const statusOf = async (token: string | null) => (await ask(hub, SETTINGS, { token, body: {} })).status;
  assertEquals([await statusOf(TOKENS.read), await statusOf(TOKENS.grace), await statusOf(null)], [
    403,
    403,
    401,
  ]);
  const reply = await ask(hub, SETTINGS, { token: TOKENS.read, body: {} });
  assertEquals(reply.json, { error: MISSING_PERMISSION });
  hub.addRepository({ id: `${ORGANIZATIONS.privateOnly}/runs`, private: true });
  const path = `PUT /api/datasets/${ORGANIZATIONS.privateOnly}/runs/settings`;
  assertEquals((await ask(hub, path, { body: { visibility: "public" } })).status, 403);
});

Deno.test("turning gating off keeps the requests, and manual to auto accepts none", async () => {
  await using hub = await startTestHub();
  const repository = hub.addRepository({ id: "ada/runs", gated: "manual" });
  repository.accessRequests.set("grace", { user: "grace", status: "pending", timestamp: 0 });
  for (const gated of [false, "auto"]) await ask(hub, SETTINGS, { body: { gated } });
  assertEquals(repository.accessRequests.get("grace")?.status, "pending");
});

Deno.test("a repository is put into a resource group and taken out again", async () => {
  await using hub = await startTestHub();
  const id = `${ORGANIZATIONS.write}/runs`;
  const repository = hub.addRepository({ id });
  const path = `/api/datasets/${id}/resource-group`;
  assertEquals((await ask(hub, `GET ${path}`)).status, 404);
  const put = (resourceGroupId: string | null) => ask(hub, `POST ${path}`, { body: { resourceGroupId } });
  assertEquals((await put(RESOURCE_GROUPS.writer.id)).json, {
    name: id,
    type: "dataset",
    private: false,
    addedBy: "ada",
  });
  assertEquals((await ask(hub, `GET ${path}`)).json, { ...RESOURCE_GROUPS.writer, numUsers: 2 });
  assertEquals((await put("0".repeat(24))).status, 404);
  assertEquals((await put(null)).status, 200);
  assertEquals(repository.resourceGroupId, undefined);
});
