import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { TOKENS } from "../test_hub/accounts.ts";
import { CTRL_C, ENTER, runAtTerminal, terminalTest } from "../support/pseudo_terminal.ts";
import { setScene } from "../support/scene.ts";

// deno-lint-ignore no-control-regex -- a control sequence is what must not be there
const CONTROL = /\x1b/;

terminalTest("at a dumb terminal each question is a line, and choices are numbered", async () => {
  await using scene = await setScene();
  const env = { HF_ENDPOINT: scene.hub.url, TERM: "dumb" };
  const run = runAtTerminal(["--org", "ada", "--name", "runs", "--dry-run"], { cwd: scene.folder, env });
  await run.waitFor("Token (hidden, starts with hf_):");
  // What is erased does not count.
  run.type(`x\x7f${TOKENS.write}${ENTER}`);
  await run.waitFor("  2) ");
  await run.waitFor("Number:");
  run.type(`9${ENTER}`);
  await run.waitFor("! Enter one of the numbers above");
  run.type(`2${ENTER}`);
  assertEquals(await run.exited, 0, run.screen);
  assertNotMatch(run.raw, CONTROL);
  assertEquals(run.raw.includes(TOKENS.write), false);
  assertMatch(run.screen, /1\) .*\n {2}2\) /);
});

terminalTest("Ctrl-C ends a plain question, also a hidden one", async () => {
  await using scene = await setScene();
  const env = { HF_ENDPOINT: scene.hub.url, TERM: "dumb" };
  const run = runAtTerminal(["whoami"], { cwd: scene.folder, env });
  await run.waitFor("Token (hidden, starts with hf_):");
  run.type(CTRL_C);
  assertEquals(await run.exited, 130);
});

terminalTest(
  "at a dumb terminal nothing is cut inside a word, and a reason is in one pair of parentheses",
  async () => {
    await using scene = await setScene();
    const env = { HF_ENDPOINT: scene.hub.url, HF_TOKEN: TOKENS.write, TERM: "dumb" };
    const run = runAtTerminal(["--dry-run"], { cwd: scene.folder, env, columns: 40 });
    await run.waitFor("Dataset repository (NAME or\nOWNER/NAME): (trackio-experiments) ");
    run.type(`a b${ENTER}`);
    await run.waitFor('! Invalid repository name "a b": it\n  contains a space.');
    run.type(`runs${ENTER}`);
    await run.waitFor(
      '  -  royal-society (role is "read", but\n     "contributor" or higher is\n     required)\n',
    );
    run.kill();
    await run.exited;
  },
);
