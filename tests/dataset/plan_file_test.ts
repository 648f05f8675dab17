import { assert, assertEquals } from "@std/assert";
import { locatorOf, readPlan } from "../../lib/dataset/plan_file.ts";

const UNCHANGED = {
  discussions: undefined,
  resourceGroup: undefined,
  region: undefined,
  license: undefined,
  prettyName: undefined,
  removedTags: undefined,
};

const WHOLE = {
  $schema: "./plan.schema.json",
  namespace: "acme",
  defaults: { visibility: "private", template: "blank", tags: ["course"], envFile: "a.env" },
  repositories: [
    {
      repository: "runs",
      visibility: "public",
      template: "./template",
      license: "mit",
      tags: ["nlp"],
      removeTags: ["old"],
      prettyName: "Runs",
      card: "card.md",
      gated: "manual",
      discussions: "off",
      region: "eu",
      resourceGroup: "5eed0fadab1e000000000301",
      variables: ["TRACKIO_DATASET_REPO", "EVAL_DATASET_REPO"],
      envFile: "b.env",
    },
    { repository: "ada/evals", gated: "off" },
  ],
};

Deno.test("readPlan() reads every field, and fills in the defaults", () => {
  const { repositories, mistakes } = readPlan(JSON.stringify(WHOLE, null, 1));
  assertEquals(mistakes, []);
  assertEquals(repositories, [
    {
      place: { line: 14, column: 18 },
      name: "runs",
      owner: "acme",
      template: "folder",
      templateFolder: "./template",
      desired: {
        visibility: "public",
        license: "mit",
        tags: ["nlp"],
        removedTags: ["old"],
        prettyName: "Runs",
        gated: "manual",
        discussions: false,
        region: "eu",
        resourceGroup: "5eed0fadab1e000000000301",
      },
      cardPath: "card.md",
      variables: ["TRACKIO_DATASET_REPO", "EVAL_DATASET_REPO"],
      envFile: "b.env",
    },
    {
      place: { line: 37, column: 18 },
      name: "evals",
      owner: "ada",
      template: "blank",
      templateFolder: undefined,
      desired: { ...UNCHANGED, visibility: "private", tags: ["course"], gated: false },
      cardPath: undefined,
      variables: [],
      envFile: "a.env",
    },
  ]);
});

Deno.test("readPlan() takes comments, a comma after the last item, a byte order mark and any line end", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = ["\ufeff{ // one", '"repositories": [ /* two */', '{ "repository": "runs" },', "]", "}"]
      .join(end);
    const { repositories } = readPlan(text);
    assertEquals(repositories[0]?.place, { line: 3, column: 17 });
  }
});

Deno.test("locatorOf() finds the line and column of every offset", () => {
  const text = "ab\r\nc\n\rd";
  const locate = locatorOf(text);
  assertEquals(
    [...text].map((_, index) => locate(index)).map(({ line, column }) => `${line}:${column}`),
    ["1:1", "1:2", "1:3", "1:4", "2:1", "2:2", "3:1", "4:1"],
  );
});

Deno.test("readPlan() reads ten thousand repositories in a moment, and refuses more than a person looks at", () => {
  const repositories = Array.from({ length: 10_000 }, (_, index) => ({ repository: `r-${index}` }));
  assertEquals(readPlan(JSON.stringify({ repositories })).repositories.length, 10_000);
  const many = `{"repositories":[${"7,".repeat(100_001)}]}`;
  const { mistakes } = readPlan(many);
  assert(mistakes[0]?.message.includes("more than 100000"), mistakes[0]?.message);
  assertEquals(mistakes.length, 1);
});

Deno.test("readPlan() locates brackets that are never closed, however many there are", () => {
  for (
    const text of ["[".repeat(200_000), '{"a":'.repeat(100_000), `{"repositories":[${"[".repeat(9_000)}`]
  ) {
    const { mistakes } = readPlan(text);
    assertEquals(mistakes.map(({ message }) => message), ["More than 100 brackets are open"]);
  }
});

Deno.test("readPlan() refuses a tag to add and to remove, also where one of the two is a default", () => {
  const rows: [defaults: object, own: object, line: number][] = [
    [{}, { tags: ["t"], removeTags: ["t"] }, 3],
    [{ tags: ["t"] }, { removeTags: ["t"] }, 3],
    [{ removeTags: ["t"] }, { tags: ["a", "t"] }, 3],
    [{ tags: ["t"], removeTags: ["t"] }, {}, 1],
  ];
  for (const [defaults, own, line] of rows) {
    const text = `{"defaults":${JSON.stringify(defaults)},"repositories":\n[\n${
      JSON.stringify({ repository: "r", ...own })
    }]}`;
    const { mistakes } = readPlan(text);
    assertEquals(mistakes.map((mistake) => [mistake.line, /"t" is both added and/.test(mistake.message)]), [
      [line, true],
    ]);
  }
  assertEquals(
    readPlan(JSON.stringify({
      defaults: { tags: ["t"] },
      repositories: [{ repository: "r", tags: [], removeTags: ["t"] }],
    })).mistakes,
    [],
  );
});
