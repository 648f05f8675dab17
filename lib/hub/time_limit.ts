import type { Clock } from "../ports/clock.ts";

/** The reason that an attempt is aborted with when its time is up. */
export class TimeUp extends Error {
  override readonly name = "TimeUp";
  readonly limitMs: number;

  constructor(limitMs: number) {
    super(`Time limit of ${limitMs} ms reached`);
    this.limitMs = limitMs;
  }
}

/** A signal for one attempt: it aborts when time is up or when one of the given signals does. */
export class TimeLimit implements Disposable {
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #followed: readonly AbortSignal[];
  #timer: AbortController | undefined;

  constructor(clock: Clock, signals: readonly (AbortSignal | undefined)[]) {
    this.#clock = clock;
    this.#followed = signals.filter((signal) => signal !== undefined);
    for (const signal of this.#followed) {
      if (signal.aborted) this.#controller.abort(signal.reason);
      else signal.addEventListener("abort", this.#follow, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts the time for the next phase; what was left of the one before no longer counts. */
  start(limitMs: number): void {
    this.#timer?.abort();
    const timer = new AbortController();
    this.#timer = timer;
    this.#clock.sleep(limitMs, timer.signal).then(
      () => this.#controller.abort(new TimeUp(limitMs)),
      () => {},
    );
  }

  /** Stops the time; the signal aborts no more. */
  [Symbol.dispose](): void {
    this.#timer?.abort();
    for (const signal of this.#followed) signal.removeEventListener("abort", this.#follow);
  }

  readonly #follow = (event: Event): void => {
    const { target } = event;
    if (target instanceof AbortSignal) this.#controller.abort(target.reason);
  };
}
