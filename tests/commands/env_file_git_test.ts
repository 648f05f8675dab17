import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { git, hasGit } from "../env_file/git/real_git.ts";
import { setScene } from "../support/scene.ts";
import { TOKENS } from "../test_hub/accounts.ts";

Deno.test("--save-token saves nothing where it cannot find out whether git tracks the file, and creates nothing", async () => {
  await using scene = await setScene();
  await Deno.mkdir(`${scene.folder}/.git`);
  await scene.write(".git/HEAD", "ref: refs/heads/main\n");
  await scene.write(".git/index", "of a kind that nobody knows");
  await scene.write(".env", "A=1\n");
  const run = await scene.run(["--yes", "--save-token"]);
  assertEquals([run.code, run.stdout], [7, ""]);
  assertStringIncludes(run.stderr, "because git may track");
  assertEquals(await scene.read(".env"), "A=1\n");
  assertEquals(scene.hub.requests.filter(({ method }) => method !== "GET"), []);
  await scene.succeeds(["--yes"]);
});

Deno.test({
  name: "--save-token saves nothing where git tracks the file (needs git)",
  ignore: !await hasGit(),
  async fn() {
    await using scene = await setScene();
    await scene.write(".env", "A=1\n");
    await git(scene.folder, ["init", "-q"]);
    await git(scene.folder, ["add", "-f", ".env"]);
    const run = await scene.run(["--yes", "--save-token"]);
    assertEquals([run.code, run.stdout], [7, ""]);
    assertStringIncludes(run.stderr, "git tracks");
    assertEquals(await scene.read(".env"), "A=1\n");
    assertEquals(scene.hub.requests.filter(({ method }) => method !== "GET"), []);
  },
});

Deno.test({
  name:
    "The command that ends git's tracking of the env file works from another folder too (needs git and sh)",
  ignore: !await hasGit() || Deno.build.os === "windows",
  async fn() {
    await using scene = await setScene();
    const folder = join(scene.folder, "it's mine");
    await Deno.mkdir(folder);
    await Deno.writeTextFile(join(folder, ".env"), "A=1\n");
    await git(folder, ["init", "-q"]);
    await git(folder, ["add", "-f", ".env"]);
    const run = await scene.run(["--yes", "--save-token", "--env-file", "it's mine/.env"]);
    const [command] = /git -C .*/.exec(run.stderr) ?? [""];
    const { success } = await new Deno.Command("sh", { args: ["-c", command], cwd: scene.folder }).output();
    assertEquals([success, await git(folder, ["ls-files"])], [true, ""], run.stderr);
  },
});

Deno.test({
  name: "That command names the repository where git cannot find it by itself (needs git and sh)",
  ignore: !await hasGit() || Deno.build.os === "windows",
  async fn(t) {
    const rows: readonly [
      name: string,
      gitDir: string,
      variables: (home: string) => Record<string, string>,
    ][] = [
      ["GIT_DIR", "else where.git", (home) => ({ GIT_DIR: `${home}/else where.git`, GIT_WORK_TREE: home })],
      ["bare, in .dotfiles", ".dotfiles", (HOME) => ({ HOME })],
    ];
    for (const [name, gitDir, variables] of rows) {
      await t.step(name, async () => {
        await using scene = await setScene();
        const repository = ["--git-dir", join(scene.folder, gitDir), "--work-tree", scene.folder];
        await Deno.writeTextFile(`${scene.folder}/.env`, "A=1\n");
        await git(scene.folder, ["init", "-q"]);
        await git(scene.folder, ["init", "-q", "--bare", gitDir]);
        await git(scene.folder, [...repository, "add", "-f", ".env"]);
        const run = await scene.run(["--yes", "--save-token"], {
          env: { HF_TOKEN: TOKENS.write, ...variables(scene.folder) },
        });
        assertEquals([run.code, run.stdout], [7, ""]);
        const [command] = /git -C .*/.exec(run.stderr) ?? [""];
        const { success } = await new Deno.Command("sh", { args: ["-c", command], cwd: "/" }).output();
        assertEquals([success, await git(scene.folder, [...repository, "ls-files"])], [true, ""], run.stderr);
      });
    }
  },
});

Deno.test({
  name: "--save-token saves nothing where another index lists the file (needs git)",
  ignore: !await hasGit(),
  async fn() {
    await using scene = await setScene();
    await Deno.writeTextFile(`${scene.folder}/.env`, "A=1\n");
    await git(scene.folder, ["init", "-q"]);
    const env = { GIT_INDEX_FILE: join(scene.folder, "other-index") };
    await git(scene.folder, ["add", "-f", ".env"], { env });
    const run = await scene.run(["--yes", "--save-token"], { env: { HF_TOKEN: TOKENS.write, ...env } });
    assertEquals([run.code, run.stdout, await scene.read(".env")], [7, "", "A=1\n"]);
    assertStringIncludes(run.stderr, "git tracks");
  },
});

Deno.test({
  name: "set-up says what git does with the env file, where it is not ignored (needs git)",
  ignore: !await hasGit(),
  async fn(t) {
    const exposed = (folder: string) => `add the line "/.env" to ${join(folder, ".gitignore")}`;
    const rows: readonly {
      name: string;
      args?: readonly string[];
      prepare: (folder: string) => Promise<unknown>;
      says: (folder: string) => string | undefined;
    }[] = [
      { name: "no work tree", prepare: () => Promise.resolve(), says: () => undefined },
      {
        name: "ignored",
        async prepare(folder) {
          await git(folder, ["init", "-q"]);
          await Deno.writeTextFile(`${folder}/.gitignore`, ".env\n");
        },
        says: () => undefined,
      },
      {
        name: "not ignored",
        prepare: (folder) => git(folder, ["init", "-q"]),
        says: (folder) => `Git does not ignore this file; before it holds secrets, ${exposed(folder)}`,
      },
      {
        name: "not ignored, with the token in it",
        args: ["--save-token"],
        prepare: (folder) => git(folder, ["init", "-q"]),
        says: (folder) => `Warning: Git does not ignore this file, which now has a token; ${exposed(folder)}`,
      },
      {
        name: "tracked",
        async prepare(folder) {
          await Deno.writeTextFile(`${folder}/.env`, "A=1\n");
          await git(folder, ["init", "-q"]);
          await git(folder, ["add", ".env"]);
        },
        says: () => "Git tracks this file, so what is written to it can be committed",
      },
    ];
    for (const { name, args = [], prepare, says } of rows) {
      await t.step(name, async () => {
        await using scene = await setScene();
        await prepare(scene.folder);
        const run = await scene.run(["--yes", ...args]);
        const said = says(scene.folder);
        assertEquals(run.code, 0, run.stderr);
        assertEquals(run.stderr.split("\n").filter((line) => /\bgit\b/i.test(line)), said ? [said] : []);
      });
    }
  },
});

Deno.test({
  name: "A run that changes nothing does not repeat what git does with the env file (needs git)",
  ignore: !await hasGit(),
  async fn() {
    await using scene = await setScene();
    await git(scene.folder, ["init", "-q"]);
    const runs = [await scene.run(["--yes"]), await scene.run(["--yes"])];
    assertEquals(runs.map(({ stderr }) => stderr.includes("Git does not ignore this file")), [true, false]);
  },
});
