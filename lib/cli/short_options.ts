import { type OptionRow, OPTIONS } from "./options.ts";

/**
 * Writes short options out as long ones: `-yn runs` as `--yes --name runs`, `-nruns` and `-n=runs` as `--name=runs`.
 *
 * The parser is not left to do it: @std/cli 1.0.32 reads `-nx=y` as the name `y`, and drops both options of `-yn=x`
 * without a word.
 *
 * @param args the arguments without the program's name
 * @returns the arguments; a word with a letter that is no option, and all behind `--`, as it was
 */
export function writeShortOptionsOut(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  return [...options.flatMap((word) => writtenOut(word) ?? [word]), ...args.slice(options.length)];
}

function writtenOut(word: string): string[] | undefined {
  if (!/^-[^-]/.test(word)) return undefined;
  const long: string[] = [];
  for (let index = 1; index < word.length; index++) {
    const row = (OPTIONS as readonly OptionRow[]).find((option) => option.short === word[index]);
    if (row === undefined) return undefined;
    if (row.value === undefined) {
      long.push(`--${row.name}`);
      continue;
    }
    const value = word.slice(index + 1);
    return [...long, value === "" ? `--${row.name}` : `--${row.name}=${value.replace(/^=/, "")}`];
  }
  return long;
}
