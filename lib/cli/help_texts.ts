import { DEFAULT_VARIABLE } from "../env_file/variables.ts";
import type { CommandName, OptionName } from "./options.ts";

/** What help says of each command, and command lines to learn from, first thing in its help. */
export const COMMAND_HELP: Readonly<
  Record<CommandName, { help: string; examples: readonly (readonly [line: string, meaning: string])[] }>
> = {
  setup: {
    help: "Create or reuse a dataset and write its name to the env file (the default)",
    examples: [
      ["hf-dataset-setup", "ask for what is missing"],
      ["hf-dataset-setup --yes --private", "no questions, private dataset"],
      ["hf-dataset-setup --org acme --name runs", "set up acme/runs"],
      ["repo=$(hf-dataset-setup --yes)", "keep the repository id in a shell variable"],
      ['eval "$(hf-dataset-setup --yes --output sh)"', "set up and load the variable into this shell"],
      ["hf-dataset-setup --dry-run", "check everything, change nothing"],
    ],
  },
  whoami: {
    help: "Show whose token this is and where it can create datasets",
    examples: [
      ["hf-dataset-setup whoami", "the account, the token and its permissions"],
      ["hf-dataset-setup whoami --output json", "the same for programs"],
    ],
  },
  list: {
    help: "List the datasets you can write to and mark the current one",
    examples: [
      ["hf-dataset-setup list", "yours and those of your organizations"],
      ["hf-dataset-setup list --org acme --all", "one organization, including read-only datasets"],
      ["hf-dataset-setup list | wc -l", "in a pipe, one id per line"],
      ["hf-dataset-setup list --output json", "the same for programs"],
    ],
  },
  use: {
    help: "Check an existing dataset and point the env file at it",
    examples: [
      ["hf-dataset-setup use runs", "your dataset USERNAME/runs"],
      ["hf-dataset-setup use acme/runs --env-file train/.env", "another env file"],
      ["hf-dataset-setup use evals --var EVAL_DATASET_REPO", "one more variable in the same file"],
      ["hf-dataset-setup use runs --space ada/dashboard", "set it on that Space too"],
    ],
  },
  configure: {
    help: "Change the settings of an existing dataset: visibility, gate, license, tags, card",
    examples: [
      ["hf-dataset-setup configure runs --private", "only you can see USERNAME/runs"],
      ["hf-dataset-setup configure acme/runs --gated manual", "readers must ask, and you decide"],
      [
        "hf-dataset-setup configure runs --license mit --tag nlp",
        "edit the card and leave the rest of it alone",
      ],
      ["hf-dataset-setup configure runs --public --dry-run", "show the changes, make none"],
    ],
  },
  share: {
    help: "Show and manage who can read a dataset: gate, grants, access requests",
    examples: [
      ["hf-dataset-setup share runs", "who can read and write USERNAME/runs, and why"],
      ["hf-dataset-setup share runs --gated manual", "readers must ask, and you decide"],
      ["hf-dataset-setup share runs --grant ada --grant grace", "grant access to two people"],
      ["hf-dataset-setup share runs --requests pending", "pending requests; in a pipe, one name per line"],
      ["hf-dataset-setup share runs --accept @names.txt", "accept the names in a file"],
      ["hf-dataset-setup share runs --reject-all --reason 'Course is over'", "reject all pending requests"],
    ],
  },
  apply: {
    help: "Create and update many datasets from a plan file; never deletes",
    examples: [
      ["hf-dataset-setup apply --example > plan.json", "a commented plan to start from"],
      ["hf-dataset-setup apply plan.json", "show what is missing or different, ask, and apply it"],
      ["hf-dataset-setup apply plan.json --check", "for CI: exit 5 if anything would change"],
      ["hf-dataset-setup apply plan.json --dry-run", "show the changes, make none"],
      ["hf-dataset-setup apply plan.json --yes --concurrency 4", "no questions, four at a time"],
    ],
  },
  env: {
    help: "Print the env file's variables as shell commands",
    examples: [
      ['eval "$(hf-dataset-setup env)"', "sh, bash, zsh"],
      ["hf-dataset-setup env --output fish | source", "fish"],
      ["hf-dataset-setup env --output powershell | Out-String | Invoke-Expression", "PowerShell"],
    ],
  },
  doctor: {
    help: "Check everything, change nothing, and say what to fix",
    examples: [
      ["hf-dataset-setup doctor", "token, network, permissions, env file and its dataset"],
      ["hf-dataset-setup doctor --quiet", "only the problems"],
      ["hf-dataset-setup doctor --output json", "the same for programs"],
    ],
  },
  trackio: {
    help:
      "Set up Trackio: a Space that shows runs, a Bucket that stores them, TRACKIO_SPACE_ID in the env file",
    examples: [
      ["hf-dataset-setup trackio", "your own Space USERNAME/trackio"],
      ["hf-dataset-setup trackio acme/trackio --private", "an organization's, only for its members"],
      ["hf-dataset-setup trackio --dry-run", "check everything, change nothing"],
      ["hf-dataset-setup doctor --trackio", "check what was set up"],
    ],
  },
  completions: {
    help: "Print the completion script for bash, zsh, fish or powershell",
    examples: [
      ['eval "$(hf-dataset-setup completions bash)"', "bash, in ~/.bashrc"],
      ['eval "$(hf-dataset-setup completions zsh)"', "zsh, in ~/.zshrc below compinit"],
      ["hf-dataset-setup completions fish | source", "fish, in ~/.config/fish/config.fish"],
      [
        "hf-dataset-setup completions powershell | Out-String | Invoke-Expression",
        "PowerShell, in the file named by $PROFILE",
      ],
    ],
  },
  help: {
    help: "Show help for a command or a topic",
    examples: [
      ["hf-dataset-setup help share", "all options of a command"],
      ["hf-dataset-setup help environment", "every variable that is read"],
    ],
  },
};

type OptionHelp = readonly [help: string, fallback?: string];

const OPTION_HELP: Readonly<Record<OptionName, OptionHelp>> = {
  name: ["dataset name", "last one, or trackio-experiments"],
  org: ["create under an organization", "the token's user"],
  all: ["include read-only datasets"],
  private: ["only you, or the members of the organization, can see it"],
  public: ["anyone can see it (default: as the Hub or organization decides)"],
  template: ["what a new dataset starts with: trackio, blank, or the path of a folder", "trackio"],
  gated: ["readers must request access, which is granted automatically or by you"],
  license: ["license in the card, by its id on the Hub, such as mit"],
  tag: ["tag in the card"],
  "remove-tag": ["tag to remove from the card"],
  "pretty-name": ["title in the card"],
  card: ["replace the card with this file"],
  discussions: ["allow discussions and pull requests"],
  region: ["where it is stored (paid plans)", "the organization's default"],
  "resource-group": [
    'id of a resource group of the organization (paid plans); "none" removes it from its group',
  ],
  requests: ["list access requests"],
  grant: ["grant access without a request; @FILE reads one name per line"],
  accept: ["accept a request; @FILE reads one name per line"],
  reject: ["reject a request (the person cannot ask again); @FILE reads one name per line"],
  "accept-all": ["accept all pending requests"],
  "reject-all": ["reject all pending requests"],
  reason: ["message for rejected users"],
  var: ["variable to set", DEFAULT_VARIABLE],
  "env-file": ["the env file", ".env in the current folder"],
  "no-env-file": ["do not write the env file"],
  "save-token": ["also save the token in the env file as HF_TOKEN; refused if git tracks it or may track it"],
  "save-login": ["also save the token where hf auth login keeps it"],
  "save-expiring-token": [
    "with --save-token or --save-login: also one that expires within 7 days, or an OAuth login",
  ],
  space: ["also set the variables on a Space, and its HF_TOKEN with --save-token", "none"],
  yes: ["answer yes to confirmations, use defaults, never prompt"],
  "dry-run": ["check everything, change nothing, show the plan"],
  example: ["print a commented plan to start from"],
  check: ["change nothing, exit with 5 if anything would change"],
  concurrency: ["repositories processed in parallel", "8"],
  trackio: ["check the Space and the Bucket of TRACKIO_SPACE_ID instead of a dataset"],
  "token-stdin": ["read the token from standard input"],
  "token-file": ["read the token from a file"],
  endpoint: ["the Hub to use (HF_ENDPOINT)", "https://huggingface.co"],
  timeout: ["time limit of each request", "30"],
  retries: ["retries for requests that are safe to repeat", "5"],
  output: ["output format", "id"],
  quiet: ["print only warnings and errors"],
  verbose: ["also show HTTP requests (secrets masked)"],
  "no-color": ["no colors (NO_COLOR)"],
  help: ["show help; -h is short"],
  version: ["print the version"],
};

/** Where an option means something else in one command. */
const OPTION_HELP_IN: Readonly<Partial<Record<CommandName, Partial<Record<OptionName, OptionHelp>>>>> = {
  setup: { "resource-group": ["id of a resource group of the organization (paid plans)"] },
  list: {
    org: ["only the repositories of an organization", "your own and those of your organizations"],
    var: ["variable whose repository is marked", DEFAULT_VARIABLE],
  },
  configure: { public: ["anyone can see it"] },
  env: {
    var: ["variable to print", "all that name datasets, and TRACKIO_SPACE_ID"],
    output: ["output format", "sh"],
  },
  doctor: { var: ["variable to check", DEFAULT_VARIABLE] },
};

export function optionHelp(name: OptionName, command: CommandName): OptionHelp {
  return OPTION_HELP_IN[command]?.[name] ?? OPTION_HELP[name];
}
