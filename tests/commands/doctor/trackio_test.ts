import { assertEquals, fail } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import { type Scene, setScene } from "../../support/scene.ts";
import { examine, testRows, write } from "./healthy.ts";

const ENV = { HF_TOKEN: TOKENS.grace };
const SPACE = "grace/trackio";
const BUCKET = "grace/trackio-bucket";

/** What the command itself sets up. */
async function setTrackioScene(): Promise<Scene> {
  const scene = await setScene();
  await scene.run(["trackio", "--private"], { env: ENV });
  scene.hub.forget();
  return scene;
}

Deno.test("doctor --trackio finds nothing to fix in what the command set up, and looks at no dataset", async () => {
  await using scene = await setTrackioScene();
  const { run, findings } = await examine(scene, ["--trackio"], { env: { ...ENV, TRACKIO_SPACE_ID: SPACE } });
  assertEquals([run.code, findings.filter(({ grade }) => grade === "bad")], [0, []]);
  assertEquals(findings.filter(({ check }) => check === "variable" || check === "repository"), []);
  const said = findings.filter(({ check }) => /^trackio_(?!variables)/.test(check)).map(({ grade, text }) =>
    `${grade}: ${text}`
  );
  assertEquals(said, [
    `good: TRACKIO_SPACE_ID is ${SPACE} in .env and in this shell`,
    `good: ${SPACE} exists (private), BUILDING`,
    `good: ${BUCKET} stores its runs (private)`,
  ]);
  assertEquals(scene.requests().filter((request) => !request.startsWith("GET ")), []);
});

Deno.test("doctor --trackio names what is wrong, and the command that fixes it", async (t) => {
  const command = `hf-dataset-setup trackio ${SPACE}`;
  const hidden = "does not exist, or this token cannot see it; trackio.init() would create it public";
  const space = ({ hub }: Scene) => hub.spaces.get(SPACE) ?? fail();
  await testRows(t, [
    {
      name: "no variable",
      arrange: ({ folder }) => Deno.remove(`${folder}/.env`),
      expected: [[
        "warning trackio_variable",
        "TRACKIO_SPACE_ID is not set, neither in .env nor in this shell; trackio.init() logs only to this machine",
        { command: "hf-dataset-setup trackio" },
      ]],
    },
    {
      name: "another value in the shell",
      arrange: (scene) => write(scene, ".env", "TRACKIO_SPACE_ID=grace/other\n"),
      env: { TRACKIO_SPACE_ID: "trackio" },
      expected: [[
        "warning trackio_variable",
        "TRACKIO_SPACE_ID is grace/other in .env and trackio in this shell; Trackio uses the shell's",
      ]],
    },
    {
      name: "no Space",
      arrange: ({ hub }) => hub.spaces.clear(),
      expected: [["bad trackio_space", `${SPACE} ${hidden}`, { command }]],
      exit: 5,
    },
    {
      name: "no Bucket",
      arrange: ({ hub }) => hub.buckets.clear(),
      expected: [["warning trackio_bucket", `The Bucket ${BUCKET} ${hidden}`, { command }]],
    },
    {
      name: "a Bucket that is not mounted",
      arrange: (scene) => void (space(scene).volumes = []),
      expected: [["warning trackio_bucket", `The Bucket ${BUCKET} is not mounted at /data in ${SPACE}`, {
        command,
      }]],
    },
    {
      name: "a variable of the Space is missing",
      arrange: (scene) => space(scene).variables.delete("TRACKIO_DIR"),
      expected: [["warning trackio_bucket", `${SPACE} lacks TRACKIO_DIR=/data/trackio`, { command }]],
    },
    {
      name: "a public Bucket behind a private Space",
      arrange: ({ hub }) => void ((hub.buckets.get(BUCKET) ?? fail()).private = false),
      expected: [[
        "warning trackio_bucket",
        `${SPACE} is private, but anyone can read its runs in the public Bucket ${BUCKET}`,
      ]],
    },
    {
      name: "a Space without its app",
      arrange: (scene) =>
        space(scene).commit({
          title: "x",
          author: "grace",
          date: 0,
          changes: new Map([["app.py", undefined]]),
        }),
      expected: [["bad trackio_space", `${SPACE} does not run (NO_APP_FILE)`]],
      exit: 5,
    },
    {
      name: "a Space that does not run Trackio",
      arrange: ({ hub }) =>
        hub.addRepository({ id: "grace/other", type: "space", sdk: "gradio", files: { "app.py": "" } }),
      env: { TRACKIO_SPACE_ID: "grace/other" },
      expected: [["bad trackio_space", "The Space grace/other exists, but it does not run Trackio"]],
      exit: 5,
    },
    {
      name: "a token that cannot write to the Space",
      env: { HF_TOKEN: TOKENS.graceRead },
      expected: [["bad trackio_space", `This token is not allowed to change the Space ${SPACE}`]],
      exit: 4,
    },
  ], { set: setTrackioScene, env: ENV, args: ["--trackio"] });
});

Deno.test("the command that doctor --trackio names fixes what it found", async () => {
  await using scene = await setTrackioScene();
  scene.hub.buckets.clear();
  const before = await examine(scene, ["--trackio"], { env: ENV });
  const found = before.findings.find(({ check }) => check === "trackio_bucket");
  await scene.run(found?.command?.split(" ").slice(1) ?? [], { env: ENV });
  const after = await examine(scene, ["--trackio"], { env: ENV });
  assertEquals(
    after.findings.filter(({ check, grade }) => /^trackio_(?!variables)/.test(check) && grade !== "good"),
    [],
  );
});
