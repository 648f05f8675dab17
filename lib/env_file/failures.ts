import { dirname } from "node:path";
import { errorRow, Failure, failuresOf } from "../cli/failure.ts";
import { errorCodeOf, errorNameOf, isSystemError, systemProblem } from "../ports/file_errors.ts";

interface PathDetails {
  readonly path: string;
}

interface LineDetails extends PathDetails {
  readonly line: number;
}

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
    message: ({ name }) => {
      const what = name === "TRACKIO_SPACE_ID"
        ? "a Space"
        : name === "TRACKIO_BUCKET_ID"
        ? "a Bucket"
        : "a setting of its own";
      return `${name} belongs to Trackio and names ${what}, not a dataset`;
    },
    hint: ({ name }) =>
      name === "TRACKIO_SPACE_ID"
        ? "Use --space OWNER/NAME to name the Space, or use another variable"
        : "Use another variable, as in --var TRACKIO_DATASET_REPO",
  }),
  env_file_is_not_a_file: errorRow<PathDetails & { readonly kind: string }>({
    exit: 7,
    message: ({ path, kind }) => `The env file "${path}" is ${kind}, not a file`,
    hint: () => "Choose another path with --env-file, or use --no-env-file",
  }),
  env_file_link_broken: errorRow<PathDetails>({
    exit: 7,
    message: ({ path }) => `The env file "${path}" is a symbolic link to a file that does not exist`,
    hint: () => "Remove the link or create its target, then run it again",
  }),
  env_file_folder_missing: errorRow<PathDetails & { readonly folder: string }>({
    exit: 7,
    message: ({ path, folder }) => `Cannot write the env file "${path}": there is no folder "${folder}"`,
    hint: () => "Create the folder, or choose another path with --env-file",
  }),
  env_file_not_readable: errorRow<PathDetails & { readonly reason: string }>({
    exit: 7,
    message: ({ path, reason }) => `Cannot read the env file "${path}": ${reason}`,
    hint: () => "Check the file's permissions, or choose another path with --env-file",
  }),
  env_file_not_writable: errorRow<PathDetails & { readonly reason: string }>({
    exit: 7,
    message: ({ path, reason }) => `Cannot write the env file "${path}": ${reason}`,
    hint: () =>
      "Check the permissions of the file and its folder, or choose another path with --env-file; the file is unchanged",
  }),
  env_file_not_granted: errorRow<
    PathDetails & { readonly access: "read" | "write"; readonly needed: readonly string[] }
  >({
    exit: 7,
    message: ({ path, access }) => `Deno was started without ${access} permission for "${path}"`,
    hint: ({ needed }) =>
      `Add these to --allow-read and --allow-write, or use --no-env-file: ${needed.join(",")}`,
  }),
  env_file_disk_full: errorRow<PathDetails>({
    exit: 7,
    message: ({ path }) =>
      `Cannot write the env file "${path}": no space is left on the disk or in your quota`,
    hint: () => "Free some space and run it again; the file is unchanged",
  }),
  env_file_too_large: errorRow<PathDetails & { readonly limit: string }>({
    exit: 7,
    message: ({ path, limit }) => `The env file "${path}" is larger than ${limit}`,
    hint: () => "Check that --env-file names the right file",
  }),
  env_file_not_text: errorRow<LineDetails & { readonly reason: string }>({
    exit: 7,
    message: ({ path, line, reason }) =>
      `The env file "${path}" is not plain text: line ${line} has ${reason}`,
    hint: () => "Save it as UTF-8, or choose another path with --env-file; the file is unchanged",
  }),
  env_file_ambiguous: errorRow<LineDetails & { readonly name: string; readonly reason: string }>({
    exit: 7,
    message: ({ path, line, name, reason }) =>
      `Line ${line} of the env file "${path}" conflicts with ${name}: ${reason}`,
    hint: ({ line, name }) =>
      `Make line ${line} a plain NAME=value, or set ${name} yourself and use --no-env-file; the file is unchanged`,
  }),
  env_value_not_portable: errorRow<{ readonly name: string; readonly reason: string }>({
    exit: 7,
    message: ({ name, reason }) => `The value of ${name} cannot be written to an env file: it has ${reason}`,
    hint: ({ name }) => `Set ${name} in the environment instead, and use --no-env-file`,
  }),
  env_file_busy: errorRow<PathDetails & { readonly lock: string; readonly seconds: number }>({
    exit: 7,
    message: ({ path, seconds }) => `The env file "${path}" was in use by another run for ${seconds} seconds`,
    hint: ({ lock }) => `Wait for the other run to end; if none is running, remove "${lock}"`,
  }),
  env_file_interrupted: errorRow<PathDetails & { readonly draft: string }>({
    exit: 7,
    message: ({ path }) =>
      `An earlier run was killed while it wrote the env file "${path}", which may be incomplete`,
    hint: ({ draft }) =>
      `The new content is in "${draft}": copy it over the env file, or delete it to keep the env file as it is`,
  }),
  env_file_side_file_foreign: errorRow<PathDetails & { readonly kind: string }>({
    exit: 7,
    message: ({ path, kind }) => `Cannot write the env file, because "${path}" is ${kind}`,
    hint: ({ path }) => `Move "${path}" away, then run it again`,
  }),
  env_file_changed_meanwhile: errorRow<PathDetails & { readonly how: string }>({
    exit: 7,
    message: ({ path, how }) => `The env file "${path}" ${how} while it was being written`,
    hint: () => "Find out what changed it, then run it again; nothing was overwritten",
  }),
  env_file_not_kept: errorRow<PathDetails & { readonly name: string }>({
    exit: 7,
    message: ({ path, name }) =>
      `The env file "${path}" was written, but does not have the value of ${name} now`,
    hint: ({ path, name }) => `Check ${name} in "${path}"; another program may have changed it`,
  }),
  env_file_tracked: errorRow<PathDetails & { readonly command: string }>({
    exit: 7,
    message: ({ path }) => `The token was not saved: git tracks "${path}"`,
    hint: () => "Choose another file with --env-file, or add this one to .gitignore and stop tracking it:",
    next: ({ command }) => [command],
  }),
  env_file_git_unclear: errorRow<PathDetails & { readonly reason: string; readonly command: string }>({
    exit: 7,
    message: ({ path, reason }) => `The token was not saved, because git may track "${path}" (${reason})`,
    hint: () => "Choose another file with --env-file, leave out --save-token, or check with git:",
    next: ({ command }) => [command],
  }),
}));

/** The two side files of an env file, which exist only while it is being written. */
export function sideFilesOf(target: string): { lock: string; draft: string } {
  return { lock: `${target}.hf-dataset-setup.lock`, draft: `${target}.hf-dataset-setup.tmp` };
}

/**
 * Says what the system reported about the env file.
 *
 * @param error what was thrown by the files port
 * @param options `path` of the env file, and whether it was being read or written
 * @returns the failure to throw; the same object where it is a failure already, or a defect
 */
export function fileFailure(
  error: unknown,
  { path, doing }: { path: string; doing: "read" | "write" },
): unknown {
  if (error instanceof Failure || !isSystemError(error)) return error;
  const cause = { cause: error };
  switch (errorNameOf(error)) {
    case "NotCapable": {
      const needed = [path, ...Object.values(sideFilesOf(path))];
      return envFileFailure("env_file_not_granted", {
        ...missingGrant(error, { path, access: doing }),
        needed,
      }, cause);
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

/** What Deno says is missing; its sentence names the access and the file. */
function missingGrant(
  error: Error,
  fallback: { path: string; access: "read" | "write" },
): { path: string; access: "read" | "write" } {
  const [, access, path] = /Requires (read|write) access to "([^"]+)"/.exec(error.message) ?? [];
  return path !== undefined && (access === "read" || access === "write") ? { path, access } : fallback;
}
