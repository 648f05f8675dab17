/** The program in a world whose clock does not work: what a defect looks like from outside. */
import { run } from "../../lib/commands/run.ts";
import { worldOfThisProcess } from "../../lib/ports/world.ts";

Deno.exit(
  await run(Deno.args, {
    ...worldOfThisProcess("0.0.0"),
    clock: {
      now() {
        throw new Error("the clock is broken");
      },
      random: () => 0,
      sleep: () => Promise.resolve(),
    },
  }),
);
