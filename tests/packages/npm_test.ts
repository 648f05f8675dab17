import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import configuration from "../../deno.json" with { type: "json" };
import { folderOfThisFile, testWith } from "../binary/build.ts";
import { whereIs } from "../install/tools.ts";
import { namesIn, type ProgramRun, runProgram, temporaryFolder } from "../support/program.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { serveNpmRegistry } from "./npm_registry.ts";
import { releaseForTests } from "./release.ts";

const WINDOWS = Deno.build.os === "windows";
const { version: VERSION } = configuration;
const NPX = await whereIs(WINDOWS ? "npx.cmd" : "npx");
const HOME = folderOfThisFile();
const RELEASE = NPX === undefined ? { missing: "no npx" } : await releaseForTests("npm");

testWith(
  RELEASE,
  "npx installs the command and the binary for this system only, and does the main job",
  async (path) => {
    await using registry = await serveNpmRegistry(path);
    await using hub = await startTestHub();
    await using folder = await temporaryFolder();
    const version = await npm("npx", ["--yes", "hf-dataset-setup", "--version"], {
      registry: registry.url,
      cwd: folder.path,
    });
    assertEquals(version.code, 0, version.stderr);
    assertStringIncludes(version.stdout, `hf-dataset-setup ${VERSION} (`);
    assertEquals(registry.downloads.length, 2, registry.downloads.join(", "));
    assertEquals(registry.downloads.includes(`hf-dataset-setup-${VERSION}.tgz`), true);
    const created = await npm("npx", ["hf-dataset-setup", "--yes"], {
      registry: registry.url,
      cwd: folder.path,
      env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write },
    });
    assertEquals([created.code, created.stdout], [0, "ada/trackio-experiments\n"], created.stderr);
    assertEquals(
      await Deno.readTextFile(`${folder.path}/.env`),
      "TRACKIO_DATASET_REPO=ada/trackio-experiments\n",
    );
    assertEquals([...hub.unexpected], []);
  },
);

testWith(RELEASE, "The command of npm passes standard input and exit codes on", async (path) => {
  await using registry = await serveNpmRegistry(path);
  await using hub = await startTestHub();
  await using folder = await temporaryFolder();
  const options = { registry: registry.url, cwd: folder.path, env: { HF_ENDPOINT: hub.url } };
  const piped = await npm("npx", ["--yes", "hf-dataset-setup", "whoami", "--token-stdin"], {
    ...options,
    stdin: TOKENS.write,
  });
  assertEquals([piped.code, piped.stdout], [0, "ada\n"], piped.stderr);
  assertEquals((await npm("npx", ["--yes", "hf-dataset-setup", "whoami"], options)).code, 3);
});

testWith(RELEASE, "Where npm left the binary out, the command says how to get it", async (path) => {
  await using registry = await serveNpmRegistry(path);
  await using folder = await temporaryFolder();
  const options = { registry: registry.url, cwd: folder.path };
  const installed = await npm("npm", ["install", "--omit=optional", "hf-dataset-setup"], options);
  assertEquals(installed.code, 0, installed.stderr);
  const without = await npm("npx", ["--yes", "hf-dataset-setup", "--version"], options);
  assertEquals([without.code, without.stdout], [1, ""]);
  assertMatch(
    without.stderr,
    /^Error: npm installed no binary for \S+\nInstall again without --omit=optional/,
  );
});

testWith(RELEASE, "npm installs both from files, runs no script, and uninstalls them", async (path) => {
  await using registry = await serveNpmRegistry(path);
  await using folder = await temporaryFolder();
  const options = { registry: registry.url, cwd: folder.path };
  const installed = await npm("npm", [
    "install",
    "--ignore-scripts",
    `${path}/hf-dataset-setup-${VERSION}.tgz`,
  ], options);
  assertEquals(installed.code, 0, installed.stderr);
  assertStringIncludes(
    (await npm("npx", ["--yes", "hf-dataset-setup", "--version"], options)).stdout,
    `hf-dataset-setup ${VERSION} (`,
  );
  assertEquals((await npm("npm", ["uninstall", "hf-dataset-setup"], options)).code, 0);
  // npm leaves its own folders, empty.
  for (const left of [".bin", "@hf-dataset-setup"]) {
    assertEquals(await namesIn(`${folder.path}/node_modules/${left}`), []);
  }
});

function npm(
  tool: "npm" | "npx",
  args: readonly string[],
  { registry, cwd, env = {}, stdin }: {
    readonly registry: string;
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly stdin?: string;
  },
): Promise<ProgramRun> {
  return runProgram(args, {
    cwd,
    command: [
      WINDOWS ? `${(NPX ?? "").replace(/npx\.cmd$/, "")}${tool}.cmd` : (NPX ?? "").replace(/npx$/, tool),
    ],
    env: {
      HOME,
      PATH: Deno.env.get("PATH") ?? "",
      npm_config_registry: registry,
      npm_config_cache: `${HOME}/cache`,
      npm_config_update_notifier: "false",
      npm_config_audit: "false",
      npm_config_fund: "false",
      ...env,
    },
    ...(stdin === undefined ? {} : { stdin }),
  });
}
