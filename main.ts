/**
 * hf-dataset-setup: from a Hugging Face token to a dataset repository that is there, may be written to, and is named in
 * the env file. This page builds the world, runs the program in it, and is the only place that exits.
 */
import configuration from "./deno.json" with { type: "json" };
import { run } from "./lib/commands/run.ts";
import { systemClock } from "./lib/ports/clock.ts";
import { processEnvironment } from "./lib/ports/environment.ts";
import { diskFiles } from "./lib/ports/files.ts";
import { terminalQuestions } from "./lib/ports/questions.ts";
import { endSignals } from "./lib/ports/signals.ts";
import { processTerminal } from "./lib/ports/terminal.ts";

if (import.meta.main) {
  const interrupted = endSignals();
  const code = await run(Deno.args, {
    environment: processEnvironment(),
    files: diskFiles(),
    terminal: processTerminal(),
    questions: terminalQuestions(interrupted),
    clock: systemClock,
    fetch: (input, init) => fetch(input, init),
    interrupted,
    version: configuration.version,
  });
  Deno.exit(code);
}
