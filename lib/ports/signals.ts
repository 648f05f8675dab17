/**
 * Listens for the signals that ask the program to end.
 *
 * The work is not cut off: requests and questions are aborted, the run comes to its end, says what was done, and
 * `main.ts` exits with 130. A second signal finds the listener still there and changes nothing.
 *
 * @returns a signal that aborts with the first of them
 */
export function endSignals(): AbortSignal {
  const controller = new AbortController();
  const names: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const name of names) Deno.addSignalListener(name, () => controller.abort());
  return controller.signal;
}
