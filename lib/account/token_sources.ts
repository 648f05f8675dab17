import { Failure } from "../cli/failure.ts";
import { accountFailure } from "./token.ts";
import type { Environment } from "../ports/environment.ts";
import type { Files } from "../ports/files.ts";
import { errorCodeOf, errorNameOf, systemProblem } from "../ports/file_errors.ts";
import { decodeText } from "../ports/text.ts";

/** Reads text from outside; the parts of the ports that token sources need. */
interface TokenReaders {
  readonly environment: Environment;
  readonly files: Pick<Files, "read">;
  readonly readStdin: (limit: number) => Promise<Uint8Array>;
  /** Whether standard input is a terminal, which would show what is typed. */
  readonly stdinIsTerminal: boolean;
  /** The token that an earlier run saved in the env file: the last source. */
  readonly readEnvFile?: () => Promise<FoundToken | undefined>;
}

/** What the command line says about the token. */
export interface TokenOptions {
  readonly argument: string | undefined;
  readonly fromStdin: boolean;
  readonly file: string | undefined;
}

/** A place that has a token. */
export interface TokenSource {
  /** How the output names the place; never the value. */
  readonly source: string;
  /** Named on the command line, so an error there is never passed over. */
  readonly explicit: boolean;
  /** The text, or why it could not be read. */
  readonly raw: string | Failure;
  readonly variable?: string;
  readonly path?: string;
}

/** The source whose token is used. */
export interface FoundToken extends TokenSource {
  readonly raw: string;
}

/** More than any token; a file of this size is something else. */
const LIMIT = 65_536;

/**
 * Finds the token in the first source that has one.
 *
 * @returns the raw text and where it came from; otherwise the path of a login file that may not be read, if any
 * @throws Failure `token_file_unreadable`, `stdin_is_terminal`
 */
export async function findToken(
  options: TokenOptions,
  readers: TokenReaders,
): Promise<FoundToken | { readonly unread: string | undefined }> {
  let unread: string | undefined;
  for await (const found of tokenSources(options, readers)) {
    if ("unread" in found) unread = found.unread;
    else if (found.raw instanceof Failure) throw found.raw;
    else return { ...found, raw: found.raw };
  }
  return { unread };
}

/**
 * Looks for tokens in one source after the other, the first to be used first; a source is read when it is its turn.
 *
 * @returns each source that has something, and the path of a login file that may not be read
 */
export async function* tokenSources(
  { argument, fromStdin, file }: TokenOptions,
  { environment, files, readStdin, stdinIsTerminal, readEnvFile }: TokenReaders,
): AsyncGenerator<TokenSource | { readonly unread: string }, void, undefined> {
  if (argument !== undefined) yield { source: "the command line", explicit: true, raw: argument };
  if (fromStdin) {
    const raw = stdinIsTerminal
      ? accountFailure("stdin_is_terminal", {})
      : decodeText(await readStdin(LIMIT));
    yield { source: "standard input", explicit: true, raw };
  }
  if (file !== undefined) {
    const read = await readTokenFile(file, files);
    const raw = typeof read === "object" ? read.raw : unreadable(file, MISSING[read](file));
    yield { source: `the file "${file}"`, explicit: true, raw, path: file };
  }
  for (const name of ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]) {
    const raw = environment.get(name);
    // Blank counts as not set, as in huggingface_hub (lib/hub/README.md#token-lookup).
    if (raw !== undefined && raw.trim() !== "") yield { source: name, explicit: false, raw, variable: name };
  }
  const login = loginTokenPath(environment);
  if (login !== undefined) {
    const read = await readTokenFile(login, files);
    if (read === "not granted") yield { unread: login };
    if (typeof read === "object" && (read.raw instanceof Failure || read.raw.trim() !== "")) {
      yield { source: `the login file "${login}"`, explicit: false, raw: read.raw, path: login };
    }
  }
  const saved = await readEnvFile?.();
  if (saved !== undefined) yield saved;
}

/** Why a file that was named cannot be read. */
const MISSING = {
  "not found": () => "there is no such file",
  "not granted": (path: string) =>
    // Deno grants files behind such names only together with everything else.
    /^\/dev\/(?:stdin|fd\/0)$/.test(path)
      ? "it is standard input, which --token-stdin reads"
      : `reading it was not granted (--allow-read=${path})`,
};

/**
 * The file in which `hf auth login` keeps its token.
 *
 * @returns its path, or `undefined` where the environment has no home folder
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
  files: TokenReaders["files"],
): Promise<{ readonly raw: string | Failure } | keyof typeof MISSING> {
  try {
    const bytes = await files.read(path, { limit: LIMIT });
    if (bytes !== undefined) return { raw: decodeText(bytes) };
    return { raw: unreadable(path, "it is too large for a token") };
  } catch (error) {
    const name = errorNameOf(error);
    // A home folder that cannot be a path there has no file either.
    const isNoPath = ["EILSEQ", "ENAMETOOLONG"].includes(errorCodeOf(error));
    if (name === "NotFound" || name === "NotADirectory" || isNoPath) return "not found";
    if (name === "NotCapable") return "not granted";
    return { raw: unreadable(path, systemProblem(error), { cause: error }) };
  }
}

function unreadable(path: string, problem: string, options?: ErrorOptions): Failure {
  return accountFailure("token_file_unreadable", { path, problem }, options);
}
