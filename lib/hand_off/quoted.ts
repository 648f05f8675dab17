import type { Shell } from "./shell.ts";

/**
 * One word of a command that somebody copies: quoted so that the shell acts on nothing in it, whatever a folder is called.
 *
 * @param text a path, a line, or what a person has typed before
 * @param options the `shell`
 */
export function quoted(text: string, { shell }: { readonly shell: Shell }): string {
  if (/^[\w./:~-]+$/.test(text)) return text;
  switch (shell) {
    case "sh":
      return `'${text.replaceAll("'", "'\\''")}'`;
    case "fish":
      return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
    case "powershell":
      return `'${text.replaceAll("'", "''")}'`;
    case "cmd":
      // cmd itself knows no escape inside quotes; the program that is called takes this one.
      return `"${text.replaceAll('"', '\\"')}"`;
    case "nushell":
      return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
  }
}
