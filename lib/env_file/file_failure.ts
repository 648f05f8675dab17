import { dirname } from "node:path";
import { Failure } from "../cli/failure.ts";
import { envFileFailure } from "./failures.ts";
import { sideFilesOf } from "./side_files.ts";
import { errorCodeOf, errorNameOf } from "../ports/files.ts";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "the system does not permit it",
  EROFS: "the file system is read-only",
  EBUSY: "it is in use, or mounted as a single file",
  ETXTBSY: "it is in use",
  EIO: "the disk reports an error",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
};

/**
 * Says in words what the system reported about the env file.
 *
 * @param error what was thrown by the files port
 * @param options `path` of the env file, and whether it was being read or written
 * @returns the failure to throw; the same object where it is a failure already, or a defect
 */
export function fileFailure(
  error: unknown,
  { path, doing }: { path: string; doing: "read" | "write" },
): unknown {
  if (error instanceof Failure) return error;
  const code = errorCodeOf(error);
  switch (errorNameOf(error)) {
    case "NotCapable":
      return envFileFailure("env_file_not_granted", {
        ...missingGrant(error, { path, access: doing }),
        needed: [path, ...Object.values(sideFilesOf(path))],
      }, { cause: error });
    case "FilesystemLoop":
      return envFileFailure("env_file_link_broken", { path }, { cause: error });
    case "NotFound":
    case "NotADirectory":
      return envFileFailure("env_file_folder_missing", { path, folder: dirname(path) }, { cause: error });
    case "IsADirectory":
      return envFileFailure("env_file_is_not_a_file", { path, kind: "a folder" }, { cause: error });
  }
  if (code === "ENOSPC" || code === "EDQUOT") {
    return envFileFailure("env_file_disk_full", { path }, { cause: error });
  }
  if (code === "") return error;
  const reason = REASONS[code] ?? systemWords(error, code);
  return envFileFailure(doing === "read" ? "env_file_not_readable" : "env_file_not_writable", {
    path,
    reason,
  }, {
    cause: error,
  });
}

/** What Deno says is missing; its sentence names the access and the file. */
function missingGrant(
  error: unknown,
  fallback: { path: string; access: "read" | "write" },
): { path: string; access: "read" | "write" } {
  const said = /Requires (read|write) access to "([^"]+)"/.exec(error instanceof Error ? error.message : "");
  const [, access, path] = said ?? [];
  return path !== undefined && (access === "read" || access === "write") ? { path, access } : fallback;
}

function systemWords(error: unknown, code: string): string {
  const [words = ""] = (error instanceof Error ? error.message : "").split(" (os error", 1);
  return words === "" || words.includes("\n") ? code : words.toLowerCase();
}
