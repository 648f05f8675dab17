import { assertEquals, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { jsonOf, setScene } from "../support/scene.ts";

Deno.test("use points the env file at a repository that exists and may be written to", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/other-runs", private: true });
  await scene.write(".env", "TRACKIO_DATASET_REPO=ada/runs\n");
  const run = await scene.succeeds(["use", "OTHER-runs"]);
  assertEquals(run.stdout, "ada/other-runs\n");
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/other-runs\n");
  assertStringIncludes(run.stderr, "ada/other-runs exists, private; this token can write to it");
});

Deno.test("Nothing is said about a shell that has the value already", async (t) => {
  await using scene = await setScene();
  await scene.run(["--yes"]);
  for (const args of [["--yes"], ["use", "trackio-experiments"]]) {
    await t.step(args.join(" "), async () => {
      const has = { HF_TOKEN: TOKENS.write, TRACKIO_DATASET_REPO: "ada/trackio-experiments" };
      const run = await scene.run(args, { env: has });
      assertEquals(run.stderr.includes("this shell"), false, run.stderr);
      const hidden = await scene.run([...args, "--var", "EVALS"], { env: { ...has, EVALS: "ada/other" } });
      // Only the names in the source are granted: whether the shell has another one cannot be seen.
      assertStringIncludes(hidden.stderr, "Shell       To load the variable into this shell: export EVALS=");
    });
  }
});

Deno.test("The line to be typed gives the shell every variable, and nothing else", async (t) => {
  await using scene = await setScene();
  for (const shell of ["sh", "bash", "zsh", "fish"]) {
    const ignore = Deno.build.os === "windows" ||
      !(await new Deno.Command("sh", { args: ["-c", `command -v ${shell}`] }).output()).success;
    const fn = async () => {
      const run = await scene.run(["--yes", "--no-env-file", "--var", "RUNS", "--var", "EVALS"], {
        env: { HF_TOKEN: TOKENS.write, SHELL: `/bin/${shell}` },
      });
      const [, line] = /into this shell: (.*)\n/.exec(run.stderr) ?? [];
      const { stdout } = await new Deno.Command(shell, { args: ["-c", `${line}; env`] }).output();
      const set = new TextDecoder().decode(stdout).split("\n").filter((one) => one.includes("ada/"));
      const values = ["EVALS=ada/trackio-experiments", "RUNS=ada/trackio-experiments"];
      assertEquals(set.sort(), values, run.stderr);
    };
    await t.step({ name: shell, ignore, fn });
  }
});

Deno.test("use sets several variables, in a file of another name", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: `${ORGANIZATIONS.write}/evals`, createdBy: "ada" });
  const args = `use ${ORGANIZATIONS.write}/evals --var EVALS --var RUNS --env-file my.env`.split(" ");
  await scene.succeeds(args);
  assertEquals(
    await scene.read("my.env"),
    `EVALS=${ORGANIZATIONS.write}/evals\nRUNS=${ORGANIZATIONS.write}/evals\n`,
  );
  const env = await scene.run("env --var EVALS --var RUNS --env-file my.env --output dotenv".split(" "));
  assertEquals(env.stdout, await scene.read("my.env"));
});

Deno.test("use refuses what does not exist, is no dataset or may not be written to, and leaves the file alone", async (t) => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/a-model", type: "model" });
  scene.hub.addRepository({ id: "ada/runs" });
  scene.hub.addRepository({ id: "grace/runs" });
  scene.hub.addRepository({ id: "grace/secret", private: true });
  const rows: [name: string, repository: string, token: string, exit: number, code: string][] = [
    ["not there", "nowhere", TOKENS.write, 5, "repository_not_found"],
    ["a model", "a-model", TOKENS.write, 5, "repository_not_found"],
    ["somebody's private one", "grace/secret", TOKENS.write, 5, "repository_not_found"],
    ["a read token", "runs", TOKENS.read, 4, "token_role_read"],
    ["somebody else's", "grace/runs", TOKENS.write, 4, "namespace_not_yours"],
    ["a bad name", "a/b/c", TOKENS.write, 2, "repository_name_invalid"],
  ];
  for (const [name, repository, token, exit, code] of rows) {
    await t.step(name, async () => {
      await scene.fails(["use", repository], [exit, code], { token });
      assertEquals(await scene.read(".env"), undefined);
    });
  }
});

Deno.test({
  name: "use writes a hard-linked env file under both of its names",
  async fn() {
    await using scene = await setScene();
    scene.hub.addRepository({ id: "ada/runs" });
    await scene.write("shared", "A=1\n");
    await Deno.link(`${scene.folder}/shared`, `${scene.folder}/.env`);
    const run = await scene.run(["use", "runs"]);
    assertEquals([run.code, await scene.read("shared")], [0, "A=1\nTRACKIO_DATASET_REPO=ada/runs\n"]);
    assertEquals(await scene.read(".env"), await scene.read("shared"));
  },
});

Deno.test("a shell of another syntax gets its own line, or is said not to be supported", async (t) => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs" });
  const rows: [shell: string, line: string][] = [
    ["/bin/bash", 'Shell       To load the variable into this shell: eval "$(hf-dataset-setup env)"'],
    ["/bin/tcsh", "Shell       To load the variable into this shell: setenv TRACKIO_DATASET_REPO ada/runs"],
    [
      "/usr/bin/elvish",
      "Shell       To load the variable into this shell: set-env TRACKIO_DATASET_REPO ada/runs",
    ],
    [
      "/usr/bin/xonsh",
      'Shell       To load the variable into this shell: $TRACKIO_DATASET_REPO = "ada/runs"',
    ],
    ["/usr/bin/rc", "Shell       rc is not supported; set TRACKIO_DATASET_REPO=ada/runs in it yourself"],
  ];
  for (const [shell, line] of rows) {
    await t.step(shell, async () => {
      const run = await scene.run(["use", "runs"], { env: { HF_TOKEN: TOKENS.write, SHELL: shell } });
      assertStringIncludes(run.stderr, `${line}\n`);
    });
  }
});

Deno.test("a file with the line ends of Windows is edited as it is, and shells are warned of it", async () => {
  if (Deno.build.os === "windows") return;
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs" });
  await scene.write(".env", "A=1\r\nB=2\r\n");
  const run = await scene.run(["use", "runs"]);
  assertEquals([run.code, await scene.read(".env")], [0, "A=1\r\nB=2\r\nTRACKIO_DATASET_REPO=ada/runs\r\n"]);
  assertStringIncludes(
    run.stderr,
    "has Windows line ends: shells read a carriage return at the end of each value",
  );
});

Deno.test("env prints no value that programs read differently", async (t) => {
  await using scene = await setScene();
  for (
    const text of ["TRACKIO_DATASET_REPO=${USER}/runs\n", "export TRACKIO_DATASET_REPO=a/b; export B=2\n"]
  ) {
    await t.step(JSON.stringify(text), async () => {
      await scene.write(".env", text);
      await scene.fails(["env"], [7, "env_file_ambiguous"], { env: {} });
    });
  }
});

Deno.test("use --dry-run checks and changes nothing", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs" });
  const run = await scene.run(["use", "runs", "--dry-run"]);
  assertEquals([run.code, run.stdout, await scene.read(".env")], [0, "ada/runs\n", undefined]);
});

Deno.test("env needs no token and no network, and says so when the variable is not there", async () => {
  await using scene = await setScene();
  await scene.write(".env", "# x\nexport TRACKIO_DATASET_REPO='ada/runs' # mine\n");
  const run = await scene.run(["env"], { env: {} });
  assertEquals([run.code, run.stdout, run.stderr], [0, "export TRACKIO_DATASET_REPO=ada/runs\n", ""]);
  await scene.fails(["env", "--var", "OTHER"], [7, "variable_not_set"], { env: {} });
  assertEquals(scene.requests(), []);
});

Deno.test("whoami tells the account, the token and where it may create, in one request", async () => {
  await using scene = await setScene();
  const run = await scene.run(["whoami"]);
  assertEquals([run.code, run.stdout, scene.requests()], [0, "ada\n", ["GET /api/whoami-v2"]]);
  assertStringIncludes(run.stderr, "engine-room");
  for (const organization of [ORGANIZATIONS.write, ORGANIZATIONS.read]) {
    assertStringIncludes(run.stderr, organization);
  }
  for (const line of run.stderr.split("\n")) assertEquals(line.length <= 80, true, line);
  const expiring = await scene.run(["whoami", "--output", "json"], { token: TOKENS.expiring });
  assertStringIncludes(JSON.stringify(jsonOf(expiring)["warnings"]), "expires");
  assertEquals((await scene.run(["whoami", "--output", "sh"])).code, 2);
});

Deno.test("A shell that has another value is named, with the line that loads the new one, said once", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs" });
  const env = { HF_TOKEN: TOKENS.write, TRACKIO_DATASET_REPO: "ada/old", SHELL: "/bin/bash" };
  const warning =
    "Warning: TRACKIO_DATASET_REPO is ada/old in this shell, which most programs use instead of the file";
  for (
    const [args, end] of [[[], ""], [
      ["--quiet"],
      '; to load the new value: eval "$(hf-dataset-setup env)"',
    ]] as const
  ) {
    const run = await scene.succeeds(["use", "runs", ...args], { env });
    assertStringIncludes(run.stderr, `${warning}${end}\n`);
    assertEquals(run.stderr.split('eval "$(').length, 2, run.stderr);
  }
});

Deno.test("env prints what trackio wrote, alone and beside a dataset", async () => {
  await using scene = await setScene();
  await scene.write(".env", "TRACKIO_SPACE_ID=ada/trackio\n");
  const alone = await scene.run(["env"]);
  assertEquals([alone.code, alone.stdout, alone.stderr], [0, "export TRACKIO_SPACE_ID=ada/trackio\n", ""]);
  await scene.write(".env", "TRACKIO_SPACE_ID=ada/trackio\nTRACKIO_DATASET_REPO=ada/runs\n");
  const both = await scene.run(["env"]);
  assertEquals(both.stdout, "export TRACKIO_DATASET_REPO=ada/runs\nexport TRACKIO_SPACE_ID=ada/trackio\n");
});

Deno.test("use tells a mistake in the command line before one in the env file", async () => {
  await using scene = await setScene();
  await scene.write(".env", "export TRACKIO_DATASET_REPO=a/b; export B=2\n");
  await scene.fails(["use", "runs"], [7, "env_file_ambiguous"]);
  await scene.fails(["use", "runs", "--retries", "x"], [2, "option_value_invalid"]);
});
