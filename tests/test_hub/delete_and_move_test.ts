import { assertEquals } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "./accounts.ts";
import { ask } from "./ask.ts";
import { creationBody } from "./bodies.ts";
import { startTestHub } from "./test_hub.ts";

Deno.test("deletion answers OK in plain text, and 404 or 403 where it may not", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "ada/old" });
  const del = (token: string, body: Record<string, unknown>) =>
    ask(hub, "DELETE /api/repos/delete", { token, body });
  const dataset = { name: "old", organization: "ada", type: "dataset" };
  assertEquals((await del(TOKENS.grace, dataset)).status, 403);
  // Without a type a model is meant (lib/hub/README.md#deleting-and-moving).
  assertEquals((await del(TOKENS.write, { name: "old", organization: "ada" })).status, 404);
  const reply = await del(TOKENS.write, dataset);
  assertEquals([reply.status, reply.text], [200, "OK"]);
  assertEquals((await del(TOKENS.write, dataset)).headers.get("X-Error-Code"), "RepoNotFound");
});

Deno.test("a repository that moved answers at its new address, and the old one leads there", async () => {
  await using hub = await startTestHub();
  hub.addRepository({ id: "ada/old" });
  const move = (body: Record<string, unknown>) => ask(hub, "POST /api/repos/move", { body });
  const both = { fromRepo: "ada/old", toRepo: `${ORGANIZATIONS.write}/new` };
  assertEquals((await move(both)).status, 404);
  assertEquals((await move({ ...both, toRepo: "grace/new", type: "dataset" })).status, 403);
  assertEquals((await move({ ...both, type: "dataset" })).status, 200);
  const old = await ask(hub, "GET /api/datasets/ada/old/auth-check?x=1");
  assertEquals(old.status, 307);
  assertEquals(old.headers.get("Location"), `/api/datasets/${ORGANIZATIONS.write}/new/auth-check?x=1`);
  assertEquals((await ask(hub, "GET /api/datasets/ada/old", { redirect: "follow" })).status, 200);
  // Something new in the old place hides the way there.
  assertEquals((await ask(hub, "POST /api/repos/create", { body: creationBody("old") })).status, 200);
  assertEquals((await ask(hub, "GET /api/datasets/ada/old")).status, 200);
});
