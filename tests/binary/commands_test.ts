import { assertEquals } from "@std/assert";
import { bundleModules } from "../../.github/build/bundle.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { folderOfThisFile } from "./build.ts";

const MODULES = folderOfThisFile();
await bundleModules(MODULES);

Deno.test("Every command finds what it loads when it is needed in the modules that a binary is made of", async (t) => {
  await using hub = await startTestHub();
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/template`);
  await Deno.writeTextFile(`${folder.path}/template/README.md`, "---\ntags: [mine]\n---\n");
  await Deno.writeTextFile(`${folder.path}/template/.gitignore`, "*.log\n");
  await Deno.writeTextFile(
    `${folder.path}/plan.json`,
    '{ "repositories": [{ "repository": "planned", "license": "mit" }, { "repository": "own", "tags": ["y"] }] }',
  );
  const options = {
    cwd: folder.path,
    command: [Deno.execPath(), "run", "-A", "--quiet", "--no-config", `${MODULES}/main.js`] as const,
    env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write, HOME: folder.path, DENO_NO_UPDATE_CHECK: "1" },
  };
  const rows: [args: string, stdout: string][] = [
    ["--yes", "ada/trackio-experiments\n"],
    ["--yes --no-env-file --name own --template template --tag x --license mit", "ada/own\n"],
    ["whoami", "ada\n"],
    ["list", "ada/own\nada/trackio-experiments\n"],
    ["use trackio-experiments", "ada/trackio-experiments\n"],
    ["configure own --tag z --pretty-name Own", "ada/own\n"],
    ["configure own --card template/README.md", "ada/own\n"],
    ["share own --gated manual --grant grace", "ada/own\n"],
    ["apply plan.json --yes", "ada/planned\nada/own\n"],
    ["env", "export TRACKIO_DATASET_REPO=ada/trackio-experiments\n"],
    // The shell of this run does not have the variable.
    ["doctor", "warning\n"],
  ];
  for (const [args, stdout] of rows) {
    await t.step(args, async () => {
      const run = await runProgram(args.split(" "), options);
      assertEquals([run.code, run.stdout], [0, stdout], run.stderr);
    });
  }
  for (const shell of ["bash", "zsh", "fish", "powershell"]) {
    assertEquals((await runProgram(["completions", shell], options)).code, 0, shell);
  }
  assertEquals([...hub.unexpected], []);
});
