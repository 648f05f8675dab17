import { assert, assertEquals } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import { type Scene, setScene } from "../../support/scene.ts";
import { examine, type JsonFinding } from "./healthy.ts";

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

async function findingsOf(
  scene: Scene,
  options: { env?: Record<string, string>; args?: string[] } = {},
): Promise<{ code: number; findings: readonly JsonFinding[] }> {
  const { run, findings } = await examine(scene, ["--trackio", ...options.args ?? []], {
    env: { ...ENV, ...options.env },
  });
  return { code: run.code, findings: findings.filter(({ check }) => /^trackio_(?!variables)/.test(check)) };
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
  interface Row {
    readonly name: string;
    readonly arrange?: (scene: Scene) => void | Promise<void>;
    readonly env?: Record<string, string>;
    readonly grade: "bad" | "warning";
    readonly text: string;
    readonly command?: string;
    readonly code: number;
  }
  const rows: readonly Row[] = [
    {
      name: "no variable",
      arrange: (scene) => Deno.remove(`${scene.folder}/.env`),
      grade: "warning",
      text:
        "TRACKIO_SPACE_ID is not set, neither in .env nor in this shell; trackio.init() logs only to this machine",
      command: "hf-dataset-setup trackio",
      code: 0,
    },
    {
      name: "another value in the shell",
      arrange: (scene) => Deno.writeTextFile(`${scene.folder}/.env`, "TRACKIO_SPACE_ID=grace/other\n"),
      env: { TRACKIO_SPACE_ID: "trackio" },
      grade: "warning",
      text: "TRACKIO_SPACE_ID is grace/other in .env and trackio in this shell; Trackio uses the shell's",
      code: 0,
    },
    {
      name: "no Space",
      arrange: (scene) => void scene.hub.spaces.clear(),
      grade: "bad",
      text: `${SPACE} does not exist, or this token cannot see it; trackio.init() would create it public`,
      command: `hf-dataset-setup trackio ${SPACE}`,
      code: 5,
    },
    {
      name: "no Bucket",
      arrange: (scene) => void scene.hub.buckets.clear(),
      grade: "warning",
      text:
        `The Bucket ${BUCKET} does not exist, or this token cannot see it; trackio.init() would create it public`,
      command: `hf-dataset-setup trackio ${SPACE}`,
      code: 0,
    },
    {
      name: "a Bucket that is not mounted",
      arrange(scene) {
        const space = scene.hub.spaces.get(SPACE);
        if (space !== undefined) space.volumes = [];
      },
      grade: "warning",
      text: `The Bucket ${BUCKET} is not mounted at /data in ${SPACE}`,
      command: `hf-dataset-setup trackio ${SPACE}`,
      code: 0,
    },
    {
      name: "a variable of the Space is missing",
      arrange: (scene) => void scene.hub.spaces.get(SPACE)?.variables.delete("TRACKIO_DIR"),
      grade: "warning",
      text: `${SPACE} lacks TRACKIO_DIR=/data/trackio`,
      command: `hf-dataset-setup trackio ${SPACE}`,
      code: 0,
    },
    {
      name: "a public Bucket behind a private Space",
      arrange(scene) {
        const bucket = scene.hub.buckets.get(BUCKET);
        if (bucket !== undefined) bucket.private = false;
      },
      grade: "warning",
      text: `${SPACE} is private, but anyone can read its runs in the public Bucket ${BUCKET}`,
      code: 0,
    },
    {
      name: "a Space without its app",
      arrange(scene) {
        scene.hub.spaces.get(SPACE)?.commit({
          title: "x",
          author: "grace",
          date: 0,
          changes: new Map([["app.py", undefined]]),
        });
      },
      grade: "bad",
      text: `${SPACE} does not run (NO_APP_FILE)`,
      code: 5,
    },
    {
      name: "a Space that does not run Trackio",
      arrange: (scene) =>
        void scene.hub.addRepository({
          id: "grace/other",
          type: "space",
          sdk: "gradio",
          files: { "app.py": "" },
        }),
      env: { TRACKIO_SPACE_ID: "grace/other" },
      grade: "bad",
      text: "The Space grace/other exists, but does not run Trackio",
      code: 5,
    },
    {
      name: "a token that cannot write to the Space",
      env: { HF_TOKEN: TOKENS.graceRead },
      grade: "bad",
      text: `This token is not allowed to change the Space ${SPACE}`,
      code: 4,
    },
  ];
  for (const { name, arrange, env = {}, grade, text, command, code } of rows) {
    await t.step(name, async () => {
      await using scene = await setTrackioScene();
      await arrange?.(scene);
      const { findings, code: actual } = await findingsOf(scene, { env });
      const found = findings.find((finding) => finding.grade === grade && finding.text.includes(text));
      assert(found !== undefined, JSON.stringify(findings));
      if (command !== undefined) assertEquals(found.command, command);
      assert(found.command !== null || found.fix !== null || found.url !== null, "every problem has a fix");
      assertEquals(actual, code);
    });
  }
});

Deno.test("the command that doctor --trackio names fixes what it found", async () => {
  await using scene = await setTrackioScene();
  scene.hub.buckets.clear();
  const before = await findingsOf(scene);
  const [, ...words] = before.findings.find(({ command }) => command !== null)?.command?.split(" ") ?? [];
  await scene.run(words, { env: ENV });
  assertEquals((await findingsOf(scene)).findings.filter(({ grade }) => grade !== "good"), []);
});
