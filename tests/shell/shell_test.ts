import { assertEquals } from "@std/assert";
import { detectShell, type Shell, takeOverLine } from "../../lib/shell/shell.ts";
import type { Environment } from "../../lib/ports/environment.ts";

Deno.test("the shell is told from what the environment shows", async (t) => {
  const windowsModules =
    "C:\\Program Files\\WindowsPowerShell\\Modules;C:\\WINDOWS\\system32\\WindowsPowerShell\\v1.0\\Modules";
  const cases: readonly [
    name: string,
    system: Environment["system"],
    variables: Record<string, string>,
    expected: Shell,
  ][] = [
    ["nothing at all", "linux", {}, "sh"],
    ["bash", "linux", { SHELL: "/bin/bash" }, "sh"],
    ["zsh", "darwin", { SHELL: "/bin/zsh" }, "sh"],
    ["fish", "linux", { SHELL: "/usr/bin/fish" }, "fish"],
    ["PowerShell on Linux", "linux", {
      SHELL: "/bin/bash",
      PSModulePath: "/home/x/.local/share/powershell/Modules",
    }, "powershell"],
    ["PowerShell as the login shell", "darwin", { SHELL: "/usr/local/bin/pwsh" }, "powershell"],
    ["nushell inside bash", "linux", { SHELL: "/bin/bash", NU_VERSION: "0.115.1" }, "nushell"],
    ["nushell as the login shell", "linux", { SHELL: "/usr/bin/nu" }, "nushell"],
    ["cmd", "windows", { PROMPT: "$P$G", PSModulePath: windowsModules }, "cmd"],
    ["Windows PowerShell", "windows", {
      PSModulePath: `C:\\Users\\x\\Documents\\WindowsPowerShell\\Modules;${windowsModules}`,
    }, "powershell"],
    ["PowerShell 7 from cmd", "windows", {
      PROMPT: "$P$G",
      PSModulePath: `C:\\Users\\x\\Documents\\PowerShell\\Modules;${windowsModules}`,
    }, "powershell"],
    ["Windows with nothing to see", "windows", {}, "powershell"],
    [
      "Git Bash",
      "windows",
      { MSYSTEM: "MINGW64", SHELL: "/usr/bin/bash", PSModulePath: windowsModules },
      "sh",
    ],
  ];
  for (const [name, system, variables, expected] of cases) {
    await t.step(name, () => {
      assertEquals(detectShell({ system, get: (variable) => variables[variable] }), expected);
    });
  }
});

Deno.test("each shell takes the variables over in its own way", () => {
  const lines: Readonly<Record<Shell, string>> = {
    sh: 'eval "$(tool env)"',
    fish: "tool env --output fish | source",
    powershell: "tool env --output powershell | Out-String | Invoke-Expression",
    cmd: "for /f \"delims=\" %i in ('tool env --output cmd') do @%i",
    nushell: "tool env --output nushell | from json | load-env",
  };
  for (const shell of Object.keys(lines) as Shell[]) assertEquals(takeOverLine(shell, "tool"), lines[shell]);
});
