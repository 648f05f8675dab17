/** The ways in which an answer goes out: whole, cut, without end. */
import type { ServerResponse } from "node:http";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Answer } from "./answers.ts";

/** How late a timer may come, in milliseconds. */
const TIMER_IS_LATE = 3;

/**
 * Resolves at a time of `performance.now()`, or at once when the signal aborts; leaves no timer behind.
 *
 * A benchmark counts on it to a fraction of a millisecond: the last ones are waited for in turns of the event loop.
 */
export async function waitUntil(due: number, signal: AbortSignal): Promise<void> {
  const left = due - TIMER_IS_LATE - performance.now();
  if (left > 0) await setTimeout(left, undefined, { signal }).catch(() => undefined);
  while (performance.now() < due && !signal.aborted) await setImmediate();
}

function bytesOf(answer: Answer): Uint8Array {
  const { body = "" } = answer;
  return typeof body === "string" ? new TextEncoder().encode(body) : body;
}

function writeHead(outgoing: ServerResponse, answer: Answer & { readonly length: number }): void {
  outgoing.writeHead(answer.status, { ...answer.headers, "Content-Length": String(answer.length) });
}

/** Sends an answer as it should be. */
export function sendWhole(outgoing: ServerResponse, answer: Answer, options: { isHead: boolean }): void {
  const bytes = bytesOf(answer);
  writeHead(outgoing, { ...answer, length: bytes.length });
  if (options.isHead) outgoing.end();
  else outgoing.end(bytes);
}

/** Announces the whole answer, sends the first half, and closes the connection. */
export function sendCut(outgoing: ServerResponse, answer: Answer): void {
  const bytes = bytesOf(answer);
  // At least one byte must be missing, or nothing would be cut.
  writeHead(outgoing, { ...answer, length: Math.max(bytes.length, 1) });
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.socket?.destroy());
}

/** Sends a list in JSON that has no end, until the other side has enough. */
export function sendEndless(outgoing: ServerResponse, signal: AbortSignal): void {
  const piece = `"${"x".repeat(65_533)}",`;
  outgoing.writeHead(200, { "Content-Type": "application/json; charset=utf-8" });
  outgoing.write("[");
  const pump = () => {
    while (!signal.aborted && !outgoing.destroyed) {
      if (!outgoing.write(piece)) return void outgoing.once("drain", pump);
    }
  };
  pump();
}
