import { assert, assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, SINGLE_DATASET, TOKENS } from "../test_hub/accounts.ts";
import { windowFault } from "../test_hub/test_hub.ts";
import { programCommand, programEnvironment } from "../support/program.ts";
import { terminalTest as test } from "../support/pseudo_terminal.ts";
import { jsonOf, type Scene, setScene } from "../support/scene.ts";
import { start } from "./at_terminal.ts";
import { recordIn } from "../../lib/hub/client.ts";

const CARD = `---
tags:
- trackio
- hf-dataset-setup
---
`;
const PREDECESSOR_CARD = `---
dataset_info:
  features:
  - name: experiment_id
    dtype: string
---
`;

/** The program, or a shell line in which `"$@"` is its command. */
function listing({ folder, hub }: Scene, args: readonly string[], line?: string): Deno.Command {
  const command = programCommand(["list", ...args], { cwd: folder });
  const [file, words] = line === undefined
    ? [command.file, command.args]
    : ["/bin/sh", ["-c", line, "sh", command.file, ...command.args]];
  return new Deno.Command(file, {
    args: words,
    cwd: folder,
    clearEnv: true,
    env: programEnvironment({
      cwd: folder,
      env: { PATH: "/usr/bin:/bin", HF_TOKEN: TOKENS.write, HF_ENDPOINT: hub.url },
    }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

Deno.test("list prints one id per line: what the token can write to, of every owner", async () => {
  await using scene = await setScene();
  const { hub } = scene;
  hub.addRepository({ id: "ada/runs", private: true, createdAt: 1 });
  hub.addRepository({ id: "ada/newer", createdAt: 2 });
  hub.addRepository({ id: `${ORGANIZATIONS.write}/evals` });
  hub.addRepository({ id: `${ORGANIZATIONS.read}/papers` });
  hub.addRepository({ id: "grace/runs" });
  hub.addRepository({ id: "ada/a-model", type: "model" });
  const run = await scene.succeeds(["list"]);
  assertEquals(run.stdout, `ada/newer\nada/runs\n${ORGANIZATIONS.write}/evals\n`);
  const all = await scene.succeeds(["list", "--all", "--org", ORGANIZATIONS.read.toUpperCase()]);
  assertEquals(all.stdout, `${ORGANIZATIONS.read}/papers\n`);
  const none = await scene.succeeds(["list", "--org", ORGANIZATIONS.read]);
  assertEquals(none.stdout, "");
  assertStringIncludes(none.stderr, "--all also lists 1 read-only");
  assertEquals(none.stderr.includes("is not a member"), false);
  const typo = await scene.run(["list", "--org", `${ORGANIZATIONS.read}x`, "--output", "json"]);
  assertEquals([typo.code, jsonOf(typo)["warnings"]], [0, [
    `ada is not a member of "${ORGANIZATIONS.read}x"; see hf-dataset-setup whoami`,
  ]]);
});

Deno.test("list marks the repositories that variables name, and gives programs what is known of each", async () => {
  await using scene = await setScene();
  const { hub } = scene;
  hub.addRepository({ id: "ada/evals", files: { "README.md": PREDECESSOR_CARD }, gated: "manual" });
  hub.addRepository({ id: "ada/other" });
  hub.addRepository({ id: "ada/runs", private: true, files: { "README.md": CARD } });
  await scene.write(
    ".env",
    "TRACKIO_DATASET_REPO=Ada/Runs\nEVAL_DATASET_REPO='ada/evals'\nMODEL=ada/other\n",
  );
  const run = await scene.run(["list", "--output", "json"], {
    env: { HF_TOKEN: TOKENS.write, TRACKIO_DATASET_REPO: "ada/other" },
  });
  const document = jsonOf(run);
  assertEquals([document["schema"], document["command"], document["ok"], document.error], [
    1,
    "list",
    true,
    null,
  ]);
  const result = recordIn(document["result"]);
  const repositories = Array.isArray(result["repositories"]) ? result["repositories"].map(recordIn) : [];
  assertEquals(
    repositories.map(({ repository, visibility, gated, experiments, usedBy, mayWrite }) => ({
      repository,
      visibility,
      gated,
      experiments,
      usedBy,
      mayWrite,
    })).sort((a, b) => String(a.repository) < String(b.repository) ? -1 : 1),
    [
      {
        repository: "ada/evals",
        visibility: "public",
        gated: "manual",
        experiments: true,
        usedBy: [{ variable: "EVAL_DATASET_REPO", place: "envFile" }],
        mayWrite: true,
      },
      {
        repository: "ada/other",
        visibility: "public",
        gated: false,
        experiments: false,
        usedBy: [{ variable: "TRACKIO_DATASET_REPO", place: "environment" }],
        mayWrite: true,
      },
      {
        repository: "ada/runs",
        visibility: "private",
        gated: false,
        experiments: true,
        usedBy: [{ variable: "TRACKIO_DATASET_REPO", place: "envFile" }],
        mayWrite: true,
      },
    ],
  );
  assertEquals([result["listed"], result["user"]], [3, "ada"]);
});

Deno.test("list with a token for single repositories lists those, and a read-only one lists none", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: SINGLE_DATASET });
  scene.hub.addRepository({ id: "ada/runs" });
  assertEquals(
    (await scene.succeeds(["list"], { token: TOKENS.fineGrainedDataset })).stdout,
    `${SINGLE_DATASET}\n`,
  );
  const read = await scene.succeeds(["list"], { token: TOKENS.read });
  assertEquals(read.stdout, "");
  assertStringIncludes(read.stderr, "This token cannot write anywhere; --all lists what it can read");
});

Deno.test("list prints the first page before it asks for the second", async () => {
  await using scene = await setScene({ maxPageSize: 2 });
  for (let index = 0; index < 5; index++) {
    scene.hub.addRepository({ id: `ada/runs-${index}`, createdAt: index });
  }
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  scene.hub.fault({
    on: "GET /api/datasets?*cursor=*",
    times: 1,
    fault: { kind: "hold", until: held },
  });
  const child = listing(scene, []).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("ada/runs-3\n")) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  // The second page is held back, and the first one is here.
  assertEquals(text, "ada/runs-4\nada/runs-3\n");
  release();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) text += piece.value;
  await child.stderr.cancel();
  assertEquals([(await child.status).code, text.trim().split("\n").length], [0, 5]);
});

Deno.test("list that fails halfway writes a whole document, with what it found and why it ended", async () => {
  await using scene = await setScene({ maxPageSize: 2 });
  for (let index = 0; index < 5; index++) scene.hub.addRepository({ id: `ada/runs-${index}` });
  scene.hub.fault({ on: "GET /api/datasets?*cursor=*", fault: windowFault(3_600) });
  const run = await scene.run(["list", "--output", "json"]);
  const document = jsonOf(run);
  assertEquals([run.code, document["ok"], document.error?.code], [6, false, "rate_limited"]);
  const repositories = recordIn(document["result"])["repositories"];
  assertEquals(Array.isArray(repositories) && repositories.length, 2);
});

Deno.test("list follows no next page to another host, nor to one that it has read", async (t) => {
  const query = "author=ada&limit=500&sort=createdAt&expand=private&expand=gated&expand=lastModified" +
    "&expand=tags&expand=cardData";
  const rows: [name: string, next: (hub: string) => string, code: string][] = [
    ["another host", () => "https://elsewhere.example/api/datasets?cursor=x", "other_origin_refused"],
    ["itself", (hub) => `${hub}/api/datasets?${query}`, "paging_without_end"],
    ["the one before", (hub) => `${hub}/api/datasets?cursor=2`, "paging_without_end"],
  ];
  for (const [name, next, code] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const leadTo = (address: string) => ({
        kind: "answer" as const,
        status: 200,
        headers: { "Content-Type": "application/json", Link: `<${address}>; rel="next"` },
        body: "[]",
      });
      scene.hub.fault({
        on: "GET /api/datasets?cursor=2",
        fault: leadTo(`${scene.hub.url}/api/datasets?${query}`),
      });
      scene.hub.fault({ on: "GET /api/datasets", fault: leadTo(next(scene.hub.url)) });
      const run = await scene.run(["list", "--output", "json"]);
      assertEquals(jsonOf(run).error?.code, code, run.stderr);
    });
  }
});

Deno.test("list skips what is no repository, and takes missing fields for unknown", async () => {
  await using scene = await setScene();
  const ids = ["no-slash", "ada/x\u001b[2J", "ada/\u202egpj.exe", "ada/$(x)"].map((id) => ({ id }));
  const body = JSON.stringify([7, null, {}, ...ids, {
    id: "ada/bare",
    private: "yes",
    lastModified: "yesterday",
    tags: 5,
    cardData: [],
  }]);
  scene.hub.fault({
    on: "GET /api/datasets",
    fault: { kind: "answer", status: 200, headers: { "Content-Type": "application/json" }, body },
  });
  const run = await scene.run(["list", "--org", "ada", "--output", "json"]);
  const [row, more] = JSON.parse(run.stdout).result.repositories;
  assertEquals(more, undefined);
  assertEquals(row, {
    repository: "ada/bare",
    url: `${scene.hub.url}/datasets/ada/bare`,
    visibility: null,
    gated: null,
    lastModified: null,
    experiments: false,
    mayWrite: true,
    current: false,
    usedBy: [],
  });
});

Deno.test("list has output formats for people and programs, not for shells", async () => {
  await using scene = await setScene();
  const run = await scene.run(["list", "--output", "sh"]);
  assertEquals([run.code, scene.requests()], [2, []]);
});

test("list shows a table to a person at a terminal", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/runs", private: true, files: { "README.md": CARD } });
  await scene.write(".env", "TRACKIO_DATASET_REPO=ada/runs\n");
  const run = start(scene, ["list"]);
  assertEquals(await run.exited, 0, run.screen);
  assertMatch(run.screen, /^Visibility {2}Changed {5}Experiments {2}Repository\s*$/m);
  assertMatch(
    run.screen,
    /^private {5}\d{4}-\d\d-\d\d {2}yes {10}ada\/runs \(current: TRACKIO_DATASET_REPO in the env file\)/m,
  );
});

// The shell and head are those of Unix.
Deno.test(
  "list asks for no further page when no one reads any more",
  { ignore: Deno.build.os === "windows" },
  async () => {
    await using scene = await setScene({ maxPageSize: 500 });
    for (let index = 0; index < 10_000; index++) {
      scene.hub.addRepository({
        id: `ada/runs-with-a-long-name-${index}`,
      });
    }
    const { code, stdout, stderr } = await listing(scene, ["--org", "ada"], '"$@" | head -1').output();
    assertEquals([code, new TextDecoder().decode(stdout).startsWith("ada/runs")], [0, true]);
    // A number of those that were read would be taken for all that there are.
    assertNotMatch(new TextDecoder().decode(stderr), /tagged as experiments/);
    assert(scene.requests().length < 10, `${scene.requests().length} requests for one line`);
  },
);

// The device is that of Linux.
Deno.test(
  "list reports that its lines cannot be written",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    await using scene = await setScene();
    scene.hub.addRepository({ id: "ada/runs" });
    const { code, stderr } = await listing(scene, [], '"$@" > /dev/full').output();
    assertEquals(code, 7, new TextDecoder().decode(stderr));
  },
);
