import { assertEquals } from "@std/assert";
import { TOKENS } from "./accounts.ts";
import { ask } from "./ask.ts";
import { startTestHub, type TestHub } from "./test_hub.ts";

const VARIABLES = "/api/spaces/ada/board/variables";
const SECRETS = "/api/spaces/ada/board/secrets";
const UPDATED = "2026-11-22T00:00:00.000Z";

async function hubWithSpace(): Promise<TestHub> {
  const hub = await startTestHub({ now: () => Date.UTC(2026, 10, 22) });
  hub.addRepository({ id: "ada/board", type: "space" });
  return hub;
}

Deno.test("variables are set one by one, and every change answers the whole map", async () => {
  await using hub = await hubWithSpace();
  await ask(hub, `POST ${VARIABLES}`, { body: { key: "A" } });
  const all = {
    A: { key: "A", value: "", updatedAt: UPDATED },
    B: { key: "B", value: "2", description: "two", updatedAt: UPDATED },
  };
  const reply = await ask(hub, `POST ${VARIABLES}`, { body: { key: "B", value: "2", description: "two" } });
  assertEquals([reply.status, reply.json], [200, all]);
  assertEquals((await ask(hub, `GET ${VARIABLES}`)).json, all);
  assertEquals((await ask(hub, `DELETE ${VARIABLES}`, { body: { key: "A" } })).json, { B: all.B });
  const again = await ask(hub, `DELETE ${VARIABLES}`, { body: { key: "A" } });
  assertEquals([again.status, again.json], [200, { B: all.B }]);
});

Deno.test("secrets are told by name, never by value", async () => {
  await using hub = await hubWithSpace();
  const reply = await ask(hub, `POST ${SECRETS}`, { body: { key: "HF_TOKEN", value: TOKENS.write } });
  assertEquals([reply.status, reply.json], [200, {}]);
  assertEquals((await ask(hub, `GET ${SECRETS}`)).json, {
    HF_TOKEN: { key: "HF_TOKEN", updatedAt: UPDATED },
  });
  assertEquals(hub.spaces.get("ada/board")?.secrets.get("HF_TOKEN")?.value, TOKENS.write);
  assertEquals((await ask(hub, `DELETE ${SECRETS}`, { body: { key: "HF_TOKEN" } })).json, {});
});

Deno.test("a name that is no name is a 400, the right to write is needed, and a missing Space is a 404", async () => {
  await using hub = await hubWithSpace();
  for (const key of ["1A", "A-B", "", "_A"]) {
    assertEquals((await ask(hub, `POST ${VARIABLES}`, { body: { key, value: "" } })).status, 400, key);
  }
  const refused = await ask(hub, `POST ${VARIABLES}`, { token: TOKENS.read, body: { key: "A" } });
  assertEquals([refused.status, refused.json], [403, {
    error: "You have read access but not the required permissions for this operation",
  }]);
  assertEquals((await ask(hub, `GET ${VARIABLES.replace("board", "nothing")}`)).status, 404);
});
