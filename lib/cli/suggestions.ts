import { nearest } from "../ports/text.ts";
import { maskUnknownWord } from "../account/token.ts";
import { DEFAULT_COMMAND, type Failure } from "./failure.ts";
import { cliFailure } from "./failures.ts";
import { choicesOf, type CommandName, COMMANDS, type OptionRow, optionsOf } from "./options.ts";

/** Commands and options as gh, git, hf, npm and others have them: none of them becomes a dataset. */
export const FOREIGN_WORDS: readonly (readonly [words: string, hint: string, ...next: string[]])[] = [
  [
    "init create new add repo",
    "To create a dataset, run it without a command:",
    "hf-dataset-setup --name NAME",
  ],
  ["login auth", "This program uses HF_TOKEN or the login of hf; to log in:", "hf auth login"],
  ["logout", "This program has no login of its own; to log out of hf:", "hf auth logout"],
  ["ls repos dataset datasets", "To list your datasets:", "hf-dataset-setup list"],
  ["delete remove rm", "This program never deletes; delete a dataset on its settings page"],
  [
    "upload push sync",
    "This program uploads only what a new dataset starts with; to upload files:",
    "hf upload",
  ],
  ["download pull clone", "This program downloads nothing; to download files:", "hf download"],
  ["version", "To show the version:", "hf-dataset-setup --version"],
  [
    "update upgrade",
    "To update, install it again the way you installed it; to show the version:",
    "hf-dataset-setup --version",
  ],
  ["status check info show", "To check everything:", "hf-dataset-setup doctor"],
  ["config set edit settings", "To change the settings of a dataset:", "hf-dataset-setup configure --help"],
  ["access grant invite", "To show who can read a dataset:", "hf-dataset-setup share --help"],
  ["user account", "To show whose token this is:", "hf-dataset-setup whoami"],
  ["switch select", "To use another dataset:", "hf-dataset-setup use REPO"],
  ["plan", "To compare a plan file with the Hub:", "hf-dataset-setup apply PLAN --dry-run"],
  ["completion", "To print the completion script:", "hf-dataset-setup completions SHELL"],
  ["--json", "Use --output json instead"],
  ["--format -o", "Use --output instead"],
  [
    "--token -t",
    "Arguments show up in ps and in your shell history: use HF_TOKEN, --token-stdin or --token-file instead",
  ],
  ["-V", "Use --version instead"],
  ["--repo --repo-id", "Use --name instead"],
  ["--owner --organization --namespace", "Use --org instead"],
  ["--visibility", "Use --private or --public instead"],
  ["--force -f --no-input --non-interactive --no-interactive", "Use --yes instead"],
  ["--silent", "Use --quiet instead"],
  ["--debug", "Use --verbose instead"],
  ["--file", "Use --env-file instead"],
  ["--exist-ok", "An existing dataset is always reused; leave the option out"],
];

/** What is said of a word that another tool knows: a sentence, and commands where it ends with a colon. */
function pointerTo(word: string): { hint: string; next: readonly string[] } | undefined {
  const [, hint, ...next] = FOREIGN_WORDS.find(([words]) => words.split(" ").includes(word)) ?? [];
  return hint === undefined ? undefined : { hint, next };
}

/** The failure for a dashed word that is not in the table, among the words of a command line. */
export function optionUnknown(option: string, words: readonly string[]): Failure {
  const command = COMMANDS.find(({ name }) => words.includes(name))?.name ?? DEFAULT_COMMAND;
  return cliFailure("option_unknown", {
    option: maskUnknownWord(option),
    nearest: nearest(option, optionsOf(command).map(({ name }) => `--${name}`)),
    command,
    pointer: pointerTo(option),
  });
}

export function commandUnknown(word: string): Failure {
  const command = maskUnknownWord(word);
  return cliFailure("command_unknown", {
    command,
    nearest: nearest(word, COMMANDS.map((row) => row.name)),
    pointer: pointerTo(word.toLowerCase()),
    canBeName: command === word && /^(?:[\w.-]+\/)?[\w.-]+$/.test(word),
  });
}

export function choiceInvalid(row: OptionRow, command: CommandName, value: string): Failure {
  const choices = choicesOf(row, command) ?? [];
  const where = choices === row.choices ? "" : ` with ${command}`;
  return cliFailure("option_value_invalid", {
    option: row.name,
    value: maskUnknownWord(value),
    expected: `${oneOf(choices)}${where}`,
    nearest: nearest(value, choices),
  });
}

/** The failure for an option without its value: it names the values, where they are few. */
export function valueMissing({ name, choices }: OptionRow, value: string): Failure {
  return cliFailure("option_value_missing", {
    option: name,
    value,
    expected: choices === undefined ? undefined : oneOf(choices),
  });
}

function oneOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
