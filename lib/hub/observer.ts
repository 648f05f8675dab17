import type { RetryReason } from "./retry.ts";

/** One request, as it may be shown: without the query of addresses that are keys. */
export interface ObservedRequest {
  readonly method: string;
  readonly url: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** Who watches what the network does: the terminal with `--verbose`, a countdown, or a test. */
export interface NetworkObserver {
  onRequest?(request: ObservedRequest): void;
  onAnswer?(
    request: ObservedRequest,
    answer: {
      readonly status: number;
      readonly milliseconds: number;
      readonly requestId: string | undefined;
    },
  ): void;
  /** No usable answer came; `code` is that of the table of errors. */
  onFailure?(
    request: ObservedRequest,
    failed: { readonly code: string; readonly milliseconds: number },
  ): void;
  /** Another attempt follows after a wait. */
  onRetry?(
    request: ObservedRequest,
    retry: {
      readonly reason: RetryReason;
      /** The error that the attempt would have ended with. */
      readonly error: Error;
      readonly waitMs: number;
      /** Whether the Hub asked for this wait. */
      readonly announced: boolean;
    },
  ): void;
  /** At the start of a wait and each second of it; 0 when it is over. */
  onWaiting?(remainingMs: number): void;
  /** `X-HF-Warning`: a notice of the Hub, clean and in one line, each topic once. */
  onNotice?(topic: string, message: string): void;
}
