import { PROGRAM } from "../cli/failure.ts";
import type { Assignment } from "../env_file/edit.ts";
import { DEFAULT_VARIABLE } from "../env_file/variables.ts";
import type { Environment } from "../ports/environment.ts";
import type { Shell } from "./quoted.ts";

/** Login shells by the names of their programs. */
const SHELLS: Readonly<Record<string, Shell>> = {
  sh: "sh",
  ash: "sh",
  bash: "sh",
  busybox: "sh",
  dash: "sh",
  ksh: "sh",
  ksh93: "sh",
  loksh: "sh",
  mksh: "sh",
  oksh: "sh",
  pdksh: "sh",
  posh: "sh",
  rbash: "sh",
  rksh: "sh",
  rzsh: "sh",
  yash: "sh",
  zsh: "sh",
  osh: "sh",
  fish: "fish",
  pwsh: "powershell",
  "pwsh-preview": "powershell",
  powershell: "powershell",
  nu: "nushell",
  csh: "csh",
  bsdcsh: "csh",
  tcsh: "csh",
  elvish: "elvish",
  xonsh: "xonsh",
};

/**
 * Finds out which shell the user types into, as far as the environment shows it.
 *
 * A shell seldom names itself to the programs that it runs; where nothing shows it, the login shell counts.
 *
 * @returns the kind of shell; "unknown" for a login shell of another syntax
 */
export function detectShell({ get, system }: Pick<Environment, "get" | "system">): Shell {
  if (get("NU_VERSION")) return "nushell";
  if (get("XONSH_VERSION")) return "xonsh";
  // Git Bash and its relatives set MSYSTEM; there SHELL says which shell it is, as elsewhere.
  if (system === "windows" && !get("MSYSTEM")) {
    // Windows itself sets a PSModulePath; PowerShell puts the user's own folder in front.
    if (/[\\/]Documents[\\/](Windows)?PowerShell[\\/]Modules/i.test(get("PSModulePath") ?? "")) {
      return "powershell";
    }
    // cmd sets PROMPT; PowerShell does not.
    return get("PROMPT") !== undefined ? "cmd" : "powershell";
  }
  // Only PowerShell sets this where there is no Windows.
  if (system !== "windows" && get("PSModulePath")) return "powershell";
  const name = (get("SHELL") ?? "").split(/[\\/]/).at(-1)?.toLowerCase().replace(/\.exe$/, "") ?? "";
  if (name === "") return "sh";
  // Versions are often a part of the name: `bash-5.2`, `zsh-5.9`.
  return SHELLS[name] ?? SHELLS[name.replace(/-?[\d.]+$/, "")] ?? "unknown";
}

/**
 * Says how a shell loads the variables, since no program can set the variables of the shell that runs it.
 *
 * @returns the line to type, and to put into a start-up file; `undefined` for a shell that `env` has no format for
 */
export function loadLine(shell: Shell, program: string): string | undefined {
  return LOADING[shell]?.(program);
}

const LOADING: { readonly [shell in Shell]?: (program: string) => string } = {
  sh: (program) => `eval "$(${program} env)"`,
  fish: (program) => `${program} env --output fish | source`,
  powershell: (program) => `${program} env --output powershell | Out-String | Invoke-Expression`,
  cmd: (program) => `for /f "delims=" %i in ('${program} env --output cmd') do @%i`,
  nushell: (program) => `${program} env --output nushell | from json | load-env`,
};

/**
 * The line by which the shell that runs this program loads variables: by its `env` where the file and the variable are
 * the usual ones and there is a format for the shell, else without this program.
 *
 * @param facts `envFile` as it was named, `undefined` without one
 * @returns the line; `undefined` for an unknown shell, whose syntax is not known
 * @throws {Failure} `shell_value_impossible`
 */
export async function lineToLoad(
  shell: Shell,
  facts: {
    readonly envFile: string | undefined;
    readonly variables: readonly string[];
    readonly assignments: readonly Assignment[];
  },
): Promise<string | undefined> {
  if (shell === "unknown") return undefined;
  const { envFile, variables, assignments } = facts;
  const isUsual = envFile === ".env" && variables.length === 1 && variables[0] === DEFAULT_VARIABLE;
  const line = isUsual ? loadLine(shell, PROGRAM) : undefined;
  if (line !== undefined) return line;
  // One line, because a message is one: its line ends become spaces, behind which a shell sees no new command.
  const { renderTypedLines } = await import("./render.ts");
  const lines = assignments.map((assignment) => renderTypedLines(shell, [assignment]).trim());
  return lines.join(shell === "cmd" ? " & " : "; ");
}
