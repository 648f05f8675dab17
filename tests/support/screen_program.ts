/**
 * The program in a world that is the same on every machine: huggingface.co is the test Hub named by the first argument,
 * and the clock starts at one date, so that what it shows can be kept in a file and compared.
 */
import { run } from "../../lib/commands/run.ts";
import { worldOfThisProcess } from "../../lib/ports/world.ts";
import { withByteStream } from "./byte_stream.ts";

const HUB = "https://huggingface.co";
const [testHub = "", ...args] = Deno.args;
const started = Date.now();
const world = worldOfThisProcess("0.1.0");

Deno.exit(
  await run(args, {
    ...world,
    clock: {
      ...world.clock,
      now: () => Date.parse("2026-10-05T12:00:00Z") + Date.now() - started,
      random: () => 0,
    },
    async fetch(input, init) {
      const answer = await world.fetch(String(input).replace(HUB, testHub), init);
      // What the test Hub calls itself in its answers is what people would see of the real one.
      if (answer.body === null || !/json|text/.test(answer.headers.get("content-type") ?? "")) return answer;
      return withByteStream(new Response((await answer.text()).replaceAll(testHub, HUB), answer));
    },
  }),
);
