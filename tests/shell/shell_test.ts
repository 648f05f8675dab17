import { assertEquals } from "@std/assert";
import { lineToLoad } from "../../lib/commands/env_file.ts";
import { detectShell, loadLine, quoted, type Shell } from "../../lib/shell/shell.ts";
import type { Environment } from "../../lib/ports/environment.ts";

Deno.test("the shell is detected from what the environment shows", async (t) => {
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
    ["a version in the name", "linux", { SHELL: "/opt/bin/bash-5.2" }, "sh"],
    ["ksh", "linux", { SHELL: "/bin/ksh93" }, "sh"],
    ["busybox", "linux", { SHELL: "/bin/ash" }, "sh"],
    ["fish", "linux", { SHELL: "/usr/bin/fish" }, "fish"],
    ["tcsh, the login shell of many clusters", "linux", { SHELL: "/bin/tcsh" }, "csh"],
    ["csh", "darwin", { SHELL: "/bin/csh" }, "csh"],
    ["elvish", "linux", { SHELL: "/usr/bin/elvish" }, "elvish"],
    ["xonsh", "linux", { SHELL: "/usr/local/bin/xonsh" }, "xonsh"],
    ["xonsh inside bash", "linux", { SHELL: "/bin/bash", XONSH_VERSION: "0.19.0" }, "xonsh"],
    ["a shell of another syntax", "linux", { SHELL: "/usr/bin/rc" }, "unknown"],
    ["no shell, as of a service", "linux", { SHELL: "/usr/sbin/nologin" }, "unknown"],
    ["an empty SHELL", "linux", { SHELL: "" }, "sh"],
    ["an empty NU_VERSION", "linux", { SHELL: "/bin/zsh", NU_VERSION: "", PSModulePath: "" }, "sh"],
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
    ["fish of MSYS2", "windows", { MSYSTEM: "UCRT64", SHELL: "C:\\msys64\\usr\\bin\\fish.exe" }, "fish"],
    ["a relative of Git Bash that does not say which shell", "windows", { MSYSTEM: "MINGW64" }, "sh"],
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

const USUAL = { path: ".env", variables: ["TRACKIO_DATASET_REPO"] };
const OTHER = { path: "my files/train.env", variables: ["RUNS", "EVALS"] };
const ONE = [{ name: "RUNS", value: "ada/runs" }];
const TWO = [...ONE, { name: "EVALS", value: "ada/evals" }];

Deno.test("each shell gets its own line to load variables: one, since a message is one", async (t) => {
  const cases: readonly [
    shell: Shell,
    usual: string | undefined,
    one: string | undefined,
    two: string | undefined,
  ][] = [
    [
      "sh",
      'eval "$(hf-dataset-setup env)"',
      "export RUNS=ada/runs",
      "export RUNS=ada/runs; export EVALS=ada/evals",
    ],
    [
      "fish",
      "hf-dataset-setup env --output fish | source",
      "set -gx RUNS ada/runs",
      "set -gx RUNS ada/runs; set -gx EVALS ada/evals",
    ],
    [
      "powershell",
      "hf-dataset-setup env --output powershell | Out-String | Invoke-Expression",
      "$env:RUNS = 'ada/runs'",
      "$env:RUNS = 'ada/runs'; $env:EVALS = 'ada/evals'",
    ],
    [
      "cmd",
      "for /f \"delims=\" %i in ('hf-dataset-setup env --output cmd') do @%i",
      'set "RUNS=ada/runs"',
      'set "RUNS=ada/runs" & set "EVALS=ada/evals"',
    ],
    [
      "nushell",
      "hf-dataset-setup env --output nushell | from json | load-env",
      'load-env {"RUNS":"ada/runs"}',
      'load-env {"RUNS":"ada/runs"}; load-env {"EVALS":"ada/evals"}',
    ],
    ["csh", undefined, "setenv RUNS ada/runs", "setenv RUNS ada/runs; setenv EVALS ada/evals"],
    ["elvish", undefined, "set-env RUNS ada/runs", "set-env RUNS ada/runs; set-env EVALS ada/evals"],
    ["xonsh", undefined, '$RUNS = "ada/runs"', '$RUNS = "ada/runs"; $EVALS = "ada/evals"'],
    ["unknown", undefined, undefined, undefined],
  ];
  for (const [shell, usual, one, two] of cases) {
    await t.step(shell, async () => {
      assertEquals(await lineToLoad(shell, OTHER, ONE), one);
      assertEquals(await lineToLoad(shell, OTHER, TWO), two);
      // Where `env` has no format for the shell, the usual file gets the same line as any other.
      assertEquals(await lineToLoad(shell, USUAL, ONE), usual ?? one);
      assertEquals(loadLine(shell, "hf-dataset-setup"), usual);
    });
  }
});

Deno.test("nothing in the name of a file does anything when the command is copied", async (t) => {
  const name = "it's $(touch x) `y`/.env";
  const cases: readonly [shell: Shell, quotedName: string][] = [
    ["sh", `'it'\\''s $(touch x) \`y\`/.env'`],
    ["unknown", `'it'\\''s $(touch x) \`y\`/.env'`],
    ["csh", `'it'\\''s $(touch x) \`y\`/.env'`],
    ["elvish", "'it''s $(touch x) `y`/.env'"],
    ["xonsh", '"it\'s $(touch x) `y`/.env"'],
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
  await t.step("a program that cmd calls gets the path as it is", () => {
    const cases: readonly [path: string, quotedPath: string][] = [
      ["C:\\Users\\ada\\.env", "C:\\Users\\ada\\.env"],
      ["C:\\", "C:\\"],
      ["C:\\a b\\", '"C:\\a b\\\\"'],
      ["\\\\?\\C:\\x", '"\\\\?\\C:\\x"'],
      ['a\\"b', '"a\\\\\\"b"'],
    ];
    for (const [path, quotedPath] of cases) assertEquals(quoted(path, { shell: "cmd" }), quotedPath);
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
