/** One origin on loopback: takes requests, records them, lets faults happen, sends answers. */
import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Answer } from "./answers.ts";
import type { HubRequest } from "./exchange.ts";
import { answerOfFault, type Fault, type Faults, matchesPattern, spoiltAnswer } from "./faults.ts";
import { sendCut, sendEndless, sendWhole, waitUntil } from "./sending.ts";

const LONGEST_WAIT_MS = 30_000;

/** A request that arrived, and what became of it. */
export interface RecordedRequest {
  readonly method: string;
  /** The path with the query, as it was sent. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
  /** What was answered; null while nothing was, and for ever where a fault swallowed the answer. */
  readonly status: number | null;
}

/** What an origin is made of. */
export interface OriginOptions {
  readonly at: "hub" | "storage";
  readonly faults: Faults;
  readonly latencyMs: number;
  readonly port: number;
  readonly now: () => number;
  /** Carries a request out. */
  readonly answer: (request: HubRequest) => Answer;
}

/** A server for one origin. */
export class Origin {
  readonly requests: RecordedRequest[] = [];
  /** What broke in the test Hub itself. */
  readonly defects: unknown[] = [];
  url = "";
  connections = 0;
  maxConcurrent = 0;
  readonly #options: OriginOptions;
  readonly #server: Server;
  /** Requests that are not answered yet. */
  readonly #open = new Set<AbortController>();
  readonly #running = new Set<Promise<void>>();
  readonly #waiting = new Set<() => boolean>();

  constructor(options: OriginOptions) {
    this.#options = options;
    this.#server = createServer((incoming, outgoing) => this.#run(incoming, outgoing));
    // Node's five seconds would take the connection from a test that pauses.
    this.#server.keepAliveTimeout = 0;
    this.#server.on("connection", () => this.connections++);
  }

  /** Begins to listen on loopback; from then on `url` is known. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#options.port, "127.0.0.1", resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The test Hub has no port");
    this.url = `http://127.0.0.1:${address.port}`;
  }

  /** Resolves when so many requests of a pattern have been recorded; at once where they have been already. */
  arrived(on: string, count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      // A request that never comes must fail the test and not hang the suite.
      const watchdog = setTimeout(() => reject(new Error(`No request came for ${on}`)), LONGEST_WAIT_MS);
      const check = () => {
        if (this.requests.filter((request) => matchesPattern(on, request)).length < count) return false;
        clearTimeout(watchdog);
        resolve();
        return true;
      };
      if (!check()) this.#waiting.add(check);
    });
  }

  /** Forgets what was recorded and counted. */
  forget(): void {
    this.requests.length = 0;
    this.connections = 0;
    this.maxConcurrent = this.#open.size;
  }

  /** Closes every connection, also those that wait for an answer. */
  async close(): Promise<void> {
    for (const request of this.#open) request.abort();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await Promise.all([closed, ...this.#running]);
  }

  #run(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const running = this.#handle(incoming, outgoing)
      .catch((error) => {
        this.defects.push(error);
        if (!outgoing.headersSent) outgoing.writeHead(500, { "Content-Type": "text/plain" });
        outgoing.end(`The test Hub itself failed: ${error}`);
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const arrived = performance.now();
    const gone = new AbortController();
    this.#open.add(gone);
    this.maxConcurrent = Math.max(this.maxConcurrent, this.#open.size);
    outgoing.once("close", () => {
      this.#open.delete(gone);
      gone.abort();
    });
    const request = await readRequest(incoming, this.url);
    // The caller went away while it was still asking.
    if (!request) return;
    const record = this.#record(request);
    const happening = this.#options.faults.pick(request, this.#options.at);
    await this.#answer({ request, outgoing, ...happening, record, gone, arrived });
  }

  #record(request: HubRequest): { status: number | null } {
    const { method, path, headers, bytes } = request;
    const record: { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] } = {
      method,
      path,
      headers,
      body: new TextDecoder().decode(bytes),
      status: null,
    };
    this.requests.push(record);
    for (const check of this.#waiting) if (check()) this.#waiting.delete(check);
    return record;
  }

  async #answer(
    exchange: {
      request: HubRequest;
      outgoing: ServerResponse;
      fault: Fault | undefined;
      holds: readonly Extract<Fault, { kind: "hold" }>[];
      record: { status: number | null };
      gone: AbortController;
      arrived: number;
    },
  ): Promise<void> {
    const { request, outgoing, fault, holds, record, gone, arrived } = exchange;
    const { signal } = gone;
    // Counted as answered before the caller can know, who may then ask again at once.
    const finish = () => void this.#open.delete(gone);
    if (fault?.kind === "silence") return;
    if (fault?.kind === "reset" || fault?.kind === "hang-up") {
      finish();
      return fault.kind === "reset"
        ? void outgoing.socket?.resetAndDestroy()
        : void outgoing.socket?.destroy();
    }
    if (fault?.kind === "endless-body") {
      record.status = 200;
      return sendEndless(outgoing, signal);
    }
    const instead = fault && answerOfFault(fault);
    const answer = instead ?? this.#options.answer(request);
    await waitUntil(arrived + this.#options.latencyMs, signal);
    for (const hold of holds) await Promise.race([hold.until, aborted(signal)]);
    if (signal.aborted) return;
    finish();
    if (fault?.kind === "lost-answer") return void outgoing.socket?.destroy();
    record.status = answer.status;
    const headers = { Date: new Date(this.#options.now()).toUTCString(), ...answer.headers };
    const spoilt = { ...(fault ? spoiltAnswer(fault, answer) : answer), headers };
    if (fault?.kind === "cut-body") return sendCut(outgoing, spoilt);
    sendWhole(outgoing, spoilt, { isHead: request.method === "HEAD" });
  }
}

/** Resolves when the signal aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** The body of a request; undefined where it never became whole. */
function readBody(incoming: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  return new Promise((resolve) => {
    incoming.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    incoming.once("end", () => resolve(Buffer.concat(chunks)));
    incoming.once("error", () => resolve(undefined));
    incoming.once("close", () => resolve(undefined));
  });
}

/** Reads a request whole; undefined where it never became whole. */
async function readRequest(incoming: IncomingMessage, origin: string): Promise<HubRequest | undefined> {
  const bytes = await readBody(incoming);
  if (!bytes) return undefined;
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  // A proxy asks with the whole address.
  const path = (incoming.url ?? "/").replace(/^https?:\/\/[^/]+/, "");
  return {
    method: incoming.method ?? "GET",
    path,
    url: new URL(origin + path),
    headers,
    bytes,
  };
}
