import type { NetworkObserver } from "../hub/fetch.ts";
import type { Reporter } from "./reporter.ts";

/** Tells the person of requests (--verbose), of repeats, and of waits as they count down (at a terminal only). */
export function observeRequests(reporter: Reporter): NetworkObserver {
  return {
    onAnswer(request, { status, milliseconds, requestId }) {
      const id = requestId === undefined ? "" : `, request id ${requestId}`;
      reporter.detail(`${request.method} ${request.url} -> ${status} in ${Math.round(milliseconds)} ms${id}`);
    },
    onFailure(request, { code, milliseconds }) {
      reporter.detail(`${request.method} ${request.url} -> ${code} after ${Math.round(milliseconds)} ms`);
    },
    onRetry(_request, { error, waitMs, announced }) {
      const by = announced ? "as the Hub asks" : "before the next attempt";
      reporter.note(`${error.message}; waiting ${formatSeconds(waitMs)} ${by}`);
    },
    onWaiting(remainingMs) {
      reporter.progress(
        remainingMs <= 0 ? undefined : `Going on in ${formatSeconds(remainingMs)} (Ctrl-C to stop)`,
      );
    },
    onNotice(_topic, message) {
      reporter.warn(`The Hub says: ${message}`);
    },
  };
}

function formatSeconds(milliseconds: number): string {
  return `${Math.max(1, Math.ceil(milliseconds / 1_000))} s`;
}
