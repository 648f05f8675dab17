import { assertEquals } from "@std/assert";
import { quoted } from "../../lib/shell/quoted.ts";
import { takeOver } from "../../lib/shell/take_over.ts";
import type { Shell } from "../../lib/shell/shell.ts";

const USUAL = { envFile: ".env", variables: ["TRACKIO_DATASET_REPO"] };
const OTHER = { envFile: "my files/train.env", variables: ["RUNS", "EVALS"] };
const VARIABLE = { name: "RUNS", value: "ada/runs" };

Deno.test("Each shell gets its own line to load a variable", async (t) => {
  const cases: readonly [shell: Shell, take: string][] = [
    ["sh", "export RUNS=ada/runs"],
    ["fish", "set -gx RUNS ada/runs"],
    ["powershell", "$env:RUNS = 'ada/runs'"],
    ["cmd", 'set "RUNS=ada/runs"'],
    ["nushell", 'load-env {"RUNS":"ada/runs"}'],
  ];
  for (const [shell, take] of cases) {
    await t.step(shell, () => assertEquals(takeOver(shell, { ...OTHER, assignments: [VARIABLE] }), take));
  }
  assertEquals(takeOver("sh", { ...USUAL, assignments: [VARIABLE] }), 'eval "$(hf-dataset-setup env)"');
});

Deno.test("Several variables are loaded by one line, since a message is one", async (t) => {
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
  const cases: readonly [shell: Shell, quotedName: string][] = [
    ["sh", `'it'\\''s $(touch x) \`y\`/.env'`],
    ["fish", `'it\\'s $(touch x) \`y\`/.env'`],
    ["powershell", "'it''s $(touch x) `y`/.env'"],
    ["cmd", '"it\'s $(touch x) `y`/.env"'],
    ["nushell", '"it\'s $(touch x) `y`/.env"'],
  ];
  for (const [shell, quotedName] of cases) {
    await t.step(shell, () => assertEquals(quoted(name, { shell }), quotedName));
  }
  await t.step("a tilde in front is not a home folder", () => {
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
