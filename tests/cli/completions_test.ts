import { DEFAULT_COMMAND } from "../../lib/cli/failure.ts";
import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  COMPLETION_SCRIPTS,
  completionLines,
  type CompletionShell,
  SHELLS,
} from "../../lib/cli/completions.ts";
import { COMMANDS, OUTPUT_FORMATS } from "../../lib/cli/options.ts";
import { whereIs } from "../install/tools.ts";
import { programCommand, programEnvironment, runProgram, temporaryFolder } from "../support/program.ts";
import { runAtTerminal } from "../support/pseudo_terminal.ts";
import { setScene } from "../support/scene.ts";

const COMMAND_NAMES = COMMANDS.map(({ name }) => name).filter((name) => name !== DEFAULT_COMMAND);

/** What is typed behind the program's name, and everything that a shell is to offer for its last word. */
const ROWS: [line: string, offered: readonly string[]][] = [
  ["", COMMAND_NAMES],
  ["who", ["whoami"]],
  ["--quiet who", ["whoami"]],
  ["--name list who", ["whoami"]],
  ["hf_x who", []],
  ["whoami who", []],
  ["whoami --tok", ["--token-file", "--token-stdin"]],
  ["env --tok", []],
  ["--templ", ["--template"]],
  ["env --env-f", ["--env-file"]],
  ["--name ", []],
  ["--output ", OUTPUT_FORMATS],
  ["whoami --output js", ["json"]],
  ["--gated ", ["auto", "manual", "off"]],
  ["completions ", SHELLS],
  ["completions po", ["powershell"]],
  ["--env-file a", ["a b.env"]],
  ["--template a", ["a b.env"]],
  ["help net", ["network"]],
  ["apply a", ["a b.env"]],
];

/** Puts the program where the scripts look for it; returns the folder for PATH. */
async function installProgram(folder: string): Promise<string> {
  const options = { cwd: folder, env: { HOME: folder } };
  const { file, args } = programCommand([], options);
  const variables = Object.entries(programEnvironment(options)).map(([name, value]) => `${name}='${value}'`);
  await Deno.mkdir(`${folder}/bin`);
  const line = ["exec env", ...variables, ...[file, ...args].map((word) => `'${word}'`), '"$@"'].join(" ");
  await Deno.writeTextFile(`${folder}/bin/hf-dataset-setup`, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return `${folder}/bin:${Deno.env.get("PATH")}`;
}

const ASK: Partial<Record<CompletionShell, (script: string, line: string) => string[]>> = {
  bash: (script, line) => [
    "--norc",
    "-c",
    `source "$1"; read -ra COMP_WORDS <<< "$2"; [[ $2 == *' ' ]] && COMP_WORDS+=('')
     COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _hf_dataset_setup
     ((\${#COMPREPLY[@]} == 0)) || printf '%s\\n' "\${COMPREPLY[@]}"`,
    "bash",
    script,
    line,
  ],
  fish: (script, line) => ["--no-config", "-c", `source $argv[1]; complete -C $argv[2]`, script, line],
  powershell: (script, line) => [
    "-NoProfile",
    "-Command",
    `. '${script}'; (TabExpansion2 -inputScript '${line}' -cursorColumn ${line.length}).CompletionMatches |
     ForEach-Object { $_.CompletionText }`,
  ],
};

/** Where a script has nothing to offer, PowerShell offers the files of the folder. */
function expected(shell: CompletionShell, line: string, offered: readonly string[]): readonly string[] {
  return shell === "powershell" && line.endsWith(" ") && offered.length === 0 ? ["a b.env"] : offered;
}

const FILES: Record<CompletionShell, string> = { bash: "bash", zsh: "zsh", fish: "fish", powershell: "pwsh" };

for (const shell of SHELLS) {
  const ask = ASK[shell];
  if (ask === undefined) continue;
  const file = await whereIs(FILES[shell]);
  Deno.test({
    name: `${shell} completes commands, options and their values${
      file === undefined ? " (skipped: not here)" : ""
    }`,
    ignore: file === undefined,
    async fn(t) {
      await using folder = await temporaryFolder();
      // PowerShell runs what ends in .ps1.
      const script = `${folder.path}/completions.ps1`;
      await Deno.writeTextFile(script, COMPLETION_SCRIPTS[shell]);
      await Deno.mkdir(`${folder.path}/work`);
      const PATH = await installProgram(folder.path);
      await Deno.writeTextFile(`${folder.path}/work/a b.env`, "");
      for (const [line, offered] of ROWS) {
        await t.step(JSON.stringify(line), async () => {
          const run = await runProgram([], {
            cwd: `${folder.path}/work`,
            command: [file ?? "", ...ask(script, `hf-dataset-setup ${line}`)],
            env: { HOME: folder.path, PATH, LANG: "C.UTF-8" },
          });
          assertEquals([run.code, run.stderr], [0, ""]);
          const words = run.stdout.split("\n").filter((word) => word !== "")
            .map((word) => word.replace(/\t.*/, "").replaceAll("\\", ""))
            // PowerShell writes './a b.env', quotes included.
            .map((word) => shell === "powershell" ? word.replace(/^'?\.\/(.*?)'?$/, "$1") : word);
          assertEquals(words.sort(), [...expected(shell, line, offered)].sort());
        });
      }
    },
  });
}

{
  const file = await whereIs("zsh");
  Deno.test({
    name: `zsh completes commands, options and their values${
      file === undefined ? " (skipped: not here)" : ""
    }`,
    ignore: file === undefined,
    async fn() {
      await using folder = await temporaryFolder();
      await Deno.writeTextFile(`${folder.path}/completions.zsh`, COMPLETION_SCRIPTS.zsh);
      await Deno.writeTextFile(`${folder.path}/a b.env`, "");
      const PATH = await installProgram(folder.path);
      const run = runAtTerminal([], {
        cwd: folder.path,
        command: [file ?? "", "-f", "-i"],
        env: { HOME: folder.path, PATH, PS1: "ready> ", LANG: "C.UTF-8" },
      });
      try {
        await run.waitFor("ready> ");
        // What is typed is printed word by word, so that what stands on the screen is what zsh completed it to.
        run.type("autoload -Uz compinit; compinit -D -u; . ./completions.zsh\r");
        run.type('hf-dataset-setup() { print -rl -- ran "$@" end; }\r');
        const typed: [keys: string, ran: string][] = [
          ["who\t", "whoami"],
          ["--name list who\t", "--name\nlist\nwhoami"],
          ["whoami --token-s\t", "whoami\n--token-stdin"],
          ["whoami --output js\t", "whoami\n--output\njson"],
          ["completions po\t", "completions\npowershell"],
          ["--gated ma\t", "--gated\nmanual"],
          ["--env-file a\t", "--env-file\na b.env"],
          ["env --env-f\tx", "env\n--env-file\nx"],
          ["hf_x who\t", "hf_x\nwho"],
        ];
        for (const [keys, ran] of typed) {
          run.type(`hf-dataset-setup ${keys}\r`);
          await run.waitFor(`ran\n${ran}\nend\n`);
        }
        run.type("exit\r");
        assertEquals(await run.exited, 0);
      } finally {
        run.kill();
      }
    },
  });
}

Deno.test("what can stand at the cursor is offered, however the shell takes the line apart", async (t) => {
  const rows: [typed: string[], offered: string[]][] = [
    [[":"], COMMAND_NAMES],
    [["--output=js", ":--output=js"], ["--output=json"]],
    [["--output", "=", ":js"], ["json"]],
    [["--output", ":="], [...OUTPUT_FORMATS]],
    [["whoami", ":--output="], ["--output=id", "--output=json"]],
    [["--quiet", ":--q"], []],
    [["configure", "x", "--tag", "a", ":--tag"], ["--tag"]],
    [["configure", ":"], []],
    [["completions", "bash", ":"], []],
    [["--env-file", ":"], [":files"]],
    [[":--env-file="], [":files"]],
    [["-n", ":"], []],
    [["__proto__", ":"], []],
    [[], COMMAND_NAMES],
  ];
  for (const [typed, offered] of rows) {
    await t.step(typed.join(" "), () => {
      const lines = completionLines(typed).split("\n").slice(0, -1);
      assertEquals(lines.map((line) => line.replace(/\t.*/, "")), offered);
    });
  }
});

Deno.test("completions prints the script as it is, needs no token, and names the shells it knows", async () => {
  await using scene = await setScene();
  for (const shell of SHELLS) {
    const run = await scene.run(["completions", shell], { env: {} });
    assertEquals(run, { code: 0, stdout: COMPLETION_SCRIPTS[shell], stderr: "" });
  }
  const unknown = await scene.run(["completions", "fich"], { env: {} });
  assertEquals([unknown.code, unknown.stdout], [2, ""]);
  assertStringIncludes(unknown.stderr, 'Did you mean "fish"?');
  assertEquals((await scene.run(["completions"], { env: {} })).code, 2);
  assertEquals(scene.requests(), []);
});
