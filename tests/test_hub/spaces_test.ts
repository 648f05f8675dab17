import { assertEquals } from "@std/assert";
import { recordIn } from "../../lib/hub/client.ts";
import { ORGANIZATIONS, TOKENS } from "./accounts.ts";
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
});

Deno.test("secrets are told by name, never by value", async () => {
  await using hub = await hubWithSpace();
  const reply = await ask(hub, `POST ${SECRETS}`, { body: { key: "HF_TOKEN", value: TOKENS.write } });
  assertEquals([reply.status, reply.json], [200, {}]);
  assertEquals((await ask(hub, `GET ${SECRETS}`)).json, {
    HF_TOKEN: { key: "HF_TOKEN", updatedAt: UPDATED },
  });
  assertEquals(hub.spaces.get("ada/board")?.secrets.get("HF_TOKEN")?.value, TOKENS.write);
});

Deno.test("a Space takes its app in a commit, as trackio sends it", async () => {
  await using hub = await hubWithSpace();
  const body = { files: [{ path: "app.py", size: 3, sample: btoa("a=1") }] };
  const asked = await ask(hub, "POST /api/spaces/ada/board/preupload/main", { body });
  const lines = [["header", { summary: "t" }], ["file", { path: "app.py", content: "a=1" }]];
  const sent = await ask(hub, "POST /api/spaces/ada/board/commit/main", {
    body: lines.map(([key, value]) => JSON.stringify({ key, value })).join("\n"),
  });
  assertEquals([asked.status, sent.status], [200, 200]);
  assertEquals(hub.spaces.get("ada/board")?.files.has("app.py"), true);
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

Deno.test("a Space that computes takes a paid plan", async () => {
  await using hub = await startTestHub();
  const creation = (organization: string, more: Record<string, unknown> = {}) =>
    ask(hub, "POST /api/repos/create", {
      body: { name: "board", organization, type: "space", sdk: "gradio", ...more },
    });
  assertEquals((await creation("ada")).status, 402);
  assertEquals((await creation(ORGANIZATIONS.contributor)).status, 402);
  assertEquals((await creation(ORGANIZATIONS.write)).status, 200);
  assertEquals((await creation("ada", { name: "page", sdk: "static" })).status, 200);
});

Deno.test("a Space mounts what its creation or a later change names, and tells it with its stage", async () => {
  await using hub = await startTestHub();
  const volume = { type: "bucket", source: "grace/runs-bucket", mountPath: "/data" };
  await ask(hub, "POST /api/repos/create", {
    token: TOKENS.grace,
    body: {
      name: "board",
      organization: "grace",
      type: "space",
      sdk: "gradio",
      files: [{ path: "app.py", content: "" }],
      volumes: [volume],
    },
  });
  const space = await ask(hub, "GET /api/spaces/grace/board", { token: TOKENS.grace });
  const runtime = await ask(hub, "GET /api/spaces/grace/board/runtime", { token: TOKENS.grace });
  assertEquals(recordIn(space.json)["sdk"], "gradio");
  assertEquals(recordIn(space.json)["runtime"], runtime.json);
  assertEquals([recordIn(runtime.json)["stage"], recordIn(runtime.json)["volumes"]], ["BUILDING", [volume]]);
  const change = (volumes: unknown, name = "grace/board") =>
    ask(hub, `PUT /api/spaces/${name}/volumes`, { token: TOKENS.grace, body: { volumes } });
  assertEquals((await change([{ ...volume, mountPath: "/other" }])).status, 200);
  assertEquals(hub.spaces.get("grace/board")?.volumes, [{
    type: "bucket",
    source: "grace/runs-bucket",
    mountPath: "/other",
  }]);
  assertEquals((await change([])).status, 400);
  assertEquals((await change([{ ...volume, mountPath: "data" }])).status, 400);
  hub.addRepository({ id: "grace/page", type: "space" });
  assertEquals((await change([volume], "grace/page")).status, 400);
});
