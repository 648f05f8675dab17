import { assertEquals, assertStringIncludes } from "@std/assert";
import { testInShells, VERSION, versionOf } from "./installation.ts";
import { namesIn } from "../support/program.ts";

/** How a folder is named, and where it is from the home; `undefined` where it is refused. */
const FOLDERS: readonly (readonly [given: string, folder: string | undefined])[] = [
  ["~/bin", "bin"],
  ["~", "."],
  ["~/my tools/", "my tools"],
  ["$HOME/bin", "bin"],
  ["$HOME", "."],
  ["${HOME}/bin", "bin"],
  ["HOME_FOLDER/a/../b", "b"],
  ["HOME_FOLDER/a//", "a"],
  ["relative/bin", "relative/bin"],
  ["./bin", "bin"],
  ["~ada/bin", undefined],
  ["~+/bin", undefined],
  ["$HOMES/bin", undefined],
  ["/opt/$USER/bin", undefined],
  ["HOME_FOLDER/a:b", undefined],
];

testInShells("install.sh understands how people name a folder", {
  ...Object.fromEntries(FOLDERS.map(([given, expected]) => [
    given,
    async ({ run, folder }) => {
      await Deno.mkdir(`${folder}/a`);
      const name = given.replace("HOME_FOLDER", folder);
      const before = await namesIn(folder);
      const ways = [
        () => run(["--dir", name]),
        () => run([`--dir=${name}`]),
        () => run([], { env: { HF_DATASET_SETUP_DIR: name } }),
        // By its specification, a relative path in this one is ignored.
        ...(/^\.|^rel/.test(given) ? [] : [() => run([], { env: { XDG_BIN_HOME: name } })]),
      ];
      for (const install of ways) {
        const done = await install();
        assertEquals(done.code, expected === undefined ? 2 : 0, done.stderr);
        if (expected === undefined) {
          assertStringIncludes(done.stderr, "Give its full path with --dir");
          assertEquals(await namesIn(folder), before);
        } else {
          const path = await Deno.realPath(`${folder}/${expected}/hf-dataset-setup`);
          assertStringIncludes(done.stderr, ` to ${path}\n`);
          await Deno.remove(path);
        }
      }
      assertEquals((await namesIn(folder)).filter((made) => /[~$]/.test(made)), []);
    },
  ])),
  async "a relative XDG_BIN_HOME and one that is set and empty are as none"({ run, folder }) {
    for (const XDG_BIN_HOME of ["bin", ""]) {
      assertEquals((await run(["--quiet"], { env: { XDG_BIN_HOME } })).code, 0);
    }
    assertEquals(await namesIn(folder), [".local"]);
  },
  async "without HOME, ~ and $HOME are refused instead of the root folder"({ run }) {
    for (const name of ["~", "~/bin", "$HOME/bin", "${HOME}/bin"]) {
      assertEquals((await run(["--dir", name], { env: { HOME: "" } })).code, 2, name);
    }
    assertEquals((await run([], { env: { HOME: "" } })).code, 2);
  },
  async "each option has a variable, and the command line goes before it"({ run, folder, server }) {
    const variables = {
      HF_DATASET_SETUP_VERSION: VERSION,
      HF_DATASET_SETUP_DIR: `${folder}/mine`,
      HF_DATASET_SETUP_FROM: server.url,
      HF_DATASET_SETUP_ADD_TO_PATH: "1",
      HF_DATASET_SETUP_QUIET: "true",
    };
    assertEquals(await run([], { env: variables, from: "variables" }), { code: 0, stdout: "", stderr: "" });
    assertEquals(await namesIn(folder), [".profile", "mine"]);
    assertStringIncludes(server.requests[0] ?? "", `/download/v${VERSION}/`);
    assertEquals((await run(["--dir", `${folder}/other`], { env: variables })).code, 0);
    assertEquals(await versionOf(`${folder}/other/hf-dataset-setup`), VERSION);
    const removed = await run([], { env: { ...variables, HF_DATASET_SETUP_UNINSTALL: "1" } });
    assertEquals([removed.code, await namesIn(`${folder}/mine`)], [0, []]);
    for (const no of ["", "0", "no", "false"]) {
      const env = Object.fromEntries(
        Object.keys(variables).map((name) => [name, name.endsWith("PATH") ? no : ""]),
      );
      const done = await run([], { env: { ...env, HF_DATASET_SETUP_UNINSTALL: no } });
      assertStringIncludes(done.stderr, "is not on your PATH. Add this line");
    }
  },
  async "other users can run what root installs with a umask of 077"({ run, folder }) {
    const done = await run(["--dir", `${folder}/tools/bin`], { before: "umask 077" });
    assertEquals(done.code, 0, done.stderr);
    const modes = await Promise.all(
      ["tools", "tools/bin", "tools/bin/hf-dataset-setup"].map(async (name) =>
        ((await Deno.stat(`${folder}/${name}`)).mode ?? 0) & 0o777
      ),
    );
    assertEquals(modes, Deno.uid() === 0 ? [0o755, 0o755, 0o755] : [0o700, 0o700, 0o755]);
  },
});
