/** The program in a world whose clock does not work: what a defect looks like from outside. */
import { run } from "../../lib/commands/run.ts";
import { processEnvironment } from "../../lib/ports/environment.ts";
import { diskFiles } from "../../lib/ports/files.ts";
import { terminalQuestions } from "../../lib/ports/questions.ts";
import { processTerminal } from "../../lib/ports/terminal.ts";

const { signal } = new AbortController();
Deno.exit(
  await run(Deno.args, {
    environment: processEnvironment(),
    files: diskFiles(),
    terminal: processTerminal(),
    questions: terminalQuestions(signal),
    clock: {
      now() {
        throw new Error("the clock is broken");
      },
      random: () => 0,
      sleep: () => Promise.resolve(),
    },
    fetch,
    interrupted: signal,
    version: "0.0.0",
  }),
);
