import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { helpText, optionTerm } from "../../lib/cli/help.ts";
import { COMMANDS, optionsOf } from "../../lib/cli/options.ts";

Deno.test("helpText() fits 80 columns, opens with examples and names every option of the command", async (t) => {
  for (const { name, examples } of COMMANDS) {
    await t.step(name, () => {
      const text = helpText(name);
      const lines = text.split("\n");
      for (const line of lines) assert(line.length <= 80, `${line.length} columns: ${line}`);
      const begin = lines.indexOf("");
      assertEquals(lines.slice(begin + 1, begin + 3), ["Examples:", `  ${examples[0][0]}`]);
      for (const option of optionsOf(name)) assertStringIncludes(text, optionTerm(option));
    });
  }
});

Deno.test("helpText() offers each command the formats that it takes, and no others", () => {
  for (const { name } of COMMANDS) {
    const handsOver = ["setup", "use", "env", "trackio"].includes(name);
    const text = helpText(name).replaceAll(/\s+/g, " ");
    assertEquals(text.includes("id, json, dotenv, sh"), handsOver, name);
    assertEquals(text.includes(`id, json [default: id]`), !handsOver, name);
  }
});

Deno.test("helpText() is plain ASCII", () => {
  for (const { name } of COMMANDS) assertEquals(/^[\n -~]*$/.test(helpText(name)), true, name);
});
