import { DEFAULT_COMMAND, errorRow, failuresOf, PROGRAM } from "./failure.ts";

/** What is said of a word that another tool knows. */
interface Pointer {
  readonly hint: string;
  readonly next: readonly string[];
}

function commandLine(command: string): string {
  return command === DEFAULT_COMMAND ? PROGRAM : `${PROGRAM} ${command}`;
}

function helpLine(command: string): string {
  return `${commandLine(command)} --help`;
}

function didYouMean(nearest: string | undefined, otherwise: string): string {
  return nearest === undefined ? otherwise : `Did you mean "${nearest}"?`;
}

/** What the words behind a command look like; where they are anyone's own, they are named. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  PLAN: ["--example > plan.json", "plan.json"],
  SHELL: ["bash", "zsh", "fish", "powershell"],
};

export const cliFailure = failuresOf(() => ({
  option_unknown: errorRow<{
    option: string;
    command: string;
    nearest?: string | undefined;
    takenBy?: readonly string[];
    pointer?: Pointer | undefined;
  }>({
    exit: 2,
    message: ({ option, command, takenBy }) =>
      takenBy === undefined
        ? `Unknown option "${option}"`
        : command === DEFAULT_COMMAND
        ? `${option} needs a command`
        : `${option} is not an option of ${command}`,
    hint: ({ nearest, command, takenBy, pointer }) =>
      pointer?.hint ??
        (takenBy === undefined
          ? didYouMean(nearest, "To see all options:")
          : `It is an option of ${takenBy.join(", ")}; to see those of ${command}:`),
    next: ({ nearest, command, pointer }) =>
      pointer?.next ?? (nearest === undefined ? [helpLine(command)] : [`${commandLine(command)} ${nearest}`]),
  }),
  option_value_missing: errorRow<{ option: string; value: string; expected?: string | undefined }>({
    exit: 2,
    message: ({ option }) => `--${option} needs a value`,
    hint: ({ option, value, expected }) =>
      expected !== undefined
        ? `Use ${expected}`
        : `Write --${option} ${value}, or --${option}=${value} if the value starts with a dash`,
  }),
  option_value_unexpected: errorRow<{ option: string }>({
    exit: 2,
    message: ({ option }) => `--${option} takes no value`,
    hint: ({ option }) => `Write --${option} alone`,
  }),
  option_value_invalid: errorRow<
    { option: string; value: string; expected: string; nearest?: string | undefined }
  >({
    exit: 2,
    message: ({ option, value }) => `Invalid value "${value}" for --${option}`,
    hint: ({ nearest, expected }) => didYouMean(nearest, `Use ${expected}`),
  }),
  environment_value_invalid: errorRow<{ variable: string; value: string; expected: string }>({
    exit: 2,
    message: ({ variable, value }) => `Invalid value "${value}" in ${variable}`,
    hint: ({ expected }) => `Use ${expected}, or unset it`,
  }),
  option_repeated: errorRow<{ option: string }>({
    exit: 2,
    message: ({ option }) => `--${option} was given more than once`,
    hint: ({ option }) => `Give --${option} once`,
  }),
  options_conflict: errorRow<{ first: string; second: string }>({
    exit: 2,
    message: ({ first, second }) => `${first} and ${second} cannot be used together`,
    hint: () => "Leave one of them out",
  }),
  command_unknown: errorRow<
    { command: string; nearest: string | undefined; pointer?: Pointer | undefined; canBeName?: boolean }
  >({
    exit: 2,
    message: ({ command }) => `Unknown command "${command}"`,
    hint: ({ command, nearest, pointer, canBeName }) =>
      pointer?.hint ??
        (nearest === undefined
          ? canBeName ? `To use a dataset named ${command}, or to see all commands:` : "To see all commands:"
          : "Did you mean:"),
    next: ({ command, nearest, pointer, canBeName }) =>
      pointer?.next ??
        (nearest === undefined
          ? [...(canBeName ? [`${PROGRAM} --name ${command}`] : []), helpLine(DEFAULT_COMMAND)]
          : [`${PROGRAM} ${nearest}`]),
  }),
  argument_missing: errorRow<{ argument: string; command: string }>({
    exit: 2,
    message: ({ argument, command }) => `${command} needs ${argument}`,
    hint: ({ argument }) =>
      argument === "PLAN" ? "To make one to start from, and to apply it:" : "For example:",
    next: ({ argument, command }) =>
      (EXAMPLES[argument] ?? [argument]).map((words) => `${PROGRAM} ${command} ${words}`),
  }),
  argument_unexpected: errorRow<{ argument: string; command: string }>({
    exit: 2,
    message: ({ argument }) => `Unexpected argument "${argument}"`,
    hint: () => "To see the usage:",
    next: ({ command }) => [helpLine(command)],
  }),
  topic_unknown: errorRow<{ topic: string; nearest: string | undefined }>({
    exit: 2,
    message: ({ topic }) => `There is no help for "${topic}"`,
    hint: ({ nearest }) => nearest === undefined ? "To see all commands and topics:" : "Did you mean:",
    next: ({ nearest }) => [nearest === undefined ? helpLine(DEFAULT_COMMAND) : `${PROGRAM} help ${nearest}`],
  }),
  shell_unknown: errorRow<{ shell: string; nearest: string | undefined }>({
    exit: 2,
    message: ({ shell }) => `There are no completions for "${shell}"`,
    hint: ({ nearest }) => didYouMean(nearest, "Use bash, zsh, fish or powershell"),
    next: ({ nearest }) => nearest === undefined ? [] : [`${PROGRAM} completions ${nearest}`],
  }),
  space_id_invalid: errorRow<{ text: string }>({
    exit: 2,
    message: ({ text }) => `Invalid Space "${text}"`,
    hint: () => "Use OWNER/NAME, such as ada/dashboard",
  }),
  space_variable_name_invalid: errorRow<{ name: string }>({
    exit: 2,
    message: ({ name }) => `A Space cannot have a variable named "${name}"`,
    hint: () => "Use a name that starts with a letter, or leave --space out",
  }),
}));
