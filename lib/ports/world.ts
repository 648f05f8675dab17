import type { Clock } from "./clock.ts";
import type { Environment } from "./environment.ts";
import type { Files } from "./files.ts";
import type { Terminal } from "./terminal.ts";

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
