import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import configuration from "../../deno.json" with { type: "json" };
import { FOREIGN_WORDS } from "../../lib/cli/suggestions.ts";
import { COMMANDS, OPTIONS } from "../../lib/cli/options.ts";
import { parseCommandLine } from "../../lib/cli/parser.ts";
import { failureOfPromise } from "../support/failures.ts";
import { setScene } from "../support/scene.ts";

const ROWS = FOREIGN_WORDS.flatMap(([words, hint, ...next]) =>
  words.split(" ").map((word) => ({ word, hint, next, isOption: word.startsWith("-") }))
);

Deno.test("a command or option of another tool gets a pointer to ours, and never names a dataset", async (t) => {
  for (const { word, hint, next, isOption } of ROWS) {
    await t.step(word, async () => {
      const failure = await failureOfPromise(() => parseCommandLine([word]));
      assertEquals([failure.code, failure.hint], [isOption ? "option_unknown" : "command_unknown", hint]);
      if (!isOption) assertEquals([failure.next, hint.endsWith(":")], [next, next.length > 0]);
      assertNotMatch(failure.next.join(), new RegExp(`--name ${word}`));
      for (const [named] of isOption ? hint.matchAll(/--[a-z-]+/g) : []) {
        assert(OPTIONS.some(({ name }) => `--${name}` === named), named);
      }
    });
  }
});

Deno.test("the words that people try first are none of those without a pointer", () => {
  const first = "login auth ls create delete version update upload --json --token -V -o".split(" ");
  assertEquals(first.filter((word) => ROWS.every((row) => row.word !== word)), []);
});

Deno.test("what a pointer names is no command or option already, and is there once", () => {
  const ours = [...COMMANDS.map(({ name }) => name), ...OPTIONS.map(({ name }) => `--${name}`)];
  const words = ROWS.map(({ word }) => word);
  assertEquals(words.filter((word) => ours.includes(word)), []);
  assertEquals(words.length, new Set(words).size);
});

Deno.test("a word of no tool can be the name of a dataset, unless it looks like a secret or no name", async () => {
  assertEquals(
    (await failureOfPromise(() => parseCommandLine(["experiments2"]))).next[0],
    "hf-dataset-setup --name experiments2",
  );
  for (const word of ["a b", "x".repeat(40), "a;b"]) {
    assertEquals((await failureOfPromise(() => parseCommandLine([word]))).next, ["hf-dataset-setup --help"]);
  }
});

Deno.test("help shows a command or a topic, and points to the nearest of both", async () => {
  await using scene = await setScene();
  const options = { env: {} };
  assertStringIncludes((await scene.run(["help", "exit-codes"], options)).stdout, "130");
  assertEquals(
    (await scene.run(["help", "share"], options)).stdout,
    (await scene.run(["share", "--help"], options)).stdout,
  );
  assertEquals((await scene.run(["help"], options)).stdout, (await scene.run(["--help"], options)).stdout);
  const unknown = await scene.run(["help", "exitcodes"], options);
  assertEquals([unknown.code, unknown.stdout], [2, ""]);
  assertStringIncludes(unknown.stderr, "hf-dataset-setup help exit-codes");
  assertEquals(scene.requests(), []);
});

Deno.test("--version names the program, its version, its target and its runtime", async () => {
  await using scene = await setScene();
  for (const args of [["--version"], ["--version", "--quiet"]]) {
    const run = await scene.run(args, { env: {} });
    assertEquals(
      run.stdout,
      `hf-dataset-setup ${configuration.version} (${Deno.build.target}, Deno ${Deno.version.deno})\n`,
    );
  }
});
