import { assert, assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS, TOKENS } from "../../test_hub/accounts.ts";
import { jsonFault } from "../../test_hub/test_hub.ts";
import { changing, writePlan } from "../../support/plan_file.ts";
import { runAtTerminal, terminalTest as test } from "../../support/pseudo_terminal.ts";
import { jsonOf, setScene } from "../../support/scene.ts";

Deno.test("apply creates, changes and keeps what a plan says, in few requests, and the second run changes nothing", async () => {
  await using scene = await setScene();
  const { hub } = scene;
  hub.addRepository({ id: "ada/kept", private: true });
  hub.addRepository({
    id: "ada/opened",
    private: true,
    files: { "README.md": "---\ntags:\n- a # mine\n---\nHi\n" },
  });
  await writePlan(
    scene,
    `{
  // for the course
  "defaults": { "template": "blank", "visibility": "private" },
  "repositories": [
    { "repository": "kept" },
    { "repository": "ada/opened", "visibility": "public", "gated": "manual", "tags": ["b"], "license": "mit" },
    { "repository": "fresh", "prettyName": "Fresh: runs", "variables": ["TRACKIO_DATASET_REPO"] },
    { "repository": "${ORGANIZATIONS.write}/evals", "gated": "auto", "variables": ["EVAL_DATASET_REPO"],
      "resourceGroup": "${RESOURCE_GROUPS.writer.id}", "envFile": "sub/.env" }, // the last
  ],
}
`,
  );
  await Deno.mkdir(`${scene.folder}/sub`);
  const run = await scene.run(["apply", "plan.json", "--yes"]);
  assertEquals(
    [run.code, run.stdout],
    [0, `ada/kept\nada/opened\nada/fresh\n${ORGANIZATIONS.write}/evals\n`],
    run.stderr,
  );
  assertStringIncludes(run.stderr, "2 to create, 1 to change, 1 in order, 2 env files to write");
  assertMatch(run.stderr, /change +ada\/opened: visibility private -> public; gated off -> manual/);
  const opened = hub.repositories.get("ada/opened");
  assertEquals([opened?.private, opened?.gated], [false, "manual"]);
  assertEquals(opened?.text("README.md"), "---\ntags:\n- a # mine\n- b\nlicense: mit\n---\nHi\n");
  const evals = hub.repositories.get(`${ORGANIZATIONS.write}/evals`);
  assertEquals([evals?.private, evals?.gated, evals?.resourceGroupId], [
    true,
    "auto",
    RESOURCE_GROUPS.writer.id,
  ]);
  assertStringIncludes(
    hub.repositories.get("ada/fresh")?.text("README.md") ?? "",
    'pretty_name: "Fresh: runs"',
  );
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/fresh\n");
  assertEquals(await scene.read("sub/.env"), `EVAL_DATASET_REPO=${ORGANIZATIONS.write}/evals\n`);

  hub.forget();
  const again = await scene.run(["apply", "plan.json", "--yes"]);
  assertEquals([again.code, changing(scene)], [0, []], again.stderr);
  assertStringIncludes(again.stderr, "0 to create, 0 to change, 4 in order");
  const check = await scene.run(["apply", "plan.json", "--check"]);
  assertEquals(check.code, 0);
});

Deno.test("apply --check exits with 5 when something would change, --dry-run with 0, and neither changes anything", async () => {
  await using scene = await setScene();
  await writePlan(scene, { repositories: [{ repository: "runs", variables: ["TRACKIO_DATASET_REPO"] }] });
  const check = await scene.run(["apply", "plan.json", "--check", "--output", "json"]);
  assertEquals([check.code, jsonOf(check).error?.code], [5, "plan_not_in_order"], check.stderr);
  const dry = await scene.run(["apply", "plan.json", "--dry-run"]);
  assertEquals([dry.code, changing(scene), await scene.read(".env")], [0, [], undefined]);
  assertStringIncludes(dry.stderr, "create    ada/runs: visibility left to the Hub, template trackio");
  scene.hub.addRepository({ id: "ada/runs" });
  const file = await scene.run(["apply", "plan.json", "--check"]);
  assertEquals(file.code, 5);
  assertStringIncludes(file.stderr, "0 to create, 0 to change, 1 in order, 1 env file to write");
});

Deno.test("The command that a check ends with can be typed as it stands, whatever the plan is called", async () => {
  await using scene = await setScene();
  await Deno.writeTextFile(`${scene.folder}/it's mine.json`, '{ "repositories": [{ "repository": "a" }] }');
  const env = { HF_TOKEN: TOKENS.write, SHELL: "/bin/sh" };
  const check = await scene.run(["apply", "it's mine.json", "--check"], { env });
  assertEquals(check.code, 5);
  assertStringIncludes(check.stderr, "Run hf-dataset-setup apply 'it'\\''s mine.json' to bring it about");
});

Deno.test("apply writes the first row of template trackio, and completes it where an earlier run was interrupted", async () => {
  await using scene = await setScene();
  await writePlan(scene, { repositories: [{ repository: "runs", gated: "manual" }] });
  scene.hub.fault({ on: "POST /api/datasets/ada/runs/commit/*", times: 1, fault: jsonFault(403, "No") });
  const run = await scene.run(["apply", "plan.json", "--output", "json"]);
  assertEquals([run.code, jsonOf(run).error?.code], [4, "first_row_missing"], run.stderr);
  const repository = scene.hub.repositories.get("ada/runs");
  assertEquals([repository?.gated, repository?.files.has("data/train-00000-of-00001.parquet")], [
    "manual",
    false,
  ]);
  const again = await scene.run(["apply", "plan.json"]);
  assertEquals(again.code, 0, again.stderr);
  assertEquals(repository?.files.has("data/train-00000-of-00001.parquet"), true);
  scene.hub.forget();
  await scene.run(["apply", "plan.json"]);
  assertEquals(changing(scene), []);
});

Deno.test("a failure of one does not stop the others, decides the exit code, and keeps its variable out of the env file", async () => {
  await using scene = await setScene();
  const { hub } = scene;
  await writePlan(scene, {
    defaults: { template: "blank" },
    repositories: [
      { repository: "r1", variables: ["A_DATASET_REPO"] },
      { repository: `${ORGANIZATIONS.read}/r2`, variables: ["B_DATASET_REPO"] },
      { repository: "r3", variables: ["C_DATASET_REPO"] },
    ],
  });
  const run = await scene.run(["apply", "plan.json", "--output", "json"]);
  assertEquals([run.code, jsonOf(run).error?.code], [4, "organization_role_insufficient"], run.stderr);
  assertEquals([hub.repositories.has("ada/r1"), hub.repositories.has("ada/r3")], [true, true]);
  assertEquals(await scene.read(".env"), "A_DATASET_REPO=ada/r1\nC_DATASET_REPO=ada/r3\n");
  const { repositories } = JSON.parse(run.stdout).result;
  assertEquals(
    repositories.map(({ action, outcome }: Record<string, unknown>) => [action, outcome]),
    [["create", "created"], ["blocked", "failed"], ["create", "created"]],
  );
});

Deno.test("when the day's creations are used up, no further one is asked for, and what is there is still changed", async () => {
  await using scene = await setScene({ creationsPerDay: 2 });
  scene.hub.addRepository({ id: "ada/there" });
  const fresh = Array.from({ length: 12 }, (_, index) => ({ repository: `fresh-${index}` }));
  await writePlan(scene, {
    defaults: { template: "blank" },
    repositories: [...fresh, { repository: "there", visibility: "private" }],
  });
  const run = await scene.run(["apply", "plan.json", "--concurrency", "1", "--output", "json"]);
  assertEquals([run.code, jsonOf(run).error?.code], [5, "plan_incomplete"], run.stderr);
  assertEquals(scene.hub.repositories.get("ada/there")?.private, true);
  const creations = scene.requests().filter((request) => request === "POST /api/repos/create");
  assertEquals(creations.length, 3);
  assertStringIncludes(run.stderr, "10 of 13 repositories failed");
});

Deno.test("the Hub's window limit in the middle is waited for, and never more requests are under way than asked", async () => {
  // The Hub's clock stands still but for each refusal, however slow this machine is: the next window then begins.
  let refusals: () => number = () => 0;
  const now = () => Date.UTC(2026, 0, 1) + 1000 * refusals();
  await using scene = await setScene({ now, rateLimit: { quota: 25, windowSeconds: 1 }, latencyMs: 5 });
  refusals = () => scene.hub.requests.filter(({ status }) => status === 429).length;
  const repositories = Array.from({ length: 20 }, (_, index) => ({ repository: `r-${index}` }));
  await writePlan(scene, { defaults: { template: "blank" }, repositories });
  const run = await scene.run(["apply", "plan.json", "--yes", "--concurrency", "3"]);
  assertEquals(run.code, 0, run.stderr);
  assertEquals(scene.hub.repositories.size, 20);
  assert(refusals() > 0, "The limit was not met");
  assert(scene.hub.maxConcurrent <= 3, `${scene.hub.maxConcurrent} at once`);
  assertStringIncludes(run.stderr, "as the Hub asks");
});

test("apply asks at a terminal, with a bar, and without one opens nothing that was closed", async () => {
  await using scene = await setScene();
  const repository = scene.hub.addRepository({ id: "ada/runs", private: true });
  await writePlan(scene, {
    defaults: { template: "blank" },
    repositories: [{ repository: "runs", visibility: "public" }, { repository: "fresh" }],
  });
  const refused = await scene.run(["apply", "plan.json", "--output", "json"]);
  assertEquals([refused.code, jsonOf(refused).error?.code, changing(scene)], [2, "answer_needed", []]);
  const run = runAtTerminal(["apply", "plan.json"], {
    cwd: scene.folder,
    env: { HF_TOKEN: TOKENS.write, HF_ENDPOINT: scene.hub.url },
  });
  await run.waitFor("Go on?");
  run.type("y\r");
  assertEquals(await run.exited, 0, run.screen);
  assertStringIncludes(run.screen, `Applying [${"#".repeat(30)}] 2 of 2`);
  assertNotMatch(run.screen, /Created +ada\/fresh/);
  assertEquals([repository.private, scene.hub.repositories.has("ada/fresh")], [false, true]);
});

test("apply asks nothing where nothing can be done, and names a repository that cannot be in no env file", async () => {
  await using scene = await setScene();
  await writePlan(scene, {
    repositories: [{ repository: `${ORGANIZATIONS.read}/runs`, variables: ["TRACKIO_DATASET_REPO"] }],
  });
  const run = runAtTerminal(["apply", "plan.json"], {
    cwd: scene.folder,
    env: { HF_TOKEN: TOKENS.write, HF_ENDPOINT: scene.hub.url },
  });
  assertEquals(await run.exited, 4, run.screen);
  assertNotMatch(run.screen, /Go on|write +TRACKIO_DATASET_REPO|env file/);
  assertEquals(await scene.read(".env"), undefined);
});

Deno.test("apply gives up where the Hub is down, before every repository has waited for it", async () => {
  await using scene = await setScene();
  const repositories = Array.from({ length: 60 }, (_, index) => ({ repository: `r-${index}` }));
  await writePlan(scene, { repositories });
  scene.hub.fault({ on: "GET /api/datasets/*", fault: jsonFault(503, "Down") });
  const run = await scene.run([
    "apply",
    "plan.json",
    "--retries",
    "0",
    "--concurrency",
    "4",
    "--output",
    "json",
  ]);
  assertEquals([run.code, changing(scene)], [6, []], run.stderr);
  assert(scene.requests().length <= 1 + 16 + 4, `${scene.requests().length} requests`);
});

test("apply says at a terminal what became of the repositories, and takes the bar away before a warning", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/there" });
  await Deno.mkdir(`${scene.folder}/t`);
  await Deno.writeTextFile(`${scene.folder}/t/README.md`, "# Runs\n");
  scene.hub.fault({
    on: "POST /api/validate-yaml",
    fault: {
      kind: "answer",
      status: 200,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ errors: [], warnings: [{ message: "Hm" }] }),
    },
  });
  await writePlan(scene, {
    repositories: [{ repository: "fresh", template: "t" }, { repository: "there", template: "blank" }],
  });
  const run = runAtTerminal(["apply", "plan.json", "--yes"], {
    cwd: scene.folder,
    env: { HF_TOKEN: TOKENS.write, HF_ENDPOINT: scene.hub.url, NO_COLOR: "1" },
  });
  assertEquals(await run.exited, 0, run.screen);
  assertStringIncludes(run.raw, "0 of 1\r\x1b[KWarning: The Hub says of the card: Hm");
  assertMatch(run.screen, /1 created, 0 changed, 1 in order before/);
});
