import { errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";

/** What goes wrong when variables are handed to a shell or a workflow. */
export const shellFailure = failuresOf(() => ({
  shell_value_impossible: errorRow<
    { readonly name: string; readonly format: string; readonly reason: string }
  >({
    exit: 7,
    message: ({ name, format, reason }) =>
      `The value of ${name} cannot be written for ${format}: it has ${reason}`,
    hint: () => "Choose another output format, such as --output json",
  }),
  variable_not_set: errorRow<{ name: string; path: string }>({
    exit: 7,
    message: ({ name, path }) => `${name} is not set in "${path}"`,
    hint: () => "Use another file or variable (--env-file, --var), or set up a dataset first:",
    next: () => [PROGRAM],
  }),
  workflow_file_missing: errorRow<{ name: string }>({
    exit: 2,
    message: ({ name }) => `"--output github" needs ${name}, which is not set`,
    hint: () => "Run it in a GitHub Actions workflow, or use another --output",
  }),
  workflow_file_not_written: errorRow<{ name: string; path: string; problem: string }>({
    exit: 7,
    message: ({ name, path, problem }) => `Cannot write to "${path}" (${name}): ${problem}`,
    hint: () => "Check the permissions of that file, or use --output sh",
  }),
  variable_holds_token: errorRow<{ name: string; path: string }>({
    exit: 2,
    message: ({ name, path }) => `${name} in "${path}" is a token, and tokens are never printed`,
    hint: () => "Use --var only with variables that name repositories",
  }),
}));
