import { dirname } from "node:path";
import { Failure, failuresOf } from "../cli/failure.ts";
import { errorCodeOf, errorNameOf, isSystemError, systemProblem } from "../ports/file_errors.ts";

/** What is wrong with the env file. */
export const envFileFailure = failuresOf(() => ({
  variable_name_invalid: ({ name }: { name: string }) => ({
    exitCode: 2,
    message: `Invalid variable name "${name}"`,
    hint: "Use letters, digits and underscores, as in --var TRACKIO_DATASET_REPO; do not start with a digit",
  }),
  variable_reserved: ({ name }: { name: string }) => ({
    exitCode: 2,
    message: `${name} cannot name a repository, because other programs use it for something else`,
    hint: "Use another name, as in --var TRACKIO_DATASET_REPO",
  }),
  variable_holds_other: ({ name }: { name: string }) => ({
    exitCode: 2,
    message: `${name} belongs to Trackio, and does not name a dataset`,
    hint: name === "TRACKIO_SPACE_ID"
      ? "Use --space OWNER/NAME to name the Space, or use another variable"
      : "Use another variable, as in --var TRACKIO_DATASET_REPO",
  }),
  env_file_is_not_a_file: ({ path, kind }: { path: string; kind: string }) => ({
    exitCode: 7,
    message: `The env file "${path}" is ${kind}, not a file`,
    hint: "Choose another path with --env-file, or use --no-env-file",
  }),
  env_file_link_broken: ({ path }: { path: string }) => ({
    exitCode: 7,
    message: `The env file "${path}" is a symbolic link to a file that does not exist`,
    hint: "Remove the link or create its target, then run it again",
  }),
  env_file_folder_missing: ({ path, folder }: { path: string; folder: string }) => ({
    exitCode: 7,
    message: `Cannot write the env file "${path}": there is no folder "${folder}"`,
    hint: "Create the folder, or choose another path with --env-file",
  }),
  env_file_not_readable: ({ path, reason }: { path: string; reason: string }) => ({
    exitCode: 7,
    message: `Cannot read the env file "${path}": ${reason}`,
    hint: "Check the file's permissions, or choose another path with --env-file",
  }),
  env_file_not_writable: ({ path, reason }: { path: string; reason: string }) => ({
    exitCode: 7,
    message: `Cannot write the env file "${path}": ${reason}`,
    hint:
      "Check the permissions of the file and its folder, or choose another path with --env-file; the file is unchanged",
  }),
  env_file_not_granted: (
    { path, access, needed }: { path: string; access: string; needed: readonly string[] },
  ) => ({
    exitCode: 7,
    message: `Deno was started without ${access} permission for "${path}"`,
    hint: `Add these to --allow-read and --allow-write, or use --no-env-file: ${needed.join(",")}`,
  }),
  env_file_disk_full: ({ path }: { path: string }) => ({
    exitCode: 7,
    message: `Cannot write the env file "${path}": no space is left on the disk or in your quota`,
    hint: "Free some space and run it again; the file is unchanged",
  }),
  env_file_too_large: ({ path, limit }: { path: string; limit: string }) => ({
    exitCode: 7,
    message: `The env file "${path}" is larger than ${limit}`,
    hint: "Check that --env-file names the right file",
  }),
  env_file_not_text: ({ path, line, reason }: { path: string; line: number; reason: string }) => ({
    exitCode: 7,
    message: `The env file "${path}" is not plain text: line ${line} has ${reason}`,
    hint: "Save it as UTF-8, or choose another path with --env-file; the file is unchanged",
  }),
  env_file_ambiguous: (
    { path, line, name, reason }: { path: string; line: number; name: string; reason: string },
  ) => ({
    exitCode: 7,
    message: `Line ${line} of the env file "${path}" conflicts with ${name}: ${reason}`,
    hint:
      `Make line ${line} a plain NAME=value, or set ${name} yourself and use --no-env-file; the file is unchanged`,
  }),
  env_value_not_portable: ({ name, reason }: { name: string; reason: string }) => ({
    exitCode: 7,
    message: `The value of ${name} cannot be written to an env file: it has ${reason}`,
    hint: `Set ${name} in the environment instead, and use --no-env-file`,
  }),
  env_file_side_file_foreign: ({ path, kind }: { path: string; kind: string }) => ({
    exitCode: 7,
    message: `Cannot write the env file, because "${path}" is ${kind}`,
    hint: `Move "${path}" away, then run it again`,
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
