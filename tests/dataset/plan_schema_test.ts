import { Ajv2020 } from "ajv/2020";
import { assert, assertEquals } from "@std/assert";
import { LICENSES } from "../../lib/dataset/card.ts";
import schema from "../../lib/dataset/plan.schema.json" with { type: "json" };
import { FIELD_NAMES, readPlan } from "../../lib/dataset/plan_file.ts";
import { recordIn } from "../../lib/hub/client.ts";
import { problemOfVariable } from "../../lib/env_file/variables.ts";

const validate = new Ajv2020({ strict: true }).compile(schema);

Deno.test("the published schema takes what readPlan() takes, and refuses what it refuses", async (t) => {
  const one = (fields: object) => ({ repositories: [{ repository: "r", ...fields }] });
  const good: unknown[] = [
    { $schema: "./plan.schema.json", defaults: { tags: ["course"], envFile: "a.env" }, ...one({}) },
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
    one({ tags: ["a", "a"] }),
    one({ prettyName: "" }),
    one({ prettyName: " Runs" }),
    one({ card: "a\nb" }),
    one({ repository: "a--b" }),
    one({ repository: "acme/.runs" }),
    one({ repository: "runs.git" }),
    one({ repository: " runs" }),
    one({ visibility: "public " }),
    { $schema: 1, ...one({}) },
    one({ envFile: 7 }),
    { ...one({}), defaults: { repository: "r" } },
    { ...one({}), defaults: { variables: ["A"] } },
    { ...one({}), namespace: "a/b" },
  ];
  for (const [index, plan] of [...good, ...bad].entries()) {
    await t.step(JSON.stringify(plan).slice(0, 70), () => {
      const expected = index < good.length;
      assertEquals(validate(plan), expected, JSON.stringify(validate.errors));
      assertEquals(readPlan(JSON.stringify(plan)).mistakes.length === 0, expected);
    });
  }
});

Deno.test("the published schema has the fields of a plan", () => {
  const { properties: { defaults }, $defs: { repository } } = schema;
  assertEquals(Object.keys(defaults.properties).sort(), FIELD_NAMES.toSorted());
  assertEquals(
    Object.keys(repository.properties).sort(),
    ["repository", "variables", ...FIELD_NAMES].sort(),
  );
});

/** Values of which some are right for some of the fields. */
const VALUES: readonly unknown[] = [
  ...("runs acme/runs a--b a..b .a a- a/-b a.git a.git/b a/b/c /a a/ private public Public auto " +
    "manual off on us eu mit mti apache gpl-4.0 none 5eed0fadab1e000000000301 " +
    "TRACKIO_DATASET_REPO HF_TOKEN Path TRACKIO_SPACE_ID 1X a,b").split(" "),
  ...[
    "x".repeat(96),
    "x".repeat(97),
    "\u00e9",
    "\u{1f600}",
    "",
    " ",
    " a",
    "a ",
    "\u00a0a",
    "\ufeffa",
    "a b",
    "a\tb",
    "a\nb",
    "a\u0000",
    "a\u0085b",
    "a\u2028b",
  ],
  ...[0, 1, true, null, {}, []],
];
const LISTS = ["tags", "removeTags", "variables"];

/** The same numbers in every run, so that what fails fails again. */
function* numbers(seed: number): Generator<number, never, undefined> {
  for (let state = seed;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function makePlans(seed: number) {
  const random = numbers(seed);
  const chance = (share: number) => random.next().value < share;
  const oneOf = <T>(items: readonly T[]): T | undefined =>
    items[Math.floor(random.next().value * items.length)];
  const valueOf = (name: string): unknown =>
    LISTS.includes(name) && !chance(0.1)
      ? Array.from({ length: Math.floor(random.next().value * 3) }, () => oneOf(VALUES))
      : oneOf(VALUES);
  const fieldsOf = (names: readonly string[]) =>
    Object.fromEntries(Array.from({ length: Math.floor(random.next().value * 3) }, () => {
      const name = chance(0.03) ? "unknown" : oneOf(names) ?? "";
      return [name, valueOf(name)] as const;
    }));
  const repository = () => ({
    repository: chance(0.8) ? "runs" : oneOf(VALUES),
    ...fieldsOf([...FIELD_NAMES, "variables"]),
  });
  return (): unknown => ({
    repositories: chance(0.03)
      ? oneOf(VALUES)
      : Array.from({ length: 1 + Math.floor(random.next().value * 2) }, () =>
        chance(0.97) ? repository() : oneOf(VALUES)),
    ...(chance(0.3) ? { defaults: chance(0.9) ? fieldsOf(FIELD_NAMES) : oneOf(VALUES) } : {}),
    ...(chance(0.2) ? { namespace: oneOf(VALUES) } : {}),
    ...(chance(0.1) ? { $schema: oneOf(VALUES) } : {}),
  });
}

/** What the schema leaves to the reader, as its descriptions say: lists that live elsewhere, and two fields at odds. */
function isLeftToReader(plan: unknown): boolean {
  const { defaults, repositories } = recordIn(plan);
  const usual = recordIn(defaults);
  const texts = (value: unknown): readonly unknown[] => Array.isArray(value) ? value : [];
  const isOdd = (fields: Readonly<Record<string, unknown>>): boolean => {
    const { license, tags = usual["tags"], removeTags = usual["removeTags"], variables } = fields;
    return typeof license === "string" && !LICENSES.includes(license) ||
      texts(tags).some((tag) => texts(removeTags).includes(tag)) ||
      texts(variables).some((name) => typeof name === "string" && problemOfVariable(name) !== undefined);
  };
  return isOdd(usual) || texts(repositories).some((repository) => isOdd(recordIn(repository)));
}

Deno.test("the published schema and readPlan() agree about plans made by chance", () => {
  const makePlan = makePlans(11);
  const counts = { good: 0, bad: 0, left: 0 };
  for (let round = 0; round < 20_000; round++) {
    const plan = makePlan();
    const isValid = validate(plan);
    const text = JSON.stringify(plan);
    const { mistakes } = readPlan(text);
    if (isValid && isLeftToReader(plan)) {
      counts.left++;
      assert(mistakes.length > 0, text);
    } else {
      counts[isValid ? "good" : "bad"]++;
      assertEquals(mistakes.length === 0, isValid, `${text}\n${JSON.stringify(mistakes)}`);
    }
  }
  assert(Object.values(counts).every((count) => count > 500), JSON.stringify(counts));
});
