/** The program in a world where a second lasts a few milliseconds, so that nobody waits for what it waits for. */
import { run } from "../../lib/commands/run.ts";
import { worldOfThisProcess } from "../../lib/ports/world.ts";

const HASTE = 500;
const started = Date.now();
const world = worldOfThisProcess("0.0.0");
Deno.exit(
  await run(Deno.args, {
    ...world,
    clock: {
      ...world.clock,
      now: () => started + (Date.now() - started) * HASTE,
      sleep: (milliseconds, signal) => world.clock.sleep(milliseconds / HASTE, signal),
    },
  }),
);
