import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

// Written against what @std/cli 1.0.32 does, and run against whichever of the two is in use.
Deno.test("parseArgs() reads what the program relies on, and what the program keeps from it", async (t) => {
  const read = (args: string[]): Record<string, unknown> => ({
    ...parseArgs(args, {
      string: ["_", "switch", "name", "var"],
      collect: ["name", "var"],
      "--": true,
    }),
  });
  const rows: [args: string[], name: string, value: unknown][] = [
    [[], "name", []],
    [["--name", "a"], "name", ["a"]],
    [["--name=a=b"], "name", ["a=b"]],
    [["--name", "a", "--name", "b"], "name", ["a", "b"]],
    [["--name"], "name", [""]],
    [["--name", "--yes"], "name", [""]],
    [["--switch=--yes", "false"], "switch", "--yes"],
    [["--switch=--yes", "false"], "_", ["false"]],
    [["--name", "--switch=--yes"], "name", [""]],
    [["--name", "007"], "name", ["007"]],
    [["word", "5"], "_", ["word", "5"]],
    [["--", "--name"], "--", ["--name"]],
    [["--name", "-"], "_", ["-"]],
    [["--name", "", "word"], "_", ["", "word"]],
    [["--other"], "other", true],
    [["--other=x"], "other", "x"],
    [["--other", "x", "word"], "_", ["word"]],
    [["--name="], "name", [""]],
    [["--no-name=x"], "name", ["x"]],
    [["word", "--_=x"], "_", "x"],
    [["list", "--_"], "_", ""],
  ];
  for (const [args, name, value] of rows) {
    await t.step(`${args.join(" ") || "(nothing)"}: ${name}`, () => {
      assertEquals(read(args)[name], value);
    });
  }
});
