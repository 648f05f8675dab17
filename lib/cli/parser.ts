import { DEFAULT_COMMAND } from "./failure.ts";
import { isTokenWord, maskUnknownWord } from "../account/token.ts";
import { cliFailure } from "./failures.ts";
import { choicesOf, type CommandName, COMMANDS, type OptionName, OPTIONS } from "./options.ts";

/** The command line, read against the table of options; values are checked later. */
export interface ParsedArguments {
  readonly command: CommandName;
  /** The positional words behind the command. */
  readonly words: readonly string[];
  has(name: OptionName): boolean;
  /** The value of an option that can be given once. */
  value(name: OptionName): string | undefined;
  values(name: OptionName): readonly string[];
}

/** @throws Failure `option_*`, `command_unknown`, `argument_unexpected` */
export async function parseCommandLine(args: readonly string[]): Promise<ParsedArguments> {
  const written = writeShortOptionsOut(args);
  const end = written.indexOf("--");
  const rest = end < 0 ? [...written] : written.slice(0, end);
  const positional: string[] = [];
  const given = new Map<string, string[]>();
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!/^-./.test(word)) {
      positional.push(word);
      continue;
    }
    const [, option = "", attached] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const row = OPTIONS.find(({ name }) => `--${name}` === option);
    if (row === undefined) throw (await import("./suggestions.ts")).optionUnknown(option, written);
    if (attached !== undefined && row.value === undefined) {
      throw cliFailure("option_value_unexpected", { option: row.name });
    }
    const isApart = row.value !== undefined && attached === undefined && rest[0]?.startsWith("-") === false;
    const value = isApart ? rest.shift() : attached;
    if (row.value !== undefined && (value ?? "").trim() === "") {
      throw (await import("./suggestions.ts")).valueMissing(row, row.value);
    }
    given.set(row.name, [...given.get(row.name) ?? [], value ?? ""]);
  }
  const behind = end < 0 ? [] : written.slice(end + 1);
  const all = [...positional, ...behind];
  const [first = ""] = all;
  const isNamed = all.length > 0 && !isTokenWord(first);
  const named = isNamed ? first : DEFAULT_COMMAND;
  const found = COMMANDS.find(({ name }) => name === named);
  if (found === undefined) throw (await import("./suggestions.ts")).commandUnknown(named);
  const command = found.name;
  const words = isNamed ? all.slice(1) : all;
  for (const row of OPTIONS) {
    const values = given.get(row.name) ?? [];
    if (values.length > 0 && row.commands?.includes(command) === false) {
      throw cliFailure("option_unknown", { option: `--${row.name}`, command, takenBy: row.commands });
    }
    if (values.length > 1 && row.repeatable !== true) {
      throw cliFailure("option_repeated", { option: row.name });
    }
    const wrong = values.find((value) => choicesOf(row, command)?.includes(value) === false);
    if (wrong !== undefined) throw (await import("./suggestions.ts")).choiceInvalid(row, command, wrong);
  }
  const extra = words[found.words.length - (command === DEFAULT_COMMAND && !isTokenWord(words[0]) ? 1 : 0)];
  if (extra !== undefined) {
    throw cliFailure("argument_unexpected", { argument: maskUnknownWord(extra), command });
  }
  return {
    command,
    words,
    has: (name) => given.has(name),
    value: (name) => given.get(name)?.[0],
    values: (name) => given.get(name) ?? [],
  };
}

/**
 * Writes short options out as long ones: `-yn runs` as `--yes --name runs`, `-nruns` and `-n=runs` as `--name=runs`. A word
 * with a letter that is no option, and all behind `--`, stays as it is.
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
    const row = OPTIONS.find((option) => option.short === word[index]);
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

/** Throws when a word that the command needs is missing; separate, so that `use --help` needs no word. */
export function checkRequiredWords({ command, words, has }: ParsedArguments): void {
  const row = COMMANDS.find(({ name }) => name === command);
  if (row?.unless !== undefined && has(row.unless)) return;
  const argument = row?.words.find((word, index) => !word.startsWith("[") && (words[index] ?? "") === "");
  if (argument !== undefined) throw cliFailure("argument_missing", { argument, command });
}
