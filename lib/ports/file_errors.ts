/** The name of an error ("NotFound", …), "" for what is not an error. */
export function errorNameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** The system's own code of an error ("ENOSPC", …), "" where it has none. */
export function errorCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // For rarer ones Deno gives only the number, in the text; and what it makes of the numbers of Windows is coarse.
  const [, number = ""] = /\(os error (\d+)\)/.exec(error.message) ?? [];
  const { os } = Deno.build;
  if (number === "" || (code !== "" && os !== "windows")) return code;
  const codes = CODES[os === "linux" || os === "windows" ? os : "darwin"];
  return new RegExp(`\\b${number} (\\w+)`).exec(codes)?.[1] ?? (code || `os error ${number}`);
}

/** What the numbers mean for which Deno has no code, as far as this program tells them apart. */
const CODES: Readonly<Record<"linux" | "darwin" | "windows", string>> = {
  linux: `
    5 EIO, 22 EINVAL, 23 ENFILE, 24 EMFILE, 25 ENOTTY, 26 ETXTBSY, 27 EFBIG, 30 EROFS, 37 ENOLCK, 38 ENOSYS,
    95 ENOTSUP, 107 ENOTCONN, 110 ETIMEDOUT, 112 EHOSTDOWN, 116 ESTALE, 121 EREMOTEIO, 122 EDQUOT
  `,
  darwin: `
    5 EIO, 22 EINVAL, 23 ENFILE, 24 EMFILE, 25 ENOTTY, 26 ETXTBSY, 27 EFBIG, 30 EROFS, 45 ENOTSUP,
    57 ENOTCONN, 60 ETIMEDOUT, 69 EDQUOT, 70 ESTALE, 77 ENOLCK, 78 ENOSYS, 92 EILSEQ, 102 ENOTSUP
  `,
  windows: `
    1 ENOSYS, 4 EMFILE, 5 EACCES, 19 EROFS, 32 ETXTBSY, 33 ETXTBSY, 39 ENOSPC, 50 ENOTSUP, 53 ESTALE,
    59 EIO, 64 ESTALE, 82 EACCES, 112 ENOSPC, 123 EILSEQ, 161 EILSEQ, 206 ENAMETOOLONG, 1117 EIO,
    1224 ETXTBSY, 1295 EDQUOT, 1816 EDQUOT
  `,
};

/** Whether the system, or a missing permission, is behind an error, and not a defect of this program. */
export function isSystemError(error: unknown): error is Error {
  return errorCodeOf(error) !== "" || Object.hasOwn(Deno.errors, errorNameOf(error));
}

/** Whether the file system has no such thing: no locks, no permissions, no way to wait for the disk. */
export function isUnsupported(error: unknown): boolean {
  return ["ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EINVAL", "ENOTTY"].includes(errorCodeOf(error)) ||
    errorNameOf(error) === "NotSupported";
}

/** What the system reported, as a clause for a message. */
export function systemProblem(error: unknown): string {
  const code = errorCodeOf(error);
  const known = PROBLEMS[code] ?? PROBLEMS[errorNameOf(error)];
  if (known !== undefined) return known;
  const [words = ""] = (error instanceof Error ? error.message : "").split(/\.? \(os error/, 1);
  if (words === "" || words.includes("\n") || words.length > 100) return code || errorNameOf(error);
  return words.charAt(0).toLowerCase() + words.slice(1);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "the system does not permit it",
  EROFS: "the file system is read-only",
  EBUSY: "it is in use by another program, or mounted as a single file",
  ETXTBSY: "it is in use by another program",
  EIO: "the disk reports an error",
  EREMOTEIO: "the disk reports an error",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENOSPC: "no space is left",
  EDQUOT: "your disk quota is used up",
  EFBIG: "it is too large for this file system",
  ESTALE: "the network file system has lost track of it",
  EHOSTDOWN: "the network file system does not respond",
  ETIMEDOUT: "the network file system does not respond",
  ENOTCONN: "the network file system is not connected",
  ENOLCK: "the file system has no locks left",
  ENOSYS: "the file system does not support it",
  ENOTSUP: "the file system does not support it",
  EOPNOTSUPP: "the file system does not support it",
  ENAMETOOLONG: "its name is too long",
  EILSEQ: "the system does not allow this name",
  DEVICE: "it is a device",
  STREAM: "on Windows the name of a file cannot have a colon",
  TRIMMED: "on Windows the name of a file cannot end with a dot or a space",
  READONLY: "it is marked read-only",
  // Where there is no such code, the name of an error of Deno's.
  NotFound: "there is no such file",
  PermissionDenied: "the permission is missing",
  NotCapable: "Deno was started without read permission for it (--allow-read)",
  IsADirectory: "it is a folder",
};

/** Why a file that a person named could not be read, as a clause; "" where the error is not about the file. */
export function readingProblem(error: unknown): string {
  return isSystemError(error) ? PROBLEMS[errorNameOf(error)] ?? systemProblem(error) : "";
}
