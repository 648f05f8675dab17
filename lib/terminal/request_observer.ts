import type { NetworkObserver, ObservedRequest } from "../hub/attempt.ts";
import { requestIdOf } from "../hub/request_failure.ts";
import type { Clock } from "../ports/clock.ts";
import type { Reporter } from "./reporter.ts";

/** How long a request can take before a person wonders. */
const PATIENCE_MS = 500;
const TICK_MS = 1_000;

/** Shows requests (--verbose), retries, and at a terminal how long an answer or a wait takes. */
export function observeRequests(reporter: Reporter, clock: Clock): NetworkObserver {
  const waiting = new WaitingLine(reporter, clock);
  return {
    onRequest: (request) => waiting.begin(request),
    onAnswer(request, { status, milliseconds, headers }) {
      waiting.end(request);
      const requestId = requestIdOf(headers);
      const id = requestId === undefined ? "" : `, request id ${requestId}`;
      reporter.detail(`${request.method} ${request.url} -> ${status} in ${Math.round(milliseconds)} ms${id}`);
    },
    onFailure(request, { code, milliseconds }) {
      waiting.end(request);
      reporter.detail(`${request.method} ${request.url} -> ${code} after ${Math.round(milliseconds)} ms`);
    },
    onRetry(_request, { error, waitMs, announced }) {
      const by = announced ? "as the Hub asks" : "before the next attempt";
      reporter.note(`${error.message}; waiting ${seconds(waitMs)} ${by}`);
    },
    onWaiting(remainingMs) {
      reporter.progress(
        remainingMs <= 0 ? undefined : `Retrying in ${seconds(remainingMs)} (Ctrl-C to stop)`,
      );
    },
    onNotice(_topic, message) {
      reporter.warn(`The Hub says: ${message}`);
    },
  };
}

/** `Asking huggingface.co... 3 s`, as long as a request is on its way. */
class WaitingLine {
  readonly #reporter: Reporter;
  readonly #clock: Clock;
  /** When each request was sent, the oldest first. */
  readonly #pending = new Map<ObservedRequest, number>();
  #ticking: AbortController | undefined;

  constructor(reporter: Reporter, clock: Clock) {
    this.#reporter = reporter;
    this.#clock = clock;
  }

  begin(request: ObservedRequest): void {
    if (!this.#reporter.showsProgress) return;
    this.#pending.set(request, this.#clock.now());
    if (this.#ticking !== undefined) return;
    this.#ticking = new AbortController();
    // It ends with the answer, which aborts it.
    this.#tick(this.#ticking.signal).catch(() => undefined);
  }

  end(request: ObservedRequest): void {
    this.#pending.delete(request);
    if (this.#pending.size > 0 || this.#ticking === undefined) return;
    this.#ticking.abort();
    this.#ticking = undefined;
    this.#reporter.waiting(undefined);
  }

  async #tick(ended: AbortSignal): Promise<void> {
    for (let wait = PATIENCE_MS;; wait = TICK_MS) {
      await this.#clock.sleep(wait, ended);
      const [oldest] = this.#pending;
      if (oldest === undefined) return;
      const [{ url, attempt }, sent] = oldest;
      const attempts = attempt === 1 ? "" : `, attempt ${attempt}`;
      const since = this.#clock.now() - sent;
      this.#reporter.waiting(
        `Asking ${new URL(url).host}...${
          since < TICK_MS ? "" : ` ${Math.floor(since / TICK_MS)} s`
        }${attempts}`,
      );
    }
  }
}

function seconds(milliseconds: number): string {
  return `${Math.max(1, Math.ceil(milliseconds / 1_000))} s`;
}
