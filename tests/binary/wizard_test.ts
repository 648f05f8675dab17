import { assertEquals, assertStringIncludes } from "@std/assert";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { temporaryFolder } from "../support/program.ts";
import { CTRL_C, ENTER, runAtTerminal } from "../support/pseudo_terminal.ts";
import { buildForTests, testWith } from "./build.ts";

// Whether the terminal is as it was is asked with stty, which Windows does not have.
const BUILD = Deno.build.os === "windows" ? { missing: "no POSIX shell" } : await buildForTests();

testWith(
  BUILD,
  "At a terminal the binary asks, hides the token, and leaves the terminal as it was",
  async (binary) => {
    await using hub = await startTestHub();
    await using folder = await temporaryFolder();
    const run = runAtTerminal(["--template", "blank"], {
      cwd: folder.path,
      command: [binary],
      env: { HF_ENDPOINT: hub.url },
      through:
        'before=$(stty -g); "$@"; code=$?; test "$before" = "$(stty -g)" && echo "as it was"; exit $code',
    });
    try {
      await run.waitFor("Token (hidden, starts with hf_):");
      run.type(TOKENS.write + ENTER);
      for (
        const question of [
          "Dataset repository (NAME",
          "Owner:",
          "Visibility:",
          "Continue?",
          "Save the token you entered?",
        ]
      ) {
        await run.waitFor(question);
        run.type(ENTER);
      }
      assertEquals(await run.exited, 0, run.screen);
    } finally {
      run.kill();
    }
    assertStringIncludes(run.screen, "as it was");
    assertEquals(run.raw.includes(TOKENS.write), false);
  },
);

testWith(BUILD, "Ctrl-C at the binary's first question is exit 130 and changes nothing", async (binary) => {
  await using hub = await startTestHub();
  await using folder = await temporaryFolder();
  const run = runAtTerminal([], {
    cwd: folder.path,
    command: [binary],
    env: { HF_ENDPOINT: hub.url },
    through:
      'before=$(stty -g); "$@"; code=$?; test "$before" = "$(stty -g)" && echo "as it was"; exit $code',
  });
  try {
    await run.waitFor("Token (hidden, starts with hf_):");
    run.type(CTRL_C);
    assertEquals(await run.exited, 130, run.screen);
  } finally {
    run.kill();
  }
  assertStringIncludes(run.screen, "as it was");
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
  assertEquals(hub.requests.length, 0);
});
