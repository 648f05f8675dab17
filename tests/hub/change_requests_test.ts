import { assertEquals } from "@std/assert";
import { Failure } from "../../lib/cli/failure.ts";
import { changeRequests } from "../../lib/hub/change_requests.ts";
import { NetworkFailure } from "../../lib/hub/network_failure.ts";
import { failureOfPromise } from "../support/failures.ts";

Deno.test("A commit that is lost again and again is repeated after waits that stay below eight seconds", async () => {
  const waits: number[] = [];
  const client = changeRequests({
    hubUrl: "https://hub.test",
    accessToken: "hf_abcdefgh",
    retries: 100,
    interrupted: new AbortController().signal,
    clock: {
      now: () => 0,
      random: () => 0.999,
      sleep(milliseconds) {
        waits.push(milliseconds);
        return Promise.resolve();
      },
    },
    hubFetch(input) {
      const url = String(input);
      if (url.endsWith("/commits/main")) return Promise.resolve(Response.json([]));
      const lost = new Failure("connection_lost", { exitCode: 6, message: "Lost", hint: "Again", next: [] });
      return Promise.reject(new NetworkFailure(lost, { method: "POST", url, outcomeUnknown: true }));
    },
  });
  const commit = {
    title: "Add a file",
    files: [{ path: "a", content: new Uint8Array(1) }],
    revision: undefined,
  };
  const failure = await failureOfPromise(() => client.commitFiles("ada/runs", commit));
  assertEquals(failure.code, "connection_lost");
  assertEquals(waits.length, 100);
  assertEquals(waits.slice(0, 6), [499, 999, 1998, 3996, 7992, 7992]);
  assertEquals(Math.max(...waits), 7992);
});
