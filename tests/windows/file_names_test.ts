import { assertEquals, assertMatch } from "@std/assert";
import { setScene } from "../support/scene.ts";
import { TOKENS } from "../test_hub/accounts.ts";

/** The options that name a file, and what the file that Windows would take instead holds. */
const OPTIONS: readonly (readonly [name: string, content: string, args: (file: string) => string[]])[] = [
  ["--env-file", "A=1\n", (file) => ["--yes", "--env-file", file]],
  ["--token-file", TOKENS.write, (file) => ["--yes", "--no-env-file", "--token-file", file]],
  ["--card", "# Runs\n", (file) => ["configure", "ada/engine-notes", "--yes", "--card", file]],
  ["--grant @FILE", "grace\n", (file) => ["share", "ada/engine-notes", "--yes", "--grant", `@${file}`]],
  ["apply PLAN", '{ "repositories": [{ "repository": "runs" }] }', (file) => ["apply", file, "--yes"]],
];

const NAMES = [["NUL.txt", "it is a device|is a device"], ["there.txt:s", "cannot have a colon"], [
  "there.txt.",
  "cannot end with a dot or a space",
]] as const;

for (const [option, content, args] of OPTIONS) {
  Deno.test(
    `${option} refuses a name that Windows takes for something else`,
    { ignore: Deno.build.os !== "windows" },
    async () => {
      await using scene = await setScene();
      await Deno.writeTextFile(`${scene.folder}/there.txt`, content);
      for (const [name, says] of NAMES) {
        const { code, stderr } = await scene.run(args(name));
        assertMatch(stderr, new RegExp(`^Error: .*(?:${says})`, "m"));
        assertEquals([code === 2 || code === 3 || code === 7, await scene.read("there.txt")], [
          true,
          content,
        ]);
        assertEquals((await Array.fromAsync(Deno.readDir(scene.folder))).length, 1);
      }
    },
  );
}
