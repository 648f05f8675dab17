import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS } from "../../test_hub/accounts.ts";
import { writePlan } from "../../support/plan_file.ts";
import { CTRL_C, terminalTest as test } from "../../support/pseudo_terminal.ts";
import { start } from "../at_terminal.ts";
import { jsonOf, type Scene, setScene } from "../../support/scene.ts";

Deno.test("interrupted after any request and run again, a plan ends in the same state", async (t) => {
  const plan = {
    defaults: { visibility: "private" },
    repositories: [{ repository: "a", gated: "manual" }, {
      repository: "b",
      tags: ["x"],
      discussions: "off",
    }],
  };
  await using whole = await setScene();
  await writePlan(whole, plan);
  assertEquals((await whole.run(["apply", "plan.json", "--concurrency", "1"])).code, 0);
  const expected = stateOf(whole);
  const { length } = whole.hub.requests;
  // Every answer in turn is the last that the run hears.
  for (let last = 1; last <= length; last++) {
    await t.step(`the connection is lost from request ${last} on`, async () => {
      await using scene = await setScene();
      await writePlan(scene, plan);
      const fault = scene.hub.fault({ on: "*", nth: last, fault: { kind: "lost-answer" } });
      await scene.run(["apply", "plan.json", "--concurrency", "1", "--retries", "0"]);
      fault.remove();
      await scene.succeeds(["apply", "plan.json", "--concurrency", "1"]);
      assertEquals(stateOf(scene), expected);
    });
  }
});

function stateOf(scene: Scene): unknown {
  return [...scene.hub.repositories].map(([id, repository]) => ({
    id,
    private: repository.private,
    gated: repository.gated,
    files: [...repository.files.keys()].sort(),
    card: repository.text("README.md"),
  })).sort((one, other) => one.id < other.id ? -1 : 1);
}

test("Ctrl-C in the middle ends with 130, and the next run does the rest", async () => {
  await using scene = await setScene();
  const repositories = Array.from({ length: 6 }, (_, index) => ({ repository: `r-${index}` }));
  await writePlan(scene, { defaults: { template: "blank" }, repositories });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const fault = scene.hub.fault({
    on: "POST /api/repos/create",
    nth: 3,
    fault: { kind: "hold", until: held },
  });
  const run = start(scene, ["apply", "plan.json", "--yes", "--concurrency", "2"]);
  await scene.hub.arrived("POST /api/repos/create", 4);
  run.type(CTRL_C);
  assertEquals(await run.exited, 130, run.screen);
  assertStringIncludes(run.screen, "Done before that: 2 created and 0 changed, of 6 repositories");
  release();
  fault.remove();
  assert(scene.hub.repositories.size < 6);
  const again = await scene.run(["apply", "plan.json"]);
  assertEquals([again.code, scene.hub.repositories.size], [0, 6], again.stderr);
});

Deno.test("apply completes what an earlier run left, without warning of options that it applies", async () => {
  await using scene = await setScene();
  const planned = { repository: `${ORGANIZATIONS.write}/runs`, resourceGroup: RESOURCE_GROUPS.writer.id };
  const on = "POST /api/datasets/*/preupload/*";
  const fault = scene.hub.fault({ on, fault: { kind: "answer", status: 500 } });
  await writePlan(scene, { repositories: [planned] });
  assertEquals((await scene.run(["apply", "plan.json", "--retries", "0"])).code, 6);
  fault.remove();
  await writePlan(scene, { repositories: [{ ...planned, license: "mit", gated: "auto" }] });
  const run = await scene.run(["apply", "plan.json", "--output", "json"]);
  assertEquals([run.code, jsonOf(run).warnings], [0, []], run.stderr);
  const repository = scene.hub.repositories.get(planned.repository);
  assertEquals(repository?.gated, "auto");
  assertStringIncludes(repository?.text("README.md") ?? "", "license: mit");
});
