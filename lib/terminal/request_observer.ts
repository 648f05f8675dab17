import type { NetworkObserver, ObservedRequest } from "../hub/attempt.ts";
import { requestIdOf } from "../hub/failures.ts";
import type { Clock } from "../ports/world.ts";
import type { Reporter } from "./reporter.ts";

/** How long a request can take before a person wonders. */
const PATIENCE_MS = 500;
const TICK_MS = 1_000;

/** Shows requests (--verbose), retries, and at a terminal how long an answer or a wait takes. */
export function observeRequests(reporter: Reporter, clock: Clock): NetworkObserver {
  /** When each request that is on its way was sent, the oldest first. */
  const pending = new Map<ObservedRequest, number>();
  let ticking: AbortController | undefined;

  /** `Asking huggingface.co... 3 s`, as long as a request is on its way. */
  async function tick(ended: AbortSignal): Promise<void> {
    for (let wait = PATIENCE_MS;; wait = TICK_MS) {
      await clock.sleep(wait, ended);
      const [oldest] = pending;
      if (oldest === undefined) return;
      const [{ url, attempt }, sent] = oldest;
      const since = clock.now() - sent;
      const time = since < TICK_MS ? "" : ` ${Math.floor(since / TICK_MS)} s`;
      const attempts = attempt === 1 ? "" : `, attempt ${attempt}`;
      reporter.waiting(`Asking ${new URL(url).host}...${time}${attempts}`);
    }
  }

  function end(request: ObservedRequest): void {
    pending.delete(request);
    if (pending.size > 0) return;
    ticking?.abort();
    ticking = undefined;
    reporter.waiting(undefined);
  }

  return {
    onRequest(request) {
      if (request.method !== "GET" && request.method !== "HEAD") reporter.begin();
      if (!reporter.showsProgress) return;
      pending.set(request, clock.now());
      if (ticking !== undefined) return;
      ticking = new AbortController();
      // It ends with the answer, which aborts it.
      tick(ticking.signal).catch(() => undefined);
    },
    onAnswer(request, { status, milliseconds, headers }) {
      end(request);
      const requestId = requestIdOf(headers);
      const id = requestId === undefined ? "" : `, request id ${requestId}`;
      reporter.detail(`${request.method} ${request.url} -> ${status} in ${Math.round(milliseconds)} ms${id}`);
    },
    onFailure(request, { code, milliseconds }) {
      end(request);
      reporter.detail(`${request.method} ${request.url} -> ${code} after ${Math.round(milliseconds)} ms`);
    },
    onRetry({ failure, waitMs, announced }) {
      const by = announced ? "as the Hub asks" : "before the next attempt";
      reporter.note(`${failure.message}; waiting ${seconds(waitMs)} ${by}`);
    },
    onWaiting(remainingMs) {
      reporter.progress(
        remainingMs <= 0 ? undefined : `Retrying in ${seconds(remainingMs)} (Ctrl-C to stop)`,
      );
    },
    onNotice(message) {
      reporter.warn(`The Hub says: ${message}`);
    },
  };
}

function seconds(milliseconds: number): string {
  return `${Math.max(1, Math.ceil(milliseconds / 1_000))} s`;
}
