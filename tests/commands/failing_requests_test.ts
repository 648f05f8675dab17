import { assert, assertEquals } from "@std/assert";
import type { Fault } from "../test_hub/test_hub.ts";
import { setScene } from "../support/scene.ts";
import { ARGS, assertComplete, REQUESTS } from "./whole_setup.ts";

const LOSSES: Readonly<Record<string, Fault>> = {
  "is answered and the answer is lost": { kind: "lost-answer" },
  "never arrives": { kind: "reset" },
  "is answered with 500": { kind: "answer", status: 500 },
};

for (const [loss, fault] of Object.entries(LOSSES)) {
  Deno.test(`Set-up in which each of its requests in turn ${loss}, run three times, ends with one repository, one card, one row`, async (t) => {
    for (const request of REQUESTS) {
      await t.step(request.on, async () => {
        await using scene = await setScene();
        const active = scene.hub.fault({ ...request, times: 2, fault });
        const codes: number[] = [];
        for (let run = 1; run <= 3; run++) codes.push((await scene.run([...ARGS, "--retries", "0"])).code);
        active.remove();
        assertEquals(codes.slice(-1), [0]);
        assert(codes.every((code) => code === 0 || code === 6), String(codes));
        await assertComplete(scene);
      });
    }
  });
}
