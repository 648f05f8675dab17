interface CommandRow<Name extends string> {
  readonly name: Name;
  /** Its positional words as the usage line shows them, those that can be left out in brackets. */
  readonly words: readonly string[];
  /** The option with which no word is required. */
  readonly unless?: "example";
}

const COMMAND_TABLE = [
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
] as const satisfies readonly CommandRow<string>[];

export type CommandName = typeof COMMAND_TABLE[number]["name"];

export const COMMANDS: readonly CommandRow<CommandName>[] = COMMAND_TABLE;

/** The ways to write the result on stdout; those behind the first two are for commands that set variables. */
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

export type OutputFormat = typeof OUTPUT_FORMATS[number];

/** One option: parser, help and completions are made from these rows; its words are in help_texts.ts. */
export interface OptionRow<Name extends string = OptionName> {
  readonly name: Name;
  readonly short?: string;
  /** The placeholder of the value; an option without one is a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly repeatable?: boolean;
  /** The commands that take it; all of them when left out. */
  readonly commands?: readonly CommandName[];
}

const HUB_COMMANDS: readonly CommandName[] = COMMANDS.map(({ name }) => name)
  .filter((name) => !["env", "completions", "help"].includes(name));
const VARIABLE_COMMANDS: readonly CommandName[] = ["setup", "use", "list", "env", "doctor"];
const DATASET_COMMANDS: readonly CommandName[] = ["setup", "use"];
const WRITING_COMMANDS: readonly CommandName[] = [...DATASET_COMMANDS, "trackio"];
const CHANGING_COMMANDS: readonly CommandName[] = [...WRITING_COMMANDS, "configure", "share", "apply"];
const SETUP: readonly CommandName[] = ["setup"];
const CONFIGURE: readonly CommandName[] = ["configure"];
const SHARE: readonly CommandName[] = ["share"];
const SHAPING_COMMANDS: readonly CommandName[] = ["setup", "configure"];

const OPTION_TABLE = [
  { name: "name", short: "n", value: "NAME", commands: SETUP },
  { name: "org", value: "ORG", commands: ["setup", "list"] },
  { name: "all", commands: ["list"] },
  { name: "private", commands: [...SHAPING_COMMANDS, "trackio"] },
  { name: "public", commands: [...SHAPING_COMMANDS, "trackio"] },
  { name: "template", value: "NAME", commands: SETUP },
  {
    name: "gated",
    value: "HOW",
    choices: ["auto", "manual", "off"],
    commands: [...SHAPING_COMMANDS, "share"],
  },
  { name: "license", value: "ID", commands: SHAPING_COMMANDS },
  { name: "tag", value: "TAG", repeatable: true, commands: SHAPING_COMMANDS },
  { name: "remove-tag", value: "TAG", repeatable: true, commands: CONFIGURE },
  { name: "pretty-name", value: "TEXT", commands: SHAPING_COMMANDS },
  { name: "card", value: "PATH", commands: CONFIGURE },
  { name: "discussions", value: "HOW", choices: ["on", "off"], commands: CONFIGURE },
  { name: "region", value: "REGION", choices: ["us", "eu"], commands: SETUP },
  { name: "resource-group", value: "GROUP", commands: SHAPING_COMMANDS },
  { name: "requests", value: "STATUS", choices: ["pending", "accepted", "rejected"], commands: SHARE },
  { name: "grant", value: "USER", repeatable: true, commands: SHARE },
  { name: "accept", value: "USER", repeatable: true, commands: SHARE },
  { name: "reject", value: "USER", repeatable: true, commands: SHARE },
  { name: "accept-all", commands: SHARE },
  { name: "reject-all", commands: SHARE },
  { name: "reason", value: "TEXT", commands: SHARE },
  { name: "var", value: "NAME", repeatable: true, commands: VARIABLE_COMMANDS },
  { name: "env-file", value: "PATH", commands: [...VARIABLE_COMMANDS, "trackio"] },
  { name: "no-env-file", commands: WRITING_COMMANDS },
  { name: "save-token", commands: WRITING_COMMANDS },
  { name: "save-login", commands: WRITING_COMMANDS },
  { name: "save-expiring-token", commands: WRITING_COMMANDS },
  { name: "space", value: "OWNER/NAME", commands: DATASET_COMMANDS },
  // Each of them may ask for a token, and whether it may go to a Hub other than huggingface.co.
  { name: "yes", short: "y", commands: HUB_COMMANDS },
  { name: "dry-run", commands: CHANGING_COMMANDS },
  { name: "example", commands: ["apply"] },
  { name: "check", commands: ["apply"] },
  { name: "concurrency", value: "N", commands: ["apply"] },
  { name: "trackio", commands: ["doctor"] },
  { name: "token-stdin", commands: HUB_COMMANDS },
  { name: "token-file", value: "PATH", commands: HUB_COMMANDS },
  { name: "endpoint", value: "URL", commands: HUB_COMMANDS },
  { name: "timeout", value: "SECONDS", commands: HUB_COMMANDS },
  { name: "retries", value: "N", commands: HUB_COMMANDS },
  { name: "output", value: "FORMAT", choices: OUTPUT_FORMATS },
  { name: "quiet", short: "q" },
  { name: "verbose", short: "v" },
  { name: "no-color" },
  { name: "help", short: "h" },
  { name: "version" },
] as const satisfies readonly OptionRow<string>[];

export type OptionName = typeof OPTION_TABLE[number]["name"];

export const OPTIONS: readonly OptionRow[] = OPTION_TABLE;

export function optionsOf(command: CommandName): readonly OptionRow[] {
  return OPTIONS.filter(({ commands }) => commands?.includes(command) ?? true);
}

/** The only values that an option takes with a command. */
export function choicesOf({ name, choices }: OptionRow, command: CommandName): readonly string[] | undefined {
  const isWhole = name !== "output" || command === "env" || WRITING_COMMANDS.includes(command);
  return isWhole ? choices : OUTPUT_FORMATS.slice(0, 2);
}
