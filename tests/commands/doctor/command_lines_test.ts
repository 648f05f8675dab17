import { assertEquals } from "@std/assert";
import { appendLine, ownCommand, renameLine, unsetLine } from "../../../lib/commands/doctor/command_lines.ts";
import { quoted } from "../../../lib/shell/quoted.ts";
import { takeOver } from "../../../lib/shell/take_over.ts";
import type { Place } from "../../../lib/commands/doctor/facts.ts";
import type { Shell } from "../../../lib/shell/shell.ts";

const PLACE: Place = {
  system: "linux",
  shell: "sh",
  envFile: ".env",
  variables: ["TRACKIO_DATASET_REPO"],
  endpointOption: undefined,
};
const OTHER: Place = {
  ...PLACE,
  envFile: "my files/train.env",
  variables: ["RUNS", "EVALS"],
  endpointOption: "https://hub.example.test",
};
const VARIABLE = { name: "RUNS", value: "ada/runs" };

Deno.test("The commands that mend things look at the same file, variables and Hub", () => {
  assertEquals(ownCommand("", PLACE), "hf-dataset-setup");
  assertEquals(ownCommand("use ada/runs", PLACE), "hf-dataset-setup use ada/runs");
  assertEquals(
    ownCommand("use ada/runs", OTHER),
    "hf-dataset-setup use ada/runs --env-file 'my files/train.env' --var RUNS --var EVALS --endpoint https://hub.example.test",
  );
});

Deno.test("Each shell gets its own line to take a variable over, to forget and to rename one", async (t) => {
  const cases: readonly [shell: Shell, take: string, forget: string, rename: string][] = [
    ["sh", "export RUNS=ada/runs", "unset RUNS", 'export NEW="$RUNS"; unset RUNS'],
    ["fish", "set -gx RUNS ada/runs", "set -e RUNS", "set -gx NEW $RUNS; set -e RUNS"],
    [
      "powershell",
      "$env:RUNS = 'ada/runs'",
      "Remove-Item Env:RUNS",
      "$env:NEW = $env:RUNS; Remove-Item Env:RUNS",
    ],
    ["cmd", 'set "RUNS=ada/runs"', "set RUNS=", 'set "NEW=%RUNS%" & set RUNS='],
    ["nushell", 'load-env {"RUNS":"ada/runs"}', "hide-env RUNS", "$env.NEW = $env.RUNS; hide-env RUNS"],
  ];
  for (const [shell, take, forget, rename] of cases) {
    await t.step(shell, () => {
      assertEquals(takeOver(shell, { ...OTHER, assignments: [VARIABLE] }), take);
      assertEquals(unsetLine({ ...OTHER, shell }, "RUNS"), forget);
      assertEquals(renameLine({ shell }, { from: "RUNS", to: "NEW" }), rename);
    });
  }
  assertEquals(takeOver("sh", { ...PLACE, assignments: [VARIABLE] }), 'eval "$(hf-dataset-setup env)"');
});

Deno.test("Several variables are taken over by one line, since a message is one", async (t) => {
  const assignments = [VARIABLE, { name: "EVALS", value: "ada/evals" }];
  const cases: readonly [shell: Shell, take: string][] = [
    ["sh", "export RUNS=ada/runs; export EVALS=ada/evals"],
    ["fish", "set -gx RUNS ada/runs; set -gx EVALS ada/evals"],
    ["powershell", "$env:RUNS = 'ada/runs'; $env:EVALS = 'ada/evals'"],
    ["cmd", 'set "RUNS=ada/runs" & set "EVALS=ada/evals"'],
    ["nushell", 'load-env {"RUNS":"ada/runs"}; load-env {"EVALS":"ada/evals"}'],
  ];
  for (const [shell, take] of cases) {
    await t.step(shell, () => assertEquals(takeOver(shell, { ...OTHER, assignments }), take));
  }
});

Deno.test("Nothing in the name of a file does anything when the command is copied", async (t) => {
  const name = "it's $(touch x) `y`/.env";
  const cases: readonly [shell: Shell, quotedName: string, append: string][] = [
    ["sh", `'it'\\''s $(touch x) \`y\`/.env'`, "echo /.env2 >> .gitignore"],
    ["fish", `'it\\'s $(touch x) \`y\`/.env'`, "echo /.env2 >> .gitignore"],
    ["powershell", "'it''s $(touch x) `y`/.env'", "Add-Content .gitignore /.env2"],
    ["cmd", '"it\'s $(touch x) `y`/.env"', ">> .gitignore echo /.env2"],
    ["nushell", '"it\'s $(touch x) `y`/.env"', '"/.env2\\n" | save --append .gitignore'],
  ];
  for (const [shell, quotedName, append] of cases) {
    await t.step(shell, () => {
      assertEquals(quoted(name, { shell }), quotedName);
      assertEquals(appendLine({ shell }, { line: "/.env2", file: ".gitignore" }), append);
    });
  }
  await t.step("a tilde in front is not the home of somebody", () => {
    assertEquals(quoted("~ada", { shell: "sh" }), "'~ada'");
    assertEquals(quoted("/srv/PROGRA~1/.env", { shell: "sh" }), "/srv/PROGRA~1/.env");
  });
  await t.step("PowerShell takes typographic quotes for quotes", () => {
    const name = "Ada\u2019s; calc \u2018 \u201a \u201b.env";
    assertEquals(
      quoted(name, { shell: "powershell" }),
      "'Ada\u2019\u2019s; calc \u2018\u2018 \u201a\u201a \u201b\u201b.env'",
    );
    assertEquals(quoted(name, { shell: "sh" }), `'${name}'`);
  });
});
