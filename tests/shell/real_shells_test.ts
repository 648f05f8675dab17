import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { renderVariables, type ShellFormat, typedLine } from "../../lib/shell/render.ts";
import { loadLine } from "../../lib/shell/shell.ts";
import type { Shell } from "../../lib/shell/shell.ts";
import { commandSucceeds } from "../support/command_succeeds.ts";
import { temporaryFolder } from "../support/program.ts";
import { HARD_VALUES } from "./values.ts";

/** A shell of this machine, and how it runs a script. */
interface RealShell {
  readonly command: string;
  readonly args: readonly string[];
  readonly shell: Exclude<Shell, "unknown">;
}

const SHELLS: readonly RealShell[] = [
  { command: "sh", args: ["-c"], shell: "sh" },
  { command: "dash", args: ["-c"], shell: "sh" },
  { command: "bash", args: ["-c"], shell: "sh" },
  { command: "zsh", args: ["-f", "-c"], shell: "sh" },
  { command: "fish", args: ["--no-config", "-c"], shell: "fish" },
  {
    command: "pwsh",
    args: ["-NoProfile", "-NonInteractive", "-Command"],
    shell: "powershell",
  },
  { command: "busybox", args: ["ash", "-c"], shell: "sh" },
  { command: "ksh", args: ["-c"], shell: "sh" },
  { command: "mksh", args: ["-c"], shell: "sh" },
  { command: "yash", args: ["-c"], shell: "sh" },
  { command: "posh", args: ["-c"], shell: "sh" },
  { command: "tcsh", args: ["-f", "-c"], shell: "csh" },
  { command: "elvish", args: ["-norc", "-c"], shell: "elvish" },
  { command: "xonsh", args: ["--no-rc", "-c"], shell: "xonsh" },
  { command: "nu", args: ["--no-config-file", "-c"], shell: "nushell" },
];

/** Prints the variables `V_0`, `V_1`, … that the shell handed down, as JSON. */
const PRINT_VARIABLES =
  `console.log(JSON.stringify(Array.from({ length: Number(Deno.args[0]) }, (_, i) => Deno.env.get("V_" + i) ?? null)))`;

for (const { command, args, shell } of SHELLS) {
  Deno.test({
    name: `${command} loads every value as it is`,
    ignore: Deno.build.os === "windows" || !await commandSucceeds(command, ...args, "exit"),
    async fn(t) {
      await using folder = await temporaryFolder();
      const printer = join(folder.path, "print.ts");
      await Deno.writeTextFile(printer, PRINT_VARIABLES);
      // Lines in these are written for one value at a time, and hold no line end.
      const isTyped = shell === "csh" || shell === "elvish" || shell === "xonsh";
      const values = isTyped ? HARD_VALUES.filter((value) => !/[\r\n]/.test(value)) : HARD_VALUES;
      const assignments = values.map((value, index) => ({ name: `V_${index}`, value }));
      // Up to 7.4 PowerShell takes an empty value for the wish to remove the variable; from 7.5 it keeps it, as others do.
      const seen = (value: unknown) => shell === "powershell" && value === "" ? null : value;
      const expected = values.map(seen);
      const print = `"${Deno.execPath()}" run -A --quiet --no-config "${printer}" ${values.length}`;
      const run = shell === "powershell" || shell === "nushell"
        ? `${shell === "nushell" ? "^" : "& "}${print}`
        : print;
      const read = async (script: string) => {
        const { stdout, stderr } = await new Deno.Command(command, { args: [...args, script] }).output();
        const decoder = new TextDecoder();
        assertEquals(decoder.decode(stderr), "");
        const read: unknown[] = JSON.parse(decoder.decode(stdout));
        return read.map(seen);
      };
      if (!isTyped) {
        await t.step("by the line that loads them", async () => {
          const format: ShellFormat = shell;
          const output = join(folder.path, "output");
          await Deno.writeTextFile(output, renderVariables(format, assignments));
          // The program itself is stood for by one that prints what it would print.
          const program = join(folder.path, "program");
          await Deno.writeTextFile(program, `#!/bin/sh\ncat '${output}'\n`, { mode: 0o755 });
          assertEquals(await read(`${loadLine(shell, program)}\n${run}`), expected);
        });
      }
      await t.step("by lines that are typed", async () => {
        const lines = assignments.map((assignment) => typedLine(shell, assignment));
        assertEquals(await read(`${lines.join("\n")}\n${run}`), expected);
      });
    },
  });
}

Deno.test({
  name: "cmd loads every value as it is, but for line ends and what depends on the code page",
  ignore: Deno.build.os !== "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const printer = join(folder.path, "print.ts");
    await Deno.writeTextFile(printer, PRINT_VARIABLES);
    // An empty value takes the variable away.
    const values = HARD_VALUES.filter((value) => value !== "" && /^[\t -~]*$/.test(value));
    const assignments = values.map((value, index) => ({ name: `V_${index}`, value }));
    const output = join(folder.path, "output");
    await Deno.writeTextFile(output, renderVariables("cmd", assignments));
    const program = join(folder.path, "program.cmd");
    await Deno.writeTextFile(program, `@type "${output}"\r\n`);
    const print = `"${Deno.execPath()}" run -A --quiet --no-config "${printer}" ${values.length}`;
    const { stdout, stderr } = await new Deno.Command("cmd", {
      args: ["/d", "/s", "/c", `"(${loadLine("cmd", program)})& ${print}"`],
      windowsRawArguments: true,
    }).output();
    const [said, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals([errors, JSON.parse(said || "null")], ["", values]);
  },
});
