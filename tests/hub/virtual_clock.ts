import type { Clock } from "../../lib/ports/world.ts";

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/**
 * A clock that jumps to the next sleeper's time as soon as nothing else is left to do, so that minutes of waiting pass in no
 * time and in the right order. Not for tests with sockets: a real answer would come too late for every limit.
 */
export class VirtualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #now: number;
  #jump: ReturnType<typeof setTimeout> | undefined;
  /** What `random` answers. */
  chance: number;

  constructor(options: { readonly now?: number; readonly chance?: number } = {}) {
    this.#now = options.now ?? Date.UTC(2026, 0, 1);
    this.chance = options.chance ?? 0.5;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.chance;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper: Sleeper = {
        at: this.#now + milliseconds,
        wake: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        this.#sleepers.delete(sleeper);
        this.#plan();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#sleepers.add(sleeper);
      this.#plan();
    });
  }

  // A timer of no time runs after everything that is ready: whoever can go on without waiting does so first.
  #plan(): void {
    clearTimeout(this.#jump);
    if (this.#sleepers.size === 0) return;
    this.#jump = setTimeout(() => {
      const [next] = [...this.#sleepers].sort((a, b) => a.at - b.at);
      if (next === undefined) return;
      this.#sleepers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      this.#plan();
    }, 0);
  }
}
