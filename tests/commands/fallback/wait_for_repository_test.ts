import { assert, assertEquals, assertRejects } from "@std/assert";
import { LONGEST_WAIT_MS, waitForRepository } from "../../../lib/commands/fallback/wait_for_repository.ts";
import { accountFailure } from "../../../lib/account/failures.ts";
import { hubFailure } from "../../../lib/hub/failures.ts";
import { type DatasetInfo, parseDatasetInfo } from "../../../lib/hub/datasets.ts";
import { failureOfPromise } from "../../support/failures.ts";

const INFO = parseDatasetInfo({ id: "ada/runs", private: true });

/** A Hub that answers from a list, and a clock on which sleeping takes no time. */
function world(answers: (DatasetInfo | Error | undefined)[]) {
  const { signal: interrupted } = new AbortController();
  const asked: number[] = [];
  const shown: (string | undefined)[] = [];
  let now = 1_000;
  return {
    asked,
    shown,
    tools: {
      interrupted,
      hub: {
        readDataset() {
          asked.push(now - 1_000);
          const answer = answers.shift();
          return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        },
      },
      clock: {
        now: () => now,
        random: () => 0,
        sleep(milliseconds: number) {
          now += milliseconds;
          return Promise.resolve();
        },
      },
      onWaiting: (text: string | undefined) => void shown.push(text),
    },
  };
}

Deno.test("A repository that is there already is not waited for", async () => {
  const { tools, asked, shown } = world([INFO]);
  assertEquals(await waitForRepository("ada/runs", tools), INFO);
  assertEquals([asked, shown], [[0], [undefined]]);
});

Deno.test("A repository is looked for every three seconds, and told as soon as it is there", async () => {
  const { tools, asked, shown } = world([undefined, undefined, INFO]);
  assertEquals(await waitForRepository("ada/runs", tools), INFO);
  assertEquals(asked, [0, 3_000, 6_000]);
  assertEquals(shown[0], "Waiting for ada/runs, 10 minutes left (Ctrl-C to stop)");
  assertEquals(shown.at(-1), undefined);
});

Deno.test("The wait ends after ten minutes and fewer than a hundred requests", async () => {
  const { tools, asked, shown } = world([]);
  assertEquals(await waitForRepository("ada/runs", tools), undefined);
  assert(asked.length < 100, String(asked.length));
  assertEquals((asked.at(-1) ?? 0) >= LONGEST_WAIT_MS, true);
  assertEquals(shown.at(-2), "Waiting for ada/runs, 1 minute left (Ctrl-C to stop)");
});

Deno.test("The network may fail while the wait lasts; what waiting does not mend ends it", async () => {
  const passing = hubFailure("hub_unavailable", {
    host: "hub",
    status: 503,
    said: "",
    requestId: undefined,
    request: "GET /",
  });
  const { tools, asked } = world([passing, undefined, passing, INFO]);
  assertEquals(await waitForRepository("ada/runs", tools), INFO);
  assertEquals(asked.length, 4);
  const refused = accountFailure("token_empty", { source: "x", endpoint: "y" });
  assertEquals(
    (await failureOfPromise(() => waitForRepository("ada/runs", world([refused]).tools))).code,
    "token_empty",
  );
});

Deno.test("Ctrl-C ends the wait at once, also in the middle of a request", async () => {
  const controller = new AbortController();
  const { tools } = world([]);
  const reason = new Error("stopped");
  const hub = {
    readDataset() {
      controller.abort(reason);
      return Promise.reject(
        hubFailure("hub_unavailable", {
          host: "hub",
          status: 503,
          said: "",
          requestId: undefined,
          request: "GET /",
        }),
      );
    },
  };
  await assertRejects(
    () => waitForRepository("ada/runs", { ...tools, hub, interrupted: controller.signal }),
    Error,
  );
});
