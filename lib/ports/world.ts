import { type Environment, processEnvironment } from "./environment.ts";
import { diskFiles, type Files } from "./files.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

/** The world as the program meets it; `main.ts` builds it, tests build another. */
export interface World {
  readonly environment: Environment;
  readonly files: Files;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Aborts on Ctrl-C and when the process is asked to end. */
  readonly interrupted: AbortSignal;
  readonly version: string;
}

/** The world around this process, whose signals are listened for from now on. */
export function worldOfThisProcess(version: string): World {
  return {
    environment: processEnvironment(),
    files: diskFiles(),
    terminal: processTerminal(),
    clock: systemClock,
    fetch: (input, init) => fetch(input, init),
    interrupted: endSignals(),
    version,
  };
}

/**
 * Listens for the signals that ask the program to end.
 *
 * The work is not cut off: requests and questions are aborted, the run comes to its end, says what was done, and
 * `main.ts` exits with 130. A second signal finds the listener still there and changes nothing.
 */
function endSignals(): AbortSignal {
  const controller = new AbortController();
  const names: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const name of names) Deno.addSignalListener(name, () => controller.abort());
  return controller.signal;
}

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
  async sleep(milliseconds, signal) {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener("abort", onAbort);
    await promise.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    });
  },
};
