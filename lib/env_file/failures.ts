import { dirname } from "node:path";
import { errorRow, Failure, failuresOf } from "../cli/failure.ts";
import { errorCodeOf, errorNameOf, isSystemError, systemProblem } from "../ports/file_errors.ts";

/** What is wrong with the env file. */
export const envFileFailure = failuresOf(() => ({
  variable_name_invalid: errorRow<{ name: string }>({
    exit: 2,
    message: ({ name }) => `Invalid variable name "${name}"`,
    hint: () =>
      "Use letters, digits and underscores, as in --var TRACKIO_DATASET_REPO; do not start with a digit",
  }),
  variable_reserved: errorRow<{ name: string }>({
    exit: 2,
    message: ({ name }) =>
      `${name} cannot name a repository, because other programs use it for something else`,
    hint: () => "Use another name, as in --var TRACKIO_DATASET_REPO",
  }),
  variable_holds_other: errorRow<{ name: string }>({
    exit: 2,
    message: ({ name }) => `${name} belongs to Trackio, and does not name a dataset`,
    hint: ({ name }) =>
      name === "TRACKIO_SPACE_ID"
        ? "Use --space OWNER/NAME to name the Space, or use another variable"
        : "Use another variable, as in --var TRACKIO_DATASET_REPO",
  }),
  env_file_is_not_a_file: errorRow<{ path: string; kind: string }>({
    exit: 7,
    message: ({ path, kind }) => `The env file "${path}" is ${kind}, not a file`,
    hint: () => "Choose another path with --env-file, or use --no-env-file",
  }),
  env_file_link_broken: errorRow<{ path: string }>({
    exit: 7,
    message: ({ path }) => `The env file "${path}" is a symbolic link to a file that does not exist`,
    hint: () => "Remove the link or create its target, then run it again",
  }),
  env_file_folder_missing: errorRow<{ path: string; folder: string }>({
    exit: 7,
    message: ({ path, folder }) => `Cannot write the env file "${path}": there is no folder "${folder}"`,
    hint: () => "Create the folder, or choose another path with --env-file",
  }),
  env_file_not_readable: errorRow<{ path: string; reason: string }>({
    exit: 7,
    message: ({ path, reason }) => `Cannot read the env file "${path}": ${reason}`,
    hint: () => "Check the file's permissions, or choose another path with --env-file",
  }),
  env_file_not_writable: errorRow<{ path: string; reason: string }>({
    exit: 7,
    message: ({ path, reason }) => `Cannot write the env file "${path}": ${reason}`,
    hint: () =>
      "Check the permissions of the file and its folder, or choose another path with --env-file; the file is unchanged",
  }),
  env_file_not_granted: errorRow<{ path: string; access: string; needed: readonly string[] }>({
    exit: 7,
    message: ({ path, access }) => `Deno was started without ${access} permission for "${path}"`,
    hint: ({ needed }) =>
      `Add these to --allow-read and --allow-write, or use --no-env-file: ${needed.join(",")}`,
  }),
  env_file_disk_full: errorRow<{ path: string }>({
    exit: 7,
    message: ({ path }) =>
      `Cannot write the env file "${path}": no space is left on the disk or in your quota`,
    hint: () => "Free some space and run it again; the file is unchanged",
  }),
  env_file_too_large: errorRow<{ path: string; limit: string }>({
    exit: 7,
    message: ({ path, limit }) => `The env file "${path}" is larger than ${limit}`,
    hint: () => "Check that --env-file names the right file",
  }),
  env_file_not_text: errorRow<{ path: string; line: number; reason: string }>({
    exit: 7,
    message: ({ path, line, reason }) =>
      `The env file "${path}" is not plain text: line ${line} has ${reason}`,
    hint: () => "Save it as UTF-8, or choose another path with --env-file; the file is unchanged",
  }),
  env_file_ambiguous: errorRow<{ path: string; line: number; name: string; reason: string }>({
    exit: 7,
    message: ({ path, line, name, reason }) =>
      `Line ${line} of the env file "${path}" conflicts with ${name}: ${reason}`,
    hint: ({ line, name }) =>
      `Make line ${line} a plain NAME=value, or set ${name} yourself and use --no-env-file; the file is unchanged`,
  }),
  env_value_not_portable: errorRow<{ name: string; reason: string }>({
    exit: 7,
    message: ({ name, reason }) => `The value of ${name} cannot be written to an env file: it has ${reason}`,
    hint: ({ name }) => `Set ${name} in the environment instead, and use --no-env-file`,
  }),
  env_file_side_file_foreign: errorRow<{ path: string; kind: string }>({
    exit: 7,
    message: ({ path, kind }) => `Cannot write the env file, because "${path}" is ${kind}`,
    hint: ({ path }) => `Move "${path}" away, then run it again`,
  }),
}));

/** The two side files of an env file, which exist only while it is being written. */
export function sideFilesOf(target: string): { lock: string; draft: string } {
  return { lock: `${target}.hf-dataset-setup.lock`, draft: `${target}.hf-dataset-setup.tmp` };
}

/** What the system reported about the env file, as a failure; what is one already, or a defect, passes as it is. */
export function fileFailure(
  error: unknown,
  { path, doing }: { path: string; doing: "read" | "write" },
): unknown {
  if (error instanceof Failure || !isSystemError(error)) return error;
  const cause = { cause: error };
  switch (errorNameOf(error)) {
    case "NotCapable": {
      // Deno's sentence names the access and the file that are missing.
      const [, access = doing, missing = path] =
        /Requires (read|write) access to "([^"]+)"/.exec(error.message) ?? [];
      const needed = [path, ...Object.values(sideFilesOf(path))];
      return envFileFailure("env_file_not_granted", { path: missing, access, needed }, cause);
    }
    case "FilesystemLoop":
      return envFileFailure("env_file_link_broken", { path }, cause);
    case "NotFound":
    case "NotADirectory":
      return envFileFailure("env_file_folder_missing", { path, folder: dirname(path) }, cause);
    case "IsADirectory":
      return envFileFailure("env_file_is_not_a_file", { path, kind: "a folder" }, cause);
  }
  if (["ENOSPC", "EDQUOT"].includes(errorCodeOf(error))) {
    return envFileFailure("env_file_disk_full", { path }, cause);
  }
  const code = doing === "read" ? "env_file_not_readable" : "env_file_not_writable";
  return envFileFailure(code, { path, reason: systemProblem(error) }, cause);
}
