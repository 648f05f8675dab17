import { PROGRAM } from "../cli/options.ts";
import { errorRow } from "../cli/failure.ts";

/** What goes wrong when the result is handed to a shell, a workflow or stdout. */
export const HAND_OFF_ERRORS = {
  variable_not_set: errorRow<{ name: string; path: string }>({
    exit: 7,
    meaning: "The env file does not have the variable, so there is nothing to print.",
    remedy: "Run the set-up first, or name another file or variable with --env-file or --var.",
    message: ({ name, path }) => `${name} is not set in "${path}"`,
    hint: () => `Run ${PROGRAM} first, or name another file or variable with --env-file or --var`,
    next: () => [PROGRAM],
  }),
  workflow_file_missing: errorRow<{ name: string }>({
    exit: 2,
    meaning: "--output github was given outside a GitHub Actions workflow.",
    remedy: "Use another --output there.",
    message: ({ name }) => `"--output github" needs ${name}, which is not set`,
    hint: () => "It works inside a GitHub Actions workflow; use another --output elsewhere",
  }),
  workflow_file_not_written: errorRow<{ name: string; path: string; problem: string }>({
    exit: 7,
    meaning: "The file by which a GitHub Actions workflow takes variables over could not be written.",
    remedy: "Check that the step runs on the runner itself, where the file is.",
    message: ({ name, path, problem }) => `Cannot add to the file of ${name}, "${path}": ${problem}`,
    hint: () => "Check that this step may write to that file, or use --output sh",
  }),
  variable_holds_token: errorRow<{ name: string; path: string }>({
    exit: 2,
    meaning: "The variable holds a token, and tokens are not printed.",
    remedy: "Let the program that needs it read the env file itself.",
    message: ({ name, path }) => `${name} in "${path}" holds a token, and tokens are not printed`,
    hint: () =>
      "Name variables that hold repositories with --var; let programs read a token from the file itself",
  }),
  result_withheld: errorRow<Record<string, never>>({
    exit: 7,
    meaning: "The result would have shown a token on stdout, so it was not written.",
    remedy: "Look for a token in the names and values in use, and revoke it.",
    message: () => "The result holds a token and was not written to stdout",
    hint: () => "Look for a token among the names and values in use; whoever may have seen it: revoke it",
  }),
  output_not_written: errorRow<{ problem: string }>({
    exit: 7,
    meaning: "The result could not be written to stdout; what it tells was done all the same.",
    remedy: "Free the disk or the pipe behind stdout and run it again.",
    message: ({ problem }) => `Cannot write the result to stdout: ${problem}`,
    hint: () => "What the lines above say was done; free the disk behind stdout and run it again",
  }),
};
