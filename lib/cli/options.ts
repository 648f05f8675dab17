import { type CommandName, OUTPUT_FORMATS } from "./commands.ts";

export * from "./commands.ts";

/** One option: the parser, the help, the completions and the README's table are made from these rows. */
export interface OptionRow {
  readonly name: string;
  readonly short?: string;
  /** The placeholder of the value; an option without one is a switch. */
  readonly value?: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  /** Can be given more than once. */
  readonly repeatable?: boolean;
  readonly help: string;
  /** The default, as help shows it. */
  readonly default?: string;
  /** The commands that take it; all of them when left out. */
  readonly commands?: readonly CommandName[];
  /** What is different in single commands. */
  readonly within?: Readonly<
    Partial<Record<CommandName, Partial<Pick<OptionRow, "choices" | "help" | "default">>>>
  >;
}

/** What commands print that set no variables. */
const ID_OR_JSON = { choices: ["id", "json"], default: "id" } as const;

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
  { name: "all", help: "include read-only datasets", commands: ["list"] },
  {
    name: "private",
    help: "only you, or the members of the organization, can see it",
    commands: [...SHAPING_COMMANDS, "trackio"],
  },
  {
    name: "public",
    help: "anyone can see it (default: as the Hub or organization decides)",
    commands: [...SHAPING_COMMANDS, "trackio"],
    within: { configure: { help: "anyone can see it" } },
  },
  {
    name: "template",
    value: "NAME",
    help: "what a new dataset starts with: trackio, blank, or the path of a folder",
    default: "trackio",
    commands: SETUP,
  },
  {
    name: "gated",
    value: "HOW",
    choices: ["auto", "manual", "off"],
    help: "readers must request access, which is accepted at once or by you",
    commands: [...SHAPING_COMMANDS, "share"],
  },
  {
    name: "license",
    value: "ID",
    help: "license in the card, by its id on the Hub, such as mit",
    commands: SHAPING_COMMANDS,
  },
  { name: "tag", value: "TAG", repeatable: true, help: "tag in the card", commands: SHAPING_COMMANDS },
  {
    name: "remove-tag",
    value: "TAG",
    repeatable: true,
    help: "tag to remove from the card",
    commands: CONFIGURE,
  },
  { name: "pretty-name", value: "TEXT", help: "title in the card", commands: SHAPING_COMMANDS },
  { name: "card", value: "PATH", help: "replace the card with this file", commands: CONFIGURE },
  {
    name: "discussions",
    value: "HOW",
    choices: ["on", "off"],
    help: "allow discussions and pull requests",
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
    help: 'id of a resource group of the organization (paid plans); "none" removes it from its group',
    commands: SHAPING_COMMANDS,
    within: { setup: { help: "id of a resource group of the organization (paid plans)" } },
  },
  {
    name: "requests",
    value: "STATUS",
    choices: ["pending", "accepted", "rejected"],
    help: "list access requests",
    commands: SHARE,
  },
  {
    name: "grant",
    value: "USER",
    repeatable: true,
    help: "grant access without a request; @FILE reads one name per line",
    commands: SHARE,
  },
  {
    name: "accept",
    value: "USER",
    repeatable: true,
    help: "accept a request; @FILE reads one name per line",
    commands: SHARE,
  },
  {
    name: "reject",
    value: "USER",
    repeatable: true,
    help: "reject a request (the person cannot ask again); @FILE reads one name per line",
    commands: SHARE,
  },
  { name: "accept-all", help: "accept all pending requests", commands: SHARE },
  { name: "reject-all", help: "reject all pending requests", commands: SHARE },
  { name: "reason", value: "TEXT", help: "message for rejected users", commands: SHARE },
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
  { name: "no-env-file", help: "do not write a file", commands: WRITING_COMMANDS },
  {
    name: "save-token",
    help: "also write HF_TOKEN; refused if git tracks (or may track) the file",
    commands: WRITING_COMMANDS,
  },
  {
    name: "save-login",
    help: "also save the token where hf auth login keeps it",
    commands: SETUP,
  },
  {
    name: "save-expiring-token",
    help: "with --save-token or --save-login: also one that expires within 7 days, or an OAuth login",
    commands: WRITING_COMMANDS,
  },
  {
    name: "space",
    value: "OWNER/NAME",
    help: "also set the variables on a Space, and its HF_TOKEN with --save-token",
    default: "none",
    commands: DATASET_COMMANDS,
  },
  {
    name: "yes",
    short: "y",
    help: "answer yes to confirmations, use defaults, never prompt",
    // Each of them may ask for a token, and whether it may go to a Hub other than huggingface.co.
    commands: HUB_COMMANDS,
  },
  { name: "dry-run", help: "check everything, change nothing, show the plan", commands: CHANGING_COMMANDS },
  { name: "example", help: "print a commented plan to start from", commands: ["apply"] },
  { name: "check", help: "change nothing, exit with 5 if anything would change", commands: ["apply"] },
  {
    name: "concurrency",
    value: "N",
    help: "repositories processed in parallel",
    default: "8",
    commands: ["apply"],
  },
  {
    name: "trackio",
    help: "check the Space and the Bucket of TRACKIO_SPACE_ID instead of a dataset",
    commands: ["doctor"],
  },
  { name: "token-stdin", help: "read the token from standard input", commands: HUB_COMMANDS },
  { name: "token-file", value: "PATH", help: "read the token from a file", commands: HUB_COMMANDS },
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
    help: "retries for requests that are safe to repeat",
    default: "5",
    commands: HUB_COMMANDS,
  },
  {
    name: "output",
    value: "FORMAT",
    choices: OUTPUT_FORMATS,
    help: "output format",
    default: "id; for env: sh",
    within: {
      setup: { default: "id" },
      use: { default: "id" },
      env: { default: "sh" },
      trackio: { default: "id" },
      whoami: ID_OR_JSON,
      list: ID_OR_JSON,
      configure: ID_OR_JSON,
      share: ID_OR_JSON,
      apply: ID_OR_JSON,
      doctor: ID_OR_JSON,
      completions: ID_OR_JSON,
      help: ID_OR_JSON,
    },
  },
  { name: "quiet", short: "q", help: "print only warnings and errors" },
  { name: "verbose", short: "v", help: "also show HTTP requests (secrets masked)" },
  { name: "no-color", help: "no colors (NO_COLOR)" },
  { name: "help", short: "h", help: "show help; -h is short" },
  { name: "version", help: "print the version" },
] as const satisfies readonly OptionRow[];

/** The name of an option, without its dashes. */
export type OptionName = typeof OPTIONS[number]["name"];

/** The rows of the options that a command takes, as it takes them. */
export function optionsOf(command: CommandName): readonly OptionRow[] {
  return (OPTIONS as readonly OptionRow[]).filter((row) => row.commands?.includes(command) ?? true)
    .map((row) => ({ ...row, ...row.within?.[command] }));
}
