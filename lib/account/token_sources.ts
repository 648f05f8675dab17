import { Failure } from "../cli/failure.ts";
import { accountFailure } from "./token.ts";
import type { Environment } from "../ports/environment.ts";
import type { Files } from "../ports/files.ts";
import { errorCodeOf, errorNameOf, systemProblem } from "../ports/file_errors.ts";
import { decodeText } from "../ports/text.ts";

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

/** The sources that have something, the first to be used first, each read in its turn, and a login file that may not be read. */
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
    const { raw } = await readTokenFile(file, files);
    yield { source: `the file "${file}"`, explicit: true, raw, path: file };
  }
  for (const name of ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]) {
    const raw = environment.get(name);
    // Blank counts as not set, as in huggingface_hub (lib/hub/README.md#token-lookup).
    if (raw !== undefined && raw.trim() !== "") yield { source: name, explicit: false, raw, variable: name };
  }
  const login = loginTokenPath(environment);
  if (login !== undefined) {
    const { raw, absence } = await readTokenFile(login, files);
    if (absence === "not granted") yield { unread: login };
    if (absence === undefined && (raw instanceof Failure || raw.trim() !== "")) {
      yield { source: `the login file "${login}"`, explicit: false, raw, path: login };
    }
  }
  const saved = await readEnvFile?.();
  if (saved !== undefined) yield saved;
}

/** The file in which `hf auth login` keeps its token; undefined where the environment has no home folder. */
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
  const named = (name: string, ...inside: readonly string[]) => {
    const path = environment.get(name);
    return path === undefined ? undefined : [expand(path), ...inside].join(separator);
  };
  return named("HF_TOKEN_PATH") ?? named("HF_HOME", "token") ??
    named("XDG_CACHE_HOME", "huggingface", "token") ??
    (home === undefined ? undefined : [home, ".cache", "huggingface", "token"].join(separator));
}

/** `absence`: a login file that is not there, or that this program may not see, is no reason to stop. */
async function readTokenFile(
  path: string,
  files: TokenReaders["files"],
): Promise<{ readonly raw: string | Failure; readonly absence?: "not found" | "not granted" }> {
  const failed = (problem: string, options?: ErrorOptions) =>
    accountFailure("token_file_unreadable", { path, problem }, options);
  try {
    const bytes = await files.read(path, { limit: LIMIT });
    return { raw: bytes === undefined ? failed("it is too large for a token") : decodeText(bytes) };
  } catch (error) {
    const name = errorNameOf(error);
    // A home folder that cannot be a path there has no file either.
    const isNoPath = ["EILSEQ", "ENAMETOOLONG"].includes(errorCodeOf(error));
    if (name === "NotFound" || name === "NotADirectory" || isNoPath) {
      return { raw: failed("there is no such file"), absence: "not found" };
    }
    if (name !== "NotCapable") return { raw: failed(systemProblem(error), { cause: error }) };
    // Deno grants files behind such names only together with everything else.
    const problem = /^\/dev\/(?:stdin|fd\/0)$/.test(path)
      ? "it is standard input, which --token-stdin reads"
      : `reading it was not granted (--allow-read=${path})`;
    return { raw: failed(problem), absence: "not granted" };
  }
}
