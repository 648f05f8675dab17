import type { World } from "./world.ts";
import { systemClock } from "./clock.ts";
import { processEnvironment } from "./environment.ts";
import { diskFiles } from "./files.ts";
import { endSignals } from "./signals.ts";
import { processTerminal } from "./terminal.ts";

/**
 * The world around this process: its environment, disk, terminal, clock and network.
 *
 * @param version of the program
 * @returns the world; its signals are listened for from now on
 */
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
