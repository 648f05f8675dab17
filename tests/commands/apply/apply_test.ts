import { assert, assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS, TOKENS } from "../../test_hub/accounts.ts";
import { jsonFault } from "../../test_hub/test_hub.ts";
import { changing, writePlan } from "../../support/plan_file.ts";
import { terminalTest as test } from "../../support/pseudo_terminal.ts";
import { start } from "../at_terminal.ts";
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
  const run = await scene.succeeds(["apply", "plan.json", "--yes"]);
  assertEquals(run.stdout, `ada/kept\nada/opened\nada/fresh\n${ORGANIZATIONS.write}/evals\n`);
  assertStringIncludes(run.stderr, "2 to create, 1 to change, 1 already up to date, 2 env files to write");
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
  assertStringIncludes(again.stderr, "0 to create, 0 to change, 4 already up to date");
  await scene.succeeds(["apply", "plan.json", "--check"]);
});

Deno.test("apply --check exits with 5 when something would change, --dry-run with 0, and neither changes anything", async () => {
  await using scene = await setScene();
  await writePlan(scene, { repositories: [{ repository: "runs", variables: ["TRACKIO_DATASET_REPO"] }] });
  await scene.fails(["apply", "plan.json", "--check"], [5, "plan_not_in_order"]);
  const dry = await scene.run(["apply", "plan.json", "--dry-run"]);
  assertEquals([dry.code, changing(scene), await scene.read(".env")], [0, [], undefined]);
  assertStringIncludes(dry.stderr, "create    ada/runs: default visibility, template trackio");
  scene.hub.addRepository({ id: "ada/runs" });
  const file = await scene.run(["apply", "plan.json", "--check"]);
  assertEquals(file.code, 5);
  assertStringIncludes(file.stderr, "0 to create, 0 to change, 1 already up to date, 1 env file to write");
});

Deno.test("The command that a check ends with can be typed as it stands, whatever the plan is called", async () => {
  await using scene = await setScene();
  await scene.write("it's mine.json", '{ "repositories": [{ "repository": "a" }] }');
  const env = { HF_TOKEN: TOKENS.write, SHELL: "/bin/sh" };
  const check = await scene.run(["apply", "it's mine.json", "--check"], { env });
  assertEquals(check.code, 5);
  assertStringIncludes(check.stderr, "Apply the plan: hf-dataset-setup apply 'it'\\''s mine.json'\n");
});

Deno.test("apply writes the first row of template trackio, and completes it where an earlier run was interrupted", async () => {
  await using scene = await setScene();
  await writePlan(scene, { repositories: [{ repository: "runs", gated: "manual" }] });
  scene.hub.fault({ on: "POST /api/datasets/ada/runs/commit/*", times: 1, fault: jsonFault(403, "No") });
  await scene.fails(["apply", "plan.json"], [4, "first_row_missing"]);
  const repository = scene.hub.repositories.get("ada/runs");
  assertEquals([repository?.gated, repository?.files.has("data/train-00000-of-00001.parquet")], [
    "manual",
    false,
  ]);
  await scene.succeeds(["apply", "plan.json"]);
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
  const run = await scene.fails(["apply", "plan.json"], [4, "organization_role_insufficient"]);
  assertEquals([hub.repositories.has("ada/r1"), hub.repositories.has("ada/r3")], [true, true]);
  assertEquals(await scene.read(".env"), "A_DATASET_REPO=ada/r1\nC_DATASET_REPO=ada/r3\n");
  const { repositories } = JSON.parse(run.stdout).result;
  assertEquals(
    repositories.map(({ action, outcome }: Record<string, unknown>) => [action, outcome]),
    [["create", "created"], ["blocked", "failed"], ["create", "created"]],
  );
  const again = await scene.run(["apply", "plan.json"]);
  assertEquals([again.code, again.stdout], [4, "ada/r1\nada/r3\n"]);
});

Deno.test("when the day's creations are used up, no other one is tried, and existing repositories are still changed", async () => {
  await using scene = await setScene({ creationsPerDay: 2 });
  scene.hub.addRepository({ id: "ada/there" });
  const fresh = Array.from({ length: 12 }, (_, index) => ({ repository: `fresh-${index}` }));
  await writePlan(scene, {
    defaults: { template: "blank" },
    repositories: [...fresh, { repository: "there", visibility: "private" }],
  });
  const run = await scene.fails(["apply", "plan.json", "--concurrency", "1"], [5, "plan_incomplete"]);
  assertEquals(scene.hub.repositories.get("ada/there")?.private, true);
  const creations = scene.requests().filter((request) => request === "POST /api/repos/create");
  assertEquals(creations.length, 3);
  assertStringIncludes(run.stderr, "Failed for 10 of 13 repositories");
});

Deno.test("the Hub's window limit in the middle is waited for, and never more requests are under way than asked", async () => {
  // The Hub's clock stands still but for each refusal, however slow this machine is: the next window then begins.
  let refusals: () => number = () => 0;
  const now = () => Date.UTC(2026, 0, 1) + 1000 * refusals();
  await using scene = await setScene({ now, rateLimit: { quota: 25, windowSeconds: 1 }, latencyMs: 5 });
  refusals = () => scene.hub.requests.filter(({ status }) => status === 429).length;
  const repositories = Array.from({ length: 20 }, (_, index) => ({ repository: `r-${index}` }));
  await writePlan(scene, { defaults: { template: "blank" }, repositories });
  const run = await scene.succeeds(["apply", "plan.json", "--yes", "--concurrency", "3"]);
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
  const run = start(scene, ["apply", "plan.json"]);
  await run.waitFor("Continue?");
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
  const run = start(scene, ["apply", "plan.json"]);
  assertEquals(await run.exited, 4, run.screen);
  assertNotMatch(run.screen, /Go on|write +TRACKIO_DATASET_REPO|env file/);
  assertEquals(await scene.read(".env"), undefined);
});

Deno.test("apply gives up where the Hub is down, before every repository has waited for it", async () => {
  await using scene = await setScene();
  const repositories = Array.from({ length: 60 }, (_, index) => ({ repository: `r-${index}` }));
  await writePlan(scene, { repositories });
  scene.hub.fault({ on: "GET /api/datasets/*", fault: jsonFault(503, "Down") });
  const run = await scene.run(["apply", "plan.json", "--retries", "0", "--concurrency", "4"]);
  assertEquals([run.code, changing(scene)], [6, []], run.stderr);
  assert(scene.requests().length <= 1 + 16 + 4, `${scene.requests().length} requests`);
});

test("apply says at a terminal what became of the repositories, and takes the bar away before a warning", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/there" });
  await Deno.mkdir(`${scene.folder}/t`);
  await scene.write("t/README.md", "# Runs\n");
  const body = JSON.stringify({ errors: [], warnings: [{ message: "Hm" }] });
  const headers = { "Content-Type": "application/json" };
  scene.hub.fault({ on: "POST /api/validate-yaml", fault: { kind: "answer", status: 200, headers, body } });
  await writePlan(scene, {
    repositories: [{ repository: "fresh", template: "t" }, { repository: "there", template: "blank" }],
  });
  const run = start(scene, ["apply", "plan.json", "--yes"], {
    env: { HF_TOKEN: TOKENS.write, NO_COLOR: "1" },
  });
  assertEquals(await run.exited, 0, run.screen);
  assertStringIncludes(run.raw, "0 of 1\r\x1b[KWarning: The Hub warns about the card: Hm");
  assertMatch(run.screen, /1 created, 0 changed, 1 already up to date/);
});

Deno.test("A plan is read in UTF-8 and UTF-16, with and without a byte order mark, and from standard input", async (t) => {
  const text = JSON.stringify({ repositories: [{ repository: "runs", prettyName: "ünï" }] });
  const units = (order: (unit: number) => number[]) =>
    Uint8Array.from([...text].flatMap((letter) => order(letter.charCodeAt(0))));
  const little = units((unit) => [unit & 0xff, unit >> 8]);
  const big = units((unit) => [unit >> 8, unit & 0xff]);
  const plain = new TextEncoder().encode(text);
  const rows: Readonly<Record<string, Uint8Array>> = {
    "UTF-8": plain,
    "UTF-8 with a mark": Uint8Array.from([0xef, 0xbb, 0xbf, ...plain]),
    "UTF-16, as Windows PowerShell writes it": Uint8Array.from([0xff, 0xfe, ...little]),
    "UTF-16 the other way round": Uint8Array.from([0xfe, 0xff, ...big]),
    "UTF-16 without a mark": little,
    "UTF-16 the other way round without a mark": big,
  };
  await using scene = await setScene();
  for (const [name, bytes] of Object.entries(rows)) {
    await t.step(name, async () => {
      await Deno.writeFile(`${scene.folder}/plan.json`, bytes);
      const run = await scene.run(["apply", "plan.json", "--check"]);
      assertEquals(run.code, 5, run.stderr);
      assertStringIncludes(run.stderr, "1 to create");
    });
  }
  for (const path of ["-", "/dev/stdin"]) {
    await t.step(`apply ${path}`, async () => {
      const run = await scene.run(["apply", path, "--check"], { stdin: text });
      assertEquals(run.code, 5, run.stderr);
      const bad = await scene.run(["apply", path], { stdin: "[]" });
      assertEquals(bad.code, 2, bad.stderr);
      assertStringIncludes(bad.stderr, `${path}:1:1: `);
    });
  }
  await t.step("relative paths of a plan from standard input start in the current folder", async () => {
    await scene.write("card.md", "# Mine\n");
    const plan = { repositories: [{ repository: "carded", template: "blank", card: "card.md" }] };
    await scene.succeeds(["apply", "-", "--yes"], { stdin: JSON.stringify(plan) });
    assertEquals(scene.hub.repositories.get("ada/carded")?.text("README.md"), "# Mine\n");
  });
  await t.step("what is no text is said with what to do", async () => {
    await Deno.writeFile(`${scene.folder}/plan.json`, Uint8Array.from([0x7b, 0xe9, 0x22]));
    const run = await scene.run(["apply", "plan.json"]);
    assertEquals(run.code, 7);
    assertStringIncludes(run.stderr, "save it as UTF-8");
  });
});

Deno.test("apply --example prints a plan that can be applied, without a token and a request", async () => {
  await using scene = await setScene();
  const example = await scene.run(["apply", "--example"], { env: {} });
  assertEquals([example.code, example.stderr, scene.requests()], [0, "", []]);
  const json = jsonOf(await scene.run(["apply", "--example", "--output", "json"], { env: {} }));
  assertEquals(json["result"], { example: example.stdout });
  await scene.write("plan.json", example.stdout);
  const run = await scene.succeeds(["apply", "plan.json", "--yes"]);
  assertStringIncludes(run.stderr, "3 created, 0 changed, 0 already up to date\n");
  const next = "Next        Check it at any time: hf-dataset-setup apply plan.json --check\n";
  assertStringIncludes(run.stderr, next);
  assertEquals(await scene.read(".env"), "EVAL_DATASET_REPO=ada/evaluations\n");
});

test("apply takes Enter for no where some of the plan is not possible", async () => {
  await using scene = await setScene();
  await writePlan(scene, {
    defaults: { template: "blank" },
    repositories: [{ repository: "fresh" }, { repository: `${ORGANIZATIONS.read}/runs` }],
  });
  const run = start(scene, ["apply", "plan.json"]);
  await run.waitFor("1 to create, 0 to change, 0 already up to date, 1 blocked");
  await run.waitFor("Continue?");
  run.type("\r");
  assertEquals([await run.exited, scene.hub.repositories.size], [130, 0], run.screen);
});

test("With --quiet, apply still shows the plan that it asks about, and shows none where it asks nothing", async () => {
  await using scene = await setScene();
  const plan = { repositories: [{ repository: "runs", template: "blank", visibility: "private" }] };
  await scene.write("plan.json", JSON.stringify(plan));
  const dry = start(scene, ["apply", "plan.json", "--quiet", "--dry-run"]);
  assertEquals(await dry.exited, 0);
  assertNotMatch(dry.screen, /to create/);
  const run = start(scene, ["apply", "plan.json", "--quiet"]);
  await run.waitFor("create    ada/runs: private");
  await run.waitFor("1 to create, 0 to change");
  await run.waitFor("Continue?");
  run.type("y\r");
  assertEquals([await run.exited, scene.hub.repositories.get("ada/runs")?.private], [0, true]);
});
