import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { recordIn } from "../../../lib/hub/client.ts";
import { ORGANIZATIONS, TOKENS } from "../../test_hub/accounts.ts";
import { jsonOf, type Scene, setScene } from "../../support/scene.ts";

/** Grace has PRO, which a Gradio Space on free hardware takes. */
const GRACE = { token: TOKENS.grace };
const SPACE = "grace/trackio";
const BUCKET = "grace/trackio-bucket";
const MOUNT = { type: "bucket", source: BUCKET, mountPath: "/data" } as const;

/** A Space as Trackio itself makes one. */
function addTrackioSpace(scene: Scene, details: { id?: string; private?: boolean } = {}) {
  return scene.hub.addRepository({
    id: SPACE,
    type: "space",
    sdk: "gradio",
    files: { "README.md": "---\nsdk: gradio\ntags:\n  - trackio\n---\n", "app.py": "" },
    ...details,
  });
}

function writesOf(scene: Scene): string[] {
  return scene.requests().filter((request) => !request.startsWith("GET "));
}

Deno.test("trackio creates the Bucket and a Space that mounts it, and names the Space in the env file", async () => {
  await using scene = await setScene();
  const run = await scene.succeeds(["trackio", "--private"], GRACE);
  assertEquals(run.stdout, `${SPACE}\n`);
  assertEquals(writesOf(scene), [`POST /api/buckets/${BUCKET}`, "POST /api/repos/create"]);
  const space = scene.hub.spaces.get(SPACE);
  assertEquals([space?.private, space?.sdk, space?.stage], [true, "gradio", "BUILDING"]);
  assertEquals(space?.volumes, [MOUNT]);
  assertEquals([...space?.variables ?? []].map(([name, { value }]) => [name, value]), [
    ["TRACKIO_DIR", "/data/trackio"],
    ["TRACKIO_BUCKET_ID", BUCKET],
    ["GRADIO_MCP_SERVER", "True"],
  ]);
  assertEquals(space?.secrets.size, 0);
  assertEquals(scene.hub.buckets.get(BUCKET)?.private, true);
  assertEquals(await scene.read(".env"), `TRACKIO_SPACE_ID=${SPACE}\n`);
  assertStringIncludes(run.stderr, `trackio.init(project="NAME") then logs to ${SPACE}`);
  assertStringIncludes(run.stderr, "With the Trainer of transformers, set trackio_static_space_id=False");
});

Deno.test("a second run finds everything and changes nothing", async () => {
  await using scene = await setScene();
  await scene.run(["trackio", "--private"], GRACE);
  const before = await scene.read(".env");
  scene.hub.forget();
  const again = await scene.run(["trackio", "--output", "json"], GRACE);
  assertEquals(scene.requests().toSorted(), [
    `GET /api/buckets/${BUCKET}`,
    `GET /api/spaces/${SPACE}`,
    `GET /api/spaces/${SPACE}/variables`,
    "GET /api/whoami-v2",
  ]);
  assertEquals(await scene.read(".env"), before);
  assertEquals(jsonOf(again)["result"], {
    space: { id: SPACE, url: `${scene.hub.url}/spaces/${SPACE}`, outcome: "exists", visibility: "private" },
    bucket: {
      id: BUCKET,
      url: `${scene.hub.url}/buckets/${BUCKET}`,
      outcome: "exists",
      visibility: "private",
    },
    mounted: "kept",
    spaceVariables: [],
    user: "grace",
    tokenSource: "HF_TOKEN",
    variables: { TRACKIO_SPACE_ID: SPACE },
    envFile: { path: join(scene.folder, ".env"), action: "kept" },
    dryRun: false,
  });
});

Deno.test("without an option no visibility is sent, and the result says who can see the runs", async () => {
  await using scene = await setScene();
  const run = await scene.run(["trackio", "--output", "json"], GRACE);
  const bodies = scene.hub.requests.filter(({ method }) => method === "POST").map(({ body }) =>
    JSON.parse(body)
  );
  assertEquals(bodies.map((body) => [body.visibility, body.private]), [[undefined, undefined], [
    undefined,
    undefined,
  ]]);
  const result = recordIn(jsonOf(run)["result"]);
  assertEquals([recordIn(result["space"])["visibility"], recordIn(result["bucket"])["visibility"]], [
    "public",
    "public",
  ]);
  assertStringIncludes(run.stderr, "Anyone can see the Space and the Bucket, which is Trackio's default");
});

Deno.test("trackio remembers the Space of the env file, then that of the environment", async (t) => {
  const rows: [name: string, envFile: string | undefined, env: Record<string, string>][] = [
    ["env file", "TRACKIO_SPACE_ID=grace/board\n", { TRACKIO_SPACE_ID: "grace/other" }],
    ["environment", undefined, { TRACKIO_SPACE_ID: "grace/board" }],
    ["a name without an owner, as Trackio takes it", "TRACKIO_SPACE_ID=board\n", {}],
  ];
  for (const [name, envFile, env] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      if (envFile !== undefined) await scene.write(".env", envFile);
      const run = await scene.run(["trackio", "--private"], { env: { HF_TOKEN: TOKENS.grace, ...env } });
      assertEquals(run.stdout, "grace/board\n", run.stderr);
      assertStringIncludes(run.stderr, "Using grace/board from ");
      assertEquals(await scene.read(".env"), "TRACKIO_SPACE_ID=grace/board\n");
    });
  }
});

Deno.test("a placeholder of another owner is not created for anyone: your own Space is used", async () => {
  await using scene = await setScene();
  await scene.write(".env", "TRACKIO_SPACE_ID=your-username/trackio\n");
  const run = await scene.run(["trackio", "--private"], GRACE);
  assertEquals(run.stdout, `${SPACE}\n`);
  assertStringIncludes(run.stderr, "does not exist, or this token cannot see it; using grace/trackio");
});

Deno.test("a Space can be named by name, by id in any spelling of its owner, or by its address", async (t) => {
  const inOrganization = `${ORGANIZATIONS.write}/board`;
  for (
    const [word, id] of [
      [inOrganization, inOrganization],
      [`https://huggingface.co/spaces/${inOrganization}`, inOrganization],
      [inOrganization.toUpperCase().replace("BOARD", "board"), inOrganization],
    ] as const
  ) {
    await t.step(word, async () => {
      await using scene = await setScene();
      assertEquals((await scene.succeeds(["trackio", word, "--private"])).stdout, `${id}\n`);
    });
  }
});

Deno.test("what the token cannot do is said before anything is tried", async (t) => {
  const rows: [name: string, args: string[], token: string, code: number, said: RegExp][] = [
    ["read-only token", [], TOKENS.graceRead, 4, /^Error: Cannot create a Space under grace/m],
    ["no PRO", [], TOKENS.write, 5, /^Error: Creating the Space ada\/trackio needs a paid plan/m],
    [
      "role read",
      [`${ORGANIZATIONS.read}/x`],
      TOKENS.write,
      4,
      /^Error: Cannot create a Space under royal/m,
    ],
    ["another owner", ["charles/x"], TOKENS.grace, 4, /^Error: Cannot create a Space under charles/m],
  ];
  for (const [name, args, token, code, said] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const run = await scene.run(["trackio", ...args], { token });
      assertEquals([run.code, run.stdout, writesOf(scene)], [code, "", []]);
      assertMatch(run.stderr, said);
      assertEquals(await scene.read(".env"), undefined);
    });
  }
});

Deno.test("a plan that only the Hub knows is its decision, and the Bucket is used next time", async () => {
  await using scene = await setScene();
  const run = await scene.run(["trackio", `${ORGANIZATIONS.contributor}/board`, "--private"]);
  assertEquals(run.code, 5);
  assertMatch(run.stderr, /^Error: Creating the Space Babbage-Lab\/board needs a paid plan/m);
  assertStringIncludes(
    run.stderr,
    "The Bucket Babbage-Lab/board-bucket was created and will be used next time",
  );
  assertEquals(await scene.read(".env"), undefined);
});

Deno.test("an older Trackio Space gets the Bucket, keeps what else it mounts, and is not changed otherwise", async () => {
  await using scene = await setScene();
  const space = addTrackioSpace(scene, { private: true });
  const models = { type: "model", source: "grace/model", mountPath: "/models" } as const;
  space.volumes = [models];
  const revision = space.head?.oid;
  await scene.succeeds(["trackio"], GRACE);
  assertEquals(writesOf(scene), [
    `POST /api/buckets/${BUCKET}`,
    `PUT /api/spaces/${SPACE}/volumes`,
    `POST /api/spaces/${SPACE}/variables`,
    `POST /api/spaces/${SPACE}/variables`,
  ]);
  assertEquals(space.volumes, [models, MOUNT]);
  assertEquals([space.private, space.head?.oid], [true, revision]);
  // Trackio would make this Bucket public.
  assertEquals(scene.hub.buckets.get(BUCKET)?.private, true);
});

Deno.test("the Bucket that a Space mounts is used, whatever its name", async () => {
  await using scene = await setScene();
  const space = addTrackioSpace(scene, { private: true });
  scene.hub.state.addBucket({ id: "grace/runs", private: false });
  space.volumes = [{ type: "bucket", source: "grace/runs", mountPath: "/data" }];
  const run = await scene.succeeds(["trackio"], GRACE);
  assertEquals([...scene.hub.buckets.keys()], ["grace/runs"]);
  assertEquals(space.variables.get("TRACKIO_BUCKET_ID")?.value, "grace/runs");
  assertStringIncludes(
    run.stderr,
    "grace/trackio is private, but anyone can read its runs in the public Bucket grace/runs",
  );
});

Deno.test("a Space that still stores in a dataset is announced with what that means", async () => {
  await using scene = await setScene();
  const space = addTrackioSpace(scene);
  space.variables.set("TRACKIO_DATASET_ID", { value: "grace/runs", updatedAt: 0 });
  const run = await scene.run(["trackio", "--dry-run"], GRACE);
  assertStringIncludes(run.stderr, "each save squashes the history of that dataset");
});

Deno.test("a Space that cannot be used as asked is refused, and nothing is changed", async (t) => {
  const rows: [code: string, exit: number, args: string[], scene: (scene: Scene) => void][] = [
    ["space_not_trackio", 5, [], (scene) => {
      scene.hub.addRepository({ id: SPACE, type: "space", sdk: "gradio", files: { "app.py": "" } });
    }],
    ["space_frozen", 5, [], (scene) => {
      scene.hub.addRepository({
        id: SPACE,
        type: "space",
        files: { "README.md": "---\ntags:\n  - trackio\n---\n" },
      });
    }],
    ["trackio_visibility_differs", 5, ["--private"], (scene) => void addTrackioSpace(scene)],
    ["trackio_visibility_differs", 5, ["--private"], (scene) => {
      scene.hub.state.addBucket({ id: BUCKET, private: false });
    }],
    ["space_volume_hidden", 4, [], (scene) => {
      addTrackioSpace(scene).volumes = [{ type: "bucket", source: "****/******", mountPath: "/data" }];
    }],
    ["space_not_writable", 4, ["ada/trackio"], (scene) => {
      addTrackioSpace(scene, { id: "ada/trackio" });
    }],
    ["options_conflict", 2, ["--private", "--public"], () => {}],
    ["repository_name_invalid", 2, ["a/b/c"], () => {}],
  ];
  for (const [code, exit, args, prepare] of rows) {
    await t.step(`${code} ${args.join(" ")}`, async () => {
      await using scene = await setScene();
      prepare(scene);
      const run = await scene.run(["trackio", ...args, "--output", "json"], GRACE);
      assertEquals([jsonOf(run).error?.code, run.code, writesOf(scene)], [code, exit, []], run.stderr);
      assertEquals(await scene.read(".env"), undefined);
    });
  }
});

Deno.test("lost answers of both creations are followed by a look, and each is created once", async () => {
  await using scene = await setScene();
  for (const on of [`POST /api/buckets/${BUCKET}`, "POST /api/repos/create"]) {
    scene.hub.fault({ on, fault: { kind: "lost-answer" } });
  }
  await scene.succeeds(["trackio", "--private"], GRACE);
  assertEquals([scene.hub.buckets.size, scene.hub.spaces.size], [1, 1]);
});

Deno.test("a Space that another run created meanwhile is not called created", async () => {
  await using scene = await setScene();
  addTrackioSpace(scene, { private: true });
  scene.hub.fault({ on: `GET /api/spaces/${SPACE}`, times: 1, fault: { kind: "answer", status: 404 } });
  const run = await scene.succeeds(["trackio", "--private"], GRACE);
  assertStringIncludes(run.stderr, `${SPACE} already exists (private)`);
  assertNotMatch(run.stderr, /Created the Space/);
});

Deno.test("a Bucket that the Hub made public all the same is an error, and no Space is created", async () => {
  await using scene = await setScene();
  scene.hub.fault({
    on: `GET /api/buckets/${BUCKET}`,
    nth: 2,
    fault: { kind: "answer", status: 200, body: JSON.stringify({ id: BUCKET, private: false }) },
  });
  await scene.fails(["trackio", "--private"], [6, "trackio_unconfirmed"], GRACE);
  assertEquals(scene.hub.spaces.size, 0);
});

Deno.test("--dry-run does every check, prints the plan and changes nothing", async () => {
  await using scene = await setScene();
  const run = await scene.run(["trackio", "--private", "--dry-run", "--output", "json"], GRACE);
  assertEquals([run.code, writesOf(scene), await scene.read(".env")], [0, [], undefined]);
  const result = recordIn(jsonOf(run)["result"]);
  assertEquals([recordIn(result["space"])["outcome"], result["dryRun"]], ["would_create", true]);
  for (
    const sentence of [
      `Create the Bucket ${BUCKET} (private)`,
      `Create the Space ${SPACE} (private) with Trackio and that Bucket`,
      `Set TRACKIO_SPACE_ID=${SPACE} in ${join(scene.folder, ".env")}`,
    ]
  ) assertStringIncludes(run.stderr, sentence);
});

Deno.test("the env file keeps every other byte, and one that cannot be edited ends the run before the Hub is asked", async () => {
  await using scene = await setScene();
  const before = "# mine\r\nexport A='1'\r\nTRACKIO_SPACE_ID=grace/board # runs\r\nHF_TOKEN=x";
  await scene.write(".env", before);
  await scene.run(["trackio", SPACE, "--private"], GRACE);
  assertEquals(await scene.read(".env"), before.replace("grace/board", SPACE));
  scene.hub.forget();
  await scene.write(".env", "A=1 TRACKIO_SPACE_ID=x B=2\nTRACKIO_SPACE_ID='\n");
  const refused = await scene.run(["trackio", "--private"], GRACE);
  assertEquals([refused.code, scene.requests()], [7, []], refused.stderr);
});

Deno.test("--no-env-file, --save-token and the formats for shells work as with setup", async () => {
  await using scene = await setScene();
  const shell = await scene.run(["trackio", "--private", "--no-env-file", "--output", "sh"], GRACE);
  assertEquals([shell.stdout, await scene.read(".env")], [`export TRACKIO_SPACE_ID=${SPACE}\n`, undefined]);
  await scene.run(["trackio", "--save-token"], GRACE);
  assertEquals(await scene.read(".env"), `TRACKIO_SPACE_ID=${SPACE}\nHF_TOKEN=${TOKENS.grace}\n`);
  assertEquals(scene.hub.spaces.get(SPACE)?.secrets.size, 0);
});

Deno.test("TRACKIO_BUCKET_ID in the env file is named with what it does", async () => {
  await using scene = await setScene();
  await scene.write(".env", `TRACKIO_BUCKET_ID=${BUCKET}\n`);
  const run = await scene.run(["trackio", "--dry-run"], GRACE);
  assertStringIncludes(run.stderr, "with the variable it downloads the whole Bucket to this machine");
});
