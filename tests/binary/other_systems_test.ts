import { assertEquals, assertThrows } from "@std/assert";
import { bundleModules } from "../../.github/build/bundle.ts";
import { chooseTargets, compile } from "../../.github/build/compile.ts";
import { TARGETS } from "../../.github/build/targets.ts";
import configuration from "../../deno.json" with { type: "json" };
import { whereIs } from "../install/tools.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { folderOfThisFile } from "./build.ts";

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

/** What runs programs of another system on this one. */
const RUNNERS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  // Debian: qemu-user-static, libc6-arm64-cross, libgcc-s1-arm64-cross
  "linux-aarch64": ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu"],
  "windows-x86_64": ["wine"],
};

for (const [name, [program, ...args]] of Object.entries(RUNNERS)) {
  const compilation = chooseTargets(true, Deno.build, Deno.env.toObject())
    .find(({ target, runtime }) => target.name === name && runtime !== undefined);
  const runner = await whereIs(program);
  const missing = Deno.build.target === compilation?.target.triple
    ? "this system"
    : compilation === undefined
    ? `no base runtime for it`
    : runner === undefined
    ? `no ${program}`
    : undefined;
  Deno.test({
    name: `The binary for ${name} does the main job${missing === undefined ? "" : ` (skipped: ${missing})`}`,
    ignore: missing !== undefined,
    async fn() {
      if (compilation === undefined || runner === undefined) return;
      const folder = folderOfThisFile();
      await bundleModules(`${folder}/modules`);
      const binary = `${folder}/${compilation.target.executable}`;
      await compile(`${folder}/modules`, { ...compilation, output: binary });
      await using hub = await startTestHub();
      await using work = await temporaryFolder();
      const options = {
        cwd: work.path,
        command: [runner, ...args, binary] as const,
        env: {
          HF_ENDPOINT: hub.url,
          HF_TOKEN: TOKENS.write,
          HOME: work.path,
          PATH: Deno.env.get("PATH") ?? "",
        },
      };
      assertEquals((await runProgram(["--version"], options)).stdout.trim(), configuration.version);
      const created = await runProgram(["--yes", "--private"], options);
      assertEquals([created.code, created.stdout.trim()], [0, "ada/trackio-experiments"], created.stderr);
      assertEquals(
        await Deno.readTextFile(`${work.path}/.env`),
        "TRACKIO_DATASET_REPO=ada/trackio-experiments\n",
      );
      assertEquals([...hub.unexpected], []);
    },
  });
}
