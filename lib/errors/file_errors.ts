// deno-lint-ignore-file camelcase -- codes are written as scripts see them
import { errorRow } from "../cli/failure.ts";

/** What a failure of one file needs to be told. */
interface PathDetails {
  readonly path: string;
}

/** A place in a file that stands against editing it. */
interface LineDetails extends PathDetails {
  readonly line: number;
}

/** The errors of local files: everything exits with 7. */
export const FILE_ERRORS = {
  env_file_is_not_a_file: errorRow<PathDetails & { readonly kind: string }>({
    exit: 7,
    meaning: "A folder, a device or something else stands where the env file should be.",
    remedy: "Give another path with `--env-file`, or move away what is there.",
    message: ({ path, kind }) => `The env file "${path}" is ${kind}, not a file`,
    hint: () => "Give another path with --env-file, or leave the file out with --no-env-file",
  }),
  env_file_link_broken: errorRow<PathDetails>({
    exit: 7,
    meaning: "The env file is a symbolic link that leads nowhere, or in circles.",
    remedy: "Remove the link, or create the file that it points to.",
    message: ({ path }) => `The env file "${path}" is a symbolic link that leads to no file`,
    hint: () => "Remove the link or create the file that it points to, then run the command again",
  }),
  env_file_folder_missing: errorRow<PathDetails & { readonly folder: string }>({
    exit: 7,
    meaning: "The folder of the env file does not exist.",
    remedy: "Create the folder; set-up creates no folders.",
    message: ({ path, folder }) => `The env file "${path}" cannot be written: there is no folder "${folder}"`,
    hint: () => "Create the folder, or give another path with --env-file",
  }),
  env_file_not_readable: errorRow<PathDetails & { readonly reason: string }>({
    exit: 7,
    meaning: "The env file is there, but could not be read.",
    remedy: "Check the owner and the permissions of the file.",
    message: ({ path, reason }) => `The env file "${path}" could not be read: ${reason}`,
    hint: () => "Check the file's permissions, or give another path with --env-file",
  }),
  env_file_not_writable: errorRow<PathDetails & { readonly reason: string }>({
    exit: 7,
    meaning: "The env file or its folder may not be written; the file is as it was.",
    remedy: "Check the owner and the permissions of the file and of its folder.",
    message: ({ path, reason }) => `The env file "${path}" could not be written: ${reason}`,
    hint: () =>
      "The file is as it was; check the permissions of the file and its folder, or give another path with --env-file",
  }),
  env_file_not_granted: errorRow<
    PathDetails & { readonly access: "read" | "write"; readonly needed: readonly string[] }
  >({
    exit: 7,
    meaning: "Deno was started without permission for the env file or one of its two side files.",
    remedy: "Name all three in `--allow-read` and in `--allow-write`.",
    message: ({ path, access }) => `Deno was started without ${access} permission for "${path}"`,
    hint: ({ needed }) =>
      `Name in --allow-read and in --allow-write: ${
        needed.join(",")
      }; or leave the file out (--no-env-file, or no variables in a plan)`,
  }),
  env_file_disk_full: errorRow<PathDetails>({
    exit: 7,
    meaning: "The disk or the quota is full; the env file is as it was.",
    remedy: "Free some space.",
    message: ({ path }) => `The env file "${path}" could not be written: no space is left`,
    hint: () => "The file is as it was; free some space and run the command again",
  }),
  env_file_too_large: errorRow<PathDetails & { readonly limit: string }>({
    exit: 7,
    meaning: "The env file is larger than any env file should be.",
    remedy: "Check that the path names the env file.",
    message: ({ path, limit }) => `The env file "${path}" is larger than ${limit}`,
    hint: () => "Check that --env-file names the right file",
  }),
  env_file_not_text: errorRow<LineDetails & { readonly reason: string }>({
    exit: 7,
    meaning: "The env file is not UTF-8 text, so it is not edited.",
    remedy: "Save the file as UTF-8 with plain line ends.",
    message: ({ path, line, reason }) =>
      `The env file "${path}" is not plain text: line ${line} holds ${reason}`,
    hint: () => "The file is as it was; save it as UTF-8 in an editor, or give another path with --env-file",
  }),
  env_file_quote_open: errorRow<LineDetails & { readonly quote: string }>({
    exit: 7,
    meaning: "A quote in the env file is opened and never closed, so nobody can tell where its value ends.",
    remedy: "Close the quote on the line that is named.",
    message: ({ path, line, quote }) =>
      `The env file "${path}" opens a ${quote} on line ${line} and never closes it`,
    hint: ({ line }) => `The file is as it was; close the quote on line ${line}, then run the command again`,
  }),
  env_file_ambiguous: errorRow<LineDetails & { readonly name: string; readonly reason: string }>({
    exit: 7,
    meaning:
      "Programs that read env files disagree about a line, so an edit could be seen by some of them only.",
    remedy: "Rewrite the line as `NAME=value`, outside of other values.",
    message: ({ path, line, name, reason }) =>
      `Line ${line} of the env file "${path}" is read differently by different programs (${reason}), so ${name} cannot be set safely`,
    hint: ({ line, name }) =>
      `The file is as it was; write line ${line} in a plainer way, or set ${name} by hand and use --no-env-file`,
  }),
  env_value_not_portable: errorRow<{ readonly name: string; readonly reason: string }>({
    exit: 7,
    meaning: "A value holds characters that programs which read env files understand differently.",
    remedy: "Use a value without quotes of two kinds, backslashes, `${` or control characters.",
    message: ({ name, reason }) =>
      `The value for ${name} cannot be written to an env file: it holds ${reason}`,
    hint: ({ name }) => `Set ${name} in the environment instead, and use --no-env-file`,
  }),
  env_file_busy: errorRow<PathDetails & { readonly lock: string; readonly seconds: number }>({
    exit: 7,
    meaning: "Other runs kept the env file locked for too long.",
    remedy: "Wait for the other run to end.",
    message: ({ path, seconds }) => `The env file "${path}" was in use by another run for ${seconds} seconds`,
    hint: ({ lock }) => `Wait for the other run to end; when none is running, remove "${lock}"`,
  }),
  env_file_side_file_foreign: errorRow<PathDetails & { readonly kind: string }>({
    exit: 7,
    meaning: "Something that set-up did not make stands where its side file should be.",
    remedy: "Look at it, and move it away.",
    message: ({ path, kind }) => `"${path}" is ${kind}, and stands in the way of writing the env file`,
    hint: ({ path }) => `Look at "${path}" and move it away, then run the command again`,
  }),
  env_file_changed_meanwhile: errorRow<PathDetails & { readonly how: string }>({
    exit: 7,
    meaning:
      "Another program changed the env file while it was being written; nothing of that was overwritten.",
    remedy: "Run the command again when the other program is done.",
    message: ({ path, how }) => `The env file "${path}" ${how} while it was being written`,
    hint: () => "Nothing was overwritten; see what changed it, then run the command again",
  }),
  env_file_not_kept: errorRow<PathDetails & { readonly name: string }>({
    exit: 7,
    meaning: "The env file was written, but reading it back gave another value.",
    remedy: "Look at the file; another program may have changed it at once.",
    message: ({ path, name }) =>
      `The env file "${path}" was written, but reading it back does not give the value of ${name}`,
    hint: ({ path, name }) => `Look at ${name} in "${path}"; another program may have changed it`,
  }),
  env_file_tracked: errorRow<PathDetails & { readonly command: string }>({
    exit: 7,
    meaning: "Git tracks the env file, so a token in it would be committed.",
    remedy: "Give a file that git does not track, or stop tracking this one and ignore it.",
    message: ({ path }) => `The token was not saved: git tracks "${path}"`,
    hint: ({ command }) =>
      `Give another file with --env-file, or add this one to .gitignore and stop tracking it: ${command}`,
    next: ({ command }) => [command],
  }),
  env_file_git_unclear: errorRow<PathDetails & { readonly reason: string; readonly command: string }>({
    exit: 7,
    meaning: "Whether git tracks the env file could not be found out, so a token in it might be committed.",
    remedy: "Give a file outside of the work tree, or leave out `--save-token`.",
    message: ({ path, reason }) =>
      `The token was not saved: whether git tracks "${path}" could not be found out (${reason})`,
    hint: () => "Give another file with --env-file, or leave out --save-token",
    next: ({ command }) => [command],
  }),
  shell_value_impossible: errorRow<
    { readonly name: string; readonly format: string; readonly reason: string }
  >({
    exit: 7,
    meaning: "A value holds something that the chosen shell syntax cannot express.",
    remedy: "Choose another `--output` format.",
    message: ({ name, format, reason }) =>
      `The value of ${name} cannot be written for ${format}: it holds ${reason}`,
    hint: () => "Choose another format with --output, for instance --output json",
  }),
};
