import { assertEquals, assertStringIncludes } from "@std/assert";
import { parseRepositoryName } from "../../lib/hub/addresses.ts";
import { failureOf } from "../support/failures.ts";

Deno.test("parseRepositoryName() reads a name in every form that people copy", () => {
  const rows: [string, string | undefined, string][] = [
    ["runs", undefined, "runs"],
    ["acme/runs", "acme", "runs"],
    ["datasets/acme/runs", "acme", "runs"],
    ["acme/runs/", "acme", "runs"],
    ["https://huggingface.co/datasets/acme/runs", "acme", "runs"],
    ["https://huggingface.co/datasets/acme/runs/", "acme", "runs"],
    [" runs ", undefined, "runs"],
    ["_a.b-c_", undefined, "_a.b-c_"],
    ["a".repeat(96), undefined, "a".repeat(96)],
  ];
  for (const [text, owner, name] of rows) {
    assertEquals(parseRepositoryName(text), { owner, name }, text);
  }
});

Deno.test("parseRepositoryName() refuses what the Hub refuses, and says which rule", async (t) => {
  const rows: [string, string][] = [
    ["", "empty"],
    ["acme/", "nothing follows the slash"],
    ["/runs", "nothing precedes the slash"],
    ["datasets/acme/", "nothing follows the slash"],
    ["acme//", "more than one slash"],
    ["my runs", "space"],
    ["a/b/c", "more than one slash"],
    ["a--b", "'--'"],
    ["a..b", "'..'"],
    [".runs", "begins"],
    ["-runs", "begins"],
    ["runs-", "ends"],
    ["runs.", "ends"],
    ["runs.git", ".git"],
    ["a".repeat(97), "97 characters"],
    ["exp\u00e9riences", "characters other than"],
    ["runs\u0000", "characters other than"],
    ["runs?x=1", "characters other than"],
  ];
  for (const [text, problem] of rows) {
    await t.step(JSON.stringify(text.slice(0, 20)), () => {
      const failure = failureOf(() => parseRepositoryName(text));
      assertEquals([failure.code, failure.exitCode], ["repository_name_invalid", 2]);
      assertStringIncludes(failure.message, problem);
    });
  }
});
