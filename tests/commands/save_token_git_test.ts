import { assertEquals, assertStringIncludes } from "@std/assert";
import { git, hasGit } from "../env_file/git/real_git.ts";
import { setScene } from "../support/scene.ts";

Deno.test("--save-token saves nothing where it cannot find out whether git tracks the file, and creates nothing", async () => {
  await using scene = await setScene();
  await Deno.mkdir(`${scene.folder}/.git`);
  await Deno.writeTextFile(`${scene.folder}/.git/HEAD`, "ref: refs/heads/main\n");
  await Deno.writeTextFile(`${scene.folder}/.git/index`, "of a kind that nobody knows");
  await Deno.writeTextFile(`${scene.folder}/.env`, "A=1\n");
  const run = await scene.run(["--yes", "--save-token"]);
  assertEquals([run.code, run.stdout], [7, ""]);
  assertStringIncludes(run.stderr, "whether git tracks");
  assertEquals(await scene.read(".env"), "A=1\n");
  assertEquals(scene.hub.requests.filter(({ method }) => method !== "GET"), []);
  assertEquals((await scene.run(["--yes"])).code, 0);
});

Deno.test({
  name: "--save-token saves nothing where git tracks the file (needs git)",
  ignore: !await hasGit(),
  async fn() {
    await using scene = await setScene();
    await Deno.writeTextFile(`${scene.folder}/.env`, "A=1\n");
    await git(scene.folder, ["init", "-q"]);
    await git(scene.folder, ["add", "-f", ".env"]);
    const run = await scene.run(["--yes", "--save-token"]);
    assertEquals([run.code, run.stdout], [7, ""]);
    assertStringIncludes(run.stderr, "git tracks");
    assertEquals(await scene.read(".env"), "A=1\n");
    assertEquals(scene.hub.requests.filter(({ method }) => method !== "GET"), []);
  },
});
