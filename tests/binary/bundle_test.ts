import { releaseLine } from "../../lib/ports/environment.ts";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { bundleFile } from "../../.github/build/bundle.ts";
import { runFlags } from "../../.github/build/permissions.ts";
import configuration from "../../deno.json" with { type: "json" };
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { serveRelease } from "../install/release_server.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { folderOfThisFile, ROOT } from "./build.ts";

const RELEASE = folderOfThisFile();
await bundleFile(`${RELEASE}/hf-dataset-setup.js`);

for (const elsewhere of [false, true]) {
  const how = elsewhere ? "that sends on to another host" : "of releases";
  Deno.test(`deno run takes the bundle from a server ${how}, with nothing beside it`, async () => {
    await using server = serveRelease(RELEASE, configuration.version);
    await using hub = await startTestHub();
    await using folder = await temporaryFolder();
    const caches = `${folder.path}/caches`;
    const work = `${folder.path}/work`;
    await Deno.mkdir(work);
    if (elsewhere) server.damage("hf-dataset-setup.js", "elsewhere");
    const run = (args: string[]) =>
      runProgram(args, {
        cwd: work,
        command: [
          Deno.execPath(),
          "run",
          "--quiet",
          "--no-prompt",
          // GitHub's two hosts need the same; JSR, npm and the other hosts of Deno do not.
          `--allow-import=${new URL(server.url).host},${
            new URL(server.url).host.replace("127.0.0.1", "localhost")
          }`,
          ...runFlags({ net: ["127.0.0.1"] }),
          `${server.url}/download/v${configuration.version}/hf-dataset-setup.js`,
        ],
        env: { DENO_DIR: caches, HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write, DENO_NO_UPDATE_CHECK: "1" },
      });
    assertEquals(await run(["--version"]), {
      code: 0,
      stdout: `${releaseLine(configuration.version)}\n`,
      stderr: "",
    });
    const created = await run(["--yes"]);
    assertEquals([created.code, created.stdout], [0, "ada/trackio-experiments\n"], created.stderr);
    assertEquals(await Deno.readTextFile(`${work}/.env`), "TRACKIO_DATASET_REPO=ada/trackio-experiments\n");
    assertStringIncludes(created.stderr, "First row");
    assertEquals([...hub.unexpected], []);
  });
}

Deno.test("The bundle imports nothing but what Deno brings along", async () => {
  const text = await Deno.readTextFile(`${RELEASE}/hf-dataset-setup.js`);
  const imports = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([\w@.:/-]{1,80})["']/g)].map((
    [, name],
  ) => name ?? "");
  for (const name of imports) assertEquals(name.startsWith("node:"), true, name);
  assertEquals(text.includes(ROOT), false, "It names the folder that it was made in");
});
