import type { Environment } from "../ports/environment.ts";

/** The kinds of shell that this program writes lines for, and those that it knows it does not. */
export type Shell = "sh" | "fish" | "powershell" | "cmd" | "nushell" | "csh" | "elvish" | "xonsh" | "unknown";

/** Login shells by the names of their programs. */
const SHELLS: readonly (readonly [RegExp, Shell])[] = [
  [/^(?:sh|r?bash|dash|ash|busybox|r?ksh(?:93)?|loksh|mksh|oksh|pdksh|osh|posh|yash|r?zsh)$/, "sh"],
  [/^fish$/, "fish"],
  [/^(?:pwsh(?:-preview)?|powershell)$/, "powershell"],
  [/^nu$/, "nushell"],
  [/^(?:csh|bsdcsh|tcsh)$/, "csh"],
  [/^elvish$/, "elvish"],
  [/^xonsh$/, "xonsh"],
];

/**
 * Finds out which shell the user types into: "unknown" for a login shell of another syntax.
 *
 * A shell seldom names itself to the programs that it runs; where nothing shows it, the login shell counts.
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
  const program = (get("SHELL") ?? "").split(/[\\/]/).at(-1)?.toLowerCase().replace(/\.exe$/, "") || "sh";
  // Versions are often a part of the name: `bash-5.2`, `zsh-5.9`.
  const names = [program, program.replace(/-?[\d.]+$/, "")];
  return SHELLS.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? "unknown";
}

/**
 * The line to type, and to put into a start-up file, to load the variables: no program can set those of the shell that
 * runs it. `undefined` for a shell that `env` has no format for.
 */
export function loadLine(shell: Shell, program: string): string | undefined {
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
  return undefined;
}

/** Quotes one word of a command to be copied, so that the shell acts on nothing in it, whatever a folder is called. */
export function quoted(text: string, { shell }: { readonly shell: Shell }): string {
  if (/^[\w./:-][\w./:~-]*$/.test(text)) return text;
  if (shell === "cmd" && /^[\w.\\/:~-]+$/.test(text)) return text;
  switch (shell) {
    case "sh":
    case "unknown":
      return `'${text.replaceAll("'", "'\\''")}'`;
    case "csh":
      // It replaces events of its history inside quotes too.
      return `'${text.replaceAll("'", "'\\''").replaceAll("!", "\\!")}'`;
    case "elvish":
      return `'${text.replaceAll("'", "''")}'`;
    case "xonsh":
      return JSON.stringify(text);
    case "fish":
      return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
    case "powershell":
      // It takes typographic quotes for quotes too; each is doubled by itself (about_Quoting_Rules).
      return `'${text.replaceAll(/['\u2018-\u201b]/g, "$&$&")}'`;
    case "cmd":
      // cmd itself knows no escape inside quotes; the program that is called takes these: a backslash before a quote is one.
      return `"${text.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`;
    case "nushell":
      return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
  }
}
