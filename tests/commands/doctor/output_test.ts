import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CHECKS } from "../../../lib/commands/doctor/finding.ts";
import { TOKENS } from "../../test_hub/accounts.ts";
import { CTRL_C, runAtTerminal, terminalTest as test } from "../../support/pseudo_terminal.ts";
import { jsonOf, type Scene } from "../../support/scene.ts";
import { HEALTHY_ENV, ID, setHealthyScene, visit, write } from "./patient.ts";

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

Deno.test("The doctor finds nothing to mend where set-up has just run, in five requests, whoami among them once", async () => {
  await using scene = await setHealthyScene();
  const { run, findings } = await visit(scene);
  assertEquals(findings.filter(({ grade }) => grade !== "good"), []);
  assertEquals(run.code, 0);
  assertEquals(scene.requests().sort(), [
    `GET /api/datasets/${ID}`,
    `GET /api/datasets/${ID}/auth-check/write`,
    "GET /api/whoami-v2",
    `GET /datasets/${ID}/resolve/main/README.md`,
    `GET /datasets/${ID}/resolve/main/data/train-00000-of-00001.parquet`,
  ]);
});

Deno.test("The doctor changes nothing, neither here nor at the Hub, not even with --yes", async (t) => {
  for (const args of [[], ["--yes"]]) {
    await t.step(args.join(" ") || "without options", async () => {
      await using scene = await setHealthyScene();
      await write(scene, ".env", `A="open\nTRACKIO_DATASET_REPO=x\n`);
      await Deno.chmod(`${scene.folder}/.env`, 0o666);
      const before = await snapshot(scene);
      const { run } = await visit(scene, args);
      assertEquals(run.code, 7);
      assertEquals(await snapshot(scene), before);
      assert(scene.hub.requests.every(({ method }) => method === "GET"));
    });
  }
});

Deno.test("The doctor speaks in lines of 80 columns, without colors in a pipe, and hands the verdict to stdout", async () => {
  await using scene = await setHealthyScene();
  await write(scene, ".env", "TRACKIO_DATASET_REPO=ada/nowhere\nodd\n");
  const run = await scene.run(["doctor"], { env: { HF_TOKEN: TOKENS.read }, files: ["/"] });
  assertEquals([run.code, run.stdout], [4, "bad\n"]);
  assertEquals(run.stderr.includes("\x1b"), false);
  for (const line of run.stderr.trimEnd().split("\n")) {
    // What is to be copied stays in one piece.
    assert(line.length <= 80 || /^ {2}\S/.test(line), line);
    assert(/^(?:good {5}|warning {2}|bad {6}|Error: |Begin with | {2}\S| {23})/.test(line), line);
  }
  assertStringIncludes(run.stderr, "bad      Rights        may not under ada");
  assertStringIncludes(run.stderr, "Error: 2 findings are bad: Rights, Repository\n");
  assertStringIncludes(run.stderr, 'Begin with "Rights": what to do stands with the finding\n');
});

Deno.test("The doctor with --quiet names only what is not good, and nothing where all is good", async () => {
  await using scene = await setHealthyScene();
  const healthy = await scene.run(["doctor", "--quiet"], { env: HEALTHY_ENV, files: ["/"] });
  assertEquals([healthy.code, healthy.stdout, healthy.stderr], [0, "good\n", ""]);
  const unset = await scene.run(["doctor", "--quiet"], { env: { HF_TOKEN: TOKENS.write }, files: ["/"] });
  assertEquals([unset.code, unset.stdout], [0, "warning\n"]);
  assertStringIncludes(unset.stderr, "warning  Variable");
  assertEquals(unset.stderr.includes("good "), false);
});

Deno.test("The doctor's JSON holds every finding, the facts, and the failure beside the result", async () => {
  await using scene = await setHealthyScene();
  const { run, findings } = await visit(scene, [], { env: { ...HEALTHY_ENV, HF_TOKEN: TOKENS.read } });
  const json = jsonOf(run);
  assertEquals([json["schema"], json["command"], json["ok"], json.error?.code], [
    1,
    "doctor",
    false,
    "problems_found",
  ]);
  assertEquals(run.code, 4);
  // With JSON nothing stands below: each finding holds its own.
  assertEquals(json.error?.hint, 'Begin with "Rights": what to do stands with the finding');
  assert(findings.every(({ check, grade }) => check in CHECKS && ["good", "warning", "bad"].includes(grade)));
  assert(findings.every(({ grade, exit }) => (grade === "bad") === (exit !== null)));
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
  const { run } = await visit(scene, ["--verbose"], { env: { HF_TOKEN: TOKENS.write } });
  assertEquals(`${run.stdout}${run.stderr}`.includes("geheim"), false);
});

Deno.test("The doctor knows formats for people and programs, not for shells", async () => {
  await using scene = await setHealthyScene();
  const run = await scene.run(["doctor", "--output", "sh"]);
  assertEquals(run.code, 2);
  assertStringIncludes(run.stderr, "It takes id or json with doctor");
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
  assertStringIncludes(run.screen, "bad      Token         no token was found");
});
