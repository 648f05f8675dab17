import { basename, dirname } from "node:path";
import type { WorkTree } from "../env_file/git_repository.ts";

/** The kinds of shell that this program writes lines for, and those that it knows it does not. */
export type Shell = "sh" | "fish" | "powershell" | "cmd" | "nushell" | "csh" | "elvish" | "xonsh" | "unknown";

/**
 * Quotes one word of a command to be copied, so that the shell acts on nothing in it, whatever a folder is called.
 */
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

/**
 * A command of git about one file, to be copied: it works from any folder, where git itself refuses a file outside of the
 * work tree that it is called in.
 *
 * @param words what git is to do, as in `rm --cached`
 * @param path the whole path of the file
 * @param options the `shell` that it is typed into; the repository, where git cannot find it `elsewhere` by itself
 */
export function gitCommand(
  words: string,
  path: string,
  { elsewhere, ...typed }: { readonly shell: Shell; readonly elsewhere?: WorkTree | undefined },
): string {
  const repository = elsewhere === undefined
    ? ""
    : `--git-dir ${quoted(elsewhere.gitFolder, typed)} --work-tree ${quoted(elsewhere.root, typed)} `;
  return `git -C ${quoted(dirname(path), typed)} ${repository}${words} ${quoted(basename(path), typed)}`;
}
