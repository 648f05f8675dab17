import { accountFailure, newTokenPage, readToken, TYPED } from "../account/token.ts";
import { findToken, type FoundToken } from "../account/token_sources.ts";
import { askWhoami, spellOwner, type Whoami } from "../account/whoami.ts";
import { Failure } from "../cli/failure.ts";
import type { HubSettings } from "../cli/settings.ts";
import { readDataset } from "../hub/datasets.ts";
import { type Endpoint, nameOf, ownerOf } from "../hub/addresses.ts";
import { connectHub, type HubClient, prepareNetwork } from "../hub/client.ts";
import { secretsOfProxies } from "../hub/variables.ts";
import { observeRequests } from "../terminal/request_observer.ts";
import { terminalFailure } from "../terminal/reporter.ts";
import type { Context, SignedIn } from "./context.ts";

interface SignInSettings extends HubSettings {
  /** A dataset to be read together with whoami: one round trip instead of two. */
  readonly early?: string | undefined;
}

/**
 * Finds the token, frees it from what copying left around it, and asks the Hub whose it is.
 *
 * At a terminal, a token from the environment or a file that the Hub refuses is replaced by a question; one from the command
 * line is an error, because it was meant.
 *
 * @throws Failure `token_*`, and those of the network
 */
export async function signIn(context: Context, settings: SignInSettings): Promise<SignedIn> {
  const { reporter, terminal, environment, memory } = context;
  const { endpoint: { url } } = settings;
  if (memory.typed !== undefined) return await tryToken(memory.typed, context, settings);
  const found = await findToken(settings.token, {
    environment,
    files: context.files,
    readStdin: (limit) => terminal.readStdin(limit),
    stdinIsTerminal: terminal.stdinIsTerminal,
    readEnvFile: async () =>
      await (await import("./saved_token.ts")).tokenInEnvFile(context, (text) => reporter.warn(text)),
  });
  if (memory.announced !== true) {
    memory.announced = true;
    if (environment.get("HF_OIDC_RESOURCE") !== undefined) reporter.warn(OIDC_IGNORED);
    // Announced as soon as there is, or may be, a token to send, and not before.
    if ("raw" in found || context.canAsk) await announceEndpoint(context, settings.endpoint);
  }
  if ("raw" in found) {
    try {
      return await tryToken(found, context, settings);
    } catch (error) {
      if (found.explicit || !context.canAsk || !isAboutToken(error)) throw error;
      reporter.warn(error.message);
      if (found.source.startsWith("the login file")) {
        reporter.note("Enter a token here, or log in again: hf auth login");
      }
      memory.replaced = found.source;
    }
  } else if (!context.canAsk) {
    const { unread } = found;
    throw accountFailure("token_missing", { unread, endpoint: url, toRead: isReading(context) });
  }
  return await askForToken(context, settings, newTokenPage(url, isReading(context)));
}

/** Whether any token is good enough for the command. */
function isReading({ parsed: { command } }: Context): boolean {
  return command === "whoami" || command === "list";
}

/** A person who mistypes more often than this is better served by the error. */
const MOST_ANSWERS = 5;

/**
 * Asks for a token until the Hub knows it.
 *
 * @param page where to create one; undefined where that was just said
 * @throws Failure `token_*` after too many answers, `cancelled`, and those of the network
 */
export async function askForToken(
  context: Context,
  settings: SignInSettings,
  page: string | undefined,
): Promise<SignedIn> {
  const access = isReading(context) ? "" : " with write access";
  if (page !== undefined) context.reporter.note(`You need a token${access}. Create one: ${page}`);
  for (let answers = 1;; answers++) {
    // Checked after the question, not by it: a wrong answer that stays in a hidden field cannot be corrected there.
    const raw = await context.questions.secret("Token (hidden, starts with hf_):");
    try {
      return await tryToken({ source: TYPED, explicit: true, raw }, context, settings);
    } catch (error) {
      if (!isAboutToken(error) || answers >= MOST_ANSWERS) throw error;
      context.reporter.warn(error.message);
    }
  }
}

/** Reads a token that was found, and asks the Hub whose it is. */
async function tryToken(
  found: FoundToken,
  context: Context,
  settings: SignInSettings,
): Promise<SignedIn> {
  const { memory, reporter, redactor, clock, interrupted, version } = context;
  const { endpoint: { url: endpoint }, retries, early } = settings;
  const { source } = found;
  const { token, notes } = readToken(found, { redactor, endpoint });
  const ignored = notes.length === 0 ? "" : `; ${notes.join("; ")}`;
  const from = source === TYPED ? "entered by you" : `from ${source}`;
  if (memory.shown !== source) {
    reporter.step("Token", `${from} (${token.length} characters${ignored})`);
    if (source === "the command line") {
      reporter.warn(
        "Tokens on the command line end up in shell history and in ps; use HF_TOKEN, --token-stdin, --token-file or hf auth login instead",
      );
    }
  }
  // Another answer is another token; it is kept until the Hub has judged it.
  if (source === TYPED) memory.typed = found;
  else memory.shown = source;
  const hub = await connect(context, settings, token);
  const asked = askWhoami(hub, { source, endpoint });
  const readEarly = early === undefined ? undefined : { id: early, read: readDataset(hub, early) };
  // Looked at when it is needed: what is wrong with the token comes first.
  readEarly?.read.catch(() => {});
  const whoami = await asked.catch((error) => {
    if (isAboutToken(error)) memory.typed = undefined;
    throw error;
  });
  // The command of this name says more of it.
  if (context.parsed.command !== "whoami") reporter.step("Account", whoami.name);
  const tools = { hub, whoami, endpoint, retries, clock, interrupted, version, reporter };
  return { ...tools, token, source, early: readEarly };
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
  await prepareNetwork(context, endpoint, (text) => reporter.warn(text));
  return connectHub({
    fetch: context.fetch,
    clock: context.clock,
    signal: context.interrupted,
    endpoint,
    token,
    timeoutMs,
    retries,
    readVariable: environment.get,
    userAgent: `hf-dataset-setup/${context.version}`,
    observer: observeRequests(reporter, context.clock),
  });
}

/** Whether another token can help. */
function isAboutToken(error: unknown): error is Failure {
  return error instanceof Failure && error.exitCode === 3;
}

/** What other clients of the Hub exchange for a token (lib/hub/README.md#token-lookup); the doctor says it too. */
export const OIDC_IGNORED =
  "HF_OIDC_RESOURCE is set, which other programs use before HF_TOKEN; hf-dataset-setup does not use it";

/**
 * Says that a token is about to go to a Hub other than huggingface.co, and asks at a terminal: a mirror in a variable that was
 * set long ago must not get a token without anyone noticing (https://github.com/bghira/SimpleTuner/issues/933).
 *
 * @throws Failure `cancelled` when the answer is no
 */
export async function announceEndpoint(context: Context, endpoint: Endpoint): Promise<void> {
  if (endpoint.isDefault) return;
  if (endpoint.isLoopback) return context.reporter.step("Hub", endpoint.url);
  context.reporter.warn(`The token will be sent to ${endpoint.url}, which is not https://huggingface.co`);
  if (!context.canAsk) return;
  const goOn = await context.questions.confirm(`Send the token to ${endpoint.host}?`, { fallback: false });
  if (!goOn) throw terminalFailure("cancelled", { unchanged: true });
}

/** The variable in which programs around the experiments dataset keep the user. */
export const USER_VARIABLE = "HF_USERNAME";

/**
 * Refuses the token of another user than HF_USERNAME names, unless the owner was named.
 *
 * @throws Failure `token_owner_unexpected`
 */
export async function checkUser({ environment, parsed }: Context, whoami: Whoami): Promise<void> {
  const expected = environment.get(USER_VARIABLE)?.trim() || undefined;
  if (expected === undefined) return;
  const { unexpectedUser } = await import("../account/rights.ts");
  const failed = unexpectedUser(whoami, expected, parsed.command === "trackio" ? "trackio" : "--name");
  if (failed !== undefined) throw failed;
}

/** The id with its owner as the Hub spells it, which is said where it differs. */
export function spellId({ reporter }: Pick<Context, "reporter">, whoami: Whoami, id: string): string {
  const owner = spellOwner(whoami, ownerOf(id));
  if (owner !== ownerOf(id)) reporter.note(`The Hub spells ${ownerOf(id)} as ${owner}`);
  return `${owner}/${nameOf(id)}`;
}
