import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "../account/nearest.ts";
import { isTokenWord, maskUnknownWord } from "../account/token.ts";
import { cliFailure } from "./failures.ts";
import { FOREIGN_COMMANDS, FOREIGN_OPTIONS, type Pointer } from "./foreign_words.ts";
import {
  type CommandName,
  COMMANDS,
  DEFAULT_COMMAND,
  type OptionName,
  type OptionRow,
  OPTIONS,
  optionsOf,
  type WordRow,
} from "./options.ts";

const ROWS: readonly OptionRow[] = OPTIONS;

/** The command line, read against the table of options; values are checked later. */
export interface ParsedArguments {
  readonly command: CommandName;
  /** The positional words behind the command. */
  readonly words: readonly string[];
  /** Whether the switch was given. */
  has(name: OptionName): boolean;
  /** The value of an option that can be given once. */
  value(name: OptionName): string | undefined;
  /** The values of an option that can be repeated. */
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
    // A switch would take a word `true` or `false` behind it as its value, and is only looked for in the words.
    ...parseArgs(
      words.map((word, index) => isSwitch(word) && (end < 0 || index < end) ? `--switch=${word}` : word),
      {
        string: ["_", "switch", ...withValue],
        // Collected although most are given once: a repetition is an error, and not won by the last.
        collect: withValue,
        "--": true,
      },
    ),
  };
  const { command, words: rest } = commandOf([...stringsIn(parsed["_"]), ...stringsIn(parsed["--"])]);
  for (const row of ROWS) checkOption(row, { dashed, values: stringsIn(parsed[row.name]), command });
  checkWords(command, rest);
  return {
    command,
    words: rest,
    has: (name) => dashed.includes(`--${name}`),
    value: (name) => stringsIn(parsed[name])[0],
    values: (name) => stringsIn(parsed[name]),
  };
}

/**
 * Writes short options out as long ones: `-yn runs` as `--yes --name runs`, `-nruns` and `-n=runs` as `--name=runs`.
 *
 * @std/cli 1.0.32 would not do: it reads `-nx=y` as the name `y`, and drops both options of `-yn=x` without a word.
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
    const row = ROWS.find((option) => option.short === word[index]);
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

function isSwitch(word: string): boolean {
  return ROWS.some(({ name, value }) => value === undefined && `--${name}` === word);
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
      pointer: pointerTo(option, FOREIGN_OPTIONS),
    });
  }
  if (value === undefined) return;
  if (row.value === undefined) throw cliFailure("option_value_unexpected", { option: row.name });
  if (value.trim() === "") throw cliFailure("option_value_missing", { option: row.name, value: row.value });
}

function pointerTo(word: string, table: Readonly<Record<string, Pointer>>): Pointer | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

function commandOf(words: readonly string[]): { command: CommandName; words: readonly string[] } {
  const [first, ...rest] = words;
  if (first === undefined || isTokenWord(first)) return { command: DEFAULT_COMMAND, words };
  const command = COMMANDS.find((row) => row.name === first);
  if (command !== undefined) return { command: command.name, words: rest };
  const masked = maskUnknownWord(first);
  throw cliFailure("command_unknown", {
    command: masked,
    nearest: nearest(first, COMMANDS.map((row) => row.name)),
    pointer: pointerTo(first.toLowerCase(), FOREIGN_COMMANDS),
    canBeName: masked === first && /^(?:[\w.-]+\/)?[\w.-]+$/.test(first),
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
  // Before anything else is checked: the empty word behind the option is also read as a word of its own.
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
      expected: `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}${
        choices === row.choices ? "" : ` with ${given.command}`
      }`,
      nearest: nearest(value, choices),
    });
  }
}

function checkCommand(row: OptionRow, command: CommandName): void {
  if (row.commands === undefined || row.commands.includes(command)) return;
  throw cliFailure("option_unknown", { option: `--${row.name}`, command, takenBy: row.commands });
}

function checkWords(command: CommandName, words: readonly string[]): void {
  const rows = COMMANDS.find((row) => row.name === command)?.words ?? [];
  const hasNoToken = command === DEFAULT_COMMAND && !isTokenWord(words[0]);
  const extra = words[rows.length - (hasNoToken ? 1 : 0)];
  if (extra !== undefined) {
    throw cliFailure("argument_unexpected", { argument: maskUnknownWord(extra), command });
  }
}

/** Throws when a word that the command needs is missing; separate, so that `use --help` needs no word. */
export function checkRequiredWords(parsed: ParsedArguments): void {
  const rows: readonly WordRow[] = COMMANDS.find((row) => row.name === parsed.command)?.words ?? [];
  const missing = rows.find((row, index) =>
    row.required && (parsed.words[index] ?? "") === "" &&
    !OPTIONS.some(({ name }) => name === row.unless && parsed.has(name))
  );
  if (missing) throw cliFailure("argument_missing", { argument: missing.name, command: parsed.command });
}

function stringsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
