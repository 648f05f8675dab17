/**
 * hf-dataset-setup: from a Hugging Face token to a dataset repository that exists, can be written to, and is named in the
 * env file. This page builds the world, runs the program in it, and is the only place that exits.
 */
import configuration from "./deno.json" with { type: "json" };
import { releaseLine } from "./lib/ports/environment.ts";
import { processTerminal } from "./lib/ports/terminal.ts";

if (import.meta.main) {
  if (wroteVersion(Deno.args)) Deno.exit(0);
  // Loaded here and not before: the version is written as fast as an empty program ends.
  const { run, worldOfThisProcess } = await import("./lib/commands/run.ts");
  Deno.exit(await run(Deno.args, worldOfThisProcess(configuration.version)));
}

/** Answers `--version` alone; if that fails, the whole program reports why. */
function wroteVersion(args: readonly string[]): boolean {
  if (args.length !== 1 || args[0] !== "--version") return false;
  try {
    processTerminal().writeStdout(`${releaseLine(configuration.version)}\n`);
    return true;
  } catch {
    return false;
  }
}
