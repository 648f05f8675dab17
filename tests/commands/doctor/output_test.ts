import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CHECKS, findingLines, ownCommand, summary } from "../../../lib/commands/doctor/finding.ts";
import { TOKENS } from "../../test_hub/accounts.ts";
import { CTRL_C, runAtTerminal, terminalTest as test } from "../../support/pseudo_terminal.ts";
import { jsonOf, type Scene } from "../../support/scene.ts";
import { examine, HEALTHY_ENV, ID, setHealthyScene, write } from "./healthy.ts";

/** Everything in the folder and on the Hub that a run could change. */
async function snapshot(scene: Scene): Promise<unknown> {
  const files: [string, string, number | null][] = [];
  for await (const { name } of Deno.readDir(scene.folder)) {
    const { mode, isFile } = await Deno.stat(`${scene.folder}/${name}`);
    files.push([name, isFile ? await Deno.readTextFile(`${scene.folder}/${name}`) : "", mode]);
  }
  return {
    files: files.sort(),
    repositories: [...scene.hub.repositories].map((
      [id, { head, private: hidden }],
    ) => [id, head?.oid, hidden]),
  };
}

Deno.test("The doctor finds no problem after a setup, in four requests, whoami among them once", async () => {
  await using scene = await setHealthyScene();
  const { run, findings } = await examine(scene);
  assertEquals(findings.filter(({ grade }) => grade !== "good"), []);
  assertEquals(run.code, 0);
  assertEquals(scene.requests().sort(), [
    `GET /api/datasets/${ID}`,
    `GET /api/datasets/${ID}/auth-check/write`,
    "GET /api/whoami-v2",
    `GET /datasets/${ID}/resolve/main/data/train-00000-of-00001.parquet`,
  ]);
});

Deno.test("The doctor changes nothing, neither here nor on the Hub, not even with --yes", async (t) => {
  for (const args of [[], ["--yes"]]) {
    await t.step(args.join(" ") || "without options", async () => {
      await using scene = await setHealthyScene();
      await write(scene, ".env", "TRACKIO_DATASET_REPO: x\n");
      await Deno.chmod(`${scene.folder}/.env`, 0o666);
      const before = await snapshot(scene);
      const { run } = await examine(scene, args);
      assertEquals(run.code, 7);
      assertEquals(await snapshot(scene), before);
      assert(scene.hub.requests.every(({ method }) => method === "GET"));
    });
  }
});

Deno.test("The doctor shows errors, then warnings, then one line for each heading that passed", async () => {
  await using scene = await setHealthyScene();
  await write(scene, ".env", "TRACKIO_DATASET_REPO=ada/nowhere\nodd\n");
  const run = await scene.run(["doctor"], { env: { HF_TOKEN: TOKENS.read }, files: ["/"] });
  assertEquals([run.code, run.stdout], [4, "bad\n"]);
  assertEquals(run.stderr.includes("\x1b"), false);
  assertEquals(
    run.stderr.split("\n").flatMap((line) => /^(?:good|warning|error) +(?:Env file|\w+)/.exec(line) ?? [])
      .map((lead) => lead.replace(/ +/, " ")),
    [
      "error Token",
      "error Repository",
      "warning Env file",
      "warning Variable",
      "good Network",
      "good Token",
      "good Env file",
      "good Variable",
    ],
    run.stderr,
  );
  assertStringIncludes(run.stderr, "Error: 2 warnings, 2 errors (Token, Repository)\n");
  assertStringIncludes(run.stderr, 'Start with the fix under "Token" above\n');
});

Deno.test("The doctor with --quiet shows only the problems, and nothing where there are none", async () => {
  await using scene = await setHealthyScene();
  const healthy = await scene.run(["doctor", "--quiet"], { env: HEALTHY_ENV, files: ["/"] });
  assertEquals([healthy.code, healthy.stdout, healthy.stderr], [0, "good\n", ""]);
  const unset = await scene.succeeds(["doctor", "--quiet"], {
    env: { HF_TOKEN: TOKENS.write },
    files: ["/"],
  });
  assertEquals(unset.stdout, "warning\n");
  assertStringIncludes(unset.stderr, "warning  Variable");
  assertEquals(unset.stderr.includes("good "), false);
});

Deno.test("Findings are laid out in the given width; a URL or a command is never broken", () => {
  const url = `https://huggingface.co/settings/tokens/new?${"x".repeat(80)}`;
  const findings = [
    { check: "endpoint", grade: "good", text: "https://huggingface.co" },
    { check: "env_file_mode", grade: "warning", text: "Others can read it", fix: "Make it private" },
    { check: "rights", grade: "bad", text: "It cannot\nwrite", fix: "Create a token:", url, exit: 4 },
    { check: "proxy", grade: "good", text: "no proxy" },
    {
      check: "variable",
      grade: "warning",
      text: "It is not set",
      fix: "Set it:",
      command: "hf-dataset-setup use",
    },
  ] as const;
  const shown = (options: { columns: number; symbols: boolean }) =>
    findingLines(findings, { quiet: false, ...options }).map(({ text }) => text);
  assertEquals(shown({ columns: 80, symbols: false }), [
    "error    Token       It cannot write",
    "                     Create a token:",
    `  ${url}`,
    "warning  Env file    Others can read it",
    "                     Make it private",
    "warning  Variable    It is not set",
    "                     Set it:",
    "  hf-dataset-setup use",
    "good     Network     https://huggingface.co; no proxy",
  ]);
  assertEquals(shown({ columns: 40, symbols: true }).slice(-2), [
    "✓ Network",
    "  https://huggingface.co; no proxy",
  ]);
  assertEquals(summary(findings), "2 warnings, 1 error");
});

Deno.test("The commands that fix something are for the same file, variables and Hub", () => {
  const place = {
    shell: "sh",
    envFile: ".env",
    variables: ["TRACKIO_DATASET_REPO"],
    endpointOption: undefined,
  } as const;
  assertEquals(ownCommand("", place), "hf-dataset-setup");
  assertEquals(ownCommand("use ada/runs", place), "hf-dataset-setup use ada/runs");
  assertEquals(
    ownCommand("use ada/runs", {
      ...place,
      envFile: "my files/train.env",
      variables: ["RUNS", "EVALS"],
      endpointOption: "https://hub.example.test",
    }),
    "hf-dataset-setup use ada/runs --env-file 'my files/train.env' --var RUNS --var EVALS --endpoint https://hub.example.test",
  );
});

Deno.test("The doctor's JSON has every finding, the facts, and the failure beside the result", async () => {
  await using scene = await setHealthyScene();
  const { run, findings } = await examine(scene, [], { env: { ...HEALTHY_ENV, HF_TOKEN: TOKENS.read } });
  const json = jsonOf(run);
  assertEquals([json["command"], json["ok"], json.error?.code, run.code], [
    "doctor",
    false,
    "problems_found",
    4,
  ]);
  assert(findings.every(({ check, grade }) => check in CHECKS && ["good", "warning", "bad"].includes(grade)));
  assert(findings.every(({ grade, exit }) => (grade === "bad") === (exit !== null)));
  for (const finding of findings) {
    assertEquals(Object.keys(finding), ["check", "grade", "text", "fix", "command", "url", "exit"]);
  }
  const result = json["result"] as Record<string, unknown>;
  assertEquals(Object.keys(result), [
    "verdict",
    "findings",
    "endpoint",
    "tokenSource",
    "user",
    "namespaces",
    "clockAheadSeconds",
    "envFile",
    "variables",
    "repositories",
  ]);
  assertEquals(result["repositories"], [{
    repository: ID,
    exists: true,
    visibility: "public",
    writable: false,
    rows: 1,
  }]);
});

Deno.test("The doctor shows no value of the env file that is not a repository", async () => {
  await using scene = await setHealthyScene();
  await write(scene, ".env", "TRACKIO_DATASET_REPO=geheim\nPASSWORD=geheim\nPASSWORD=geheimer\n");
  const { run } = await examine(scene, ["--verbose"], { token: TOKENS.write });
  assertEquals(`${run.stdout}${run.stderr}`.includes("geheim"), false);
});

Deno.test("The doctor has output formats for people and programs, not for shells", async () => {
  await using scene = await setHealthyScene();
  const run = await scene.run(["doctor", "--output", "sh"]);
  assertEquals(run.code, 2);
  assertStringIncludes(run.stderr, "id or json");
});

test("Ctrl-C ends the doctor with 130 while the Hub is silent", async () => {
  await using scene = await setHealthyScene();
  scene.hub.fault({ on: "GET /api/whoami-v2", fault: { kind: "silence" } });
  const run = runAtTerminal(["doctor"], {
    cwd: scene.folder,
    env: { ...HEALTHY_ENV, HF_ENDPOINT: scene.hub.url },
  });
  await scene.hub.arrived("GET /api/whoami-v2");
  run.type(CTRL_C);
  assertEquals(await run.exited, 130);
  assertStringIncludes(run.screen, "Cancelled");
});

test("The doctor asks nothing at a terminal, also without a token", async () => {
  await using scene = await setHealthyScene();
  const run = runAtTerminal(["doctor"], { cwd: scene.folder, env: { HF_ENDPOINT: scene.hub.url } });
  assertEquals(await run.exited, 3);
  assertStringIncludes(run.screen, "No token found");
});
