import { Failure } from "../cli/failure.ts";
import { accountFailure } from "./failures.ts";
import type { Environment } from "../ports/environment.ts";
import type { Files } from "../ports/files.ts";
import { decodeText } from "../ports/decode_text.ts";

/** Reads text from outside; the parts of the ports that token sources need. */
export interface TokenReaders {
  readonly environment: Environment;
  readonly files: Pick<Files, "read">;
  readonly readStdin: (limit: number) => Promise<Uint8Array>;
  /** Whether standard input is a terminal, which would show what is typed. */
  readonly stdinIsTerminal: boolean;
}

/** What the command line says about the token. */
export interface TokenOptions {
  readonly argument: string | undefined;
  readonly fromStdin: boolean;
  readonly file: string | undefined;
}

/** A place where a token was found. */
export interface FoundToken {
  /** How the output names the place; never the value. */
  readonly source: string;
  /** Named on the command line, so an error there is never passed over. */
  readonly explicit: boolean;
  readonly raw: string;
}

/** More than any token; a file of this size is something else. */
const LIMIT = 65_536;

/**
 * Finds the token in the first source that has one.
 *
 * @param options what the command line says
 * @param readers the environment, the files and standard input
 * @returns the raw text and where it came from; `undefined` with the path of a file that may not be read, if any
 * @throws Failure `token_file_unreadable`
 */
export async function findToken(
  options: TokenOptions,
  readers: TokenReaders,
): Promise<FoundToken | { readonly unread: string | undefined }> {
  if (options.argument !== undefined) {
    return { source: "the command line", explicit: true, raw: options.argument };
  }
  if (options.fromStdin) {
    if (readers.stdinIsTerminal) throw accountFailure("stdin_is_terminal", {});
    return { source: "standard input", explicit: true, raw: decodeText(await readers.readStdin(LIMIT)) };
  }
  if (options.file !== undefined) {
    const raw = await readTokenFile(options.file, readers);
    if (raw === "not found") {
      throw accountFailure("token_file_unreadable", { path: options.file, problem: "there is no such file" });
    }
    if (raw === "not granted") {
      // Deno grants what is behind such names to nobody who may not do everything.
      const problem = /^\/dev\/(?:stdin|fd\/0)$/.test(options.file)
        ? "it is standard input, which --token-stdin reads"
        : `reading it was not granted (--allow-read=${options.file})`;
      throw accountFailure("token_file_unreadable", { path: options.file, problem });
    }
    return { source: `the file "${options.file}"`, explicit: true, raw: raw.text };
  }
  for (const name of ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]) {
    const raw = readers.environment.get(name);
    // Blank counts as not set, as in huggingface_hub.
    if (raw !== undefined && raw.trim() !== "") return { source: name, explicit: false, raw };
  }
  return await findLoginToken(readers);
}

async function findLoginToken(
  readers: TokenReaders,
): Promise<FoundToken | { readonly unread: string | undefined }> {
  const path = loginTokenPath(readers.environment);
  if (path === undefined) return { unread: undefined };
  const raw = await readTokenFile(path, readers);
  if (raw === "not found") return { unread: undefined };
  if (raw === "not granted") return { unread: path };
  if (raw.text.trim() === "") return { unread: undefined };
  return { source: `the login file "${path}"`, explicit: false, raw: raw.text };
}

/**
 * The file in which `hf auth login` keeps its token.
 *
 * @returns its path, or `undefined` where the environment does not even tell the home folder
 */
export function loginTokenPath(environment: Environment): string | undefined {
  const separator = environment.system === "windows" ? "\\" : "/";
  // Python's, which wrote the file, looks at no HOME on Windows, where Git Bash and others set one of their own.
  const names = environment.system === "windows" ? ["USERPROFILE", "HOME"] : ["HOME", "USERPROFILE"];
  const [home] = names.flatMap((name) => environment.get(name) ?? []);
  const expand = (path: string) =>
    path.replace(/^~(?=$|[/\\])/, home ?? "~").replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (all, braced: string | undefined, bare: string | undefined) =>
        environment.get(braced ?? bare ?? "") ?? all,
    );
  const named = environment.get("HF_TOKEN_PATH");
  if (named !== undefined) return expand(named);
  const hfHome = environment.get("HF_HOME");
  if (hfHome !== undefined) return [expand(hfHome), "token"].join(separator);
  const cache = environment.get("XDG_CACHE_HOME");
  if (cache !== undefined) return [expand(cache), "huggingface", "token"].join(separator);
  return home === undefined ? undefined : [home, ".cache", "huggingface", "token"].join(separator);
}

async function readTokenFile(
  path: string,
  readers: TokenReaders,
): Promise<{ readonly text: string } | "not found" | "not granted"> {
  try {
    const bytes = await readers.files.read(path, { limit: LIMIT });
    if (bytes === undefined) {
      throw accountFailure("token_file_unreadable", { path, problem: "it is too large for a token" });
    }
    return { text: decodeText(bytes) };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const name = error instanceof Error ? error.name : "";
    if (name === "NotFound" || name === "NotADirectory") return "not found";
    if (name === "NotCapable") return "not granted";
    const problem = name === "PermissionDenied"
      ? "permission denied"
      : name === "IsADirectory"
      ? "it is a folder"
      : error instanceof Error
      ? error.message
      : "it cannot be opened";
    throw accountFailure("token_file_unreadable", { path, problem }, { cause: error });
  }
}
