import { assertEquals } from "@std/assert";
import { connectHub } from "../../lib/hub/client.ts";
import { commitFiles } from "../../lib/hub/commits.ts";
import { failureOfPromise } from "../support/failures.ts";
import { json, lost, scriptedAccess, type Step } from "./scripted_fetch.ts";

Deno.test("A commit that is lost again and again is repeated after waits that stay below eight seconds", async () => {
  const rounds = Array.from({ length: 21 }, (): Step[] => [
    json({ files: [{ path: "a", uploadMode: "regular" }] }),
    lost(),
    json([]),
  ]);
  const { access, clock, sent } = scriptedAccess(rounds.flat(), { retries: 20 });
  const waits: number[] = [];
  const client = connectHub({
    ...access,
    clock: {
      now: () => clock.now(),
      random: () => 0.999,
      sleep(milliseconds, signal) {
        // Longer ones are time limits of requests.
        if (milliseconds < 30_000) waits.push(milliseconds);
        return clock.sleep(milliseconds, signal);
      },
    },
  });
  const commit = {
    title: "Add a file",
    files: [{ path: "a", content: new Uint8Array(1) }],
    revision: undefined,
  };
  const failure = await failureOfPromise(() => commitFiles(client, "ada/runs", commit));
  assertEquals([failure.code, sent.length], ["connection_lost", 63]);
  assertEquals(waits, [499, 999, 1998, 3996, ...Array(16).fill(7992)]);
});
