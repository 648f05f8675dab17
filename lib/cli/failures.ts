import { DEFAULT_COMMAND, failuresOf, PROGRAM } from "./failure.ts";

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
  option_unknown: ({ option, command, takenBy, nearest, pointer }: {
    option: string;
    command: string;
    nearest?: string | undefined;
    takenBy?: readonly string[];
    pointer?: Pointer | undefined;
  }) => ({
    exitCode: 2,
    message: takenBy === undefined
      ? `Unknown option "${option}"`
      : command === DEFAULT_COMMAND
      ? `${option} needs a command`
      : `${option} is not an option of ${command}`,
    hint: pointer?.hint ??
      (takenBy === undefined
        ? didYouMean(nearest, "To see all options:")
        : `It is an option of ${takenBy.join(", ")}; to see those of ${command}:`),
    next: pointer?.next ??
      (nearest === undefined ? [helpLine(command)] : [`${commandLine(command)} ${nearest}`]),
  }),
  option_value_missing: (
    { option, value, expected }: { option: string; value: string; expected?: string | undefined },
  ) => ({
    exitCode: 2,
    message: `--${option} needs a value`,
    hint: expected !== undefined
      ? `Use ${expected}`
      : `Write --${option} ${value}, or --${option}=${value} if the value starts with a dash`,
  }),
  option_value_unexpected: ({ option }: { option: string }) => ({
    exitCode: 2,
    message: `--${option} takes no value`,
    hint: `Write --${option} alone`,
  }),
  option_value_invalid: (
    { option, value, nearest, expected }: {
      option: string;
      value: string;
      expected: string;
      nearest?: string | undefined;
    },
  ) => ({
    exitCode: 2,
    message: `Invalid value "${value}" for --${option}`,
    hint: didYouMean(nearest, `Use ${expected}`),
  }),
  environment_value_invalid: (
    { variable, value, expected }: { variable: string; value: string; expected: string },
  ) => ({
    exitCode: 2,
    message: `Invalid value "${value}" in ${variable}`,
    hint: `Use ${expected}, or unset it`,
  }),
  option_repeated: ({ option }: { option: string }) => ({
    exitCode: 2,
    message: `--${option} was given more than once`,
    hint: `Give --${option} once`,
  }),
  options_conflict: ({ first, second }: { first: string; second: string }) => ({
    exitCode: 2,
    message: `${first} and ${second} cannot be used together`,
    hint: "Leave one of them out",
  }),
  command_unknown: (
    { command, nearest, pointer, canBeName }: {
      command: string;
      nearest: string | undefined;
      pointer?: Pointer | undefined;
      canBeName?: boolean;
    },
  ) => ({
    exitCode: 2,
    message: `Unknown command "${command}"`,
    hint: pointer?.hint ??
      (nearest === undefined
        ? canBeName ? `To use a dataset named ${command}, or to see all commands:` : "To see all commands:"
        : "Did you mean:"),
    next: pointer?.next ??
      (nearest === undefined
        ? [...(canBeName ? [`${PROGRAM} --name ${command}`] : []), helpLine(DEFAULT_COMMAND)]
        : [`${PROGRAM} ${nearest}`]),
  }),
  argument_missing: ({ argument, command }: { argument: string; command: string }) => ({
    exitCode: 2,
    message: `${command} needs ${argument}`,
    hint: argument === "PLAN" ? "To make one to start from, and to apply it:" : "For example:",
    next: (EXAMPLES[argument] ?? [argument]).map((words) => `${PROGRAM} ${command} ${words}`),
  }),
  argument_unexpected: ({ argument, command }: { argument: string; command: string }) => ({
    exitCode: 2,
    message: `Unexpected argument "${argument}"`,
    hint: "To see the usage:",
    next: [helpLine(command)],
  }),
  topic_unknown: ({ topic, nearest }: { topic: string; nearest: string | undefined }) => ({
    exitCode: 2,
    message: `There is no help for "${topic}"`,
    hint: nearest === undefined ? "To see all commands and topics:" : "Did you mean:",
    next: [nearest === undefined ? helpLine(DEFAULT_COMMAND) : `${PROGRAM} help ${nearest}`],
  }),
  shell_unknown: ({ shell, nearest }: { shell: string; nearest: string | undefined }) => ({
    exitCode: 2,
    message: `There are no completions for "${shell}"`,
    hint: didYouMean(nearest, "Use bash, zsh, fish or powershell"),
    next: nearest === undefined ? [] : [`${PROGRAM} completions ${nearest}`],
  }),
  space_id_invalid: ({ text }: { text: string }) => ({
    exitCode: 2,
    message: `Invalid Space "${text}"`,
    hint: "Use OWNER/NAME, such as ada/dashboard",
  }),
  space_variable_name_invalid: ({ name }: { name: string }) => ({
    exitCode: 2,
    message: `A Space cannot have a variable named "${name}"`,
    hint: "Use a name that starts with a letter, or leave --space out",
  }),
}));
