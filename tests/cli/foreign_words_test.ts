import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import configuration from "../../deno.json" with { type: "json" };
import { FOREIGN_COMMANDS, FOREIGN_OPTIONS } from "../../lib/cli/foreign_words.ts";
import { COMMANDS, OPTIONS } from "../../lib/cli/options.ts";
import { parseCommandLine } from "../../lib/cli/parser.ts";
import { failureOf } from "../support/failures.ts";
import { setScene } from "../support/scene.ts";

Deno.test("a command of another tool gets a pointer, and never becomes the name of a dataset", async (t) => {
  for (const [word, { hint, next }] of Object.entries(FOREIGN_COMMANDS)) {
    await t.step(word, () => {
      const failure = failureOf(() => parseCommandLine([word]));
      assertEquals([failure.code, failure.hint, failure.next], ["command_unknown", hint, next]);
      assertNotMatch(failure.next.join(), new RegExp(`--name ${word}`));
      assertEquals(hint.endsWith(":"), next.length > 0);
    });
  }
});

Deno.test("an option of another tool gets a pointer to ours", async (t) => {
  for (const [option, { hint }] of Object.entries(FOREIGN_OPTIONS)) {
    await t.step(option, () => {
      const failure = failureOf(() => parseCommandLine([option]));
      assertEquals([failure.code, failure.hint], ["option_unknown", hint]);
      for (const [named] of hint.matchAll(/--[a-z-]+/g)) {
        assertEquals(OPTIONS.some(({ name }) => `--${name}` === named), true, named);
      }
    });
  }
});

Deno.test("what a pointer names is no command or option already", () => {
  const commands: readonly string[] = COMMANDS.map(({ name }) => name);
  for (const word of Object.keys(FOREIGN_COMMANDS)) assertEquals(commands.includes(word), false, word);
  for (const word of Object.keys(FOREIGN_OPTIONS)) {
    assertEquals(OPTIONS.some(({ name }) => `--${name}` === word), false, word);
  }
});

Deno.test("a word of no tool can be the name of a dataset, unless it looks like a secret or no name", () => {
  assertEquals(
    failureOf(() => parseCommandLine(["experiments2"])).next[0],
    "hf-dataset-setup --name experiments2",
  );
  for (const word of ["a b", "x".repeat(40), "a;b"]) {
    assertEquals(failureOf(() => parseCommandLine([word])).next, ["hf-dataset-setup --help"]);
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
