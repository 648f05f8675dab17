import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import configuration from "../../deno.json" with { type: "json" };
import { folderOfThisFile, testWith } from "../binary/build.ts";
import { whereIs } from "../install/tools.ts";
import { type ProgramRun, runProgram } from "../support/program.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { releaseForTests } from "./release.ts";

const WINDOWS = Deno.build.os === "windows";
const { version: VERSION } = configuration;
const PYTHON = await whereIs(WINDOWS ? "python.exe" : "python3");
const VENV = folderOfThisFile();
const RELEASE = await installed();

/** Installs the wheel that fits into a new environment, from a folder and without a network. */
async function installed(): ReturnType<typeof releaseForTests> {
  if (PYTHON === undefined) return { missing: "no Python" };
  const release = await releaseForTests("wheel");
  if ("missing" in release) return release;
  const made = await run(PYTHON, ["-m", "venv", VENV]);
  if (made.code !== 0) return { missing: "Python has no venv" };
  const pip = await run(python(), [
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"],
    ...["--find-links", release.path, "hf-dataset-setup"],
  ]);
  assertEquals(pip.code, 0, pip.stderr);
  return release;
}

testWith(
  RELEASE,
  "pip installs the wheel for this system from a folder, and its command runs",
  async () => {
    const version = await run(`${scripts()}/hf-dataset-setup`, ["--version"]);
    assertEquals([version.code, version.stderr], [0, ""]);
    assertStringIncludes(version.stdout, `hf-dataset-setup ${VERSION} (`);
    const shown = await run(python(), ["-m", "pip", "show", "--verbose", "--files", "hf-dataset-setup"]);
    assertStringIncludes(shown.stdout, `Version: ${VERSION}`);
    assertMatch(shown.stdout, /licenses.LICENSE/);
    // A wheel whose RECORD does not fit is reported here.
    const checked = await run(python(), ["-m", "pip", "check"]);
    assertEquals(checked.code, 0, checked.stdout);
  },
);

testWith(
  RELEASE,
  "setup() creates the repository and sets the variable in the running interpreter",
  async () => {
    await using hub = await startTestHub();
    const env = { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write };
    const done = await script(
      [
        "import os, hf_dataset_setup",
        "print(hf_dataset_setup.setup(private=True) == os.environ['TRACKIO_DATASET_REPO'])",
        "print(os.environ['TRACKIO_DATASET_REPO'])",
        "print(hf_dataset_setup.setup('other', private=False))",
        "print(hf_dataset_setup.setup(name='runs', org='analytical-engine'))",
      ],
      env,
    );
    assertEquals(done.stdout.split(/\r?\n/), [
      "True",
      "ada/trackio-experiments",
      "ada/other",
      "analytical-engine/runs",
      "",
    ], done.stderr);
    assertEquals(hub.repositories.get("ada/trackio-experiments")?.private, true);
    assertEquals(hub.repositories.get("ada/other")?.private, false);
    assertEquals([...hub.unexpected], []);
  },
);

testWith(
  RELEASE,
  "setup() uses the token that huggingface_hub finds, such as a secret of Colab",
  async () => {
    await using hub = await startTestHub();
    const done = await script([
      "import sys, types",
      `sys.modules['huggingface_hub'] = types.SimpleNamespace(get_token=lambda: '${TOKENS.write}')`,
      "import hf_dataset_setup",
      "print(hf_dataset_setup.setup())",
    ], { HF_ENDPOINT: hub.url });
    assertEquals(done.stdout.trim(), "ada/trackio-experiments", done.stderr);
  },
);

testWith(RELEASE, "setup() raises what stopped it, with the hint, and sets nothing", async () => {
  await using hub = await startTestHub();
  const rows: [call: string, token: string, code: string, hint: string][] = [
    ["setup()", "", "token_missing", "/settings/tokens/new?"],
    ["setup()", TOKENS.read, "token_role_read", "/settings/tokens/new?"],
    ["setup('a b')", TOKENS.write, "repository_name_invalid", "Use up to 96 letters"],
  ];
  for (const [call, token, code, hint] of rows) {
    const done = await script([
      "import os, hf_dataset_setup",
      "try:",
      `    hf_dataset_setup.${call}`,
      "except hf_dataset_setup.SetupError as error:",
      `    print(error.code, bool(error.message), '${hint}' in error.hint, error.hint in str(error))`,
      "print(os.environ.get('TRACKIO_DATASET_REPO'))",
    ], { HF_ENDPOINT: hub.url, HF_TOKEN: token });
    assertEquals(done.stdout.split(/\r?\n/), [`${code} True True True`, "None", ""], done.stderr);
  }
});

testWith(RELEASE, "setup() works where the interpreter has no standard streams", async () => {
  await using hub = await startTestHub();
  const done = await script([
    "import os, sys, hf_dataset_setup",
    "said = os.dup(1)",
    "for stream in (0, 1, 2): os.close(stream)",
    "sys.stdin = sys.stdout = sys.stderr = None",
    "os.write(said, hf_dataset_setup.setup().encode())",
  ], { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write });
  assertEquals(done.stdout, "ada/trackio-experiments", done.stderr);
});

testWith(RELEASE, "setup() says so where the program was removed", async () => {
  const path = `${scripts()}/hf-dataset-setup${WINDOWS ? ".exe" : ""}`;
  await Deno.rename(path, `${path}.away`);
  const done = await script(["import hf_dataset_setup", "hf_dataset_setup.setup()"], {});
  await Deno.rename(`${path}.away`, path);
  assertStringIncludes(done.stderr, "SetupError: The program is not where it was installed\nInstall");
});

for (const [tool, args] of [["uvx", ["--offline", "--from"]], ["pipx", ["run", "--spec"]]] as const) {
  const path = await whereIs(WINDOWS ? `${tool}.exe` : tool);
  testWith(
    path === undefined ? { missing: `no ${tool}` } : RELEASE,
    `${tool} runs the command of the wheel`,
    async (release) => {
      const wheels = (await Array.fromAsync(Deno.readDir(release))).map(({ name }) => name).filter((name) =>
        name.endsWith(".whl")
      );
      const fits = { linux: /manylinux/, darwin: /macosx/, windows: /win_/ }[String(Deno.build.os)] ?? /none/;
      const processor = Deno.build.arch === "x86_64" ? /x86_64|amd64/ : /aarch64|arm64/;
      const wheel = wheels.find((name) => fits.test(name) && processor.test(name));
      const home = folderOfThisFile();
      const done = await run(path ?? "", [...args, `${release}/${wheel}`, "hf-dataset-setup", "--version"], {
        HOME: home,
        PATH: Deno.env.get("PATH") ?? "",
      });
      assertStringIncludes(done.stdout, `hf-dataset-setup ${VERSION} (`, done.stderr);
    },
  );
}

testWith(RELEASE, "pip uninstalls it without a trace", async () => {
  const removed = await run(python(), ["-m", "pip", "uninstall", "--quiet", "--yes", "hf-dataset-setup"]);
  assertEquals(removed.code, 0, removed.stderr);
  const left: string[] = [];
  const visit = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (/hf.dataset.setup/.test(name)) left.push(name);
      if (isDirectory) await visit(`${folder}/${name}`);
    }
  };
  await visit(VENV);
  assertEquals(left, []);
});

function scripts(): string {
  return `${VENV}/${WINDOWS ? "Scripts" : "bin"}`;
}

function python(): string {
  return `${scripts()}/python`;
}

function script(lines: readonly string[], env: Record<string, string>): Promise<ProgramRun> {
  return run(python(), ["-c", lines.join("\n")], env);
}

function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ProgramRun> {
  return runProgram(args, {
    cwd: VENV,
    command: [command],
    env: { HOME: VENV, PYTHONDONTWRITEBYTECODE: "1", ...env },
  });
}
