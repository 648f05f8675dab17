import { assertEquals } from "@std/assert";
import type { Clock } from "../../lib/ports/world.ts";
import type { Terminal } from "../../lib/ports/terminal.ts";
import { hang } from "../../lib/terminal/layout.ts";
import { Reporter } from "../../lib/terminal/reporter.ts";
import { observeRequests } from "../../lib/terminal/request_observer.ts";

/** A clock that goes on only when it is told to. */
class SteppedClock implements Clock {
  #now = 0;
  #sleepers: { until: number; wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((wake, reject) => {
      this.#sleepers.push({ until: this.#now + milliseconds, wake });
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  }

  async go(milliseconds: number): Promise<void> {
    for (const end = this.#now + milliseconds; this.#now < end;) {
      this.#now += 100;
      const due = this.#sleepers.filter(({ until }) => until <= this.#now);
      this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#now);
      for (const { wake } of due) wake();
      await Promise.resolve();
      await Promise.resolve();
    }
  }
}

function scene(options: { isDumb?: boolean; verbosity?: "quiet" | "normal"; isTerminal?: boolean } = {}) {
  const written: string[] = [];
  const { isTerminal = true, isDumb = false, verbosity = "normal" } = options;
  const terminal: Terminal = {
    stdinIsTerminal: isTerminal,
    stdoutIsTerminal: isTerminal,
    stderrIsTerminal: isTerminal,
    columns: () => 80,
    writeStdout: () => true,
    writeStderr: (text) => void written.push(text.replace("\r\x1b[K", "|")),
    readStdin: () => Promise.resolve(new Uint8Array()),
    readLine: () => Promise.resolve(undefined),
  };
  const reporter = new Reporter(terminal, {
    redactor: { redact: String, maskTokens: String },
    verbosity,
    isDumb,
    symbols: true,
    ...(isTerminal ? { hang } : {}),
  });
  const clock = new SteppedClock();
  return { written, reporter, clock, observer: observeRequests(reporter, clock) };
}

const REQUEST = { method: "GET", url: "https://huggingface.co/api/whoami-v2", attempt: 1 };
const ANSWER = { status: 200, milliseconds: 1, headers: new Headers() };

Deno.test("a slow request shows how long it takes, from half a second on, and leaves nothing behind", async () => {
  const { written, clock, observer } = scene();
  observer.onRequest?.(REQUEST);
  await clock.go(400);
  assertEquals(written, []);
  await clock.go(2_200);
  observer.onAnswer?.(REQUEST, ANSWER);
  await clock.go(5_000);
  assertEquals(written, [
    "|Asking huggingface.co…",
    "|Asking huggingface.co… 1 s",
    "|Asking huggingface.co… 2 s",
    "|",
  ]);
});

Deno.test("a quick request shows nothing", async () => {
  const { written, clock, observer } = scene();
  observer.onRequest?.(REQUEST);
  await clock.go(400);
  observer.onAnswer?.(REQUEST, ANSWER);
  await clock.go(5_000);
  assertEquals(written, []);
});

Deno.test("a repeated request names its attempt", async () => {
  const { written, clock, observer } = scene();
  const again = { ...REQUEST, attempt: 2 };
  observer.onRequest?.(again);
  await clock.go(1_500);
  observer.onFailure?.(again, { code: "timeout", milliseconds: 1_500 });
  assertEquals(written.at(-2), "|Asking huggingface.co… 1 s, attempt 2");
});

Deno.test("the progress of work is not replaced by a sign of life", async () => {
  const { written, clock, observer, reporter } = scene();
  reporter.progress("1 of 2");
  observer.onRequest?.(REQUEST);
  await clock.go(3_000);
  observer.onAnswer?.(REQUEST, ANSWER);
  assertEquals(written, ["|1 of 2"]);
});

Deno.test("no sign of life in a pipe, with --quiet, or where a line cannot be replaced", async () => {
  for (const options of [{ isTerminal: false }, { verbosity: "quiet" as const }, { isDumb: true }]) {
    const { written, clock, observer } = scene(options);
    observer.onRequest?.(REQUEST);
    await clock.go(3_000);
    observer.onAnswer?.(REQUEST, ANSWER);
    assertEquals(written, [], JSON.stringify(options));
  }
});
