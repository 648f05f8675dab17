/** The rules of one ignore file. */
export interface IgnoreRules {
  /** The folder that they are relative to, from the root of the work tree, with slashes; "" for the root. */
  readonly folder: string;
  readonly text: string;
}

/**
 * Reads ignore files once for many paths.
 *
 * @param rules the ignore files, those that count least first: `info/exclude`, then `.gitignore` from the root down
 * @param options `ignoreCase`, as git's `core.ignorecase`
 * @returns whether git ignores a path that it does not track, given from the root of the work tree, with slashes
 */
export async function ignoreList(
  rules: readonly IgnoreRules[],
  { ignoreCase }: { ignoreCase: boolean },
): Promise<(file: string) => boolean> {
  const { default: ignore } = await import("ignore");
  // One list from the root on: git lets the last rule win, but nothing inside an ignored folder comes back.
  const list = ignore({ ignorecase: ignoreCase });
  for (const { folder, text } of rules) {
    list.add(text.split(/\r?\n/).map((line) => fromRoot(line, folder)));
  }
  return (file) => list.ignores(file);
}

/** Whether the repository's settings (`.git/config`) say that names in other letters are the same. */
export function ignoresCase(config: string): boolean {
  return /^\s*ignorecase\s*=\s*(true|yes|on|1)\s*$/im.test(config);
}

/**
 * The line that makes the `.gitignore` of the root ignore one file.
 *
 * @param file the path from the root of the work tree, with slashes
 * @returns the line, without a line end
 */
export function ignoreLineFor(file: string): string {
  return `/${escaped(file)}`;
}

function fromRoot(line: string, folder: string): string {
  if (folder === "" || line.trim() === "" || line.startsWith("#")) return line;
  const [, not = "", pattern = ""] = /^(!?)(.*)$/s.exec(line) ?? [];
  // A slash anywhere but at the end ties a pattern to its folder; without one it counts at any depth.
  const tied = /\/(?=.)/.test(pattern.trimEnd());
  const inner = tied ? pattern.replace(/^\//, "") : `**/${pattern}`;
  return `${not}/${escaped(folder)}/${inner}`;
}

function escaped(path: string): string {
  return path.replaceAll(/[\\*?[\]!# ]/g, "\\$&");
}
