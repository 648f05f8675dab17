import { assertEquals, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { jsonOf, setScene } from "../support/scene.ts";

Deno.test("use points the env file at a repository that exists and may be written to", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/other-runs", private: true });
  await Deno.writeTextFile(`${scene.folder}/.env`, "TRACKIO_DATASET_REPO=ada/runs\n");
  const run = await scene.run(["use", "OTHER-runs"]);
  assertEquals([run.code, run.stdout], [0, "ada/other-runs\n"]);
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/other-runs\n");
  assertStringIncludes(run.stderr, "ada/other-runs is there, private; this token may write to it");
});

Deno.test("Nothing is said to be missing in a shell that has the value already", async (t) => {
  await using scene = await setScene();
  await scene.run(["--yes"]);
  for (const args of [["--yes"], ["use", "trackio-experiments"]]) {
    await t.step(args.join(" "), async () => {
      const has = { HF_TOKEN: TOKENS.write, TRACKIO_DATASET_REPO: "ada/trackio-experiments" };
      const run = await scene.run(args, { env: has });
      assertStringIncludes(run.stderr, "Next        nothing to take over: the value is in the environment");
      assertEquals(run.stderr.includes("does not have the value"), false, run.stderr);
      const hidden = await scene.run([...args, "--var", "EVALS"], { env: { ...has, EVALS: "ada/other" } });
      // Only the names in the source are granted: whether the shell has another one cannot be seen.
      assertStringIncludes(hidden.stderr, "Next        to take the value over: export EVALS=");
    });
  }
});

Deno.test("The line that is told to be typed gives the shell every variable, and nothing else", async (t) => {
  await using scene = await setScene();
  for (const shell of ["sh", "bash", "zsh", "fish"]) {
    const ignore = Deno.build.os === "windows" ||
      !(await new Deno.Command("sh", { args: ["-c", `command -v ${shell}`] }).output()).success;
    const fn = async () => {
      const run = await scene.run(["--yes", "--no-env-file", "--var", "RUNS", "--var", "EVALS"], {
        env: { HF_TOKEN: TOKENS.write, SHELL: `/bin/${shell}` },
      });
      const [, line] = /to take the value over: (.*)\n/.exec(run.stderr) ?? [];
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
  const args = [
    "use",
    `${ORGANIZATIONS.write}/evals`,
    "--var",
    "EVALS",
    "--var",
    "RUNS",
    "--env-file",
    "my.env",
  ];
  const run = await scene.run(args);
  assertEquals(run.code, 0, run.stderr);
  assertEquals(
    await scene.read("my.env"),
    `EVALS=${ORGANIZATIONS.write}/evals\nRUNS=${ORGANIZATIONS.write}/evals\n`,
  );
  const env = await scene.run([
    "env",
    "--var",
    "EVALS",
    "--var",
    "RUNS",
    "--env-file",
    "my.env",
    "--output",
    "dotenv",
  ]);
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
      const run = await scene.run(["use", repository, "--output", "json"], { env: { HF_TOKEN: token } });
      assertEquals([run.code, jsonOf(run).error?.code], [exit, code], run.stderr);
      assertEquals(await scene.read(".env"), undefined);
    });
  }
});

Deno.test("use says that the other name of a hard link keeps the old content", async () => {
  if (Deno.build.os === "windows") return;
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs" });
  await Deno.writeTextFile(`${scene.folder}/shared`, "A=1\n");
  await Deno.link(`${scene.folder}/shared`, `${scene.folder}/.env`);
  const run = await scene.run(["use", "runs"]);
  assertEquals([run.code, await scene.read("shared")], [0, "A=1\n"]);
  assertEquals(await scene.read(".env"), "A=1\nTRACKIO_DATASET_REPO=ada/runs\n");
  assertStringIncludes(run.stderr, "was a hard link");
  assertEquals((await scene.run(["use", "runs"])).stderr.includes("hard link"), false);
});

Deno.test("use --dry-run checks and changes nothing", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs" });
  const run = await scene.run(["use", "runs", "--dry-run"]);
  assertEquals([run.code, run.stdout, await scene.read(".env")], [0, "ada/runs\n", undefined]);
});

Deno.test("env needs no token and no network, and says so when the variable is not there", async () => {
  await using scene = await setScene();
  await Deno.writeTextFile(`${scene.folder}/.env`, "# x\nexport TRACKIO_DATASET_REPO='ada/runs' # mine\n");
  const run = await scene.run(["env"], { env: {} });
  assertEquals([run.code, run.stdout, run.stderr], [0, "export TRACKIO_DATASET_REPO=ada/runs\n", ""]);
  const missing = await scene.run(["env", "--var", "OTHER", "--output", "json"], { env: {} });
  assertEquals([missing.code, jsonOf(missing).error?.code], [7, "variable_not_set"]);
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
  const expiring = await scene.run(["whoami", "--output", "json"], { env: { HF_TOKEN: TOKENS.expiring } });
  assertStringIncludes(JSON.stringify(jsonOf(expiring)["warnings"]), "expires");
  assertEquals((await scene.run(["whoami", "--output", "sh"])).code, 2);
});

Deno.test("A shell that has another value is told so, with the line that takes the new one over, said once", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs" });
  const env = { HF_TOKEN: TOKENS.write, TRACKIO_DATASET_REPO: "ada/old", SHELL: "/bin/bash" };
  const warning =
    "Warning: TRACKIO_DATASET_REPO is set to ada/old in this shell; most programs take that and not the file, " +
    "so take the new value over";
  for (const [args, end] of [[[], ""], [["--quiet"], ': eval "$(hf-dataset-setup env)"']] as const) {
    const run = await scene.run(["use", "runs", ...args], { env });
    assertEquals(run.code, 0, run.stderr);
    assertStringIncludes(run.stderr, `${warning}${end}\n`);
    assertEquals(run.stderr.split('eval "$(').length, 2, run.stderr);
  }
});
