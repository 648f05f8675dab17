import { errorRow, failuresOf } from "../cli/failure.ts";

/** What a failure of one file needs to be told. */
interface PathDetails {
  readonly path: string;
}

/** A place in a file that stands against editing it. */
interface LineDetails extends PathDetails {
  readonly line: number;
}

/** What is wrong with the env file. */
export const ENV_FILE_FAILURES = {
  variable_name_invalid: errorRow<{ name: string }>({
    exit: 2,
    message: ({ name }) => `"${name}" cannot be the name of a variable`,
    hint: () =>
      "Use letters, digits and underscores, not beginning with a digit, as in --var TRACKIO_DATASET_REPO",
  }),
  variable_reserved: errorRow<{ name: string }>({
    exit: 2,
    message: ({ name }) => `${name} is not set to a repository: programs expect something else there`,
    hint: () => "Use another name, as in --var TRACKIO_DATASET_REPO",
  }),
  variable_holds_other: errorRow<{ name: string; holds: string }>({
    exit: 2,
    message: ({ name, holds }) => `${name} is Trackio's own and holds ${holds}, not a dataset`,
    hint: ({ name }) =>
      name === "TRACKIO_SPACE_ID"
        ? "Name the Space with --space OWNER/NAME, and the variable gets that; or use another variable"
        : "Use another variable, as in --var TRACKIO_DATASET_REPO",
  }),
  env_file_is_not_a_file: errorRow<PathDetails & { readonly kind: string }>({
    exit: 7,
    message: ({ path, kind }) => `The env file "${path}" is ${kind}, not a file`,
    hint: () => "Give another path with --env-file, or leave the file out with --no-env-file",
  }),
  env_file_link_broken: errorRow<PathDetails>({
    exit: 7,
    message: ({ path }) => `The env file "${path}" is a symbolic link that leads to no file`,
    hint: () => "Remove the link or create the file that it points to, then run the command again",
  }),
  env_file_folder_missing: errorRow<PathDetails & { readonly folder: string }>({
    exit: 7,
    message: ({ path, folder }) => `The env file "${path}" cannot be written: there is no folder "${folder}"`,
    hint: () => "Create the folder, or give another path with --env-file",
  }),
  env_file_not_readable: errorRow<PathDetails & { readonly reason: string }>({
    exit: 7,
    message: ({ path, reason }) => `The env file "${path}" could not be read: ${reason}`,
    hint: () => "Check the file's permissions, or give another path with --env-file",
  }),
  env_file_not_writable: errorRow<PathDetails & { readonly reason: string }>({
    exit: 7,
    message: ({ path, reason }) => `The env file "${path}" could not be written: ${reason}`,
    hint: () =>
      "The file is as it was; check the permissions of the file and its folder, or give another path with --env-file",
  }),
  env_file_not_granted: errorRow<
    PathDetails & { readonly access: "read" | "write"; readonly needed: readonly string[] }
  >({
    exit: 7,
    message: ({ path, access }) => `Deno was started without ${access} permission for "${path}"`,
    hint: ({ needed }) =>
      `Name in --allow-read and in --allow-write: ${
        needed.join(",")
      }; or leave the file out (--no-env-file, or no variables in a plan)`,
  }),
  env_file_disk_full: errorRow<PathDetails>({
    exit: 7,
    message: ({ path }) => `The env file "${path}" could not be written: no space is left`,
    hint: () => "The file is as it was; free some space and run the command again",
  }),
  env_file_too_large: errorRow<PathDetails & { readonly limit: string }>({
    exit: 7,
    message: ({ path, limit }) => `The env file "${path}" is larger than ${limit}`,
    hint: () => "Check that --env-file names the right file",
  }),
  env_file_not_text: errorRow<LineDetails & { readonly reason: string }>({
    exit: 7,
    message: ({ path, line, reason }) =>
      `The env file "${path}" is not plain text: line ${line} holds ${reason}`,
    hint: () => "The file is as it was; save it as UTF-8 in an editor, or give another path with --env-file",
  }),
  env_file_quote_open: errorRow<LineDetails & { readonly quote: string }>({
    exit: 7,
    message: ({ path, line, quote }) =>
      `The env file "${path}" opens a ${quote} on line ${line} and never closes it`,
    hint: ({ line }) => `The file is as it was; close the quote on line ${line}, then run the command again`,
  }),
  env_file_ambiguous: errorRow<LineDetails & { readonly name: string; readonly reason: string }>({
    exit: 7,
    message: ({ path, line, name, reason }) =>
      `Line ${line} of the env file "${path}" is read differently by different programs (${reason}), so ${name} cannot be set safely`,
    hint: ({ line, name }) =>
      `The file is as it was; write line ${line} in a plainer way, or set ${name} by hand and use --no-env-file`,
  }),
  env_value_not_portable: errorRow<{ readonly name: string; readonly reason: string }>({
    exit: 7,
    message: ({ name, reason }) =>
      `The value for ${name} cannot be written to an env file: it holds ${reason}`,
    hint: ({ name }) => `Set ${name} in the environment instead, and use --no-env-file`,
  }),
  env_file_busy: errorRow<PathDetails & { readonly lock: string; readonly seconds: number }>({
    exit: 7,
    message: ({ path, seconds }) => `The env file "${path}" was in use by another run for ${seconds} seconds`,
    hint: ({ lock }) => `Wait for the other run to end; when none is running, remove "${lock}"`,
  }),
  env_file_side_file_foreign: errorRow<PathDetails & { readonly kind: string }>({
    exit: 7,
    message: ({ path, kind }) => `"${path}" is ${kind}, and stands in the way of writing the env file`,
    hint: ({ path }) => `Look at "${path}" and move it away, then run the command again`,
  }),
  env_file_changed_meanwhile: errorRow<PathDetails & { readonly how: string }>({
    exit: 7,
    message: ({ path, how }) => `The env file "${path}" ${how} while it was being written`,
    hint: () => "Nothing was overwritten; see what changed it, then run the command again",
  }),
  env_file_not_kept: errorRow<PathDetails & { readonly name: string }>({
    exit: 7,
    message: ({ path, name }) =>
      `The env file "${path}" was written, but reading it back does not give the value of ${name}`,
    hint: ({ path, name }) => `Look at ${name} in "${path}"; another program may have changed it`,
  }),
  env_file_tracked: errorRow<PathDetails & { readonly command: string }>({
    exit: 7,
    message: ({ path }) => `The token was not saved: git tracks "${path}"`,
    hint: ({ command }) =>
      `Give another file with --env-file, or add this one to .gitignore and stop tracking it: ${command}`,
    next: ({ command }) => [command],
  }),
  env_file_git_unclear: errorRow<PathDetails & { readonly reason: string; readonly command: string }>({
    exit: 7,
    message: ({ path, reason }) =>
      `The token was not saved: whether git tracks "${path}" could not be found out (${reason})`,
    hint: () => "Give another file with --env-file, or leave out --save-token",
    next: ({ command }) => [command],
  }),
};

/** Makes one of {@linkcode ENV_FILE_FAILURES}. */
export const envFileFailure = failuresOf(ENV_FILE_FAILURES);
