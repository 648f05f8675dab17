/**
 * Stands in for `@std/cli/parse-args` on a network without JSR: the same answers for the options that this project
 * uses (`string`, `boolean`, `collect`, `alias`, `unknown`, `--`), built on the runtime's own `node:util` parser.
 */
import { parseArgs as parseNodeArgs } from "node:util";

/** The part of the options of `parseArgs` that is implemented. */
export interface ParseOptions {
  readonly string?: readonly string[];
  readonly boolean?: readonly string[];
  readonly collect?: readonly string[];
  readonly alias?: Readonly<Record<string, string>>;
  readonly unknown?: (arg: string, key?: string, value?: unknown) => unknown;
  readonly "--"?: boolean;
}

/** What `parseArgs` returns: positional words in `_`, what follows `--` under that key, options by their names. */
export interface Args {
  readonly _: (string | number)[];
  readonly "--"?: string[];
  readonly [name: string]: unknown;
}

/** Reads the arguments the way `@std/cli` does: an option's value never begins with a dash, a missing one is `""`. */
export function parseArgs(args: readonly string[], options: ParseOptions = {}): Args {
  const known = optionKinds(options);
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  const after = end < 0 ? [] : args.slice(end + 1);
  const result: Record<string, unknown> & { _: (string | number)[] } = { _: [] };
  for (const name of options.boolean ?? []) result[name] = false;
  for (const name of options.collect ?? []) result[name] = [];

  for (const word of separateWords(before, known)) {
    const { arg, text } = word;
    if (!text.startsWith("-") || text === "-") {
      if (options.unknown?.(text) !== false) result._.push(text);
      continue;
    }
    const { tokens } = parseNodeArgs({ args: [text], strict: false, allowPositionals: true, tokens: true });
    const token = tokens.find((found) => found.kind === "option");
    if (token?.kind !== "option") continue;
    const kind = token.value === "" ? undefined : known.get(token.name);
    if (kind === undefined) {
      const key = token.value === "" ? `${token.name}=` : token.name;
      if (options.unknown?.(arg, key, token.value ?? true) !== false) result[key] = token.value ?? true;
      continue;
    }
    const value = kind.boolean ? token.value !== "false" : token.value ?? "";
    const old = result[kind.name];
    result[kind.name] = Array.isArray(old) ? [...old, value] : value;
  }
  for (const [short, name] of Object.entries(options.alias ?? {})) {
    if (result[name] !== undefined) result[short] = result[name];
  }
  if (options["--"]) return { ...result, "--": [...after] };
  result._.push(...after);
  return result;
}

interface OptionKind {
  readonly name: string;
  readonly boolean: boolean;
}

function optionKinds(options: ParseOptions): Map<string, OptionKind> {
  const kinds = new Map<string, OptionKind>();
  for (const name of options.string ?? []) kinds.set(name, { name, boolean: false });
  for (const name of options.boolean ?? []) kinds.set(name, { name, boolean: true });
  for (const [short, name] of Object.entries(options.alias ?? {})) {
    const kind = kinds.get(name);
    if (kind) kinds.set(short, kind);
  }
  return kinds;
}

/** Takes bundles of short options apart and joins an option to the value that follows it. */
function* separateWords(
  args: readonly string[],
  known: Map<string, OptionKind>,
): Generator<{ arg: string; text: string }> {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    const next = args[index + 1];
    const takesNext = (name: string) => {
      if (next === undefined || next === "") return false;
      const kind = known.get(name);
      return kind?.boolean ? next === "true" || next === "false" : !next.startsWith("-");
    };
    if (/^--./.test(arg)) {
      const joined = !arg.includes("=") && takesNext(arg.slice(2));
      yield { arg, text: joined ? `${arg}=${next}` : arg };
      if (joined) index++;
    } else if (/^-[^=]*$/.test(arg) && arg.length > 1) {
      const letters = [...arg.slice(1)];
      for (const [position, letter] of letters.entries()) {
        const joined = position === letters.length - 1 && takesNext(letter);
        yield { arg, text: joined ? `--${letter}=${next}` : `--${letter}` };
        if (joined) index++;
      }
    } else if (/^-[^-]=/.test(arg)) {
      yield { arg, text: `-${arg}` };
    } else {
      yield { arg, text: arg };
    }
  }
}
