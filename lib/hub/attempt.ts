import type { Clock } from "../ports/world.ts";
import type { Endpoint } from "./addresses.ts";
import type { FailedAttempt, Repeat } from "./judge.ts";
import type { ReadVariable } from "./variables.ts";
import {
  decideRedirect,
  type Exchange,
  GivenUp,
  HUB_ONLY,
  type HubAnswer,
  isWebPage,
  type PreparedRequest,
  type ReceivedAnswer,
} from "./request.ts";

/** One request, as it can be shown: without the query of presigned URLs. */
export interface ObservedRequest {
  readonly method: string;
  readonly url: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** Who watches the network: the terminal with `--verbose`, a countdown, or a test. */
export interface NetworkObserver {
  onRequest(request: ObservedRequest): void;
  onAnswer(
    request: ObservedRequest,
    answer: { readonly status: number; readonly headers: Headers; readonly milliseconds: number },
  ): void;
  /** No usable answer came; `code` is that of the failure. */
  onFailure(
    request: ObservedRequest,
    failed: { readonly code: string; readonly milliseconds: number },
  ): void;
  /** Another attempt follows after a wait. */
  onRetry(repeat: Repeat): void;
  /** At the start of a wait and each second of it; 0 when it is over. */
  onWaiting(remainingMs: number): void;
  /** `X-HF-Warning`: a notice of the Hub, clean and in one line, each topic once. */
  onNotice(message: string): void;
}

/** How to reach the Hub. */
export interface HubAccess {
  /** The runtime's own. */
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly endpoint: Endpoint;
  /** Sent to the endpoint's origin with every request, and to no other host. */
  readonly token?: string | undefined;
  /** `hf-dataset-setup/VERSION`. */
  readonly userAgent: string;
  /** Until the head of an answer, and once more for its body. */
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly observer?: Partial<NetworkObserver>;
  /** The environment: whether the Hub must not be contacted, and what an error says of the proxy on the way. */
  readonly readVariable?: ReadVariable;
}

/** Far more than any answer of the routes in use. */
const MAX_ANSWER_BYTES = 32_000_000;
const MOST_REDIRECTS = 5;
/** The slowest upload that is waited for, in bytes per millisecond. */
const SLOWEST_UPLOAD = 64;

/**
 * Sends a request once, follows the redirects that are allowed, and reads the whole answer.
 *
 * @param access `timeoutMs` counts once until the head of the answer and once for its body; `signal` also cancels it
 * @throws the reason of the signal that canceled it
 */
export async function attemptRequest(
  request: PreparedRequest,
  access: HubAccess,
  attempt: number,
): Promise<HubAnswer | FailedAttempt> {
  const { clock, observer } = access;
  const observed: ObservedRequest = { method: request.method, url: request.shownUrl, attempt };
  const exchange: Exchange = { request, url: request.url, hasHead: false };
  using limit = timeLimit(access);
  const started = clock.now();
  observer?.onRequest?.(observed);
  let answer: ReceivedAnswer;
  try {
    answer = await receive(exchange, limit, access);
  } catch (error) {
    const { aborted, reason } = limit.signal;
    if (aborted && !(reason instanceof GivenUp)) throw reason;
    const { judgeError } = await import("./judge.ts");
    const failed = judgeError(aborted ? reason : error, exchange, access.readVariable);
    observer?.onFailure?.(observed, { code: failed.code, milliseconds: clock.now() - started });
    return failed;
  }
  const { status, headers } = answer;
  observer?.onAnswer?.(observed, { status, headers, milliseconds: clock.now() - started });
  if (isUsable(answer)) return answer;
  // Loaded here and not before, as above: an ordinary run needs nothing of what can go wrong.
  const { judgeAnswer } = await import("./judge.ts");
  return judgeAnswer(answer, clock.now());
}

async function receive(exchange: Exchange, limit: TimeLimit, access: HubAccess): Promise<ReceivedAnswer> {
  const { request } = exchange;
  const { method, kind, body } = request;
  const headers = new Headers(request.headers);
  const sentRequestId = request.isToHub ? crypto.randomUUID() : undefined;
  if (sentRequestId !== undefined) headers.set("x-amzn-trace-id", sentRequestId);
  for (let redirects = 0;; redirects++) {
    const { url } = exchange;
    limit.start(access.timeoutMs + Math.ceil((body?.size ?? 0) / SLOWEST_UPLOAD));
    const response = await access.fetch(url.href, {
      method,
      headers,
      redirect: "manual",
      signal: limit.signal,
      ...(body === undefined ? {} : { body }),
    });
    const redirect = decideRedirect(response, { ...request, url });
    if (redirect === undefined) {
      exchange.hasHead = true;
      limit.start(access.timeoutMs);
      const bytes = await readBody(response);
      const { status, headers } = response;
      const text = kind.isFile && status < 300 ? "" : new TextDecoder().decode(bytes);
      return { request, status, headers, bytes, text, json: jsonIn(text), url, sentRequestId };
    }
    await response.body?.cancel();
    if ("refused" in redirect) throw new GivenUp(redirect);
    if (redirects === MOST_REDIRECTS) throw new GivenUp({ refused: "endless", target: redirect.url.host });
    exchange.url = redirect.url;
    if (!redirect.toHub) { for (const name of HUB_ONLY) headers.delete(name); }
  }
}

/** Larger than most answers of the Hub. */
const CHUNK_BYTES = 16_384;

/**
 * Reads a body through one small buffer. The limit is on what comes out after decompression, so that a small answer cannot
 * unfold without end.
 *
 * Left to itself the runtime takes 64 kB for each piece, however small: many small answers then grow the process until the
 * next collection (measured with Deno 2.8.3: 1000 answers, 15 MB).
 */
async function readBody(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const { body, headers } = response;
  if (body === null) return new Uint8Array();
  // The runtime reads a body of known length without a stream, whose code takes 4 ms of processor time to load and run.
  const isPlain = headers.has("content-length") && !headers.has("content-encoding");
  if (isPlain && Number(headers.get("content-length")) <= MAX_ANSWER_BYTES) return await response.bytes();
  const reader = body.getReader({ mode: "byob" });
  let chunk = new ArrayBuffer(CHUNK_BYTES);
  let bytes = new Uint8Array(CHUNK_BYTES);
  let size = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(chunk));
      if (done) return bytes.slice(0, size);
      chunk = value.buffer;
      if (size + value.length > bytes.length) bytes = new Uint8Array(bytes.buffer.transfer(2 * bytes.length));
      bytes.set(value, size);
      size += value.length;
      if (size > MAX_ANSWER_BYTES) throw new GivenUp({ maxBytes: MAX_ANSWER_BYTES });
    }
  } finally {
    // What broke the stream is thrown where it was read.
    await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

function jsonIn(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether an answer is what the route promises; all others are looked at closer. */
function isUsable({ status, headers, text, json, request: { method, kind } }: ReceivedAnswer): boolean {
  if (status < 200 || status > 299) return false;
  if (kind.isFile || method === "HEAD") return true;
  return (json !== undefined || kind.answer === "any") && !isWebPage(text, headers);
}

/** Why a timer ends early; without a reason of its own, the runtime makes an error with a stack each time. */
const NO_LONGER_TIMED = "no longer timed";

type TimeLimit = ReturnType<typeof timeLimit>;

/** A signal for one attempt: it aborts when time is up, on Ctrl-C, and when the caller cancels. */
function timeLimit({ clock, signal }: HubAccess) {
  const controller = new AbortController();
  const follow = () => controller.abort(signal.reason);
  // By hand: `AbortSignal.any` would keep something of every attempt at the signal of the whole run.
  signal.addEventListener("abort", follow);
  let timer: AbortController | undefined;
  return {
    signal: controller.signal,
    /** Starts the time for the next phase; what was left of the one before no longer counts. */
    start(limitMs: number): void {
      timer?.abort(NO_LONGER_TIMED);
      timer = new AbortController();
      clock.sleep(limitMs, timer.signal).then(() => controller.abort(new GivenUp({ limitMs })), () => {});
    },
    /** Stops the time; the signal aborts no more. */
    [Symbol.dispose](): void {
      timer?.abort(NO_LONGER_TIMED);
      signal.removeEventListener("abort", follow);
    },
  };
}
