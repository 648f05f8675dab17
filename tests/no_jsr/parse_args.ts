/**
 * Stands in for `@std/cli/parse-args` on a network without JSR: the same answers for the options that this project
 * uses (`string`, `boolean`, `collect`, `unknown`, `--`). Loading `node:util` for its parser would take longer than all
 * else that happens here.
 */

/** The part of the options of `parseArgs` that is implemented. */
export interface ParseOptions {
  readonly string?: readonly string[];
  readonly boolean?: readonly string[];
  readonly collect?: readonly string[];
  readonly unknown?: (arg: string, key?: string, value?: unknown) => unknown;
  readonly "--"?: boolean;
}

/** What `parseArgs` returns: positional words in `_`, what follows `--` under that key, options by their names. */
export interface Args {
  readonly _: (string | number)[];
  readonly "--"?: string[];
  readonly [name: string]: unknown;
}

/**
 * Reads the arguments the way `@std/cli` does: an option's value never begins with a dash, a missing one is `""`. Short
 * options are all unknown.
 */
export function parseArgs(args: readonly string[], options: ParseOptions = {}): Args {
  const switches = new Set(options.boolean);
  const known = new Set([...switches, ...options.string ?? []]);
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  const after = end < 0 ? [] : args.slice(end + 1);
  const result: Record<string, unknown> & { _: (string | number)[] } = { _: [] };
  for (const name of switches) result[name] = false;
  for (const name of options.collect ?? []) result[name] = [];

  for (const { arg, text } of joinValues(before, switches)) {
    if (!text.startsWith("-") || text === "-") {
      if (options.unknown?.(text) !== false) result._.push(text);
      continue;
    }
    const at = text.indexOf("=");
    const name = text.slice(text.startsWith("--") ? 2 : 1, at < 0 ? undefined : at);
    const given = at < 0 ? undefined : text.slice(at + 1);
    if (!text.startsWith("--") || given === "" || !known.has(name)) {
      const key = given === "" ? `${name}=` : name;
      if (options.unknown?.(arg, key, given ?? true) !== false) result[key] = given ?? true;
      continue;
    }
    const value = switches.has(name) ? given !== "false" : given ?? "";
    const old = result[name];
    result[name] = Array.isArray(old) ? [...old, value] : value;
  }
  if (options["--"]) return { ...result, "--": [...after] };
  result._.push(...after);
  return result;
}

/** Joins an option to the value that follows it. */
function* joinValues(
  args: readonly string[],
  switches: ReadonlySet<string>,
): Generator<{ arg: string; text: string }> {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    const next = args[index + 1];
    if (!/^--./.test(arg) || arg.includes("=") || next === undefined || next === "") {
      yield { arg, text: arg };
      continue;
    }
    const joined = switches.has(arg.slice(2)) ? next === "true" || next === "false" : !next.startsWith("-");
    yield { arg, text: joined ? `${arg}=${next}` : arg };
    if (joined) index++;
  }
}
