import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import configuration from "../deno.json" with { type: "json" };
import { parseCommandLine } from "../lib/cli/parser.ts";
import { readPlan } from "../lib/dataset/plan_file.ts";
import { withRunCommand } from "./readme.ts";

const text = await Deno.readTextFile(new URL("../README.md", import.meta.url));

Deno.test("The README can be read in a few minutes", () => {
  assert(new TextEncoder().encode(text).length < 15_000);
});

Deno.test("The README grants what the program needs (deno task readme writes it)", () => {
  assertStringIncludes(text, "<!-- run -->");
  assertEquals(withRunCommand(text), text);
});

Deno.test("Every task that the README names exists", () => {
  const named = [...text.matchAll(/deno(?:@[\d.]+)? task ([\w:]+)/g)].map(([, name]) => name ?? "");
  for (const name of named) assertEquals(Object.keys(configuration.tasks).includes(name), true, name);
});

Deno.test("Every command line that the README shows is one", async (t) => {
  const lines = [...text.matchAll(/(?:^|[\s(`])hf-dataset-setup((?: +[^\s`#|)"]+)*)/gm)].map((
    [, words = ""],
  ) => words.trim());
  for (const line of new Set(lines)) {
    // Places for what the reader fills in.
    if (/^\/|\[|OWNER|@/.test(line)) continue;
    const words = line === "" ? [] : line.split(/ +/);
    await t.step(`hf-dataset-setup ${line}`, () => parseCommandLine(words).then(() => {}));
  }
});

Deno.test("The plan that the README shows is one", () => {
  const [, plan = ""] = /```jsonc\n([^`]*)```/.exec(text) ?? [];
  const { repositories, mistakes } = readPlan(plan);
  assertEquals(mistakes, []);
  assertEquals(repositories.length, 3);
});
