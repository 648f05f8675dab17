import type { Environment } from "../ports/environment.ts";

/** The kinds of shell that can take variables over. */
export type Shell = "sh" | "fish" | "powershell" | "cmd" | "nushell";

/**
 * Finds out which shell the user types into, as far as the environment shows it.
 *
 * A shell seldom tells its name to the programs that it runs; where nothing shows it, the system's usual one is taken.
 *
 * @param environment the environment variables and the system
 * @returns the kind of shell
 */
export function detectShell({ get, system }: Pick<Environment, "get" | "system">): Shell {
  if (get("NU_VERSION") !== undefined) return "nushell";
  if (system === "windows") {
    // Git Bash and its relatives.
    if (get("MSYSTEM") !== undefined) return "sh";
    // Windows itself sets a PSModulePath; PowerShell puts the user's own folder in front.
    if (/[\\/]Documents[\\/](Windows)?PowerShell[\\/]Modules/i.test(get("PSModulePath") ?? "")) {
      return "powershell";
    }
    // cmd sets PROMPT; PowerShell does not.
    return get("PROMPT") !== undefined ? "cmd" : "powershell";
  }
  // Only PowerShell sets this where there is no Windows.
  if (get("PSModulePath") !== undefined) return "powershell";
  const name = (get("SHELL") ?? "").split("/").at(-1);
  return name === "fish" ? "fish" : name === "nu" ? "nushell" : name === "pwsh" ? "powershell" : "sh";
}

/**
 * Says how a shell takes the variables over, since no program can set the variables of the shell that runs it.
 *
 * @param shell the kind of shell
 * @param program the name to run this program by
 * @returns the line to type, and to put into a start-up file
 */
export function takeOverLine(shell: Shell, program: string): string {
  switch (shell) {
    case "sh":
      return `eval "$(${program} env)"`;
    case "fish":
      return `${program} env --output fish | source`;
    case "powershell":
      return `${program} env --output powershell | Out-String | Invoke-Expression`;
    case "cmd":
      return `for /f "delims=" %i in ('${program} env --output cmd') do @%i`;
    case "nushell":
      return `${program} env --output nushell | from json | load-env`;
  }
}
