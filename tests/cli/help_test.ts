import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { READ_VARIABLES } from "../../.github/build/permissions.ts";
import { type HelpStyle, helpText, optionTerm, PLAIN, shortHelpText, topicText } from "../../lib/cli/help.ts";
import { COMMAND_HELP } from "../../lib/cli/help_texts.ts";
import { COMMANDS, optionsOf } from "../../lib/cli/options.ts";
import { parseCommandLine } from "../../lib/cli/parser.ts";
import { TOPICS } from "../../lib/cli/topics.ts";
import { temporaryFolder } from "../support/program.ts";
import { runAtTerminal, terminalTest } from "../support/pseudo_terminal.ts";

/** Every help text at a width. */
function textsAt(columns: number): string[] {
  const style: HelpStyle = { ...PLAIN, columns };
  return [
    ...COMMANDS.flatMap(({ name }) => [helpText(name, style), shortHelpText(name, style)]),
    ...TOPICS.map(({ name }) => topicText(name, style) ?? ""),
  ];
}

Deno.test("help fits the terminal, lines that are copied aside, and loses no word at any width", () => {
  const words = (texts: readonly string[]) => texts.join(" ").replaceAll(/ # /g, " ").trim().split(/\s+/);
  const whole = words(textsAt(1_000));
  for (const columns of [40, 80, 120]) {
    const texts = textsAt(columns);
    assertEquals(words(texts), whole);
    const lines = texts.flatMap((text) => text.split("\n")).filter((line) => line.length > columns);
    for (const line of lines) {
      assert(/^ {2,}(\S*|eval )["$(]*(hf-dataset-setup|TRACKIO|run:)|^ {2,}\S+$/.test(line), line);
    }
  }
});

Deno.test("help opens with examples and names every option of the command", async (t) => {
  for (const { name } of COMMANDS) {
    const { examples } = COMMAND_HELP[name];
    await t.step(name, () => {
      const text = helpText(name);
      const lines = text.split("\n");
      const title = lines.indexOf("Examples:");
      assertEquals(lines.indexOf(""), title - 1);
      assert(lines[title + 1]?.startsWith(`  ${examples[0]?.[0]}`));
      for (const option of optionsOf(name)) assertStringIncludes(text, optionTerm(option));
    });
  }
});

Deno.test("-h fits a screen of 40 lines", () => {
  for (const { name } of COMMANDS) assert(shortHelpText(name).trimEnd().split("\n").length <= 40, name);
});

Deno.test("help offers each command the formats that it takes, and no others", () => {
  for (const { name } of COMMANDS) {
    const handsOver = ["setup", "use", "env", "trackio"].includes(name);
    const text = helpText(name).replaceAll(/\s+/g, " ");
    assertEquals(text.includes("(id, json, dotenv, sh"), handsOver, name);
    assertEquals(text.includes("(id, json) [default: id]"), !handsOver, name);
  }
});

Deno.test("help is plain ASCII", () => {
  for (const text of textsAt(80)) assertEquals(/^[\n -~]*$/.test(text), true, text);
});

Deno.test("help environment names every variable that is read", () => {
  const words = topicText("environment")?.split(/[\s,]+/) ?? [];
  for (const name of READ_VARIABLES) assert(words.includes(name), name);
});

Deno.test("no variable is read that is in no table", async () => {
  const read = new Set<string>();
  for await (const text of sources(new URL("../../lib/", import.meta.url))) {
    const names = text.matchAll(/"((?:[A-Z]+_)+[A-Z]+)"|\b(?:get|read)\("([A-Z]\w+)"\)/g);
    for (const [, quoted, asked] of names) {
      const name = asked ?? quoted ?? "";
      if (asked !== undefined || /^(?:HF|HUGGING|XDG|GIT|GITHUB|DENO|SSL|TRANSFORMERS|TRACKIO)_/.test(name)) {
        read.add(name);
      }
    }
  }
  assert(read.size > 30);
  // Variables of a Space, which are set and never read here.
  for (const name of ["TRACKIO_DIR"]) read.delete(name);
  assertEquals([...read].filter((name) => !READ_VARIABLES.includes(name)), []);
});

async function* sources(folder: URL): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield await Deno.readTextFile(new URL(name, folder));
  }
}

terminalTest(
  "help at a terminal is not flat: headings and terms have colors, unless NO_COLOR says otherwise",
  async () => {
    await using folder = await temporaryFolder();
    for (const [env, isColored] of [[{}, true], [{ NO_COLOR: "1" }, false]] as const) {
      const run = runAtTerminal(["-h"], { cwd: folder.path, env });
      assertEquals(await run.exited, 0);
      assertEquals([run.raw.includes("\x1b[1mOptions:"), run.raw.includes("\x1b[36m")], [
        isColored,
        isColored,
      ]);
    }
  },
);

Deno.test("every command in the help is one", async () => {
  const lines = textsAt(1_000).flatMap((text) => text.split("\n")).map((line) => line.trim());
  const commands = lines.filter((line) => /^hf-dataset-setup /.test(line) && !/\[|COMMAND/.test(line));
  assert(commands.length > 60);
  for (const line of commands) {
    const words = line.replace(/(?: +#| \||&&| >).*/, "").replaceAll("'Course is over'", "Over").split(" ");
    await parseCommandLine(words.slice(1));
  }
});
