import { assert, assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS, TOKENS } from "../../hub/accounts.ts";
import { jsonFault } from "../../hub/test_hub.ts";
import { CTRL_C, runAtTerminal } from "../../support/pseudo_terminal.ts";
import { jsonOf, type Scene, setScene } from "../../support/scene.ts";

async function writePlan(scene: Scene, plan: unknown): Promise<void> {
  await Deno.writeTextFile(
    `${scene.folder}/plan.json`,
    typeof plan === "string" ? plan : JSON.stringify(plan, null, 2),
  );
}

function changing(scene: Scene): string[] {
  return scene.requests().filter((request) => !/^(GET|HEAD) /.test(request));
}

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
      "resourceGroup": "${RESOURCE_GROUPS.writer.name}", "envFile": "sub/.env" }, // the last
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

Deno.test("a plan with 20 different mistakes reports all of them with their lines and touches nothing", async () => {
  await using scene = await setScene();
  await Deno.writeTextFile(`${scene.folder}/bad.env`, 'OPEN="never closed\n');
  const plan = `{
  "defaults": { "visibility": "secret" },
  "namespace": "-acme",
  "repositorys": [],
  "repositories": [
    { "repository": "a b" },
    { "repository": "x/y/z" },
    { "repository": "r1", "visibilty": "private" },
    { "repository": "r2", "license": "mti" },
    { "repository": "r3", "tags": "nlp" },
    { "repository": "r4", "tags": ["a,b"] },
    { "repository": "r5", "gated": "maybe" },
    { "repository": "r6", "region": "mars" },
    { "repository": "r7", "discussions": true },
    { "repository": "r8", "prettyName": "" },
    { "repository": "r9", "variables": ["1X"] },
    { "repository": "r10", "variables": ["HF_TOKEN"] },
    { "repository": "r11", "variables": ["TRACKIO_SPACE_ID"] },
    { "repository": "r12", "resourceGroup": 7 },
    { "repository": "r13", "tags": ["t"], "removeTags": ["t"] },
    { "visibility": "public" },
    "r14",
    { "repository": "r15", "license": "mit", "license": "mit" }
  ]
}
`;
  await writePlan(scene, plan);
  const run = await scene.run(["apply", "plan.json", "--output", "json"]);
  const document = jsonOf(run);
  assertEquals([run.code, document.error?.code, scene.requests()], [2, "plan_invalid", []], run.stderr);
  const { mistakes } = JSON.parse(run.stdout).result;
  const lines: number[] = mistakes.map(({ line }: { line: number }) => line);
  assertEquals(lines, [2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
  assertEquals(new Set(mistakes.map(({ message }: { message: string }) => message)).size, 21);
  for (
    const words of [
      'plan.json:8:27: "visibilty" is not known here; did you mean "visibility"?',
      'did you mean "mit"?',
    ]
  ) {
    assertStringIncludes(run.stderr, words);
  }
});

Deno.test("apply finds what repositories say against each other, and files that cannot be used, before any request", async (t) => {
  await using scene = await setScene();
  await Deno.writeTextFile(`${scene.folder}/bad.env`, 'TRACKIO_DATASET_REPO="open\n');
  await Deno.writeTextFile(`${scene.folder}/old.env`, "TRACKIO_DATASET_ID=ada/r\n");
  const v = ["TRACKIO_DATASET_REPO"];
  const rows: [name: string, repositories: unknown[], words: string, requests: number][] = [
    ["twice", [{ repository: "r" }, { repository: "R" }], "is planned twice; it is on line", 0],
    [
      "twice, with and without a namespace",
      [{ repository: "r" }, { repository: "ada/r" }],
      "planned twice",
      1,
    ],
    [
      "one variable for two",
      [{ repository: "r", variables: v }, { repository: "s", variables: v }],
      "another repository",
      0,
    ],
    [
      "both schemes",
      [{ repository: "r", variables: [...v, "TRACKIO_DATASET_ID"] }],
      "used by both schemes",
      1,
    ],
    [
      "both schemes with the file",
      [{ repository: "r", variables: v, envFile: "old.env" }],
      "used by both schemes",
      1,
    ],
    ["no such template", [{ repository: "r", template: "./nowhere" }], "nowhere", 0],
    ["no such card", [{ repository: "r", card: "nowhere.md" }], "nowhere.md", 0],
    [
      "an env file that cannot be edited",
      [{ repository: "r", variables: v, envFile: "bad.env" }],
      "bad.env",
      0,
    ],
    ["an env file in no folder", [{ repository: "r", variables: v, envFile: "no/where/.env" }], "where", 0],
  ];
  for (const [name, repositories, words, requests] of rows) {
    await t.step(name, async () => {
      scene.hub.forget();
      await writePlan(scene, { repositories });
      const run = await scene.run(["apply", "plan.json"]);
      assertEquals([run.code, scene.requests().length], [2, requests], run.stderr);
      assertStringIncludes(run.stderr, words);
      assertMatch(run.stderr, /plan\.json:\d+:\d+: /);
    });
  }
});

Deno.test("a plan that is no JSON, or cannot be read, is told so", async (t) => {
  await using scene = await setScene();
  const rows: [name: string, text: string, exit: number, words: string][] = [
    ["empty", "", 2, "plan.json:1:1"],
    ["no object", "[]", 2, "A plan must be an object"],
    ["a bracket missing", '{\n "repositories": [ { "repository": "r" } \n', 2, "This is not JSON"],
    ["no repositories", "{}", 2, '"repositories" is missing'],
    ["an empty list", '{"repositories": []}', 2, '"repositories" is empty'],
  ];
  for (const [name, text, exit, words] of rows) {
    await t.step(name, async () => {
      await writePlan(scene, text);
      const run = await scene.run(["apply", "plan.json"]);
      assertEquals(run.code, exit, run.stderr);
      assertStringIncludes(run.stderr, words);
    });
  }
  assertEquals((await scene.run(["apply", "missing.json"])).code, 7);
  await Deno.writeFile(`${scene.folder}/latin.json`, new Uint8Array([0x22, 0xe9, 0x22]));
  assertEquals((await scene.run(["apply", "latin.json"])).code, 7);
  assertEquals(scene.requests(), []);
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
  assertEquals([run.code, jsonOf(run).error?.code], [4, "organisation_role_insufficient"], run.stderr);
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
  await using scene = await setScene({ rateLimit: { quota: 25, windowSeconds: 1 }, latencyMs: 5 });
  const repositories = Array.from({ length: 20 }, (_, index) => ({ repository: `r-${index}` }));
  await writePlan(scene, { defaults: { template: "blank" }, repositories });
  const run = await scene.run(["apply", "plan.json", "--yes", "--concurrency", "3"]);
  assertEquals(run.code, 0, run.stderr);
  assertEquals(scene.hub.repositories.size, 20);
  assert(scene.hub.requests.some(({ status }) => status === 429), "The limit was not met");
  assert(scene.hub.maxConcurrent <= 3, `${scene.hub.maxConcurrent} at once`);
  assertStringIncludes(run.stderr, "as the Hub asks");
});

Deno.test("apply asks at a terminal, with a bar, and without one opens nothing that was closed", async () => {
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

Deno.test("interrupted after any request and run again, a plan ends in the same state", async (t) => {
  const plan = {
    defaults: { visibility: "private" },
    repositories: [{ repository: "a", gated: "manual" }, {
      repository: "b",
      tags: ["x"],
      discussions: "off",
    }],
  };
  await using whole = await setScene();
  await writePlan(whole, plan);
  assertEquals((await whole.run(["apply", "plan.json", "--concurrency", "1"])).code, 0);
  const expected = stateOf(whole);
  const { length } = whole.hub.requests;
  // Every answer in turn is the last that the run hears.
  for (let last = 1; last <= length; last++) {
    await t.step(`the connection is lost from request ${last} on`, async () => {
      await using scene = await setScene();
      await writePlan(scene, plan);
      const fault = scene.hub.fault({ on: "*", nth: last, fault: { kind: "lost-answer" } });
      await scene.run(["apply", "plan.json", "--concurrency", "1", "--retries", "0"]);
      fault.remove();
      const again = await scene.run(["apply", "plan.json", "--concurrency", "1"]);
      assertEquals(again.code, 0, again.stderr);
      assertEquals(stateOf(scene), expected);
    });
  }
});

function stateOf(scene: Scene): unknown {
  return [...scene.hub.repositories].map(([id, repository]) => ({
    id,
    private: repository.private,
    gated: repository.gated,
    files: [...repository.files.keys()].sort(),
    card: repository.text("README.md"),
  })).sort((one, other) => one.id < other.id ? -1 : 1);
}

Deno.test("Ctrl-C in the middle ends with 130, and the next run does the rest", async () => {
  await using scene = await setScene();
  const repositories = Array.from({ length: 6 }, (_, index) => ({ repository: `r-${index}` }));
  await writePlan(scene, { defaults: { template: "blank" }, repositories });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const fault = scene.hub.fault({
    on: "POST /api/repos/create",
    nth: 3,
    fault: { kind: "hold", until: held },
  });
  const run = runAtTerminal(["apply", "plan.json", "--yes", "--concurrency", "2"], {
    cwd: scene.folder,
    env: { HF_TOKEN: TOKENS.write, HF_ENDPOINT: scene.hub.url },
  });
  await scene.hub.arrived("POST /api/repos/create", 4);
  run.type(CTRL_C);
  assertEquals(await run.exited, 130, run.screen);
  assertStringIncludes(run.screen, "Done before that: 2 created and 0 changed, of 6 repositories");
  release();
  fault.remove();
  assert(scene.hub.repositories.size < 6);
  const again = await scene.run(["apply", "plan.json"]);
  assertEquals([again.code, scene.hub.repositories.size], [0, 6], again.stderr);
});
