import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { basename, dirname } from "node:path";
import { bundleModules } from "../../.github/build/bundle.ts";
import { chooseTargets, compile } from "../../.github/build/compile.ts";
import { TARGETS } from "../../.github/build/targets.ts";
import configuration from "../../deno.json" with { type: "json" };
import { whereIs } from "../install/tools.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { findWine } from "../windows/wine.ts";
import { folderOfThisFile, testWith } from "./build.ts";

const LINUX = { target: "x86_64-unknown-linux-gnu" };
const AARCH64 = { DENORT_BIN_LINUX_AARCH64: "/a" };
const BOTH = { DENORT_BIN: "/own", ...AARCH64 };

Deno.test("The base runtimes that are given decide what is compiled", () => {
  const rows: [all: boolean, variables: Record<string, string>, made: Record<string, string | undefined>][] =
    [
      [false, {}, { "linux-x86_64": undefined }],
      [false, BOTH, { "linux-x86_64": "/own" }],
      [false, { ...BOTH, DENORT_BIN_LINUX_X86_64: "/named" }, { "linux-x86_64": "/named" }],
      [true, AARCH64, { "linux-aarch64": "/a" }],
      [true, BOTH, { "linux-x86_64": "/own", "linux-aarch64": "/a" }],
      [true, { DENORT_BIN: "", DENORT_BIN_WINDOWS_X86_64: "/w" }, { "windows-x86_64": "/w" }],
      [true, {}, Object.fromEntries(TARGETS.map(({ name }) => [name, undefined]))],
    ];
  for (const [all, variables, made] of rows) {
    const chosen = chooseTargets(all, LINUX, variables);
    assertEquals(Object.fromEntries(chosen.map(({ target, runtime }) => [target.name, runtime])), made);
  }
  assertThrows(() => chooseTargets(false, { target: "riscv64gc-unknown-linux-gnu" }, {}));
});

/** Runs a program of another system in a folder: the command line, and what it needs beside the program's own variables. */
type Runner = (
  run: { readonly folder: string; readonly binary: string; readonly variables: Record<string, string> },
) => Promise<{ readonly words: readonly [string, ...string[]]; readonly env: Record<string, string> }>;

const ROWS: readonly { readonly name: string; find(): Promise<Runner | { readonly missing: string }> }[] = [
  {
    name: "linux-aarch64",
    // Debian: qemu-user-static, libc6-arm64-cross, libgcc-s1-arm64-cross
    async find() {
      const qemu = await whereIs("qemu-aarch64-static");
      if (qemu === undefined) return { missing: "no qemu-aarch64-static" };
      return ({ binary, variables, folder }) =>
        Promise.resolve({
          words: [qemu, "-L", "/usr/aarch64-linux-gnu", binary],
          env: { HOME: folder, PATH: Deno.env.get("PATH") ?? "", ...variables },
        });
    },
  },
  {
    name: "windows-x86_64",
    async find() {
      const wine = await findWine();
      if ("missing" in wine) return wine;
      return async ({ binary, folder, variables }) => {
        const shared = await wine.share(dirname(binary));
        return wine.command(folder, [`${shared}\\${basename(binary)}`], variables);
      };
    },
  },
];

for (const { name, find } of ROWS) {
  const compilation = chooseTargets(true, Deno.build, Deno.env.toObject())
    .find(({ target, runtime }) => target.name === name && runtime !== undefined);
  const runner = await find();
  const found = Deno.build.target === compilation?.target.triple
    ? { missing: "this system" }
    : compilation === undefined
    ? { missing: "no base runtime for it" }
    : "missing" in runner
    ? runner
    : { path: compilation.runtime ?? "" };
  testWith(found, `The binary for ${name} does the main job`, async () => {
    if (compilation === undefined || "missing" in runner) return;
    const folder = folderOfThisFile();
    await bundleModules(`${folder}/modules`);
    const binary = `${folder}/${compilation.target.executable}`;
    await compile(`${folder}/modules`, { ...compilation, output: binary });
    await using hub = await startTestHub();
    await using work = await temporaryFolder();
    const variables = { HF_ENDPOINT: hub.url };
    const { words, env } = await runner({ folder: work.path, binary, variables });
    const options = { cwd: work.path, command: words, env };
    const version = await runProgram(["--version"], options);
    const told = `hf-dataset-setup ${configuration.version} (${compilation.target.triple}, `;
    assertStringIncludes(version.stdout, told);
    const args = ["--yes", "--private", "--token-stdin"];
    const created = await runProgram(args, { ...options, stdin: `${TOKENS.write}\r\n` });
    assertEquals([created.code, created.stdout.trim()], [0, "ada/trackio-experiments"], created.stderr);
    assertEquals(
      await Deno.readTextFile(`${work.path}/.env`),
      "TRACKIO_DATASET_REPO=ada/trackio-experiments\n",
    );
    assertEquals([...hub.unexpected], []);
  });
}
