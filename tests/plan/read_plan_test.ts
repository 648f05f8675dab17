import { Ajv2020 } from "ajv/2020";
import { assert, assertEquals } from "@std/assert";
import schema from "../../lib/plan/plan.schema.json" with { type: "json" };
import { Lines } from "../../lib/plan/node_reader.ts";
import { readPlan } from "../../lib/plan/read_plan.ts";

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
      resourceGroup: "mill",
      variables: ["TRACKIO_DATASET_REPO", "EVAL_DATASET_REPO"],
      envFile: "b.env",
    },
    { repository: "ada/evals", gated: "off" },
  ],
};

Deno.test("readPlan() reads every field, and fills in the defaults", () => {
  const { plan, mistakes } = readPlan(JSON.stringify(WHOLE, null, 1));
  assertEquals(mistakes, []);
  assertEquals(plan?.repositories, [
    {
      place: { line: 14, column: 18 },
      name: "runs",
      namespace: "acme",
      visibility: "public",
      template: "folder",
      templateFolder: "./template",
      creation: {
        license: "mit",
        tags: ["nlp"],
        prettyName: "Runs",
        gated: "manual",
        region: "eu",
        resourceGroup: "mill",
      },
      ungated: false,
      removedTags: ["old"],
      discussions: false,
      cardPath: "card.md",
      variables: ["TRACKIO_DATASET_REPO", "EVAL_DATASET_REPO"],
      envFile: "b.env",
    },
    {
      place: { line: 37, column: 18 },
      name: "evals",
      namespace: "ada",
      visibility: "private",
      template: "blank",
      templateFolder: undefined,
      creation: {
        license: undefined,
        tags: ["course"],
        prettyName: undefined,
        gated: undefined,
        region: undefined,
        resourceGroup: undefined,
      },
      ungated: true,
      removedTags: [],
      discussions: undefined,
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
    const { plan } = readPlan(text);
    assertEquals(plan?.repositories[0]?.place, { line: 3, column: 17 });
  }
});

Deno.test("Lines finds the line and column of every offset", () => {
  const text = "ab\r\nc\n\rd";
  const lines = new Lines(text);
  assertEquals(
    [...text].map((_, index) => lines.at(index)).map(({ line, column }) => `${line}:${column}`),
    ["1:1", "1:2", "1:3", "1:4", "2:1", "2:2", "3:1", "4:1"],
  );
});

Deno.test("the published schema takes what readPlan() takes, and refuses what it refuses", async (t) => {
  const validate = new Ajv2020({ strict: true }).compile(schema);
  const one = (fields: object) => ({ repositories: [{ repository: "r", ...fields }] });
  const good: unknown[] = [
    WHOLE,
    one({}),
    ...["auto", "manual", "off"].map((gated) => one({ gated })),
    one({ visibility: "public" }),
    one({ tags: [] }),
    one({ resourceGroup: "none" }),
    { namespace: "acme", ...one({}) },
  ];
  const bad: unknown[] = [
    {},
    [],
    { repositories: [] },
    { repositories: {} },
    { repositories: ["r"] },
    { repositories: [{}] },
    one({ repository: "a b" }),
    one({ repository: "a/b/c" }),
    one({ repository: 1 }),
    one({ visibilty: "public" }),
    one({ visibility: "protected" }),
    one({ gated: false }),
    one({ tags: "a" }),
    one({ tags: ["a,b"] }),
    one({ tags: [""] }),
    one({ discussions: true }),
    one({ region: "mars" }),
    one({ variables: ["1X"] }),
    one({ variables: ["A", "A"] }),
    one({ prettyName: "" }),
    one({ envFile: 7 }),
    { ...one({}), defaults: { repository: "r" } },
    { ...one({}), defaults: { variables: ["A"] } },
    { ...one({}), namespace: "a/b" },
  ];
  for (const [index, plan] of [...good, ...bad].entries()) {
    await t.step(JSON.stringify(plan).slice(0, 70), () => {
      const expected = index < good.length;
      assertEquals(validate(plan), expected, JSON.stringify(validate.errors));
      assertEquals(readPlan(JSON.stringify(plan)).plan !== undefined, expected);
    });
  }
});

Deno.test("readPlan() reads ten thousand repositories in a moment, and refuses more than a person looks at", () => {
  const repositories = Array.from({ length: 10_000 }, (_, index) => ({ repository: `r-${index}` }));
  assertEquals(readPlan(JSON.stringify({ repositories })).plan?.repositories.length, 10_000);
  const many = `{"repositories":[${"7,".repeat(100_001)}]}`;
  const { mistakes } = readPlan(many);
  assert(mistakes[0]?.message.includes("more than 100000"), mistakes[0]?.message);
  assertEquals(mistakes.length, 1);
});
