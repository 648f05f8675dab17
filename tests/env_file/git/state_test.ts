import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { gitStateOfFile } from "../../../lib/env_file/git_state.ts";
import { diskFiles } from "../../../lib/ports/files.ts";
import { temporaryFolder } from "../../support/program.ts";
import { git, hasGit } from "./real_git.ts";

const files = diskFiles();
const environment = { get: (_name: string): string | undefined => undefined };
const GIT = await hasGit();

async function stateOf(path: string): Promise<string> {
  return (await gitStateOfFile({ files, environment }, path)).state;
}

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}

Deno.test("a file with no work tree around it is outside", async () => {
  await using folder = await temporaryFolder();
  assertEquals(await gitStateOfFile({ files, environment }, join(folder.path, ".env")), { state: "outside" });
  await Deno.mkdir(join(folder.path, ".git"));
  // An empty folder of that name is no repository, for git neither.
  assertEquals(await stateOf(join(folder.path, ".env")), "outside");
});

Deno.test({
  name: "what git tracks, ignores and would take is told apart (needs git)",
  ignore: !GIT,
  async fn(t) {
    await using folder = await temporaryFolder();
    const root = folder.path;
    await git(root, ["init", "-q"]);
    await t.step("an empty repository", async () => {
      assertEquals(await gitStateOfFile({ files, environment }, join(root, ".env")), {
        state: "exposed",
        ignoreLine: "/.env",
        ignoreFile: join(root, ".gitignore"),
      });
    });
    await t.step("with the line that it offers, it is ignored", async () => {
      await write(join(root, ".gitignore"), "/.env\n");
      assertEquals(await gitStateOfFile({ files, environment }, join(root, ".env")), { state: "ignored" });
      assertEquals(await stateOf(join(root, "packages", "app", ".env")), "exposed");
    });
    await t.step("tracked although it is ignored", async () => {
      await write(join(root, ".env"), "A=1\n");
      await git(root, ["add", "-f", ".env"]);
      assertEquals(await gitStateOfFile({ files, environment }, join(root, ".env")), { state: "tracked" });
      await git(root, ["rm", "-q", "--cached", ".env"]);
      assertEquals(await stateOf(join(root, ".env")), "ignored");
    });
    await t.step("in a folder that is not there yet", async () => {
      assertEquals(await stateOf(join(root, "not", "there", ".env")), "exposed");
    });
    await t.step("by .git/info/exclude", async () => {
      await write(join(root, ".git", "info", "exclude"), "*.local\n");
      assertEquals(await stateOf(join(root, "deep", "down", ".env.local")), "ignored");
    });
    await t.step("a name that needs care in a rule", async () => {
      const state = await gitStateOfFile({ files, environment }, `${root}/a [b]/#c!*`);
      assertEquals(state.state, "exposed");
      await write(join(root, ".gitignore"), `${state.state === "exposed" ? state.ignoreLine : ""}\n`);
      assertEquals(await stateOf(`${root}/a [b]/#c!*`), "ignored");
      const { length } = await git(root, ["check-ignore", "--no-index", "a [b]/#c!*"]);
      assertEquals(length > 0, true);
    });
  },
});

Deno.test({
  name: "every kind of index is understood, or said to be unknown (needs git)",
  ignore: !GIT,
  async fn(t) {
    const kinds: readonly [name: string, init: string[], after: string[], tracked: string, other: string][] =
      [
        ["version 2", [], ["update-index", "--index-version", "2"], "tracked", "exposed"],
        ["version 3", [], ["add", "-N", "src/later"], "tracked", "exposed"],
        ["version 4", [], ["update-index", "--index-version", "4"], "unknown", "unknown"],
        ["SHA-256", ["--object-format=sha256"], [], "tracked", "exposed"],
        [
          "SHA-256, version 4",
          ["--object-format=sha256"],
          ["update-index", "--index-version", "4"],
          "unknown",
          "unknown",
        ],
        ["a split index", [], ["update-index", "--split-index"], "unknown", "unknown"],
      ];
    for (const [name, init, after, tracked, other] of kinds) {
      await t.step(name, async () => {
        await using folder = await temporaryFolder();
        const root = folder.path;
        await git(root, ["init", "-q", ...init]);
        const names = [
          ".env",
          ".env.example",
          "a",
          "src/.env",
          "src/deep/.env",
          "src/deep/.environment",
          "\u00fcber/.env",
        ];
        for (const file of names) await write(join(root, `${file}`), file);
        await git(root, ["add", "-f", "."]);
        await write(join(root, "src", "later"), "");
        if (after.length > 0) await git(root, after);
        for (const file of names) assertEquals([file, await stateOf(join(root, `${file}`))], [file, tracked]);
        for (const file of [".en", ".env2", "src/.envi", "src/deep/.en", "\u00fcber/.env2"]) {
          assertEquals([file, await stateOf(join(root, `${file}`))], [file, other]);
        }
      });
    }
    await t.step("a sparse index: unknown where a folder is not listed", async () => {
      await using folder = await temporaryFolder();
      const root = folder.path;
      await git(root, ["init", "-q"]);
      for (const file of ["in/.env", "out/.env", ".env"]) await write(join(root, `${file}`), file);
      await git(root, ["add", "-f", "."]);
      await git(root, ["commit", "-q", "-m", "all"]);
      await git(root, ["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
      assertEquals(
        [
          await stateOf(join(root, "in", ".env")),
          await stateOf(join(root, ".env")),
          await stateOf(join(root, "out", ".env")),
        ],
        ["tracked", "tracked", "unknown"],
      );
    });
    await t.step("a damaged index", async () => {
      await using folder = await temporaryFolder();
      await git(folder.path, ["init", "-q"]);
      for (const text of ["", "DIRC", "DIRC\0\0\0\x05\0\0\0\x01" + "x".repeat(100), "x".repeat(200)]) {
        await Deno.writeTextFile(join(folder.path, ".git", "index"), text);
        assertEquals([text, await stateOf(join(folder.path, ".env"))], [text, "unknown"]);
      }
    });
  },
});

Deno.test({
  name: "linked work trees, submodules and links are followed to their repository (needs git)",
  ignore: !GIT || Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const main = join(folder.path, "main");
    await Deno.mkdir(main);
    await git(main, ["init", "-q"]);
    await write(join(main, ".gitignore"), "ignored\n");
    await write(join(main, ".env"), "A=1\n");
    await git(main, ["add", "."]);
    await git(main, ["commit", "-q", "-m", "first"]);
    await write(join(main, ".git", "info", "exclude"), "excluded\n");
    await git(main, ["worktree", "add", "-q", "-b", "second", join(folder.path, "second")]);
    const second = join(folder.path, "second");
    assertEquals(
      [
        await stateOf(join(second, ".env")),
        await stateOf(join(second, "ignored")),
        await stateOf(join(second, "excluded")),
        await stateOf(join(second, "other")),
      ],
      ["tracked", "ignored", "ignored", "exposed"],
    );
    await git(main, ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", second, "sub"]);
    assertEquals(
      [await stateOf(join(main, "sub", ".env")), await stateOf(join(main, "sub", "other"))],
      ["tracked", "exposed"],
    );
    await Deno.mkdir(join(folder.path, "elsewhere"));
    await Deno.symlink(join(main, ".env"), join(folder.path, "elsewhere", ".env"));
    assertEquals(await stateOf(join(folder.path, "elsewhere", ".env")), "tracked");
    await Deno.symlink(main, join(folder.path, "short"));
    assertEquals(await stateOf(join(folder.path, "short", ".env")), "tracked");
  },
});

Deno.test("what cannot be read is unknown, not guessed", async (t) => {
  const refuse = (name: string, code?: string) => () =>
    Promise.reject(Object.assign(new Error("No"), { name, ...(code === undefined ? {} : { code }) }));
  const cases: readonly [name: string, put: Partial<typeof files>, isHidden: boolean][] = [
    ["no permission of Deno", { facts: refuse("NotCapable") }, true],
    ["no permission of the system", { facts: refuse("PermissionDenied", "EACCES") }, false],
  ];
  for (const [name, put, isHidden] of cases) {
    await t.step(name, async () => {
      await using folder = await temporaryFolder();
      const git = await gitStateOfFile(
        { files: { ...files, ...put }, environment },
        join(folder.path, ".env"),
      );
      assertEquals([git.state, "isHidden" in git && git.isHidden], ["unknown", isHidden]);
    });
  }
  await t.step("a .git that names nothing", async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, ".git"), "hello");
    assertEquals((await gitStateOfFile({ files, environment }, join(folder.path, ".env"))).state, "unknown");
  });
  await t.step("an index that is too large", async () => {
    await using folder = await temporaryFolder();
    await write(join(folder.path, ".git", "HEAD"), "ref: refs/heads/main\n");
    const read: typeof files.read = (path, options) =>
      path.endsWith("index") ? Promise.resolve(undefined) : files.read(path, options);
    assertEquals(
      (await gitStateOfFile({ files: { ...files, read }, environment }, join(folder.path, ".env"))).state,
      "unknown",
    );
  });
});

Deno.test({
  name: "repositories elsewhere are found by git's own variables and where dotfiles are kept (needs git)",
  ignore: !GIT || Deno.build.os === "windows",
  async fn(t) {
    const rows: readonly {
      name: string;
      gitDir: string;
      variables: (home: string) => Record<string, string>;
      config?: string;
    }[] = [
      { name: "bare, in .dotfiles", gitDir: ".dotfiles", variables: (HOME) => ({ HOME }) },
      { name: "bare, in .cfg", gitDir: ".cfg", variables: (HOME) => ({ HOME }) },
      { name: "yadm", gitDir: ".local/share/yadm/repo.git", variables: (HOME) => ({ HOME }) },
      {
        name: "GIT_DIR and GIT_WORK_TREE",
        gitDir: "elsewhere.git",
        variables: (home) => ({ GIT_DIR: `${home}/elsewhere.git`, GIT_WORK_TREE: home }),
      },
      {
        name: "GIT_DIR and core.worktree",
        gitDir: "elsewhere.git",
        variables: (home) => ({ GIT_DIR: `${home}/elsewhere.git` }),
        config: "core.worktree",
      },
    ];
    for (const { name, gitDir, variables, config } of rows) {
      await t.step(name, async () => {
        await using folder = await temporaryFolder();
        const home = await Deno.realPath(folder.path);
        const path = join(home, "project", ".env");
        await write(path, "A=1\n");
        await Deno.mkdir(dirname(join(home, gitDir)), { recursive: true });
        await git(home, ["init", "-q", "--bare", gitDir]);
        const words = [`--git-dir=${home}/${gitDir}`, `--work-tree=${home}`];
        const set = variables(home);
        const world = { files, environment: { get: (variable: string) => set[variable] } };
        if (config !== undefined) {
          await git(home, [`--git-dir=${home}/${gitDir}`, "config", "core.bare", "false"]);
          await git(home, [`--git-dir=${home}/${gitDir}`, "config", config, home]);
        }
        assertEquals((await gitStateOfFile(world, path)).state, "outside");
        await git(home, [...words, "add", "-f", "project/.env"]);
        assertEquals((await gitStateOfFile(world, path)).state, "tracked");
        assertEquals((await gitStateOfFile(world, join(home, "project", "other.env"))).state, "outside");
        // A repository around the file that ignores it changes nothing about the other one.
        await git(join(home, "project"), ["init", "-q"]);
        await write(join(home, "project", ".gitignore"), "*.env\n.env\n");
        assertEquals((await gitStateOfFile(world, path)).state, "tracked");
        assertEquals((await gitStateOfFile(world, join(home, "project", "other.env"))).state, "ignored");
      });
    }
  },
});

Deno.test({
  name: "what another index lists is tracked too (needs git)",
  ignore: !GIT,
  async fn(t) {
    await using folder = await temporaryFolder();
    const root = await Deno.realPath(folder.path);
    await git(root, ["init", "-q"]);
    await write(join(root, "sub", ".env"), "A=1\n");
    const stateWith = async (GIT_INDEX_FILE: string) => {
      const get = (name: string) => name === "GIT_INDEX_FILE" ? GIT_INDEX_FILE : undefined;
      return (await gitStateOfFile({ files, environment: { get } }, join(root, "sub", ".env"))).state;
    };
    await git(root, ["add", "-f", "sub/.env"], { env: { GIT_INDEX_FILE: "other" } });
    await write(join(root, "broken"), "of a kind that nobody knows");
    const cases: readonly [name: string, index: string, state: string][] = [
      ["its whole path", join(root, "other"), "tracked"],
      ["its path from the root of the work tree", "other", "tracked"],
      ["one that is not there yet", "missing", "exposed"],
      ["one that cannot be understood", "broken", "unknown"],
      ["none", "", "exposed"],
    ];
    for (const [name, index, state] of cases) {
      await t.step(name, async () => assertEquals(await stateWith(index), state));
    }
    await t.step("what the repository's own lists stays tracked", async () => {
      await git(root, ["add", "-f", "sub/.env"]);
      assertEquals(await stateWith("missing"), "tracked");
    });
  },
});
