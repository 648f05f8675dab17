import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

// Written against what @std/cli is known to do (platform 6), and run against whichever of the two is in use.
Deno.test("parseArgs() reads what the program relies on", async (t) => {
  const unknown: string[] = [];
  const read = (args: string[]) => {
    unknown.length = 0;
    return {
      ...parseArgs(args, {
        string: ["_", "name", "var"],
        boolean: ["yes", "quiet"],
        collect: ["name", "var"],
        "--": true,
        unknown(arg: string, key?: string) {
          if (key === undefined) return true;
          unknown.push(arg);
          return false;
        },
      }),
    } as Record<string, unknown>;
  };
  const rows: [args: string[], name: string, value: unknown, unknown?: string[]][] = [
    [[], "name", []],
    [["--name", "a"], "name", ["a"]],
    [["--name=a=b"], "name", ["a=b"]],
    [["--name", "a", "--name", "b"], "name", ["a", "b"]],
    [["--name"], "name", [""]],
    [["--name", "--yes"], "name", [""]],
    [["--name", "007"], "name", ["007"]],
    [["--yes"], "yes", true],
    [[], "yes", false],
    [["word", "5"], "_", ["word", "5"]],
    [["--", "--name"], "--", ["--name"]],
    [["--other"], "_", [], ["--other"]],
    [["--other=x"], "_", [], ["--other=x"]],
    [["-z"], "_", [], ["-z"]],
  ];
  for (const [args, name, value, foreign = []] of rows) {
    await t.step(args.join(" ") || "(nothing)", () => {
      assertEquals([read(args)[name], unknown], [value, foreign]);
    });
  }
});
