/** One command. */
export interface CommandRow {
  readonly name: string;
  /** Its positional words, as the usage line shows them. */
  readonly words: readonly WordRow[];
  readonly help: string;
  /** Command lines to learn from, first thing in its help. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
}

/** One positional word of a command. */
export interface WordRow {
  readonly name: string;
  readonly required: boolean;
}

/** The command that runs where none is named. */
export const DEFAULT_COMMAND = "setup";

export const COMMANDS = [
  {
    name: "setup",
    words: [{ name: "TOKEN", required: false }, { name: "NAME", required: false }],
    help: "Create or reuse the dataset repository and write its name to the env file (the default)",
    examples: [
      ["hf-dataset-setup", "ask what is missing, then set up USERNAME/trackio-experiments"],
      ["hf-dataset-setup --yes --private", "ask nothing, private repository"],
      ["hf-dataset-setup --org acme --name runs", "set up acme/runs"],
      ["repo=$(hf-dataset-setup --yes)", "keep the repository id in a shell variable"],
      ['eval "$(hf-dataset-setup --yes --output sh)"', "set up and take the variable over"],
      ["hf-dataset-setup --dry-run", "check everything, change nothing"],
    ],
  },
  {
    name: "whoami",
    words: [],
    help: "Tell whose token this is and where it may create datasets",
    examples: [
      ["hf-dataset-setup whoami", "the account, the token and its rights"],
      ["hf-dataset-setup whoami --output json", "the same for a program"],
    ],
  },
  {
    name: "list",
    words: [],
    help: "List the dataset repositories that the token may write to, the current one marked",
    examples: [
      ["hf-dataset-setup list", "your own, and those of your organizations"],
      ["hf-dataset-setup list --org acme --all", "one organization, also what can only be read"],
      ["hf-dataset-setup list | wc -l", "in a pipe, one id a line"],
      ["hf-dataset-setup list --output json", "for a program: one document, written as the pages come"],
    ],
  },
  {
    name: "use",
    words: [{ name: "REPO", required: true }],
    help: "Point the env file at a repository that already exists, after checking it",
    examples: [
      ["hf-dataset-setup use runs", "your own repository USERNAME/runs"],
      ["hf-dataset-setup use acme/runs --env-file train/.env", "another env file"],
      ["hf-dataset-setup use evals --var EVAL_DATASET_REPO", "one more variable in the same file"],
      ["hf-dataset-setup use runs --space ada/dashboard", "set it on that Space too"],
    ],
  },
  {
    name: "configure",
    words: [{ name: "REPO", required: true }],
    help: "Change what an existing repository is like: visibility, gate, license, tags, card",
    examples: [
      ["hf-dataset-setup configure runs --private", "only you can see USERNAME/runs"],
      ["hf-dataset-setup configure acme/runs --gated manual", "readers must ask, and you decide"],
      ["hf-dataset-setup configure runs --license mit --tag nlp", "edit the card, nothing else in it"],
      ["hf-dataset-setup configure runs --public --dry-run", "show old and new, change nothing"],
    ],
  },
  {
    name: "share",
    words: [{ name: "REPO", required: true }],
    help: "Tell who can read a repository and why; gate it, let people in, answer requests",
    examples: [
      ["hf-dataset-setup share runs", "who can read and write USERNAME/runs, and what can be done"],
      ["hf-dataset-setup share runs --gated manual", "readers must ask, and you decide"],
      ["hf-dataset-setup share runs --grant ada --grant grace", "let two people in who have not asked"],
      ["hf-dataset-setup share runs --requests pending", "who waits; in a pipe, one name a line"],
      ["hf-dataset-setup share runs --accept @names.txt", "accept those in a file, one name a line"],
      ["hf-dataset-setup share runs --reject-all --reason 'Course is over'", "reject all who wait"],
    ],
  },
  {
    name: "apply",
    words: [{ name: "PLAN", required: true }],
    help: "Bring about what a plan file says of many repositories; never deletes",
    examples: [
      ["hf-dataset-setup apply plan.json", "compare with the Hub, show, ask, create and change"],
      ["hf-dataset-setup apply plan.json --check", "for CI: exit 5 when something would change"],
      ["hf-dataset-setup apply plan.json --dry-run", "show what would happen"],
      ["hf-dataset-setup apply plan.json --yes --concurrency 4", "ask nothing, four at a time"],
    ],
  },
  {
    name: "env",
    words: [],
    help: "Print the variables of the env file for a shell to take over",
    examples: [
      ['eval "$(hf-dataset-setup env)"', "sh, bash, zsh"],
      ["hf-dataset-setup env --output fish | source", "fish"],
      ["hf-dataset-setup env --output powershell | Out-String | Invoke-Expression", "PowerShell"],
    ],
  },
  {
    name: "doctor",
    words: [],
    help: "Check everything, change nothing, say what to do",
    examples: [
      ["hf-dataset-setup doctor", "token, network, rights, env file and the dataset that it names"],
      ["hf-dataset-setup doctor --quiet", "only what is not good"],
      ["hf-dataset-setup doctor --output json", "the findings for a program"],
    ],
  },
  {
    name: "trackio",
    words: [{ name: "SPACE", required: false }],
    help:
      "Set up Trackio: a Space that shows runs, a Bucket that stores them, TRACKIO_SPACE_ID in the env file",
    examples: [
      ["hf-dataset-setup trackio", "your own Space USERNAME/trackio"],
      ["hf-dataset-setup trackio acme/trackio --private", "an organization's, only for its members"],
      ["hf-dataset-setup trackio --dry-run", "check everything, change nothing"],
      ["hf-dataset-setup doctor --trackio", "check what was set up"],
    ],
  },
  {
    name: "completions",
    words: [{ name: "SHELL", required: true }],
    help: "Print the completions for a shell: bash, zsh, fish or powershell",
    examples: [
      ['eval "$(hf-dataset-setup completions bash)"', "bash, in ~/.bashrc"],
      ['eval "$(hf-dataset-setup completions zsh)"', "zsh, in ~/.zshrc below compinit"],
      ["hf-dataset-setup completions fish | source", "fish, in ~/.config/fish/config.fish"],
      [
        "hf-dataset-setup completions powershell | Out-String | Invoke-Expression",
        "PowerShell, in the file $PROFILE names",
      ],
    ],
  },
] as const satisfies readonly CommandRow[];

/** The name of a command. */
export type CommandName = typeof COMMANDS[number]["name"];
