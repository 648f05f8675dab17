import type { DatasetTools } from "../dataset/desired.ts";
import { accountFailure, readToken, TYPED } from "../account/token.ts";
import { findToken, type FoundToken } from "../account/token_sources.ts";
import { askWhoami, type Whoami } from "../account/whoami.ts";
import { Failure } from "../cli/failure.ts";
import type { CommandName } from "../cli/options.ts";
import type { HubSettings } from "../cli/settings.ts";
import { type DatasetInfo, readDataset } from "../hub/datasets.ts";
import type { Endpoint } from "../hub/addresses.ts";
import { connectHub, type HubClient, prepareNetwork } from "../hub/client.ts";
import { secretsOfProxies } from "../hub/variables.ts";
import { observeRequests } from "../terminal/request_observer.ts";
import { terminalFailure } from "../terminal/reporter.ts";
import type { Context } from "./context.ts";
import { readVariables } from "../env_file/read.ts";

/** A token that the Hub knows, and the work on datasets that it is for. */
export interface SignedIn extends DatasetTools {
  readonly token: string;
  /** Where the token came from, for the output. */
  readonly source: string;
  /** The dataset that was read together with whoami. */
  readonly early: { readonly id: string; readonly read: Promise<DatasetInfo | undefined> } | undefined;
}

const READING_COMMANDS: readonly CommandName[] = ["whoami", "list"];

/**
 * Finds the token, frees it from what copying left around it, and asks the Hub whose it is.
 *
 * At a terminal, a token from the environment or a file that the Hub refuses is replaced by a question; one from the command
 * line is an error, because it was meant.
 *
 * @param early a dataset to be read together with whoami: one round trip instead of two
 * @throws Failure `token_*`, and those of the network
 */
export async function signIn(
  context: Context,
  settings: HubSettings,
  early?: string,
): Promise<SignedIn> {
  const { reporter, terminal, environment, memory } = context;
  if (memory.typed !== undefined) {
    return await (await import("./later.ts")).tryTyped(context, settings, memory.typed, early);
  }
  const found = await findToken(settings.token, {
    environment,
    files: context.files,
    readStdin: (limit) => terminal.readStdin(limit),
    stdinIsTerminal: terminal.stdinIsTerminal,
    readEnvFile: () => tokenInEnvFile(context, (text) => reporter.warn(text)),
  });
  const { announced = false } = memory;
  memory.announced = true;
  if (!announced && environment.get("HF_OIDC_RESOURCE") !== undefined) {
    reporter.warn(OIDC_IGNORED);
  }
  // Announced as soon as there is, or may be, a token to send, and not before.
  if (!announced && ("raw" in found || context.canAsk)) await announceEndpoint(context, settings.endpoint);
  if ("raw" in found) {
    try {
      return await tryToken(found, context, settings, early);
    } catch (error) {
      if (found.explicit || !context.canAsk || !isAboutToken(error)) throw error;
      reporter.warn(error.message);
      if (found.source.startsWith("the login file")) {
        reporter.note("Enter a token here, or log in again: hf auth login");
      }
      memory.replaced = found.source;
    }
  } else if (!context.canAsk) {
    throw accountFailure("token_missing", {
      unread: found.unread,
      endpoint: settings.endpoint.url,
      toRead: isReading(context),
    });
  }
  const { askForToken, newTokenPage } = await import("./later.ts");
  return await askForToken(context, settings, { early, page: newTokenPage(context, settings) });
}

/** Whether any token is good enough for the command. */
export function isReading({ parsed }: Pick<Context, "parsed">): boolean {
  return READING_COMMANDS.includes(parsed.command);
}

/** Reads a token that was found, and asks the Hub whose it is. */
export async function tryToken(
  found: FoundToken,
  context: Context,
  settings: HubSettings,
  early?: string,
): Promise<SignedIn> {
  const { memory, reporter, redactor, clock, interrupted, version } = context;
  const { endpoint: { url: endpoint }, retries } = settings;
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
  // Another answer is another token.
  if (source !== TYPED) memory.shown = source;
  const hub = await connect(context, settings, token);
  const asked = askWhoami(hub, { source, endpoint });
  const readEarly = early === undefined ? undefined : { id: early, read: readDataset(hub, early) };
  // Looked at when it is needed: what is wrong with the token comes first.
  readEarly?.read.catch(() => {});
  const tools = { hub, whoami: await asked, endpoint, retries, clock, interrupted, version, reporter };
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
  return connectHub({
    certificateVariables: await prepareNetwork(context, endpoint, (text) => reporter.warn(text)),
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
export function isAboutToken(error: unknown): error is Failure {
  return error instanceof Failure && error.exitCode === 3;
}

/** What other clients of the Hub exchange for a token (lib/hub/README.md#token-lookup); the doctor says it too. */
export const OIDC_IGNORED =
  "HF_OIDC_RESOURCE is set, which other programs use before HF_TOKEN; hf-dataset-setup does not use it";

/** A cloned project must not choose whose account is used: never from a file that git tracks, or may track. */
export async function tokenInEnvFile(
  { files, parsed, environment }: Pick<Context, "files" | "parsed" | "environment">,
  warn: (text: string) => void,
): Promise<FoundToken | undefined> {
  if (parsed.has("no-env-file")) return undefined;
  const path = parsed.value("env-file") ?? ".env";
  const bytes = await files.read(path, { limit: LONGEST_ENV_FILE }).catch(() => undefined);
  if (bytes === undefined) return undefined;
  let raw: string | undefined;
  try {
    raw = (await readVariables(bytes, new Set(["HF_TOKEN"]), { path })).get("HF_TOKEN");
  } catch (error) {
    // Looked at because there is no other token: what is wrong with the file is not why there is none.
    if (!(error instanceof Failure)) throw error;
    warn(error.message);
  }
  if (raw === undefined || raw.trim() === "") return undefined;
  const { gitStateOfFile } = await import("../env_file/git_state.ts");
  const { state } = await gitStateOfFile({ files, environment }, path);
  if (state === "tracked" || state === "unknown") {
    warn(
      state === "tracked"
        ? `The token in ${path} is not used, because git tracks that file`
        : `The token in ${path} is not used, because git might track that file`,
    );
    return undefined;
  }
  return { source: `HF_TOKEN in ${path}`, explicit: false, raw };
}

/** An env file that is longer was not written by a person. */
const LONGEST_ENV_FILE = 1024 * 1024;

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
