import type { Environment } from "../ports/environment.ts";
import type { Files } from "../ports/files.ts";
import { cleanLine } from "../ports/text.ts";
import { attemptRequest, type HubAccess } from "./attempt.ts";
import type { Endpoint } from "./addresses.ts";
import { HubAnswerError, hubFailure } from "./failures.ts";
import { type HubAnswer, prepareRequest } from "./request.ts";
import { CERTIFICATE_VARIABLES, NETWORK_VARIABLES, offlineVariable, PROXY_VARIABLES } from "./variables.ts";

/**
 * The Hub, reached with one token.
 *
 * The files beside this one have a function for each question and each change, which is one request if nothing goes wrong.
 * All throw {@linkcode HubAnswerError} for an answer that is not 2xx, `RequestFailure` if no answer of the Hub came, and
 * what they name; when the run is interrupted, its reason.
 */
export interface HubClient extends Pick<HubAccess, "endpoint" | "token" | "clock" | "retries" | "signal"> {
  /** Makes one request, with its repeats: GET, or `sent` as JSON; the path is relative to the endpoint. */
  request(path: string, sent?: SentJson): Promise<HubAnswer>;
  /** The same, for its JSON. */
  json(path: string, sent?: SentJson): Promise<unknown>;
  /** The same with the arguments of `fetch`. */
  send(url: string | URL, init?: RequestInit): Promise<HubAnswer>;
}

/** A request with a body. */
export interface SentJson {
  readonly method: "POST" | "PUT";
  readonly body: unknown;
}

/** Connects to the Hub; nothing is sent before the first request. */
export function connectHub(access: HubAccess): HubClient {
  const shownTopics = new Set<string>();
  async function send(url: string | URL, init?: RequestInit): Promise<HubAnswer> {
    const answer = await sendWithRepeats(access, url, init);
    // `X-HF-Warning: topic; message` (lib/hub/README.md#errors)
    const notice = cleanLine(answer.headers.get("x-hf-warning") ?? "");
    const [topic = "", ...rest] = notice.split(";");
    if (notice !== "" && !shownTopics.has(topic)) {
      shownTopics.add(topic);
      access.observer?.onNotice?.(rest.join(";").trim() || topic.trim());
    }
    return answer;
  }
  async function request(path: string, sent?: SentJson): Promise<HubAnswer> {
    const url = `${access.endpoint.url}${path}`;
    if (sent === undefined) return await send(url);
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    return await send(url, { method: sent.method, headers, body: JSON.stringify(sent.body) });
  }
  return { ...access, send, request, json: async (path, sent) => (await request(path, sent)).json };
}

/**
 * Prepares the environment for the first request, after which the runtime no longer looks at it.
 *
 * A variable that is set but empty counts as unset, and a file that cannot be used is ignored with a warning: the runtime
 * would refuse every request over either. Trusted are the built-in authorities, those of the system's store, which costs 1
 * to 2 ms on Linux, and one file. `SSL_CERT_FILE` takes the place of the system's store. To load that store only after a
 * handshake has failed would take a permission (`--allow-sys=ca`) that this program does without (Deno 2.8.3).
 *
 * Plain http to this machine never goes through a proxy: the runtime would show it the token (measured with Deno 2.8.3). The
 * exceptions are added whatever `NO_PROXY` holds, since a wrong guess would show the token too (`*` does not cover 127.0.0.1).
 *
 * @param world the environment of this process, which is changed, and the disk
 * @throws Failure `proxy_unusable`
 */
export async function prepareNetwork(
  world: { readonly environment: Environment; readonly files: Pick<Files, "read"> },
  endpoint: Endpoint,
  warn: (text: string) => void,
): Promise<void> {
  const { environment } = world;
  for (const name of NETWORK_VARIABLES) {
    if ((environment.get(name) ?? "").trim() === "") environment.set(name, undefined);
  }
  if (!endpoint.url.startsWith("https:")) {
    const exceptions = environment.get("NO_PROXY") ?? environment.get("no_proxy");
    const own = [...(exceptions === undefined ? [] : [exceptions]), "localhost", "127.0.0.0/8", "::1"];
    environment.set("NO_PROXY", own.join(","));
    for (const variable of CERTIFICATE_VARIABLES) environment.set(variable, undefined);
    return;
  }
  if (environment.get("DENO_TLS_CA_STORE") === undefined) {
    environment.set("DENO_TLS_CA_STORE", "system,mozilla");
  }
  const naming = [...PROXY_VARIABLES, ...CERTIFICATE_VARIABLES];
  if (naming.every((name) => environment.get(name) === undefined)) return;
  // Loaded here and not before: most environments name neither.
  const { prepareCertificates, prepareProxy } = await import("./network.ts");
  prepareProxy(environment, endpoint);
  await prepareCertificates(world, warn);
}

/** For one call with all its attempts and waits: twice the Hub's window. */
const DEADLINE_MS = 600_000;
const COUNTDOWN_STEP_MS = 1000;

/** Limits time and size, repeats what can be repeated, and gives back only complete answers: 2xx, with JSON where it belongs. */
async function sendWithRepeats(
  access: HubAccess,
  url: string | URL,
  init: RequestInit | undefined,
): Promise<HubAnswer> {
  const { clock, retries, observer } = access;
  const offline = access.readVariable && offlineVariable(access.readVariable);
  if (offline !== undefined) throw hubFailure("offline", { variable: offline });
  const request = await prepareRequest(url, init, access);
  const signal = request.signal === undefined
    ? access.signal
    : AbortSignal.any([access.signal, request.signal]);
  const deadline = clock.now() + DEADLINE_MS;
  for (let attempt = 1;; attempt++) {
    signal.throwIfAborted();
    const timeoutMs = Math.max(1, Math.min(access.timeoutMs, deadline - clock.now()));
    const result = await attemptRequest(request, { ...access, signal, timeoutMs }, attempt);
    if (!("repeat" in result)) return result;
    const repeat = result.repeat({
      attempts: attempt,
      retries,
      remainingMs: deadline - clock.now(),
      repetition: request.kind.repetition,
      random: clock.random(),
    });
    observer?.onRetry?.(repeat);
    for (let remaining = repeat.waitMs; remaining > 0; remaining -= COUNTDOWN_STEP_MS) {
      observer?.onWaiting?.(remaining);
      await clock.sleep(Math.min(COUNTDOWN_STEP_MS, remaining), signal);
    }
    observer?.onWaiting?.(0);
  }
}

/** A missing repository and one that the token cannot see are both 404, or 401 (lib/hub/README.md#hidden-repositories). */
export async function orUndefined<Found>(look: Promise<Found>): Promise<Found | undefined> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof HubAnswerError && [401, 404].includes(error.status)) return undefined;
    throw error;
  }
}

/** Reads something that may not exist, or not for this token; `parse` gives `undefined` for JSON that does not describe it. */
export async function lookAt<Found>(
  hub: HubClient,
  path: string,
  parse: (json: unknown) => Found | undefined,
  what: string,
): Promise<Found | undefined> {
  const body = await orUndefined(hub.json(path));
  if (body === undefined) return undefined;
  const found = parse(body);
  if (found !== undefined) return found;
  const { host } = hub.endpoint;
  throw hubFailure("malformed_answer", { host, request: `GET ${path}`, fault: `it describes no ${what}` });
}

/**
 * Does the same with every item, several at a time, and starts the items in their order. When one fails, no further one is
 * started, those under way are waited for, and the first failure is thrown.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
  { concurrency }: { readonly concurrency: number },
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  // All lanes draw from the one generator, so each item is drawn once; a lane that fails ends it for all.
  const entries = (function* () {
    yield* items.entries();
  })();
  const lanes = Array.from({ length: concurrency }, async () => {
    for (const [index, item] of entries) results[index] = await work(item, index);
  });
  const done = Promise.all(lanes);
  await Promise.allSettled([done, ...lanes]);
  await done;
  return results;
}

// JSON that came over the wire: what is not of the expected type counts as missing.

export function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function textsIn(value: unknown): string[] {
  return listIn(value).filter((item) => typeof item === "string");
}
