import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import { CTRL_C, ENTER, terminalTest as test } from "../../support/pseudo_terminal.ts";
import { setScene } from "../../support/scene.ts";
import { choicesOf, choose, keepNoToken, MENU, start } from "../at_terminal.ts";

const GRACE = { token: TOKENS.grace };

test("trackio asks for the Space and who can see the runs, shows its plan, and does it", async () => {
  await using scene = await setScene();
  const run = start(scene, ["trackio"], GRACE);
  await run.answer("Space (NAME or OWNER/NAME): (grace/trackio)");
  await run.waitFor("Who can see the runs?");
  await run.waitFor("Public (anyone; Trackio's own default)");
  run.type(ENTER);
  await run.waitFor("This will:");
  await run.waitFor("Create the Space grace/trackio (private)");
  await run.answer("Continue?");
  assertEquals(await run.exited, 0, run.screen);
  assertEquals(scene.hub.spaces.get("grace/trackio")?.private, true);
  assertEquals(await scene.read(".env"), "TRACKIO_SPACE_ID=grace/trackio\n");
});

test("where everything exists nothing is asked", async () => {
  await using scene = await setScene();
  await scene.run(["trackio", "--private"], GRACE);
  const run = start(scene, ["trackio"], GRACE);
  assertEquals(await run.exited, 0, run.screen);
});

test("Ctrl-C at the question changes nothing", async () => {
  await using scene = await setScene();
  const run = start(scene, ["trackio", "board", "--private"], GRACE);
  await run.waitFor("Continue?");
  run.type(CTRL_C);
  assertEquals(await run.exited, 130);
  assertEquals([scene.hub.spaces.size, scene.hub.buckets.size], [0, 0]);
});

test("a token that cannot create Spaces can be replaced, and a Space that cannot be had by another", async () => {
  await using scene = await setScene();
  const run = start(scene, ["trackio", "grace/board", "--private"], { token: TOKENS.graceRead });
  await choose(run, "Use another token");
  await run.answer("Token (hidden", TOKENS.write);
  // Ada is no member of grace's namespace.
  await choose(run, "Use another Space");
  await run.answer("Space (NAME or OWNER/NAME):", "difference-machines/board");
  await run.answer("Continue?");
  await keepNoToken(run);
  await run.waitFor("HF_TOKEN still has the old token");
  assertEquals(await run.exited, 0, run.screen);
  assertEquals([...scene.hub.spaces.keys()], ["difference-machines/board"]);
  assertStringIncludes(run.screen, "Cannot create a Space under");
});

test("a read-only token is refused before anything is asked, and nothing is offered that cannot work", async () => {
  await using scene = await setScene();
  const run = start(scene, ["trackio"], { token: TOKENS.graceRead });
  await run.waitFor("Cannot create a Space under grace");
  await choose(run, "Quit");
  assertEquals(await run.exited, 4);
  assertNotMatch(run.screen, /Space \(NAME|Use another Space|Try again/);
  assertEquals(run.screen.match(/Cannot create a Space/g)?.length, 1);
});

test("after a refusal that another Space would meet too, no other Space is offered", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "grace/board", type: "space" });
  const run = start(scene, ["trackio", "board"], { env: { HF_TOKEN: TOKENS.graceRead } });
  assertEquals(await choicesOf(run, MENU), ["Use another token", "Quit"]);
  run.type(CTRL_C);
  assertEquals(await run.exited, 130);
});

test("a typed token is not asked for again after a failure of the network", async () => {
  await using scene = await setScene();
  const fault = scene.hub.fault({ on: "GET /api/whoami-v2", fault: { kind: "answer", status: 503 } });
  const run = start(scene, ["trackio", "board", "--private", "--retries", "0"], { env: {} });
  await run.answer("Token (hidden", TOKENS.grace);
  await run.waitFor("503");
  fault.remove();
  await choose(run, "Try again");
  await run.answer("Continue?");
  await keepNoToken(run);
  assertEquals(await run.exited, 0, run.screen);
  assertEquals(run.screen.match(/> Token \(hidden/g)?.length, 1);
});

test("a Space that cannot be created is not proposed again, and nothing of what was said is said twice", async () => {
  await using scene = await setScene();
  const run = start(scene, ["trackio"]);
  await run.answer("Space (NAME or OWNER/NAME): (ada/trackio)");
  await choose(run, "Use another Space");
  const before = run.screen.length;
  await run.answer("Space (NAME or OWNER/NAME):", "difference-machines/trackio");
  await run.waitFor("Who can see the runs?");
  assertEquals(run.screen.slice(before).includes("(ada/trackio)"), false, run.screen);
  assertEquals(run.screen.match(/^Account /gm)?.length, 1, run.screen);
  run.kill();
  await run.exited;
});
