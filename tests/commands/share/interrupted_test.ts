import { assertEquals, assertStringIncludes } from "@std/assert";
import { jsonOf, setScene } from "../../support/scene.ts";

const REQUESTS = "/api/datasets/ada/runs/user-access-request";

Deno.test("share tells who was let in before it failed", async () => {
  await using scene = await setScene();
  const repository = scene.hub.addRepository({ id: "ada/runs", gated: "manual" });
  repository.accessRequests.set("charles", { user: "charles", status: "pending", timestamp: 0, fields: {} });
  scene.hub.fault({ on: `POST ${REQUESTS}/handle`, fault: { kind: "answer", status: 500 } });
  const args = ["share", "runs", "--grant", "grace", "--accept", "charles"];
  const run = await scene.run([...args, "--retries", "0", "--output", "json"]);
  assertEquals(run.code, 6, run.stderr);
  assertStringIncludes(run.stderr, "Done before that: grace was granted access to ada/runs");
  assertEquals(jsonOf(run)["changes"], ["grace was granted access to ada/runs"]);
});
