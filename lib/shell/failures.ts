import { errorRow, failuresOf, PROGRAM } from "../cli/failure.ts";

/** What goes wrong when variables are handed to a shell or a workflow. */
export const shellFailure = failuresOf(() => ({
  shell_value_impossible: errorRow<
    { readonly name: string; readonly format: string; readonly reason: string }
  >({
    exit: 7,
    message: ({ name, format, reason }) =>
      `The value of ${name} cannot be written for ${format}: it holds ${reason}`,
    hint: () => "Choose another format with --output, for instance --output json",
  }),
  variable_not_set: errorRow<{ name: string; path: string }>({
    exit: 7,
    message: ({ name, path }) => `${name} is not set in "${path}"`,
    hint: () => `Run ${PROGRAM} first, or name another file or variable with --env-file or --var`,
    next: () => [PROGRAM],
  }),
  workflow_file_missing: errorRow<{ name: string }>({
    exit: 2,
    message: ({ name }) => `"--output github" needs ${name}, which is not set`,
    hint: () => "It works inside a GitHub Actions workflow; use another --output elsewhere",
  }),
  workflow_file_not_written: errorRow<{ name: string; path: string; problem: string }>({
    exit: 7,
    message: ({ name, path, problem }) => `Cannot add to the file of ${name}, "${path}": ${problem}`,
    hint: () => "Check that this step may write to that file, or use --output sh",
  }),
  variable_holds_token: errorRow<{ name: string; path: string }>({
    exit: 2,
    message: ({ name, path }) => `${name} in "${path}" holds a token, and tokens are not printed`,
    hint: () =>
      "Name variables that hold repositories with --var; let programs read a token from the file itself",
  }),
}));
