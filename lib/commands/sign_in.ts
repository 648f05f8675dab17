import { announceEndpoint } from "./announce_endpoint.ts";
import type { Context } from "./context.ts";
import { Failure } from "../cli/failure.ts";
import { accountFailure } from "../account/failures.ts";
import type { HubSettings } from "../cli/settings.ts";
import type { CommandName } from "../cli/options.ts";
import { connectHub, type HubClient } from "../hub/client.ts";
import { offlineVariable, prepareNetwork } from "../hub/network.ts";
import { proxyFor, secretsOfProxies } from "../hub/proxy.ts";
import { observeRequests } from "../terminal/request_observer.ts";
import { askWhoami } from "../account/ask_whoami.ts";
import type { Whoami } from "../account/whoami.ts";
import { readToken } from "../account/token.ts";
import { findToken, type FoundToken } from "../account/token_sources.ts";

/** A token that the Hub knows, and the Hub reached with it. */
export interface SignedIn {
  readonly token: string;
  /** Where the token came from, for the output. */
  readonly source: string;
  readonly whoami: Whoami;
  readonly hub: HubClient;
}

/** What any token is good for; the doctor looks for one by itself. */
const READING_COMMANDS: readonly CommandName[] = ["whoami", "list"];

/** A person who mistypes more often than this is better served by the error text. */
const MOST_ANSWERS = 5;

/**
 * Finds the token, frees it from what copying left around it, and asks the Hub whose it is.
 *
 * A token from the environment or a file that turns out unusable is replaced by a question where somebody can answer;
 * one that was named on the command line is an error, because it was meant (product.md, "Token").
 *
 * @throws Failure `token_*`, and those of the network
 */
export async function signIn(context: Context, settings: HubSettings): Promise<SignedIn> {
  const { reporter, terminal } = context;
  const found = await findToken(settings.token, {
    environment: context.environment,
    files: context.files,
    readStdin: (limit) => terminal.readStdin(limit),
    stdinIsTerminal: terminal.stdinIsTerminal,
  });
  // Announced as soon as there is, or may be, a token to send, and not before.
  if ("raw" in found || context.canAsk) await announceEndpoint(context, settings.endpoint);
  if ("raw" in found) {
    try {
      return await tryToken(found, context, settings);
    } catch (error) {
      if (found.explicit || !context.canAsk || !isAboutToken(error)) throw error;
      reporter.warn(error.message);
    }
  } else if (!context.canAsk) {
    throw accountFailure("token_missing", {
      unread: found.unread,
      endpoint: settings.endpoint.url,
      toRead: isReading(context),
    });
  }
  return await askForToken(context, settings);
}

/**
 * Asks for a token until the Hub knows it.
 *
 * @param context the world, with somebody who answers
 * @param settings how to reach the Hub
 * @param options `page`: where to make one; the list of tokens when left out
 * @throws Failure `token_*` after too many answers, `cancelled`, and those of the network
 */
export async function askForToken(
  context: Context,
  settings: HubSettings,
  { page = `${settings.endpoint.url}/settings/tokens` }: { page?: string } = {},
): Promise<SignedIn> {
  const needed = isReading(context) ? "A token" : "A token with write access";
  context.reporter.note(`${needed} is needed; make one at ${page}`);
  for (let answers = 1;; answers++) {
    // Judged after the question, not by it: a wrong answer that stays in a hidden field cannot be corrected there.
    const raw = await context.questions.secret("Token (hidden, begins with hf_):");
    try {
      return await tryToken({ source: "your answer", explicit: true, raw }, context, settings);
    } catch (error) {
      if (!isAboutToken(error) || answers >= MOST_ANSWERS) throw error;
      context.reporter.warn(error.message);
    }
  }
}

function isReading({ parsed }: Pick<Context, "parsed">): boolean {
  return READING_COMMANDS.includes(parsed.command);
}

async function tryToken(found: FoundToken, context: Context, settings: HubSettings): Promise<SignedIn> {
  const { source } = found;
  const { token, notes } = readToken(found, { redactor: context.redactor, endpoint: settings.endpoint.url });
  const mended = notes.length === 0 ? "" : `; ${notes.join("; ")}`;
  context.reporter.step("Token", `from ${source} (${token.length} characters, begins with hf_${mended})`);
  if (source === "the command line") {
    context.reporter.warn(
      "Process lists and the shell's history show a token on the command line; " +
        "better: HF_TOKEN, --token-stdin, --token-file, or the login of the hf program",
    );
  }
  const hub = await connect(context, settings, token);
  const whoami = await askWhoami(hub, { source, endpoint: settings.endpoint.url });
  return { token, source, hub, whoami };
}

/** Reaches the Hub as the command line and the environment say; without a token, requests are anonymous. */
export async function connect(
  context: Context,
  settings: HubSettings,
  token: string | undefined,
): Promise<HubClient> {
  const { environment, reporter, redactor } = context;
  const { endpoint, timeoutMs, retries } = settings;
  for (const secret of secretsOfProxies(environment.get)) redactor.add(secret);
  return connectHub({
    certificateVariables: await prepareNetwork(context, endpoint, (text) => reporter.warn(text)),
    fetch: context.fetch,
    clock: context.clock,
    signal: context.interrupted,
    endpoint,
    token,
    timeoutMs,
    retries,
    offline: offlineVariable(environment.get),
    proxyFor: (url) => proxyFor(url, environment.get),
    userAgent: `hf-dataset-setup/${context.version}`,
    observer: observeRequests(reporter, context.clock),
  });
}

function isAboutToken(error: unknown): error is Failure {
  return error instanceof Failure && error.exitCode === 3;
}
