import { assert, assertEquals } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import type { Fault } from "../../test_hub/test_hub.ts";
import { type Scene, setScene } from "../../support/scene.ts";

const GRACE = { token: TOKENS.grace };
const SPACE = "grace/trackio";
const BUCKET = "grace/trackio-bucket";

const LOSSES: Readonly<Record<string, Fault>> = {
  "is answered and the answer is lost": { kind: "lost-answer" },
  "never arrives": { kind: "reset" },
  "is answered with 500": { kind: "answer", status: 500 },
};

/** Every request of a first run, and of one that finds an older Space. */
const NEW = [
  "GET /api/whoami-v2",
  `GET /api/spaces/${SPACE}`,
  `GET /api/buckets/${BUCKET}`,
  `POST /api/buckets/${BUCKET}`,
  "POST /api/repos/create",
];
const OLDER = [
  `GET /api/spaces/${SPACE}/variables`,
  `PUT /api/spaces/${SPACE}/volumes`,
  `POST /api/spaces/${SPACE}/variables`,
];

function addOlderSpace(scene: Scene): void {
  scene.hub.addRepository({
    id: SPACE,
    type: "space",
    sdk: "gradio",
    private: true,
    files: { "README.md": "---\ntags:\n  - trackio\n---\n", "app.py": "" },
  });
}

async function assertComplete(scene: Scene): Promise<void> {
  const [space, ...otherSpaces] = scene.hub.spaces.values();
  const [bucket, ...otherBuckets] = scene.hub.buckets.values();
  assertEquals([otherSpaces, otherBuckets], [[], []]);
  assertEquals([space?.id, space?.private, bucket?.id, bucket?.private], [SPACE, true, BUCKET, true]);
  assertEquals(space?.volumes.map(({ source, mountPath }) => `${source} ${mountPath}`), [`${BUCKET} /data`]);
  assertEquals(space?.variables.get("TRACKIO_BUCKET_ID")?.value, BUCKET);
  assertEquals(space?.variables.get("TRACKIO_DIR")?.value, "/data/trackio");
  assertEquals(await scene.read(".env"), `TRACKIO_SPACE_ID=${SPACE}\n`);
}

for (const [loss, fault] of Object.entries(LOSSES)) {
  Deno.test(`trackio in which each of its requests in turn ${loss}, run three times, ends with one Space and one Bucket`, async (t) => {
    for (const [requests, prepare] of [[NEW, () => {}], [OLDER, addOlderSpace]] as const) {
      for (const on of requests) {
        await t.step(on, async () => {
          await using scene = await setScene();
          prepare(scene);
          const active = scene.hub.fault({ on, times: 2, fault });
          const codes: number[] = [];
          for (let run = 1; run <= 3; run++) {
            codes.push((await scene.run(["trackio", "--private", "--retries", "0"], GRACE)).code);
          }
          active.remove();
          assertEquals(codes.slice(-1), [0]);
          assert(codes.every((code) => code === 0 || code === 6), String(codes));
          await assertComplete(scene);
        });
      }
    }
  });
}
