import { basename, dirname } from "node:path";
import { quoted } from "./quoted.ts";
import type { Shell } from "./shell.ts";

/**
 * A command of git about one file, to be copied: it works from any folder, where git itself refuses a file outside of the
 * work tree that it is called in.
 *
 * @param words what git is to do, as in `rm --cached`
 * @param path the whole path of the file
 * @param typed the shell that it is typed into
 */
export function gitCommand(words: string, path: string, typed: { readonly shell: Shell }): string {
  return `git -C ${quoted(dirname(path), typed)} ${words} ${quoted(basename(path), typed)}`;
}
