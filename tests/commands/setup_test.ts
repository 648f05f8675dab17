import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { setScene } from "../support/scene.ts";

const ID = "ada/trackio-experiments";

Deno.test("A new repository is created, seeded, written to the env file, and its id is all that stdout carries", async () => {
  await using scene = await setScene();
  const run = await scene.succeeds(["--yes"]);
  assertEquals(run.stdout, `${ID}\n`);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
  assertEquals(scene.files(ID), [
    ".gitattributes",
    "README.md",
    "data/train-00000-of-00001.parquet",
  ]);
  assertStringIncludes(run.stderr, `Created ${ID} (public)`);
});

Deno.test("A second run says that the repository already exists and changes nothing on the Hub", async () => {
  await using scene = await setScene();
  await scene.run(["--yes"]);
  const before = scene.hub.repositories.get(ID)?.head?.oid;
  scene.hub.forget();
  const run = await scene.succeeds(["--yes"]);
  assertEquals(run.stdout, `${ID}\n`);
  assertStringIncludes(run.stderr, `${ID} already exists (public); using it unchanged`);
  assertStringIncludes(run.stderr, `TRACKIO_DATASET_REPO=${ID} is already in`);
  assertEquals(scene.requests().sort(), [`GET /api/datasets/${ID}`, "GET /api/whoami-v2"]);
  assertEquals(scene.hub.repositories.get(ID)?.head?.oid, before);
});

Deno.test("A repository that exists takes two requests over one connection", async (t) => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: ID, files: { "data/train.parquet": "x" } });
  for (
    const args of [["--yes"], ["--yes", "--template", "blank"], ["--yes", "--dry-run"], ["--yes", "--public"]]
  ) {
    await t.step(args.join(" "), async () => {
      await Deno.remove(`${scene.folder}/.env`).catch(() => undefined);
      scene.hub.forget();
      assertEquals((await scene.succeeds(args)).stdout, `${ID}\n`);
      assertEquals([scene.requests().length, scene.hub.connections], [2, 1]);
    });
  }
});

Deno.test("A new blank repository takes two requests over one connection", async (t) => {
  for (const args of [[], ["--private"], ["--public"]]) {
    await t.step(args.join(" ") || "no visibility", async () => {
      await using scene = await setScene();
      assertEquals((await scene.succeeds(["--yes", "--template", "blank", ...args])).stdout, `${ID}\n`);
      assertEquals(scene.requests(), ["GET /api/whoami-v2", "POST /api/repos/create"]);
      assertEquals(scene.hub.connections, 1);
      assertEquals(scene.files(ID), [
        ".gitattributes",
        "README.md",
      ]);
      assertEquals(scene.hub.repositories.get(ID)?.private, args[0] === "--private");
    });
  }
});

Deno.test("A visibility that was not asked for is not sent, and the real one is reported", async () => {
  await using scene = await setScene();
  const run = await scene.succeeds(["--yes", "--org", ORGANIZATIONS.privateByDefault, "--template", "blank"]);
  const creation = scene.hub.requests.find((request) => request.path === "/api/repos/create");
  assertEquals(JSON.parse(creation?.body ?? "{}").visibility, undefined);
  assertStringIncludes(run.stderr, "(private)");
});

Deno.test("A repository that is there with another visibility is refused with exit 5 and nothing is changed", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: ID });
  for (const args of [["--private"], ["--private", "--template", "blank"]]) {
    const run = await scene.fails(["--yes", ...args], [5, "repository_visibility_differs"]);
    assertStringIncludes(run.stderr, `${ID} already exists and is public, but you asked for private`);
    assertStringIncludes(
      run.stderr,
      `to use it unchanged, or make it private: hf-dataset-setup configure ${ID} --private\n`,
    );
    assertEquals(await scene.read(".env"), undefined);
    assertEquals(scene.hub.repositories.get(ID)?.private, false);
  }
  await scene.succeeds(["configure", ID, "--private", "--yes"]);
  assertEquals((await scene.run(["--yes", "--private"])).stdout, `${ID}\n`);
});

Deno.test("A repository that is there but may not be written to is refused with exit 4 before the env file", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: ID });
  const run = await scene.fails(["--yes"], [4, "repository_not_writable"], { token: TOKENS.read });
  assertEquals(/ask its owner/i.test(run.stderr), false, "ada is the owner");
  assertStringIncludes(run.stderr, `: ${scene.hub.url}/settings/tokens/new?ownUserPermissions=`);
  assertEquals(await scene.read(".env"), undefined);
});

Deno.test("A token that may write to the one repository but not create reuses it", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/engine-notes" });
  assertEquals(
    (await scene.succeeds(["--yes", "--name", "engine-notes"], { token: TOKENS.fineGrainedDataset })).stdout,
    "ada/engine-notes\n",
  );
});

Deno.test("A dry run checks everything, prints the plan and changes nothing", async () => {
  await using scene = await setScene();
  const run = await scene.succeeds(["--yes", "--dry-run", "--gated", "auto"]);
  assertEquals(run.stdout, `${ID}\n`);
  assertStringIncludes(run.stderr, `Would create ${ID}`);
  assertStringIncludes(run.stderr, "Would be set to auto\nFirst row   Would be added");
  assertStringIncludes(run.stderr, `Would set TRACKIO_DATASET_REPO=${ID}`);
  assertEquals([scene.hub.repositories.size, await scene.read(".env")], [0, undefined]);
  assert(scene.hub.requests.every(({ method }) => method === "GET"));
});

Deno.test("The old value of the variable is shown when it is replaced, and nothing else of the file changes", async () => {
  await using scene = await setScene();
  const before = "# mine\r\nSECRET='a b'\r\nTRACKIO_DATASET_REPO=old/runs # the old one\r\n";
  await scene.write(".env", before);
  const run = await scene.run(["--yes"]);
  assertStringIncludes(run.stderr, "(was: old/runs)");
  assertEquals(await scene.read(".env"), before.replace("old/runs", ID));
});

Deno.test("--save-token writes HF_TOKEN to a file that only its owner may read, and shows the token nowhere", async () => {
  await using scene = await setScene();
  await scene.succeeds(["--yes", "--save-token"]);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\nHF_TOKEN=${TOKENS.write}\n`);
  if (Deno.build.os !== "windows") {
    assertEquals(((await Deno.stat(`${scene.folder}/.env`)).mode ?? 0) & 0o777, 0o600);
  }
});

Deno.test("A repository of somebody's own with a README and no data is left as it is", async () => {
  await using scene = await setScene();
  const repository = scene.hub.addRepository({ id: ID, files: { "README.md": "# Mine" } });
  const before = repository.head?.oid;
  await scene.succeeds(["--yes"]);
  assertEquals(repository.head?.oid, before);
});

Deno.test("The token may come from every source, in the order of their rank, and the source is named", async (t) => {
  await using scene = await setScene();
  const { write, unknown } = TOKENS;
  await Deno.mkdir(`${scene.folder}/login`);
  await scene.write("login/token", write);
  await scene.write("token.txt", `${write}\n`);
  await Deno.mkdir(`${scene.folder}/.cache/huggingface`, { recursive: true });
  await scene.write(".cache/huggingface/token", write);
  const rows: [string, string[], Record<string, string>, string | undefined, string][] = [
    ["a word", [write], { HF_TOKEN: unknown }, undefined, "the command line"],
    ["--token-stdin", ["--token-stdin"], { HF_TOKEN: unknown }, `${write}\n`, "standard input"],
    ["--token-file", ["--token-file", "token.txt"], { HF_TOKEN: unknown }, undefined, "token.txt"],
    ["HF_TOKEN", [], { HF_TOKEN: write, HUGGING_FACE_HUB_TOKEN: unknown }, undefined, "HF_TOKEN"],
    [
      "an empty HF_TOKEN",
      [],
      { HF_TOKEN: " ", HUGGING_FACE_HUB_TOKEN: write },
      undefined,
      "HUGGING_FACE_HUB_TOKEN",
    ],
    ["HF_TOKEN_PATH", [], { HF_TOKEN_PATH: `${scene.folder}/login/token` }, undefined, "login file"],
    ["HF_HOME", [], { HF_HOME: `${scene.folder}/login` }, undefined, "login file"],
    ["the cache folder", [], {}, undefined, join(".cache", "huggingface", "token")],
  ];
  for (const [name, args, env, stdin, source] of rows) {
    await t.step(name, async () => {
      const run = await scene.succeeds(["--yes", "--dry-run", ...args], {
        env,
        ...(stdin === undefined ? {} : { stdin }),
      });
      const line = run.stderr.split("\n").find((one) => one.startsWith("Token ")) ?? "";
      assertStringIncludes(line, source);
    });
  }
});
