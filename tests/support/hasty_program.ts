/** The program in a world where a second lasts a few milliseconds, so that nobody waits for what it waits for. */
import { run } from "../../lib/commands/run.ts";
import { systemClock } from "../../lib/ports/clock.ts";
import { processEnvironment } from "../../lib/ports/environment.ts";
import { diskFiles } from "../../lib/ports/files.ts";
import { terminalQuestions } from "../../lib/ports/questions.ts";
import { endSignals } from "../../lib/ports/signals.ts";
import { processTerminal } from "../../lib/ports/terminal.ts";

const HASTE = 500;
const started = Date.now();
const interrupted = endSignals();
Deno.exit(
  await run(Deno.args, {
    environment: processEnvironment(),
    files: diskFiles(),
    terminal: processTerminal(),
    questions: terminalQuestions(interrupted),
    clock: {
      ...systemClock,
      now: () => started + (Date.now() - started) * HASTE,
      sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / HASTE, signal),
    },
    fetch,
    interrupted,
    version: "0.0.0",
  }),
);
