/** One origin on loopback: takes requests, records them, lets faults happen, sends answers. */
import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Answer } from "./answers.ts";
import type { HubRequest } from "./exchange.ts";
import { answerOfFault, type Fault, type Faults, matchesPattern, spoiltAnswer } from "./faults.ts";
import { sendCut, sendEndless, sendTrickle, sendWhole, wait } from "./sending.ts";

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
  #underWay = 0;
  readonly #options: OriginOptions;
  readonly #server: Server;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #waiting = new Set<() => boolean>();

  constructor(options: OriginOptions) {
    this.#options = options;
    this.#server = createServer((incoming, outgoing) => this.#run(incoming, outgoing));
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
    return new Promise((resolve) => {
      const check = () => {
        if (this.requests.filter((request) => matchesPattern(on, request)).length < count) return false;
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
    this.maxConcurrent = this.#underWay;
  }

  /** Closes every connection, also those that wait for an answer. */
  async close(): Promise<void> {
    this.#closing.abort();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await Promise.all([closed, ...this.#running]);
  }

  #run(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const running = this.#handle(incoming, outgoing)
      .catch((error) => {
        // A caller that went away is no defect.
        if (outgoing.destroyed || incoming.destroyed) return;
        this.defects.push(error);
        outgoing.destroy();
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.maxConcurrent = Math.max(this.maxConcurrent, ++this.#underWay);
    outgoing.once("close", () => this.#underWay--);
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.#closing.signal]);

    const request = await readRequest(incoming, this.url);
    const record = { ...recordOf(request), status: null as number | null };
    this.requests.push(record);
    for (const check of this.#waiting) if (check()) this.#waiting.delete(check);
    const { waits, fault } = this.#options.faults.pick(request, this.#options.at);
    for (const one of waits) if (one.kind === "delay") await wait(one.milliseconds, signal);
    if (this.#options.latencyMs > 0) await wait(this.#options.latencyMs, signal);
    if (signal.aborted) return;
    await this.#answer({
      request,
      outgoing,
      fault,
      holds: waits.filter((one) => one.kind === "hold"),
      record,
      signal,
    });
  }

  async #answer(
    exchange: {
      request: HubRequest;
      outgoing: ServerResponse;
      fault: Fault | undefined;
      holds: readonly Extract<Fault, { kind: "hold" }>[];
      record: { status: number | null };
      signal: AbortSignal;
    },
  ): Promise<void> {
    const { request, outgoing, fault, holds, record, signal } = exchange;
    if (fault?.kind === "reset") return void outgoing.socket?.resetAndDestroy();
    if (fault?.kind === "hang-up") return void outgoing.socket?.destroy();
    if (fault?.kind === "silence") return;
    if (fault?.kind === "endless-body") {
      record.status = 200;
      return sendEndless(outgoing, signal);
    }
    const instead = fault && answerOfFault(fault);
    const answer = instead ?? this.#options.answer(request);
    for (const hold of holds) await Promise.race([hold.until, aborted(signal)]);
    if (signal.aborted) return;
    if (fault?.kind === "lost-answer") return void outgoing.socket?.destroy();
    record.status = answer.status;
    const headers = { Date: new Date(this.#options.now()).toUTCString(), ...answer.headers };
    const spoilt = { ...(fault ? spoiltAnswer(fault, answer) : answer), headers };
    if (fault?.kind === "cut-body") return sendCut(outgoing, spoilt);
    if (fault?.kind === "trickle") return await sendTrickle(outgoing, spoilt, { ...fault, signal });
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

async function readRequest(incoming: IncomingMessage, origin: string): Promise<HubRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const path = incoming.url ?? "/";
  return {
    method: incoming.method ?? "GET",
    path,
    url: new URL(origin + path),
    headers,
    bytes: Buffer.concat(chunks),
  };
}

function recordOf(request: HubRequest): Omit<RecordedRequest, "status"> {
  const { method, path, headers, bytes } = request;
  return { method, path, headers, body: new TextDecoder().decode(bytes) };
}
