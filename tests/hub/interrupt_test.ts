/** Ctrl-C while the program waits for the Hub. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { TOKENS } from "../test_hub/accounts.ts";
import { type Fault, windowFault } from "../test_hub/faults.ts";
import { startTestHub, type TestHub } from "../test_hub/test_hub.ts";
import { programCommand, programEnvironment, temporaryFolder } from "../support/program.ts";
import { REPOSITORY } from "./matrix.ts";

interface Interrupted {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly envFile: string | undefined;
}

/** Runs the program, and interrupts it as soon as its stderr or the Hub shows that it waits. */
async function interrupt(hub: TestHub, hasBegun: (stderr: string) => boolean): Promise<Interrupted> {
  await using folder = await temporaryFolder();
  const options = { cwd: folder.path, env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write, NO_COLOR: "1" } };
  const command = programCommand(["--yes", "--verbose"], options);
  await using child = new Deno.Command(command.file, {
    args: command.args,
    cwd: folder.path,
    clearEnv: true,
    env: programEnvironment(options),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let stderr = "";
  let isSent = false;
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      stderr += text;
      signal();
    }
  })();
  function signal(): void {
    if (isSent || !hasBegun(stderr)) return;
    isSent = true;
    child.kill("SIGINT");
  }
  // The request that is never answered leaves no line: the Hub tells that it has arrived.
  const polling = setInterval(signal, 5);
  const stdout = await new Response(child.stdout).text();
  const { code } = await child.status;
  clearInterval(polling);
  await reading;
  const envFile = await Deno.readTextFile(`${folder.path}/.env`).catch(() => undefined);
  return { code, stdout, stderr, envFile };
}

Deno.test({
  name: "Ctrl-C ends the wait for any answer with 130, tells what was done, and leaves the env file whole",
  ignore: Deno.build.os === "windows",
  async fn(t) {
    const row = `/api/datasets/${REPOSITORY}`;
    const silence: Fault = { kind: "silence" };
    const table: readonly [string, "hub" | "storage", boolean][] = [
      ["GET /api/whoami-v2", "hub", false],
      [`GET ${row}`, "hub", false],
      ["POST /api/repos/create", "hub", false],
      [`POST ${row}/preupload/main`, "hub", true],
      [`POST /datasets/${REPOSITORY}.git/info/lfs/objects/batch`, "hub", true],
      ["PUT *", "storage", true],
      [`POST ${row}/commit/main`, "hub", true],
    ];
    for (const [on, at, isCreated] of table) {
      await t.step(on, async () => {
        await using hub = await startTestHub();
        const fault = hub.fault({ on, at, fault: silence });
        const ended = await interrupt(hub, () => fault.happened > 0);
        assertEquals([ended.code, ended.stdout], [130, ""], ended.stderr);
        assertEquals(hub.repositories.size, isCreated ? 1 : 0);
        const isUnchanged = ended.stderr.includes("Cancelled. Nothing was changed.");
        assertEquals(isUnchanged, on.startsWith("GET"), ended.stderr);
        if (isCreated) assertMatch(ended.stderr, /Created ada\/trackio-experiments/);
        assert([undefined, `TRACKIO_DATASET_REPO=${REPOSITORY}\n`].includes(ended.envFile), ended.envFile);
      });
    }
    await t.step("an announced wait", async () => {
      await using hub = await startTestHub();
      hub.fault({ on: "GET /api/whoami-v2", fault: windowFault(60) });
      const ended = await interrupt(hub, (stderr) => stderr.includes("as the Hub asks"));
      assertEquals([ended.code, ended.stdout, ended.envFile], [130, "", undefined], ended.stderr);
    });
  },
});
