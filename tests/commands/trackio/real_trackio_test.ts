/**
 * The real `trackio` package against the test Hub.
 *
 * `HF_DATASET_SETUP_PYTHON` names a Python that has it (`pip install trackio==0.43.0`); `python3` by default.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Scene, setScene } from "../../support/scene.ts";
import { TOKENS } from "../../test_hub/accounts.ts";
import { TRACKIO_REQUESTS } from "./trackio_requests.ts";

const PYTHON = Deno.env.get("HF_DATASET_SETUP_PYTHON") ?? "python3";
const HAS_TRACKIO = await canImport("trackio, dotenv");
const GRACE = { token: TOKENS.grace };
const SPACE = "grace/trackio";
const BUCKET = "grace/trackio-bucket";

const THREE_CALLS = `
import dotenv
dotenv.load_dotenv(".env")
import trackio
trackio.init(project="demo", name="first", auto_log_gpu=False, auto_log_cpu=False)
trackio.log({"loss": 1.0})
trackio.finish()
`;

async function canImport(modules: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(PYTHON, {
      args: ["-c", `import ${modules}`],
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Runs init, log and finish in the scene's folder; the environment holds nothing but the Hub and what is given. */
async function runTrackio(scene: Scene, env: Record<string, string> = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(PYTHON, {
    args: ["-c", THREE_CALLS],
    cwd: scene.folder,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: scene.folder,
      HF_HOME: `${scene.folder}/hf`,
      HF_ENDPOINT: scene.hub.url,
      HF_HUB_DISABLE_TELEMETRY: "1",
      // The Space's own host is no part of the Hub, and must not be reached: nothing listens at that port.
      HTTPS_PROXY: "http://127.0.0.1:9",
      NO_PROXY: "127.0.0.1,localhost",
      ...env,
    },
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert(success, said);
  return said;
}

function realTest(name: string, fn: () => Promise<void>): void {
  const why = HAS_TRACKIO ? "" : ` (left out: ${PYTHON} has no trackio)`;
  Deno.test({ name: `${name}${why}`, ignore: !HAS_TRACKIO, fn });
}

/** Method, path and status of every request, each once. */
function distinctRequests(scene: Scene): string[] {
  return [
    ...new Set(scene.hub.requests.map(({ method, path, status }) => `${method} ${path} ${status}`)),
  ].toSorted();
}

const RECORDED = TRACKIO_REQUESTS.map(({ request, status }) => `${request} ${status}`).toSorted();

realTest(
  "trackio uses the Space and the Bucket that the env file leads to, and creates nothing",
  async () => {
    await using scene = await setScene();
    await scene.run(["trackio", "--private", "--save-token"], GRACE);
    scene.hub.forget();
    const said = await runTrackio(scene);
    assertStringIncludes(said, `https://huggingface.co/buckets/${BUCKET}`);
    assertEquals(distinctRequests(scene), RECORDED);
    const files = [...scene.hub.buckets.get(BUCKET)?.files.keys() ?? []];
    assertMatch(files.join(), /^trackio\/inbox\/\w+\/\d+\.jsonl$/);
    assertEquals([scene.hub.buckets.size, scene.hub.spaces.size], [1, 1]);
    const [space, bucket] = [scene.hub.spaces.get(SPACE), scene.hub.buckets.get(BUCKET)];
    assertEquals([space?.private, bucket?.private, space?.secrets.size], [true, true, 0]);
  },
);

realTest("by itself trackio makes both public and puts the token into the Space", async () => {
  await using scene = await setScene();
  await scene.write(".env", `TRACKIO_SPACE_ID=${SPACE}\n`);
  await runTrackio(scene, { HF_TOKEN: TOKENS.grace });
  const [space, bucket] = [scene.hub.spaces.get(SPACE), scene.hub.buckets.get(BUCKET)];
  assertEquals([space?.private, bucket?.private], [false, false]);
  assertEquals(space?.secrets.get("HF_TOKEN")?.value, TOKENS.grace);
  assertEquals(space?.volumes, [{ type: "bucket", source: BUCKET, mountPath: "/data" }]);
});

realTest("trackio passes over a Bucket that exists and is not mounted", async () => {
  await using scene = await setScene();
  scene.hub.state.addBucket({ id: BUCKET, private: true });
  await scene.write(".env", `TRACKIO_SPACE_ID=${SPACE}\n`);
  await runTrackio(scene, { HF_TOKEN: TOKENS.grace });
  assertEquals([...scene.hub.buckets.keys()], [BUCKET, `${BUCKET}-2`]);
});

Deno.test("the recorded requests of trackio are answered as it needs them after the command", async () => {
  await using scene = await setScene();
  await scene.run(["trackio", "--private"], GRACE);
  for (const { request, status, body } of TRACKIO_REQUESTS) {
    const [method = "", path = ""] = request.split(" ");
    const answer = await fetch(scene.hub.url + path, {
      method,
      headers: { Authorization: `Bearer ${TOKENS.grace}` },
      ...(body === undefined ? {} : { body }),
    });
    await answer.body?.cancel();
    assertEquals(answer.status, status, request);
  }
  assertEquals([scene.hub.buckets.size, scene.hub.spaces.size], [1, 1]);
});
