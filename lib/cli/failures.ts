import { errorRow, failuresOf, PROGRAM } from "./failure.ts";
import { DEFAULT_COMMAND } from "./commands.ts";

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

/** What is wrong with the command line. */
export const CLI_FAILURES = {
  option_unknown: errorRow<
    { option: string; nearest: string | undefined; command: string; takenBy?: readonly string[] }
  >({
    exit: 2,
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
    message: ({ option }) => `Option "--${option}" was given without a value`,
    hint: ({ option, value }) =>
      `Write it as --${option} ${value}, or --${option}=${value} when the value begins with a dash`,
  }),
  option_value_unexpected: errorRow<{ option: string }>({
    exit: 2,
    message: ({ option }) => `Option "--${option}" takes no value`,
    hint: ({ option }) => `Write just --${option}`,
  }),
  option_value_invalid: errorRow<
    { option: string; value: string; expected: string; nearest?: string | undefined }
  >({
    exit: 2,
    message: ({ option, value }) => `Option "--${option}" does not take the value "${value}"`,
    hint: ({ nearest, expected }) =>
      `${nearest === undefined ? "" : `Did you mean "${nearest}"? `}It takes ${expected}`,
  }),
  option_repeated: errorRow<{ option: string }>({
    exit: 2,
    message: ({ option }) => `Option "--${option}" was given more than once`,
    hint: ({ option }) => `Keep one --${option}`,
  }),
  options_conflict: errorRow<{ first: string; second: string }>({
    exit: 2,
    message: ({ first, second }) => `${first} and ${second} exclude each other`,
    hint: () => "Keep one of them",
  }),
  command_unknown: errorRow<{ command: string; nearest: string | undefined }>({
    exit: 2,
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
    message: ({ argument, command }) => `Command "${command}" needs ${argument}`,
    hint: ({ argument, command }) => `Write it as ${PROGRAM} ${command} ${argument}`,
  }),
  argument_unexpected: errorRow<{ argument: string; command: string }>({
    exit: 2,
    message: ({ argument }) => `Unexpected argument "${argument}"`,
    hint: ({ command }) => `See "${helpLine(command)}"`,
  }),
  shell_unknown: errorRow<{ shell: string; nearest: string | undefined }>({
    exit: 2,
    message: ({ shell }) => `There are no completions for the shell "${shell}"`,
    hint: ({ nearest }) =>
      nearest === undefined
        ? `Write it as ${PROGRAM} completions SHELL; SHELL is bash, zsh, fish or powershell`
        : `Did you mean "${nearest}"?`,
  }),
  space_id_invalid: errorRow<{ text: string }>({
    exit: 2,
    message: ({ text }) => `"${text}" cannot be the name of a Space`,
    hint: () => "Give OWNER/NAME, as in --space ada/dashboard",
  }),
  space_variable_name_invalid: errorRow<{ name: string }>({
    exit: 2,
    message: ({ name }) => `A Space takes no variable with the name "${name}"`,
    hint: () => "Use a name that begins with a letter, or leave --space out",
  }),
};

/** Makes one of {@linkcode CLI_FAILURES}. */
export const cliFailure = failuresOf(CLI_FAILURES);
