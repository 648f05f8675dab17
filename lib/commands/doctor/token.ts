import { accountFailure } from "../../account/failures.ts";
import { readToken } from "../../account/token.ts";
import { type TokenOptions, tokenSources } from "../../account/token_sources.ts";
import { Failure } from "../../cli/failure.ts";
import type { Environment } from "../../ports/environment.ts";
import type { Context } from "../context.ts";
import { OIDC_IGNORED, tokenInEnvFile } from "../sign_in.ts";
import { badOfFailure, type Finding, fixOf, good, warning } from "./finding.ts";

/** A source that has a token, or what should be one. */
export interface FoundToken {
  readonly source: string;
  readonly explicit: boolean;
  /** The token, or why it is none. */
  readonly token: string | Failure;
  /** What was ignored around it. */
  readonly notes: readonly string[];
  readonly variable: string | undefined;
  readonly path: string | undefined;
  /** The permission bits of the file. */
  readonly mode: number | undefined;
}

/** All tokens, the first to be used first. */
export interface TokenFacts {
  readonly found: readonly FoundToken[];
  /** A login file that the permissions hide. */
  readonly unread: string | undefined;
}

/** Looks into every source of a token, also after the first that has one. */
export async function collectTokens(
  context: Context,
  options: TokenOptions & { readonly endpoint: string },
): Promise<TokenFacts> {
  const { environment, files, terminal, redactor } = context;
  const found: FoundToken[] = [];
  let unread: string | undefined;
  const sources = tokenSources(options, {
    environment,
    files,
    readStdin: (limit) => terminal.readStdin(limit),
    stdinIsTerminal: terminal.stdinIsTerminal,
    // What is wrong with the env file has findings of its own.
    readEnvFile: () => tokenInEnvFile(context, () => {}).catch(ignoreFailure),
  });
  for await (const each of sources) {
    if ("unread" in each) {
      unread = each.unread;
      continue;
    }
    const { source, explicit, raw, variable, path } = each;
    const token = { source, explicit, variable, path, mode: await modeOf(context, path), notes: [] };
    try {
      if (raw instanceof Failure) throw raw;
      found.push({ ...token, ...readToken({ source, raw }, { redactor, endpoint: options.endpoint }) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      found.push({ ...token, token: error });
    }
  }
  return { found, unread };
}

function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
}

async function modeOf({ files }: Context, path: string | undefined): Promise<number | undefined> {
  if (path === undefined) return undefined;
  try {
    const { kind, mode } = await files.facts(path);
    return kind === "file" ? mode ?? undefined : undefined;
  } catch {
    return undefined;
  }
}

/** Checks where the token comes from, and which other tokens there are. */
export function checkTokens(
  { found, unread }: TokenFacts,
  { environment, endpoint }: { environment: Environment; endpoint: string },
): readonly Finding[] {
  const [first, ...others] = found;
  if (first === undefined) {
    const failure = accountFailure("token_missing", { unread, endpoint, toRead: false });
    return [badOfFailure("token_source", failure), ...checkOidc(environment)];
  }
  return [
    first.token instanceof Failure
      ? badOfFailure("token_source", first.token)
      : checkFirst(first, first.token),
    ...checkOidc(environment),
    ...others.map((other) => checkShadowed(other, first)),
    ...found.flatMap((each) => checkMode(each, environment)),
  ];
}

function checkFirst({ source, notes, variable }: FoundToken, token: string): Finding {
  const text = `from ${source} (${token.length} characters)`;
  if (notes.length > 0) {
    return warning("token_source", `The token ${text} is not clean: ${notes.join("; ")}`, {
      fix: `Store only the token in ${source}, because other programs use the text as it is`,
    });
  }
  if (variable !== "HUGGING_FACE_HUB_TOKEN") return good("token_source", text);
  return warning("token_source", `The token is ${text}, a deprecated name`, {
    fix: "Rename the variable to HF_TOKEN",
  });
}

function checkOidc(environment: Environment): readonly Finding[] {
  if (environment.get("HF_OIDC_RESOURCE") === undefined) return [];
  return [
    warning("token_shadowed", OIDC_IGNORED, {
      fix: "Unset HF_OIDC_RESOURCE if other programs are to use the same token",
    }),
  ];
}

function checkShadowed(other: FoundToken, first: FoundToken): Finding {
  if (other.token === first.token) return good("token_shadowed", `the same in ${other.source}`);
  // What was named on the command line was meant.
  if (first.explicit) return good("token_shadowed", `used instead of the token in ${other.source}`);
  if (other.token instanceof Failure) {
    return warning("token_shadowed", `${other.token.message}; ${first.source} is used`, fixOf(other.token));
  }
  return warning("token_shadowed", `${other.source} has another token; ${first.source} is used`, {
    fix: first.variable === undefined
      ? "Remove the one that you do not want to use"
      : `To use the token of ${other.source}, unset ${first.variable}`,
  });
}

function checkMode({ path, mode, source }: FoundToken, { system }: Environment): readonly Finding[] {
  // Windows keeps permissions elsewhere.
  if (path === undefined || mode === undefined || (mode & 0o077) === 0 || system === "windows") return [];
  return [
    warning("token_source", `Other users can read ${source}`, {
      fix: "Make it readable by you only (mode 600)",
    }),
  ];
}
