import { assertEquals, assertNotMatch } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import { runAtTerminal, terminalTest as test } from "../../support/pseudo_terminal.ts";
import { setScene } from "../../support/scene.ts";

test("With --quiet, apply still shows the plan that it asks about, and shows none where it asks nothing", async () => {
  await using scene = await setScene();
  const plan = { repositories: [{ repository: "runs", template: "blank", visibility: "private" }] };
  await Deno.writeTextFile(`${scene.folder}/plan.json`, JSON.stringify(plan));
  const options = { cwd: scene.folder, env: { HF_TOKEN: TOKENS.write, HF_ENDPOINT: scene.hub.url } };
  const dry = runAtTerminal(["apply", "plan.json", "--quiet", "--dry-run"], options);
  assertEquals(await dry.exited, 0);
  assertNotMatch(dry.screen, /to create/);
  const run = runAtTerminal(["apply", "plan.json", "--quiet"], options);
  await run.waitFor("create    ada/runs: private");
  await run.waitFor("1 to create, 0 to change");
  await run.waitFor("Continue?");
  run.type("y\r");
  assertEquals([await run.exited, scene.hub.repositories.get("ada/runs")?.private], [0, true]);
});
