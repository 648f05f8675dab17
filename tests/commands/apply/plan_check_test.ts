import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { movedKey } from "../../test_hub/repositories.ts";
import { changing, writePlan } from "../../support/plan_file.ts";
import { jsonOf, setScene } from "../../support/scene.ts";

Deno.test("a plan with 20 different mistakes reports all of them with their lines and touches nothing", async () => {
  await using scene = await setScene();
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
  const unknown = 'plan.json:8:27: Unknown field "visibilty"; did you mean "visibility"?';
  for (const words of [unknown, 'did you mean "mit"?']) assertStringIncludes(run.stderr, words);
});

Deno.test("apply finds what repositories say against each other, and files that cannot be used, before any request", async (t) => {
  await using scene = await setScene();
  await scene.write("bad.env", "TRACKIO_DATASET_REPO: a/b\n");
  await scene.write("old.env", "TRACKIO_DATASET_ID=ada/r\n");
  const v = ["TRACKIO_DATASET_REPO"];
  const rows: [name: string, repositories: unknown[], words: string, requests: number][] = [
    ["twice", [{ repository: "r" }, { repository: "R" }], "is also on line", 0],
    [
      "twice, with and without a namespace",
      [{ repository: "r" }, { repository: "ada/r" }],
      "is also on line",
      1,
    ],
    [
      "a choice that is no text",
      [{ repository: "r", gated: true }],
      '"gated" must be text (use auto, manual, off)',
      0,
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
      "named twice",
      0,
    ],
    [
      "both schemes with the file",
      [{ repository: "r", variables: v, envFile: "old.env" }],
      "named twice",
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

Deno.test("a plan that is not JSON or cannot be read is refused with the reason", async (t) => {
  await using scene = await setScene();
  const rows: [name: string, text: string, exit: number, words: string][] = [
    ["empty", "", 2, "plan.json:1:1"],
    ["no object", "[]", 2, "A plan must be an object"],
    ["a bracket missing", '{\n "repositories": [ { "repository": "r" } \n', 2, "Invalid JSON"],
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
  assertEquals(scene.requests(), []);
});

Deno.test("a mistake in one repository hides neither what others say against each other nor files that are missing", async () => {
  await using scene = await setScene();
  await writePlan(
    scene,
    `{
  "repositories": [
    { "repository": "a", "license": "mti", "variables": ["TRACKIO_DATASET_REPO"] },
    { "repository": "b", "variables": ["TRACKIO_DATASET_REPO"] },
    { "repository": "A" },
    { "repository": "c", "card": "nowhere.md" },
    { "repository": "d", "variables": ["D_DATASET_REPO", "TRACKIO_DATASET_ID"], "envFile": "d.env" },
    { "repository": "e", "variables": ["TRACKIO_DATASET_REPO"], "envFile": 7 },
    { "repository": "f", "gated": "maybe" }
  ]
}
`,
  );
  const run = await scene.run(["apply", "plan.json", "--output", "json"]);
  assertEquals([run.code, scene.requests()], [2, []], run.stderr);
  const { mistakes } = JSON.parse(run.stdout).result;
  assertEquals(mistakes.map(({ line }: { line: number }) => line), [3, 4, 5, 6, 7, 8, 9], run.stderr);
});

Deno.test("one env file is known by every path that leads to it, and nothing is written twice", {
  // Links need a privilege on Windows.
  ignore: Deno.build.os === "windows",
}, async (t) => {
  await using scene = await setScene();
  await Deno.mkdir(`${scene.folder}/sub`);
  await Deno.symlink(".", `${scene.folder}/here`);
  const variables = ["TRACKIO_DATASET_REPO"];
  const words = [".env", "./.env", "sub/../.env", "here/.env", `${scene.folder}/.env`];
  async function check(paths: readonly string[]): Promise<void> {
    for (const envFile of paths.slice(1)) {
      await writePlan(scene, {
        repositories: [{ repository: "a", variables, envFile: paths[0] }, {
          repository: "b",
          variables,
          envFile,
        }],
      });
      const run = await scene.run(["apply", "plan.json"]);
      assertEquals([run.code, scene.requests()], [2, []], `${envFile}: ${run.stderr}`);
      assertStringIncludes(run.stderr, "names another repository on line");
    }
  }
  await t.step("not there yet", () => check(words));
  await scene.write(".env", "OTHER=1\n");
  await Deno.symlink(".env", `${scene.folder}/link.env`);
  await t.step("there, and linked to", () => check([...words, "link.env"]));
  await t.step("different variables go into it in one write", async () => {
    await writePlan(scene, {
      defaults: { template: "blank" },
      repositories: words.map((envFile, index) => ({
        repository: `r-${index}`,
        variables: [`V${index}_DATASET_REPO`],
        envFile,
      })),
    });
    const run = await scene.run(["apply", "plan.json"]);
    assertStringIncludes(run.stderr, "1 env file to write");
    assertEquals(
      await scene.read(".env"),
      `OTHER=1\n${words.map((_, index) => `V${index}_DATASET_REPO=ada/r-${index}\n`).join("")}`,
    );
    await scene.succeeds(["apply", "plan.json", "--check"]);
  });
});

Deno.test("two names of a plan for one repository on the Hub are refused, because each would undo the other's changes", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/new", private: true });
  scene.hub.state.moved.set(movedKey({ type: "dataset", id: "ada/old" }), "ada/new");
  await writePlan(scene, {
    repositories: [{ repository: "old", visibility: "public" }, { repository: "new", visibility: "private" }],
  });
  const run = await scene.run(["apply", "plan.json", "--yes"]);
  assertEquals([run.code, changing(scene)], [2, []], run.stderr);
  assertMatch(
    run.stderr,
    /plan\.json:\d+:\d+: This is ada\/new on the Hub, and so is the repository on line \d+/,
  );
});
