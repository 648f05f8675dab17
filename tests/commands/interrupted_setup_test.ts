import { TOKENS } from "../test_hub/accounts.ts";
import { programCommand, programEnvironment } from "../support/program.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { ARGS, assertComplete, ID, REQUESTS, type SetupRequest } from "./whole_setup.ts";

/** Starts the program and kills it while it waits for the answer to a request that has arrived. */
async function killAt(scene: Scene, request: SetupRequest): Promise<void> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const fault = scene.hub.fault({ ...request, times: 1, fault: { kind: "hold", until: released } });
  const options = { cwd: scene.folder, env: { HF_TOKEN: TOKENS.write, HF_ENDPOINT: scene.hub.url } };
  const command = programCommand(ARGS, options);
  const child = new Deno.Command(command.file, {
    args: command.args,
    cwd: scene.folder,
    clearEnv: true,
    env: programEnvironment(options),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  if (request.at === "storage") await scene.hub.arrived(`POST /datasets/${ID}.git/info/lfs/objects/batch`);
  else await scene.hub.arrived(request.on);
  child.kill("SIGKILL");
  await child.status;
  release();
  fault.remove();
}

Deno.test("Set-up killed at each of its requests in turn and run four times more ends with one repository, one card, one row", async (t) => {
  for (const request of REQUESTS) {
    await t.step(request.on, async () => {
      await using scene = await setScene();
      await killAt(scene, request);
      for (let again = 1; again < 5; again++) await scene.succeeds(ARGS);
      await assertComplete(scene);
    });
  }
});
