import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import { runAtTerminal, terminalTest as test } from "../../support/pseudo_terminal.ts";
import { programCommand, programEnvironment } from "../../support/program.ts";
import { setScene } from "../../support/scene.ts";

const CARD = `---
tags:
- trackio
- hf-dataset-setup
---
`;

test("list shows a table to a person at a terminal", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs", private: true, files: { "README.md": CARD } });
  await Deno.writeTextFile(`${scene.folder}/.env`, "TRACKIO_DATASET_REPO=ada/runs\n");
  const run = runAtTerminal(["list"], {
    cwd: scene.folder,
    env: { HF_TOKEN: TOKENS.write, HF_ENDPOINT: scene.hub.url },
  });
  assertEquals(await run.exited, 0, run.screen);
  assertMatch(run.screen, /^Visibility {2}Changed {5}Experiments {2}Repository\s*$/m);
  assertMatch(
    run.screen,
    /^private {5}\d{4}-\d\d-\d\d {2}yes {10}ada\/runs \(current: TRACKIO_DATASET_REPO in the env file\)/m,
  );
});

// The shell and head are those of Unix.
Deno.test(
  "list asks for no further page when nobody reads any more",
  { ignore: Deno.build.os === "windows" },
  async () => {
    await using scene = await setScene({ maxPageSize: 500 });
    for (let index = 0; index < 10_000; index++) {
      scene.hub.addRepository({
        id: `ada/runs-with-a-long-name-${index}`,
      });
    }
    const command = programCommand(["list", "--org", "ada"], { cwd: scene.folder });
    const child = new Deno.Command("/bin/sh", {
      args: ["-c", '"$@" | head -1', "sh", command.file, ...command.args],
      cwd: scene.folder,
      clearEnv: true,
      env: programEnvironment({
        cwd: scene.folder,
        env: { PATH: "/usr/bin:/bin", HF_TOKEN: TOKENS.write, HF_ENDPOINT: scene.hub.url },
      }),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
    const { code, stdout, stderr } = await child.output();
    assertEquals([code, new TextDecoder().decode(stdout).startsWith("ada/runs")], [0, true]);
    // A number of those that were read would be taken for all that there are.
    assertNotMatch(new TextDecoder().decode(stderr), /datasets of/);
    assert(scene.requests().length < 10, `${scene.requests().length} requests for one line`);
  },
);

// The device is that of Linux.
Deno.test(
  "list says so when its lines cannot be written",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    await using scene = await setScene();
    scene.hub.addRepository({ id: "ada/runs" });
    const command = programCommand(["list"], { cwd: scene.folder });
    const child = new Deno.Command("/bin/sh", {
      args: ["-c", '"$@" > /dev/full', "sh", command.file, ...command.args],
      cwd: scene.folder,
      clearEnv: true,
      env: programEnvironment({
        cwd: scene.folder,
        env: { PATH: "/usr/bin:/bin", HF_TOKEN: TOKENS.write, HF_ENDPOINT: scene.hub.url },
      }),
      stdin: "null",
      stderr: "piped",
    });
    const { code, stderr } = await child.output();
    assertEquals(code, 7, new TextDecoder().decode(stderr));
  },
);
