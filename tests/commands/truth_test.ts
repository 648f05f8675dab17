/** It only reports what it has verified: answers of the Hub that say yes and mean nothing. */
import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import type { FaultRule } from "../test_hub/test_hub.ts";
import { jsonOf, setScene } from "../support/scene.ts";

const ID = "ada/trackio-experiments";

function says(on: string, body: string, times?: number): FaultRule {
  const headers = { "content-type": "application/json" };
  return {
    on,
    ...(times === undefined ? {} : { times }),
    fault: { kind: "answer", status: 200, body, headers },
  };
}

Deno.test("A creation that is answered with yes and did not happen is not called created", async (t) => {
  const bodies = [
    "{}",
    "null",
    "[]",
    '{"url":"https://huggingface.co/datasets/mallory/x","id":"1"}',
    '{"url":7}',
  ];
  for (const body of bodies) {
    for (const template of ["trackio", "blank"]) {
      await t.step(`${body} ${template}`, async () => {
        await using scene = await setScene();
        scene.hub.fault(says("POST /api/repos/create", body));
        const run = await scene.run(["--yes", "--retries", "1", "--template", template, "--output", "json"]);
        assertEquals(run.code, 6, run.stderr);
        assertNotMatch(run.stderr, /Created/);
        assertEquals(await scene.read(".env"), undefined);
      });
    }
  }
});

Deno.test("A commit that is answered with yes and did not happen is not called written", async () => {
  await using scene = await setScene();
  scene.hub.fault(says("POST /api/datasets/*/commit/main", "{}"));
  const run = await scene.fails(["--yes", "--retries", "1"], [6, "first_row_missing"]);
  assertNotMatch(run.stderr, /First row +Written/);
});

Deno.test("An answer that describes no dataset is not taken for one", async (t) => {
  for (const body of ["[]", "null", "{}", '{"id":"no slash"}', '{"id":"ada/x\\u001b[31m"}']) {
    await t.step(body, async () => {
      await using scene = await setScene();
      scene.hub.fault(says(`GET /api/datasets/${ID}`, body));
      await scene.fails(["--yes"], [6, "malformed_answer"]);
    });
  }
});

Deno.test("The visibility that is told is the one that was read, or none", async () => {
  await using scene = await setScene();
  const read = await scene.run(["--yes", "--output", "json"]);
  assertMatch(JSON.stringify(jsonOf(read)["result"]), /"verified":true,"visibility":"public"/);
  const blank = await scene.run(["--yes", "--template", "blank", "--name", "blank", "--output", "json"]);
  assertMatch(JSON.stringify(jsonOf(blank)["result"]), /"verified":true,"visibility":null/);
});

Deno.test("A repository that the Hub says exists and does not show is not called usable", async () => {
  await using scene = await setScene();
  const body = JSON.stringify({
    error: "You already created this dataset repo",
    url: "https://huggingface.co/datasets/x/y",
  });
  scene.hub.fault({
    on: "POST /api/repos/create",
    fault: { kind: "answer", status: 409, body, headers: { "content-type": "application/json" } },
  });
  await scene.fails(["--yes"], [4, "repository_hidden"]);
});

Deno.test("Data that somebody else committed meanwhile is not overwritten by the first row", async () => {
  await using scene = await setScene();
  const preupload = "POST /api/datasets/*/preupload/main";
  let release = () => {};
  const until = new Promise<void>((resolve) => release = resolve);
  scene.hub.fault({ on: preupload, times: 1, fault: { kind: "hold", until } });
  const running = scene.run(["--yes"]);
  await scene.hub.arrived(preupload, 1);
  const repository = scene.hub.repositories.get(ID);
  const card = repository?.files.get("README.md");
  if (repository === undefined || card === undefined) {
    throw new TypeError("Cannot go on without the repository");
  }
  const path = "data/train-00000-of-00001.parquet";
  const theirs = repository.commit({
    title: "data",
    author: "ada",
    date: 0,
    changes: new Map([[path, card]]),
  });
  release();
  const run = await running;
  assertEquals(run.code, 0, run.stderr);
  assertEquals(repository.head?.oid, theirs.oid);
  assertStringIncludes(run.stderr, "from another user");
});

Deno.test("Two runs at once both succeed, and leave one repository with one row", async () => {
  await using scene = await setScene();
  const runs = await Promise.all(["A", "B"].map((name) => scene.run(["--yes", "--var", name])));
  for (const run of runs) assertEquals(run.code, 0, run.stderr);
  assertEquals((await scene.read(".env"))?.split("\n").sort(), ["", `A=${ID}`, `B=${ID}`]);
  const titles = [];
  for (let commit = scene.hub.repositories.get(ID)?.head; commit; commit = commit.parent) {
    titles.push(commit.title);
  }
  assertEquals(titles.length, 2, titles.join());
});

Deno.test("A failure of the first row has the exit code of what caused it", async () => {
  await using scene = await setScene();
  scene.hub.fault({
    on: "POST /api/datasets/*/commit/main",
    fault: {
      kind: "answer",
      status: 403,
      body: '{"error":"no"}',
      headers: { "content-type": "application/json" },
    },
  });
  assertEquals((await scene.run(["--yes"])).code, 4);
});

Deno.test("The repository is told where the env file fails", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: ID });
  await Deno.mkdir(`${scene.folder}/.env.hf-dataset-setup.tmp`);
  const run = await scene.run(["--yes", "--name", "new-one", "--output", "json", "-q"]);
  assertEquals([run.code, scene.hub.repositories.size], [7, 1], "It is noticed before anything is created");
});

Deno.test("A log that cannot be written does not end the work", async () => {
  if (Deno.build.os !== "linux") return;
  await using scene = await setScene();
  const { code, stdout } = await scene.shell('"$@" 2> /dev/full', ["--yes"]);
  assertEquals([code, stdout], [0, `${ID}\n`]);
});
