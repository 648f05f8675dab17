import type { HubAccess, NetworkObserver } from "../../lib/hub/attempt.ts";
import { connectHub } from "../../lib/hub/client.ts";
import { fetchOf } from "../../lib/hub/commits.ts";
import { parseEndpoint } from "../../lib/hub/addresses.ts";
import { withByteStream } from "../support/byte_stream.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** What happens to one request: an answer, or what is thrown. */
export type Step =
  | Response
  | Error
  | ((request: SentRequest, signal: AbortSignal) => Response | Promise<Response>);

/** A request as it left. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** The fetch under test over a script in place of the network. */
export interface ScriptedFetch {
  readonly hubFetch: typeof fetch;
  readonly sent: readonly SentRequest[];
  /** What the observer was told, in short. */
  readonly told: readonly string[];
  readonly clock: VirtualClock;
}

/** Answers as JSON. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  return new Response(JSON.stringify(body), {
    ...init,
    headers: { "content-type": "application/json", ...Object.fromEntries(new Headers(init.headers)) },
  });
}

/** The connection ended after the request was sent. */
export function lost(): Error {
  return new TypeError(
    "error sending request: client error (SendRequest): connection closed before message completed",
  );
}

/** The connection was never made. */
export function refused(): Error {
  return new TypeError(
    "error sending request: client error (Connect): tcp connect error: Connection refused (os error 111)",
  );
}

/** Never answers, and gives up when told to. */
export function silence(_request: SentRequest, signal: AbortSignal): Promise<Response> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/**
 * Makes the fetch under test over a script: each request takes the next step, and one more than there are steps fails.
 *
 * @param steps what happens to each request in turn
 * @param options what differs from the defaults
 * @returns the fetch, what was sent, and what the observer was told
 */
export function scriptedFetch(steps: readonly Step[], options: Partial<HubAccess> = {}): ScriptedFetch {
  const { access, ...script } = scriptedAccess(steps, options);
  return { hubFetch: fetchOf(connectHub(access)), ...script };
}

/** The same for the whole client. */
export function scriptedAccess(
  steps: readonly Step[],
  options: Partial<HubAccess> = {},
): Omit<ScriptedFetch, "hubFetch"> & { readonly access: HubAccess } {
  const sent: SentRequest[] = [];
  const told: string[] = [];
  const clock = new VirtualClock();

  async function scripted(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const step = steps[sent.length];
    const body = init?.body instanceof Blob ? await init.body.text() : "";
    const request = {
      method: init?.method ?? "GET",
      url: String(input),
      headers: new Headers(init?.headers),
      body,
    };
    sent.push(request);
    const signal = init?.signal ?? new AbortController().signal;
    if (step === undefined) throw new Error(`No step for ${request.method} ${request.url}`);
    if (step instanceof Error) throw step;
    return withByteStream(step instanceof Response ? step : await step(request, signal));
  }

  const observer: NetworkObserver = {
    onRequest: ({ method, url, attempt }) => told.push(`request ${attempt} ${method} ${url}`),
    onAnswer: (_request, { status, milliseconds }) => told.push(`answer ${status} after ${milliseconds}`),
    onFailure: (_request, { code, milliseconds }) => told.push(`${code} after ${milliseconds}`),
    onRetry: ({ failure: { code }, waitMs, announced }) =>
      told.push(`retry for ${code} in ${waitMs}${announced ? " as announced" : ""}`),
    onWaiting: (remainingMs) => told.push(`waiting ${remainingMs}`),
    onNotice: (message) => told.push(`notice: ${message}`),
  };
  const access: HubAccess = {
    fetch: scripted,
    clock,
    endpoint: parseEndpoint("https://huggingface.co"),
    token: "hf_ScriptedToken",
    userAgent: "hf-dataset-setup/0.0.0",
    timeoutMs: 30_000,
    retries: 5,
    observer,
    ...options,
    signal: options.signal ?? new AbortController().signal,
  };
  return { access, sent, told, clock };
}

/** What a call throws; a call that throws nothing is an error. */
export async function thrownBy(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown");
}
