/**
 * Stands in for `@std/cli/parse-args` on a network without JSR: the same answers for words that begin with two dashes and
 * for the options of `parseArgs` that this project uses. Loading `node:util` for its parser would take longer than all else
 * that happens here.
 */

/** The part of the options of `parseArgs` that is implemented. */
export interface ParseOptions {
  readonly string: readonly string[];
  readonly collect: readonly string[];
  readonly "--": true;
}

/** What `parseArgs` returns: positional words in `_`, what follows `--` under that key, options by their names. */
export type Args = Readonly<Record<string, unknown>>;

/**
 * Reads the arguments the way `@std/cli` does, its surprises included: an option's value never begins with a dash, a
 * missing one is `""`, `--no-name=x` is `--name=x`, and `--_=x` takes the place of the positional words.
 */
export function parseArgs(args: readonly string[], options: ParseOptions): Args {
  const strings = new Set(options.string);
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const result: Record<string, unknown> = { _: [] };

  for (let index = 0; index < end; index++) {
    const arg = args[index] ?? "";
    const [, no = "", rest, given] = /^--(no-)?(.+?)(?:=(.*))?$/s.exec(arg) ?? [];
    if (rest === undefined) {
      if (!Array.isArray(result["_"])) throw new TypeError("argv._.push is not a function");
      result["_"].push(arg);
      continue;
    }
    const name = given === undefined ? no + rest : rest;
    let value: string | boolean | undefined = given;
    if (value === undefined && index + 1 < end) {
      const next = args[index + 1] ?? "";
      if (/^[^-]/.test(next)) value = args[++index];
    }
    value ??= strings.has(name) ? "" : true;
    const old = result[name];
    if (!options.collect.includes(name)) result[name] = value;
    else result[name] = Array.isArray(old) ? [...old, value] : [value];
  }
  for (const name of options.collect) result[name] ??= [];
  return { ...result, "--": args.slice(end + 1) };
}
