import type { Shell } from "./shell.ts";

/**
 * One word of a command that somebody copies: quoted so that the shell acts on nothing in it, whatever a folder is called.
 *
 * @param text a path, a line, or what a person has typed before
 * @param options the `shell`
 */
export function quoted(text: string, { shell }: { readonly shell: Shell }): string {
  if (/^[\w./:-][\w./:~-]*$/.test(text)) return text;
  switch (shell) {
    case "sh":
      return `'${text.replaceAll("'", "'\\''")}'`;
    case "fish":
      return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
    case "powershell":
      // It takes typographic quotes for quotes too; each is doubled by itself (about_Quoting_Rules).
      return `'${text.replaceAll(/['\u2018-\u201b]/g, "$&$&")}'`;
    case "cmd":
      // cmd itself knows no escape inside quotes; the program that is called takes this one.
      return `"${text.replaceAll('"', '\\"')}"`;
    case "nushell":
      return text.includes("'") ? JSON.stringify(text) : `'${text}'`;
  }
}
