/** Time and chance, handed in so that tests own both. */
export interface Clock {
  /** Milliseconds since 1970 (UTC). */
  now(): number;
  /** A number in [0, 1), for jitter. */
  random(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it aborts before. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep(milliseconds, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, milliseconds);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  },
};
