import { parseArgs } from "@std/cli/parse-args";
import { cliFailure } from "./failures.ts";
import { nearest } from "./nearest.ts";
import { isTokenWord } from "../account/token.ts";
import { maskUnknownWord } from "./mask_unknown_word.ts";
import { writeShortOptionsOut } from "./short_options.ts";
import {
  type CommandName,
  COMMANDS,
  DEFAULT_COMMAND,
  type OptionName,
  type OptionRow,
  OPTIONS,
  optionsOf,
} from "./options.ts";

const ROWS: readonly OptionRow[] = OPTIONS;

/** The command line, read against the table of options; values are not yet judged. */
export interface ParsedArguments {
  readonly command: CommandName;
  /** The positional words behind the command. */
  readonly words: readonly string[];
  /** Whether the switch was given. */
  has(name: OptionName): boolean;
  /** The value of an option that may be given once. */
  value(name: OptionName): string | undefined;
  /** The values of an option that may be repeated. */
  values(name: OptionName): readonly string[];
}

/**
 * Reads the command line.
 *
 * @param args the arguments without the program's name
 * @returns the command, its words and its options
 * @throws Failure `option_unknown`, `option_value_missing`, `option_value_unexpected`, `option_repeated`,
 * `option_value_invalid`, `command_unknown`, `argument_missing`, `argument_unexpected`
 */
export function parseCommandLine(args: readonly string[]): ParsedArguments {
  const words = writeShortOptionsOut(args);
  const end = words.indexOf("--");
  const dashed = (end < 0 ? words : words.slice(0, end)).filter((word) => /^-./.test(word));
  // parseArgs() sees only what the table knows: it reads `--no-name=x` as `--name=x`, and `--_=x` takes the place of all
  // positional words.
  for (const word of dashed) checkDashedWord(word, words);
  const withValue = ROWS.filter((row) => row.value !== undefined).map((row) => row.name);
  const parsed: Record<string, unknown> = {
    ...parseArgs([...words], {
      string: ["_", ...withValue],
      boolean: ROWS.filter((row) => row.value === undefined).map((row) => row.name),
      // Collected although most may be given once: a repetition is reported instead of the last one winning silently.
      collect: withValue,
      "--": true,
    }),
  };
  const { command, words: rest } = commandOf([...stringsIn(parsed["_"]), ...stringsIn(parsed["--"])]);
  for (const row of ROWS) checkOption(row, { dashed, values: stringsIn(parsed[row.name]), command });
  checkWords(command, rest);
  return {
    command,
    words: rest,
    has: (name) => parsed[name] === true,
    value: (name) => stringsIn(parsed[name])[0],
    values: (name) => stringsIn(parsed[name]),
  };
}

/** Throws unless the word is an option of the table, with `=` and a value only where it takes one. */
function checkDashedWord(word: string, words: readonly string[]): void {
  const [, option = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const row = ROWS.find(({ name }) => `--${name}` === option);
  if (row === undefined) {
    const command = COMMANDS.find(({ name }) => words.includes(name))?.name ?? DEFAULT_COMMAND;
    throw cliFailure("option_unknown", {
      option: maskUnknownWord(option),
      nearest: nearest(option, optionsOf(command).map(({ name }) => `--${name}`)),
      command,
    });
  }
  if (value === undefined) return;
  if (row.value === undefined) throw cliFailure("option_value_unexpected", { option: row.name });
  if (value.trim() === "") throw cliFailure("option_value_missing", { option: row.name, value: row.value });
}

function commandOf(words: readonly string[]): { command: CommandName; words: readonly string[] } {
  const [first, ...rest] = words;
  if (first === undefined || isTokenWord(first)) return { command: DEFAULT_COMMAND, words };
  const command = COMMANDS.find((row) => row.name === first && row.name !== DEFAULT_COMMAND);
  if (command !== undefined) return { command: command.name, words: rest };
  throw cliFailure("command_unknown", {
    command: maskUnknownWord(first),
    nearest: nearest(first, COMMANDS.map((row) => row.name).filter((name) => name !== DEFAULT_COMMAND)),
  });
}

function checkOption(
  row: OptionRow,
  given: { dashed: readonly string[]; values: readonly string[]; command: CommandName },
): void {
  if (row.value === undefined) {
    const times = given.dashed.filter((word) => word === `--${row.name}`).length;
    if (times > 1) throw cliFailure("option_repeated", { option: row.name });
    if (times > 0) checkCommand(row, given.command);
    return;
  }
  if (given.values.length === 0) return;
  // Before anything else is judged: the empty word behind the option is also read as a word of its own.
  if (given.values.some((value) => value.trim() === "")) {
    throw cliFailure("option_value_missing", { option: row.name, value: row.value });
  }
  checkCommand(row, given.command);
  if (given.values.length > 1 && !row.repeatable) throw cliFailure("option_repeated", { option: row.name });
  const choices = row.within?.[given.command]?.choices ?? row.choices;
  for (const value of given.values) {
    if (choices === undefined || choices.includes(value)) continue;
    throw cliFailure("option_value_invalid", {
      option: row.name,
      value: maskUnknownWord(value),
      expected: choices === row.choices
        ? choices.join(", ")
        : `${choices.join(" or ")} with ${given.command}`,
      nearest: nearest(value, choices),
    });
  }
}

function checkCommand(row: OptionRow, command: CommandName): void {
  if (row.commands === undefined || row.commands.includes(command)) return;
  throw cliFailure("option_unknown", {
    option: `--${row.name}`,
    nearest: undefined,
    command,
    takenBy: row.commands,
  });
}

function checkWords(command: CommandName, words: readonly string[]): void {
  const rows = COMMANDS.find((row) => row.name === command)?.words ?? [];
  const extra = words[rows.length];
  if (extra !== undefined) {
    throw cliFailure("argument_unexpected", {
      argument: maskUnknownWord(extra),
      command,
    });
  }
}

/** Throws when a word that the command needs is missing; separate, so that `use --help` needs no word. */
export function checkRequiredWords(parsed: ParsedArguments): void {
  const rows = COMMANDS.find((row) => row.name === parsed.command)?.words ?? [];
  const missing = rows.find((row, index) => row.required && (parsed.words[index] ?? "") === "");
  if (missing) throw cliFailure("argument_missing", { argument: missing.name, command: parsed.command });
}

function stringsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
