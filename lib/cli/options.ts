import type { CommandName } from "./commands.ts";

export * from "./commands.ts";

/** One option: the parser, the help, the completions and the README's table are made from these rows. */
export interface OptionRow {
  readonly name: string;
  readonly short?: string;
  /** The placeholder of the value; an option without one is a switch. */
  readonly value?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  /** May be given more than once. */
  readonly repeatable?: boolean;
  readonly help: string;
  /** The default, as told to people. */
  readonly default?: string;
  /** The commands that take it; all of them when left out. */
  readonly commands?: readonly CommandName[];
  /** What is different in single commands. */
  readonly within?: Readonly<Partial<Record<CommandName, OptionVariant>>>;
}

/** What a command makes of an option that others have too. */
export type OptionVariant = Partial<Pick<OptionRow, "choices" | "help" | "default">>;

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

/** What commands print that set no variables. */
const ID_OR_JSON = { choices: ["id", "json"], help: "what stdout carries", default: "id" } as const;

const HUB_COMMANDS: readonly CommandName[] = [
  "setup",
  "whoami",
  "list",
  "use",
  "configure",
  "share",
  "apply",
  "doctor",
  "trackio",
];
const VARIABLE_COMMANDS: readonly CommandName[] = ["setup", "use", "list", "env", "doctor"];
const DATASET_COMMANDS: readonly CommandName[] = ["setup", "use"];
const WRITING_COMMANDS: readonly CommandName[] = [...DATASET_COMMANDS, "trackio"];
const CHANGING_COMMANDS: readonly CommandName[] = [...WRITING_COMMANDS, "configure", "share", "apply"];
const SETUP: readonly CommandName[] = ["setup"];
const CONFIGURE: readonly CommandName[] = ["configure"];
const SHARE: readonly CommandName[] = ["share"];
const SHAPING_COMMANDS: readonly CommandName[] = ["setup", "configure"];

export const OPTIONS = [
  {
    name: "name",
    short: "n",
    value: "NAME",
    help: "repository name",
    default: "trackio-experiments",
    commands: SETUP,
  },
  {
    name: "org",
    value: "ORG",
    help: "create under an organization; with list: only its repositories",
    default: "the token's user",
    commands: ["setup", "list"],
    within: {
      setup: { help: "create under an organization" },
      list: {
        help: "only the repositories of an organization",
        default: "your own and those of your organizations",
      },
    },
  },
  { name: "all", help: "also what the token may only read", commands: ["list"] },
  {
    name: "private",
    help: "only you, or the members of the organization, can see it",
    commands: [...SHAPING_COMMANDS, "trackio"],
  },
  {
    name: "public",
    help: "everybody can see it; with neither, a new one is as the Hub or the organization decides",
    commands: [...SHAPING_COMMANDS, "trackio"],
    within: { configure: { help: "everybody can see it" } },
  },
  {
    name: "template",
    value: "NAME",
    help: "what a new repository starts with: trackio, blank, or the path of a folder",
    default: "trackio",
    commands: SETUP,
  },
  {
    name: "gated",
    value: "HOW",
    choices: ["auto", "manual", "off"],
    help: "readers must ask for access, and get it at once or when you say so",
    commands: [...SHAPING_COMMANDS, "share"],
  },
  {
    name: "license",
    value: "ID",
    help: "license in the card, as the Hub names it: mit, apache-2.0, cc-by-4.0",
    commands: SHAPING_COMMANDS,
  },
  { name: "tag", value: "TAG", repeatable: true, help: "tag in the card", commands: SHAPING_COMMANDS },
  {
    name: "remove-tag",
    value: "TAG",
    repeatable: true,
    help: "tag to take out of the card",
    commands: CONFIGURE,
  },
  { name: "pretty-name", value: "TEXT", help: "title in the card", commands: SHAPING_COMMANDS },
  {
    name: "card",
    value: "PATH",
    help: "a file whose text replaces the card's; keys of its front matter are taken over",
    commands: CONFIGURE,
  },
  {
    name: "discussions",
    value: "HOW",
    choices: ["on", "off"],
    help: "whether others may open discussions and pull requests",
    commands: CONFIGURE,
  },
  {
    name: "region",
    value: "REGION",
    choices: ["us", "eu"],
    help: "where it is stored (paid plans)",
    default: "the organization's default",
    commands: SETUP,
  },
  {
    name: "resource-group",
    value: "GROUP",
    help: "id of a resource group of the organization (paid plans); none takes it out",
    commands: SHAPING_COMMANDS,
    within: { setup: { help: "id of a resource group of the organization (paid plans)" } },
  },
  {
    name: "requests",
    value: "STATUS",
    choices: ["pending", "accepted", "rejected"],
    help: "list the requests for access",
    commands: SHARE,
  },
  {
    name: "grant",
    value: "USER",
    repeatable: true,
    help: "let a person in who has not asked; @FILE: one name a line",
    commands: SHARE,
  },
  {
    name: "accept",
    value: "USER",
    repeatable: true,
    help: "accept the request of a person; @FILE: one name a line",
    commands: SHARE,
  },
  {
    name: "reject",
    value: "USER",
    repeatable: true,
    help: "reject the request of a person, who cannot ask again; @FILE: one name a line",
    commands: SHARE,
  },
  { name: "accept-all", help: "accept everybody who waits", commands: SHARE },
  { name: "reject-all", help: "reject everybody who waits", commands: SHARE },
  { name: "reason", value: "TEXT", help: "told to those who are rejected", commands: SHARE },
  {
    name: "var",
    value: "NAME",
    repeatable: true,
    help: "variable to set",
    default: "TRACKIO_DATASET_REPO",
    commands: VARIABLE_COMMANDS,
    within: {
      list: { help: "variable whose repository is marked" },
      env: { help: "variable to print" },
      doctor: { help: "variable to check" },
    },
  },
  {
    name: "env-file",
    value: "PATH",
    help: "the dotenv file",
    default: ".env in the current folder",
    commands: [...VARIABLE_COMMANDS, "trackio"],
  },
  { name: "no-env-file", help: "write no file", commands: WRITING_COMMANDS },
  {
    name: "save-token",
    help: "also write HF_TOKEN to the env file; refused where git tracks that file, or may",
    commands: WRITING_COMMANDS,
  },
  {
    name: "space",
    value: "OWNER/NAME",
    help: "also set the variables on that Space; with --save-token the token as its secret HF_TOKEN",
    default: "none",
    commands: DATASET_COMMANDS,
  },
  { name: "token-stdin", help: "read the token from standard input", commands: HUB_COMMANDS },
  { name: "token-file", value: "PATH", help: "read the token from a file", commands: HUB_COMMANDS },
  {
    name: "output",
    value: "FORMAT",
    choices: OUTPUT_FORMATS,
    help: "what stdout carries (only id and json with commands that hand over no variables)",
    default: "id; for env: sh",
    within: {
      setup: { help: "what stdout carries", default: "id" },
      use: { help: "what stdout carries", default: "id" },
      env: { help: "what stdout carries", default: "sh" },
      trackio: { help: "what stdout carries", default: "id" },
      whoami: ID_OR_JSON,
      list: ID_OR_JSON,
      configure: ID_OR_JSON,
      share: ID_OR_JSON,
      apply: ID_OR_JSON,
      doctor: ID_OR_JSON,
      completions: { ...ID_OR_JSON, help: "the script as it is, or in JSON" },
    },
  },
  {
    name: "yes",
    short: "y",
    help: "take every default, never ask",
    // Each of them may ask for a token, and whether it may go to a Hub other than huggingface.co.
    commands: HUB_COMMANDS,
  },
  {
    name: "dry-run",
    help: "do every check, change nothing, print the plan",
    commands: CHANGING_COMMANDS,
  },
  {
    name: "endpoint",
    value: "URL",
    help: "the Hub to use (HF_ENDPOINT)",
    default: "https://huggingface.co",
    commands: HUB_COMMANDS,
  },
  {
    name: "timeout",
    value: "SECONDS",
    help: "time limit of each request",
    default: "30",
    commands: HUB_COMMANDS,
  },
  {
    name: "retries",
    value: "N",
    help: "repeats of a request that is safe to repeat",
    default: "5",
    commands: HUB_COMMANDS,
  },
  {
    name: "concurrency",
    value: "N",
    help: "repositories that are worked on at once",
    default: "8",
    commands: ["apply"],
  },
  {
    name: "trackio",
    help: "check the Space and the Bucket of TRACKIO_SPACE_ID instead of a dataset",
    commands: ["doctor"],
  },
  { name: "check", help: "change nothing, and exit with 5 when something would", commands: ["apply"] },
  { name: "quiet", short: "q", help: "only warnings and errors on stderr" },
  { name: "verbose", short: "v", help: "also the requests, with secrets masked" },
  { name: "no-color", help: "no colors (NO_COLOR)" },
  { name: "help", short: "h", help: "help of the command at hand" },
  { name: "version", help: "print the version" },
] as const satisfies readonly OptionRow[];

/** The name of an option, without its dashes. */
export type OptionName = typeof OPTIONS[number]["name"];

/** How stdout carries the result. */
export type OutputFormat = typeof OUTPUT_FORMATS[number];

/** The rows of the options that a command takes, as it takes them. */
export function optionsOf(command: CommandName): readonly OptionRow[] {
  return (OPTIONS as readonly OptionRow[]).filter((row) => row.commands?.includes(command) ?? true)
    .map((row) => ({ ...row, ...row.within?.[command] }));
}
