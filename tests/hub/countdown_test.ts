/** A wait that the Hub announced, as a person meets it and as a script does. */
import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { TOKENS } from "../test_hub/accounts.ts";
import { windowFault } from "../test_hub/faults.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { runAtTerminal, terminalTest as test } from "../support/pseudo_terminal.ts";

const ARGS = ["--yes", "--template", "blank"];

test("an announced wait is counted down at a terminal", async () => {
  await using hub = await startTestHub();
  await using folder = await temporaryFolder();
  hub.fault({ on: "GET /api/whoami-v2", times: 1, fault: windowFault(1) });
  const program = runAtTerminal(ARGS, {
    cwd: folder.path,
    env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write },
  });
  try {
    await program.waitFor("as the Hub asks");
    for (const seconds of [2, 1]) await program.waitFor(`Retrying in ${seconds} s (Ctrl-C to stop)`);
    await program.waitFor("Created");
    assertEquals(await program.exited, 0);
    assertEquals(hub.requests.map(({ status }) => status), [429, 200, 200]);
  } finally {
    program.kill();
  }
});

Deno.test("an announced wait is one line in a pipe, and is not counted down", async () => {
  await using hub = await startTestHub();
  await using folder = await temporaryFolder();
  hub.fault({ on: "GET /api/whoami-v2", times: 1, fault: windowFault(1) });
  const run = await runProgram(ARGS, {
    cwd: folder.path,
    env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write },
  });
  assertEquals([run.code, run.stdout], [0, "ada/trackio-experiments\n"]);
  assertStringIncludes(run.stderr, "as the Hub asks");
  assertNotMatch(run.stderr, /Retrying in|\r/);
});
