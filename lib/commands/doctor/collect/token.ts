import type { Context } from "../../context.ts";
import { Failure } from "../../../cli/failure.ts";
import type { Environment } from "../../../ports/environment.ts";
import { readToken } from "../../../account/token.ts";
import {
  findToken,
  type FoundToken,
  loginTokenPath,
  type TokenOptions,
} from "../../../account/token_sources.ts";
import type { TokenFacts, TokenPlace } from "../facts.ts";

/** The tokens that were found, and the one that a run of set-up would take. */
export interface CollectedTokens {
  readonly facts: TokenFacts;
  readonly token: string | undefined;
  readonly source: string;
}

type Found = Pick<FoundToken, "source"> & { readonly raw: string | Failure };

const VARIABLES = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"];
const NONE: TokenOptions = { argument: undefined, fromStdin: false, file: undefined };

/** Looks into every place that a token may be in, also behind the first that has one. */
export async function collectTokens(
  context: Context,
  options: TokenOptions & { readonly endpoint: string },
): Promise<CollectedTokens> {
  const found: Found[] = [];
  let unread: string | undefined;
  const login = loginTokenPath(context.environment);
  const searches: readonly { options: TokenOptions; visible: string | undefined; source: string }[] = [
    // The command line: without variables, and without a home folder to find the login file by.
    ...(options.fromStdin || options.file !== undefined || options.argument !== undefined
      ? [{ options, visible: undefined, source: `the file "${options.file ?? ""}"` }]
      : []),
    ...VARIABLES.map((name) => ({ options: NONE, visible: name, source: name })),
  ];
  for (const search of searches) {
    const result = await look(context, search);
    if (result !== undefined && "source" in result) found.push(result);
  }
  const result = await look(context, {
    options: NONE,
    visible: "login",
    source: `the login file "${login ?? ""}"`,
  });
  if (result !== undefined && "source" in result) found.push(result);
  else unread = result?.unread;

  const judged = found.map((each) => ({
    ...each,
    judged: judge(context, { ...each, endpoint: options.endpoint }),
  }));
  const token = judged[0]?.judged.token;
  const places = await Promise.all(
    judged.map(async ({ source, judged: { token: mine, problem, notes } }): Promise<TokenPlace> => {
      const path = source.startsWith("the login file")
        ? login
        : source.startsWith("the file")
        ? options.file
        : undefined;
      return {
        source,
        variable: VARIABLES.find((name) => name === source),
        path,
        mode: path === undefined ? undefined : await modeOf(context, path),
        notes,
        problem,
        length: mine?.length ?? 0,
        inUse: mine !== undefined && mine === token,
      };
    }),
  );
  return { facts: { places, unread }, token, source: found[0]?.source ?? "" };
}

async function look(
  context: Context,
  search: { options: TokenOptions; visible: string | undefined; source: string },
): Promise<Found | { readonly unread: string | undefined } | undefined> {
  try {
    const result = await findToken(search.options, {
      environment: onlySeeing(context.environment, search.visible),
      files: context.files,
      readStdin: (limit) => context.terminal.readStdin(limit),
      stdinIsTerminal: context.terminal.stdinIsTerminal,
    });
    return "raw" in result ? result : { unread: result.unread };
  } catch (error) {
    if (error instanceof Failure) return { source: search.source, raw: error };
    throw error;
  }
}

/** The environment with only one of the places of a token in it. */
function onlySeeing(environment: Environment, visible: string | undefined): Environment {
  return {
    ...environment,
    get(name) {
      if (VARIABLES.includes(name)) return name === visible ? environment.get(name) : undefined;
      return visible === "login" ? environment.get(name) : undefined;
    },
  };
}

function judge(
  context: Context,
  { source, raw, endpoint }: Found & { readonly endpoint: string },
): { token: string | undefined; problem: Failure | undefined; notes: readonly string[] } {
  if (raw instanceof Failure) return { token: undefined, problem: raw, notes: [] };
  try {
    const { token, notes } = readToken({ source, raw }, { redactor: context.redactor, endpoint });
    return { token, problem: undefined, notes };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { token: undefined, problem: error, notes: [] };
  }
}

async function modeOf(context: Context, path: string): Promise<number | undefined> {
  try {
    const { kind, mode } = await context.files.facts(path);
    return kind === "file" ? mode ?? undefined : undefined;
  } catch {
    return undefined;
  }
}
