import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { namesIn, runProgram } from "../support/program.ts";
import { type Installation, testInShells, VERSION } from "./installation.ts";
import { whereIs } from "./tools.ts";

interface Shell {
  /** The SHELL of the user. */
  readonly shell: string;
  /** The files that the user has, all of them setting MINE. */
  readonly has?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The files that get the line. */
  readonly files: readonly string[];
  /** How a terminal or a login starts that shell; each finds the program, and MINE where the user's own file sets it. */
  readonly starts: readonly (readonly string[])[];
}

const SHELLS: Readonly<Record<string, Shell>> = {
  "bash without files": {
    shell: "/bin/bash",
    files: [".bashrc", ".profile"],
    starts: [["bash", "-lc"], ["bash", "-ic"]],
  },
  "bash whose login reads ~/.profile": {
    shell: "/bin/bash",
    has: [".profile"],
    files: [".bashrc", ".profile"],
    starts: [["bash", "-lc"]],
  },
  "bash whose ~/.bash_login hides ~/.profile": {
    shell: "/usr/bin/bash",
    has: [".bash_login", ".profile"],
    files: [".bash_login", ".bashrc"],
    starts: [["bash", "-lc"]],
  },
  "bash whose ~/.bash_profile hides both": {
    shell: "/usr/local/bin/bash",
    has: [".bash_login", ".bash_profile", ".bashrc", ".profile"],
    files: [".bash_profile", ".bashrc"],
    starts: [["bash", "-lc"], ["bash", "-ic"]],
  },
  zsh: { shell: "/usr/bin/zsh", files: [".zshrc"], starts: [["zsh", "-ic"], ["zsh", "-lic"]] },
  "zsh with its files elsewhere": {
    shell: "/bin/zsh",
    env: { ZDOTDIR: "HOME/z" },
    files: ["z/.zshrc"],
    starts: [["zsh", "-ic"]],
  },
  fish: { shell: "/usr/bin/fish", files: [".config/fish/config.fish"], starts: [["fish", "-c"]] },
  "fish with its files elsewhere": {
    shell: "/usr/bin/fish",
    env: { XDG_CONFIG_HOME: "HOME/x" },
    files: ["x/fish/config.fish"],
    starts: [["fish", "-c"]],
  },
  sh: { shell: "/bin/sh", files: [".profile"], starts: [["sh", "-lc"]] },
  dash: { shell: "/bin/dash", has: [".profile"], files: [".profile"], starts: [["dash", "-lc"]] },
  ksh: { shell: "/bin/ksh93", files: [".profile"], starts: [["ksh", "-lc"]] },
};

/** What an untouched file holds. */
const MINE = "export MINE=1"; // Without an end of the line, as editors can leave it.

testInShells("install.sh --add-to-path changes the files that the shell reads, once", {
  ...Object.fromEntries(
    Object.entries(SHELLS).map((
      [name, shell],
    ) => [name, (installation: Installation) => add(installation, shell)]),
  ),
  async "zsh whose ~/.zshenv moves the other files gets its line there"({ run, folder }) {
    const zsh = await whereIs("zsh");
    if (zsh === undefined) return;
    await Deno.writeTextFile(`${folder}/.zshenv`, "echo hello\nZDOTDIR=$HOME/moved");
    const options = { env: { SHELL: zsh }, tools: ["curl", "sha256sum", "zsh"] };
    assertEquals((await run(["--add-to-path"], options)).code, 0);
    assertEquals(await namesIn(folder), [".local", ".zshenv", "moved"]);
    assertEquals(await namesIn(`${folder}/moved`), [".zshrc"]);
  },
  async "a shell whose startup file is not known gets no promise"({ run, folder }) {
    for (
      const shell of [
        "/bin/tcsh",
        "/bin/csh",
        "/usr/bin/nu",
        "/usr/bin/xonsh",
        "/usr/bin/elvish",
        "/opt/pwsh",
      ]
    ) {
      for (const args of [[], ["--add-to-path"]]) {
        const done = await run(args, { env: { SHELL: shell } });
        assertEquals(done.code, 0, done.stderr);
        assertStringIncludes(done.stderr, `the startup file of your shell (${shell})`);
        assertEquals(/export PATH|take effect/.test(done.stderr), false, done.stderr);
      }
    }
    assertEquals(await namesIn(folder), [".local"]);
  },
  async "without --add-to-path it only says which line to add where"({ run, folder }) {
    for (const { shell, files: [file = ""] } of Object.values(SHELLS)) {
      const done = await run([], { env: { SHELL: shell } });
      assertMatch(done.stderr, /\n {2}(?:export PATH=|fish_add_path )'.*bin'/);
      if (!/^[xz]\//.test(file)) assertStringIncludes(done.stderr, `${folder}/`);
    }
    assertEquals(await namesIn(folder), [".local"]);
  },
  async "a file that cannot be written is a warning: the program is installed, and the other file gets its line"(
    { run, folder },
  ) {
    await Deno.mkdir(`${folder}/.bashrc`);
    const done = await run(["--add-to-path"], { env: { SHELL: "/bin/bash" } });
    assertEquals(done.code, 0, done.stderr);
    assertMatch(done.stderr, /Warning: cannot write to .*\.bashrc.*\n {2}export PATH=/);
    assertMatch(done.stderr, /Added to .*\.profile: export PATH=/);
    assertEquals(done.stderr.includes("take effect"), false);
    assertMatch((await run(["--add-to-path"])).stderr, /\.profile already has the line/);
  },
  async "a folder that is on PATH needs no line, with or without a slash at its end"({ run, folder }) {
    for (const entry of [`${folder}/.local/bin`, `${folder}/.local/bin/`]) {
      const done = await run(["--add-to-path"], { env: { PATH_FIRST: entry } });
      assertStringIncludes(done.stderr, "Try: hf-dataset-setup --help");
    }
    assertEquals(await namesIn(folder), [".local"]);
  },
  async "without HOME it says that the file is not known"({ run, folder }) {
    for (const SHELL of ["/bin/sh", "/bin/bash", "/usr/bin/zsh", "/usr/bin/fish"]) {
      const done = await run(["--dir", `${folder}/tools//`, "--add-to-path"], { env: { HOME: "", SHELL } });
      assertEquals(done.code, 0, done.stderr);
      assertStringIncludes(done.stderr, ` to ${folder}/tools/hf-dataset-setup\n`);
      assertStringIncludes(done.stderr, `${folder}/tools is not on your PATH`);
    }
    assertEquals(await namesIn(folder), ["tools"]);
  },
  async "in a GitHub workflow the next steps find it"({ run, folder }) {
    const file = `${folder}/added`;
    await Deno.writeTextFile(file, "/opt/mine");
    for (const _ of [1, 2]) {
      const done = await run([], { env: { GITHUB_PATH: file } });
      assertEquals(done.code, 0, done.stderr);
      assertEquals(await Deno.readTextFile(file), `/opt/mine\n${folder}/.local/bin\n`);
    }
    assertEquals((await run([], { env: { GITHUB_PATH: "" } })).code, 0);
  },
  async "another copy that PATH finds first is named, the same copy is not"({ run, folder }) {
    await Deno.mkdir(`${folder}/old`);
    await Deno.writeTextFile(`${folder}/old/hf-dataset-setup`, "#!/bin/sh\necho 0.0.1\n", { mode: 0o755 });
    const env = { PATH_FIRST: `${folder}/old:${folder}/.local/bin` };
    const warned = await run(["--quiet"], { env });
    assertEquals(warned.code, 0);
    assertStringIncludes(
      warned.stderr,
      `another hf-dataset-setup comes first on your PATH: ${folder}/old/hf-dataset-setup`,
    );
    await Deno.remove(`${folder}/old/hf-dataset-setup`);
    await Deno.symlink(`${folder}/.local/bin/hf-dataset-setup`, `${folder}/old/hf-dataset-setup`);
    assertEquals(await run(["--quiet"], { env }), { code: 0, stdout: "", stderr: "" });
  },
});

async function add(
  { run, folder }: Installation,
  { shell, has = [], env = {}, files, starts }: Shell,
): Promise<void> {
  const own = Object.fromEntries(
    Object.entries(env).map(([key, value]) => [key, value.replace("HOME", folder)]),
  );
  for (const file of has) await Deno.writeTextFile(`${folder}/${file}`, MINE);
  for (const _ of [1, 2]) {
    const done = await run(["--add-to-path"], {
      env: { SHELL: shell, ...own },
      tools: ["curl", "sha256sum", "zsh"],
    });
    assertEquals(done.code, 0, done.stderr);
    for (const file of new Set([...files, ...has])) {
      const lines = (await Deno.readTextFile(`${folder}/${file}`)).split("\n").filter((line) =>
        line.includes("PATH") || line.startsWith("fish")
      );
      assertEquals(lines.length, files.includes(file) ? 1 : 0, `${file}: ${lines}`);
    }
  }
  for (const [name = "", ...args] of starts) {
    const path = await whereIs(name);
    if (path === undefined) continue;
    const found = await runProgram([...args, `hf-dataset-setup --version; echo "mine: $MINE"`], {
      cwd: folder,
      command: [path],
      env: { HOME: folder, PATH: "/usr/bin:/bin", ...own },
    });
    assertEquals(
      found.stdout,
      `hf-dataset-setup ${VERSION} (here)\nmine: ${has.length > 0 ? "1" : ""}\n`,
      found.stderr,
    );
  }
}
