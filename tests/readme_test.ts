import { assertEquals, assertStringIncludes } from "@std/assert";
import { readPlan } from "../lib/dataset/plan_file.ts";
import configuration from "../deno.json" with { type: "json" };
import { readmeParts, withParts } from "./readme.ts";

const text = await Deno.readTextFile(new URL("../README.md", import.meta.url));

Deno.test("The tables of the README are those of the program (deno task readme writes them)", () => {
  assertEquals(withParts(text, readmeParts()), text);
  for (const name of Object.keys(readmeParts())) assertStringIncludes(text, `<!-- ${name} -->`);
});

Deno.test("Every task that the README names exists", () => {
  const named = [...text.matchAll(/deno(?:@[\d.]+)? task ([\w:]+)/g)].map(([, name]) => name ?? "");
  for (const name of named) assertEquals(Object.keys(configuration.tasks).includes(name), true, name);
});

Deno.test("The plan that the README shows is one", () => {
  const [, plan = ""] = /```jsonc\n([^`]*)```/.exec(text) ?? [];
  const { repositories, mistakes } = readPlan(plan);
  assertEquals(mistakes, []);
  assertEquals(repositories.length, 3);
});
