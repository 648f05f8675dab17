import { assertEquals } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import { CTRL_C, ENTER, terminalTest as test } from "../../support/pseudo_terminal.ts";
import { setScene } from "../../support/scene.ts";
import { start } from "../at_terminal.ts";

Deno.test("a token in the place of the Space is refused before anything is sent", async () => {
  await using scene = await setScene();
  for (const word of [TOKENS.write, `ada/${TOKENS.write}`]) {
    await scene.fails(["trackio", word], [2, "token_misplaced"]);
  }
  assertEquals(scene.requests(), []);
});

test("a token that is typed as the Space is not taken for one", async () => {
  await using scene = await setScene();
  const run = start(scene, ["trackio"], { token: TOKENS.grace });
  await run.waitFor("Space (NAME or OWNER/NAME):");
  scene.hub.forget();
  run.type(TOKENS.fineGrainedUser + ENTER);
  await run.waitFor("This is a token, not a name");
  run.type(CTRL_C);
  assertEquals([await run.exited, scene.requests()], [130, []]);
});

Deno.test("a value of the env file that is no Space is never shown", async () => {
  await using scene = await setScene();
  await scene.write(".env", "TRACKIO_SPACE_ID=my secret value\n");
  const run = await scene.run(["trackio", "--private"], { token: TOKENS.grace });
  assertEquals([run.code, /my secret value/.test(run.stdout + run.stderr)], [0, false]);
  assertEquals(await scene.read(".env"), "TRACKIO_SPACE_ID=grace/trackio\n");
});
