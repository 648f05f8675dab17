import { type CommandRow, COMMANDS, DEFAULT_COMMAND, type OptionRow, optionsOf } from "../options.ts";

/** The shells that there are completions for. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** The name of such a shell. */
export type Shell = typeof SHELLS[number];

/** What may follow an option, or stand as a word. */
export type Candidates = { readonly kind: "words"; readonly words: readonly string[] } | {
  readonly kind: "files" | "anything";
};

/** One option as the shells see it. */
export interface CompletedOption {
  /** `--name`, and `-n` before it where there is one. */
  readonly flags: readonly string[];
  /** `undefined` for a switch. */
  readonly value: { readonly name: string; readonly candidates: Candidates } | undefined;
  readonly repeatable: boolean;
  readonly help: string;
}

/** One command as the shells see it. */
export interface CompletedCommand {
  readonly name: string;
  readonly isDefault: boolean;
  readonly help: string;
  readonly options: readonly CompletedOption[];
  readonly words: readonly { readonly name: string; readonly candidates: Candidates }[];
}

/** Everything that can be completed, made from the tables that the parser and the help are made from. */
export function completedCommands(): readonly CompletedCommand[] {
  return (COMMANDS as readonly CommandRow[]).map((row, index) => ({
    name: row.name,
    isDefault: row.name === DEFAULT_COMMAND,
    help: row.help,
    options: optionsOf(COMMANDS[index]?.name ?? DEFAULT_COMMAND).map(completedOption),
    words: row.words.map(({ name }) => ({ name, candidates: candidatesOfWord(name) })),
  }));
}

/** The options of all commands that take a value, as they are written: the word behind one is no command. */
export function flagsWithValue(commands: readonly CompletedCommand[]): readonly string[] {
  const flags = commands.flatMap(({ options }) =>
    options.flatMap((option) => option.value === undefined ? [] : option.flags)
  );
  return [...new Set(flags)];
}

function completedOption(row: OptionRow): CompletedOption {
  return {
    flags: [...(row.short === undefined ? [] : [`-${row.short}`]), `--${row.name}`],
    value: row.value === undefined
      ? undefined
      : { name: row.value, candidates: candidatesOfOption(row, row.value) },
    repeatable: row.repeatable ?? false,
    help: row.help,
  };
}

function candidatesOfOption(row: OptionRow, value: string): Candidates {
  if (row.choices !== undefined) return { kind: "words", words: row.choices };
  return { kind: /^(?:PATH|DIR|FILE)$/.test(value) || /\bpath of\b/.test(row.help) ? "files" : "anything" };
}

function candidatesOfWord(name: string): Candidates {
  if (name === "SHELL") return { kind: "words", words: SHELLS };
  return { kind: name === "PLAN" ? "files" : "anything" };
}
