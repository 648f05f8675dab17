/** One command. */
export interface CommandRow {
  readonly name: string;
  /** Its positional words as the usage line shows them, those that can be left out in brackets. */
  readonly words: readonly string[];
  /** The option with which no word is required. */
  readonly unless?: string;
}

/** The command that runs where none is named. */
export const DEFAULT_COMMAND = "setup";

export const COMMANDS = [
  { name: "setup", words: ["[TOKEN]", "[NAME]"] },
  { name: "whoami", words: [] },
  { name: "list", words: [] },
  { name: "use", words: ["[REPO]"] },
  { name: "configure", words: ["[REPO]"] },
  { name: "share", words: ["[REPO]"] },
  { name: "apply", words: ["PLAN"], unless: "example" },
  { name: "env", words: [] },
  { name: "doctor", words: [] },
  { name: "trackio", words: ["[SPACE]"] },
  { name: "completions", words: ["SHELL"] },
  { name: "help", words: ["[TOPIC]"] },
] as const satisfies readonly CommandRow[];

/** The name of a command. */
export type CommandName = typeof COMMANDS[number]["name"];

/** The ways to write the result on stdout. */
export const OUTPUT_FORMATS = [
  "id",
  "json",
  "dotenv",
  "sh",
  "fish",
  "powershell",
  "cmd",
  "nushell",
  "github",
] as const;

/** How stdout carries the result. */
export type OutputFormat = typeof OUTPUT_FORMATS[number];
