import { DEFAULT_COMMAND, PROGRAM } from "../cli/options.ts";
import { errorRow } from "../cli/failure.ts";

/** How a command is called up. */
function commandLine(command: string): string {
  return command === DEFAULT_COMMAND ? PROGRAM : `${PROGRAM} ${command}`;
}

/** The line that shows a command's help. */
function helpLine(command: string): string {
  return `${commandLine(command)} --help`;
}

/** More of them in one sentence would help nobody. */
const MOST_COMMANDS_NAMED = 3;

function didYouMean(nearest: string | undefined, otherwise: string): string {
  return nearest === undefined ? otherwise : `Did you mean "${nearest}"?`;
}

/** What goes wrong on the command line itself. */
export const USAGE_ERRORS = {
  option_unknown: errorRow<
    { option: string; nearest: string | undefined; command: string; takenBy?: readonly string[] }
  >({
    exit: 2,
    meaning: "The command does not have such an option.",
    remedy: "Read the command's --help.",
    message: ({ option, command, takenBy }) =>
      takenBy === undefined
        ? `Unknown option "${option}"`
        : `"${commandLine(command)}" does not take the option "${option}"`,
    hint: ({ nearest, command, takenBy }) =>
      takenBy === undefined || takenBy.length > MOST_COMMANDS_NAMED
        ? didYouMean(nearest, `See "${helpLine(command)}" for its options`)
        : `It goes with ${takenBy.map((name) => `"${commandLine(name)}"`).join(", ")}; see "${
          helpLine(command)
        }"`,
  }),
  option_value_missing: errorRow<{ option: string; value: string }>({
    exit: 2,
    meaning: "An option that takes a value was given without one.",
    remedy: "Write the value after the option.",
    message: ({ option }) => `Option "--${option}" was given without a value`,
    hint: ({ option, value }) =>
      `Write it as --${option} ${value}, or --${option}=${value} when the value begins with a dash`,
  }),
  option_value_unexpected: errorRow<{ option: string }>({
    exit: 2,
    meaning: "An option that takes no value was given one.",
    remedy: "Leave the value out.",
    message: ({ option }) => `Option "--${option}" takes no value`,
    hint: ({ option }) => `Write just --${option}`,
  }),
  option_value_invalid: errorRow<
    { option: string; value: string; expected: string; nearest?: string | undefined }
  >({
    exit: 2,
    meaning: "An option does not take this value.",
    remedy: "Use one of the values that the message names.",
    message: ({ option, value }) => `Option "--${option}" does not take the value "${value}"`,
    hint: ({ nearest, expected }) =>
      `${nearest === undefined ? "" : `Did you mean "${nearest}"? `}It takes ${expected}`,
  }),
  option_repeated: errorRow<{ option: string }>({
    exit: 2,
    meaning: "An option that may be given once was given more than once.",
    remedy: "Give it once.",
    message: ({ option }) => `Option "--${option}" was given more than once`,
    hint: ({ option }) => `Keep one --${option}`,
  }),
  options_conflict: errorRow<{ first: string; second: string }>({
    exit: 2,
    meaning: "Two options exclude each other.",
    remedy: "Keep one of them.",
    message: ({ first, second }) => `${first} and ${second} exclude each other`,
    hint: () => "Keep one of them",
  }),
  command_unknown: errorRow<{ command: string; nearest: string | undefined }>({
    exit: 2,
    meaning: "There is no such command.",
    remedy: "Read --help; a repository name is given with --name.",
    message: ({ command }) => `Unknown command "${command}"`,
    hint: ({ command, nearest }) =>
      command === DEFAULT_COMMAND
        ? `Setting up is what it does without a command: ${PROGRAM}; for the commands: ${
          helpLine(DEFAULT_COMMAND)
        }`
        : didYouMean(
          nearest,
          `For a repository of that name: ${PROGRAM} --name ${command}; for the commands: ${
            helpLine(DEFAULT_COMMAND)
          }`,
        ),
  }),
  argument_missing: errorRow<{ argument: string; command: string }>({
    exit: 2,
    meaning: "The command needs a word that was not given.",
    remedy: "Read the command's --help.",
    message: ({ argument, command }) => `Command "${command}" needs ${argument}`,
    hint: ({ argument, command }) => `Write it as ${PROGRAM} ${command} ${argument}`,
  }),
  argument_unexpected: errorRow<{ argument: string; command: string }>({
    exit: 2,
    meaning: "The command was given one word too many.",
    remedy: "Read the command's --help.",
    message: ({ argument }) => `Unexpected argument "${argument}"`,
    hint: ({ command }) => `See "${helpLine(command)}"`,
  }),
  variable_name_invalid: errorRow<{ name: string }>({
    exit: 2,
    meaning: "The name given with --var cannot be the name of a variable.",
    remedy: "Use letters, digits and underscores, not beginning with a digit.",
    message: ({ name }) => `"${name}" cannot be the name of a variable`,
    hint: () =>
      "Use letters, digits and underscores, not beginning with a digit, as in --var TRACKIO_DATASET_REPO",
  }),
  variable_reserved: errorRow<{ name: string }>({
    exit: 2,
    meaning: "The variable named with --var holds something else that programs depend on.",
    remedy: "Use another name.",
    message: ({ name }) => `${name} is not set to a repository: programs expect something else there`,
    hint: () => "Use another name, as in --var TRACKIO_DATASET_REPO",
  }),
  repository_name_invalid: errorRow<{ name: string; problem: string }>({
    exit: 2,
    meaning: "The Hub takes no repository of this name.",
    remedy: "Use up to 96 letters, digits, dots, dashes and underscores.",
    message: ({ name, problem }) => `Repository name "${name}" cannot be used: ${problem}`,
    hint: () =>
      "Use up to 96 of the letters a-z and A-Z, digits, '-', '_' and '.', as in --name trackio-experiments or acme/runs",
  }),
  answer_needed: errorRow<{ question: string; option: string }>({
    exit: 2,
    meaning: "A question has nobody to answer it: this is no terminal, or --yes was given.",
    remedy: "Give the answer by the option that the hint names.",
    message: ({ question }) => `Nobody can be asked here: ${question}`,
    hint: ({ option }) => `Answer it on the command line: ${option}`,
  }),
  terminal_unusable: errorRow<Record<string, never>>({
    exit: 2,
    meaning:
      "The terminal cannot hide what is typed or read single keys (Git Bash on Windows without winpty).",
    remedy: "Answer by options, or use another terminal.",
    message: () => "This terminal cannot be asked questions",
    hint: () =>
      `Give the answers as options (see "${PROGRAM} --help"), run it as "winpty ${PROGRAM}", or use another terminal`,
  }),
  stdin_is_terminal: errorRow<Record<string, never>>({
    exit: 2,
    meaning: "--token-stdin was given at a terminal, where the token would be shown as it is typed.",
    remedy: "Leave the option out and be asked, or pipe the token in.",
    message: () =>
      "--token-stdin reads from a pipe, and standard input is the terminal, which would show the token",
    hint: () =>
      `Leave it out and be asked for the token hidden, or pipe it in: ${PROGRAM} --token-stdin < token.txt`,
  }),
  cancelled: errorRow<Record<string, never>>({
    exit: 130,
    meaning: "It was cancelled with Ctrl-C, or ended by a signal.",
    remedy: "Run it again; what was done is found and reused.",
    message: () => "Cancelled",
    hint: () => "Run it again to go on; what was done is found and reused",
  }),
  unforeseen: errorRow<{ message: string }>({
    exit: 1,
    meaning: "A defect of this program, or something that nobody foresaw.",
    remedy: "Run it again with --verbose and report what it prints; secrets are masked.",
    message: ({ message }) => `Unforeseen failure: ${message}`,
    hint: () => "Run it again with --verbose and report what it prints (secrets are masked)",
  }),
};
