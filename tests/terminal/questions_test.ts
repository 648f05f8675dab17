import { ENTER, runAtTerminal, terminalTest } from "../support/pseudo_terminal.ts";
import { setScene } from "../support/scene.ts";
import { TOKENS } from "../test_hub/accounts.ts";

terminalTest("no question, answer or choice is cut inside a word at 40 columns", async () => {
  await using scene = await setScene();
  const env = { HF_ENDPOINT: scene.hub.url, HF_TOKEN: TOKENS.write };
  const run = runAtTerminal(["--dry-run"], { cwd: scene.folder, env, columns: 40 });
  await run.waitFor("? Dataset repository (NAME or\n  OWNER/NAME): (trackio-experiments)");
  run.type(`a b${ENTER}`);
  await run.waitFor(
    '! Invalid repository name "a b": it\n  contains a space. Use up to 96\n  letters, digits',
  );
  run.type(`\x7f\x7f\x7fa-long-name-of-experiments${ENTER}`);
  await run.waitFor("> Dataset repository (NAME or\n  OWNER/NAME): \n  a-long-name-of-experiments");
  await run.waitFor('(role is "read", but\n  "contributor" or higher is required)');
  run.kill();
  await run.exited;
});

terminalTest(
  "a list that is longer than its part of the screen says how many choices there are",
  async () => {
    await using scene = await setScene();
    const env = { HF_ENDPOINT: scene.hub.url, HF_TOKEN: TOKENS.write };
    for (let index = 0; index < 19; index++) scene.hub.addRepository({ id: `ada/r-${index}` });
    const run = runAtTerminal(["use", "--dry-run"], { cwd: scene.folder, env });
    await run.waitFor("(arrow keys move through 19 choices, Enter selects)");
    run.kill();
    await run.exited;
  },
);
