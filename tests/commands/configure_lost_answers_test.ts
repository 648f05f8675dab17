import { assertEquals, assertStringIncludes } from "@std/assert";
import { regularFile } from "../test_hub/git.ts";
import { jsonOf, setScene } from "../support/scene.ts";

const ID = "ada/runs";
const CARD = { "README.md": "---\ntags: [a]\n---\n" };
const COMMIT = `POST /api/datasets/${ID}/commit/main`;
const HISTORY = `GET /api/datasets/${ID}/commits/main`;

Deno.test("Lost answers are survived: a setting is sent again, a commit is looked for", async (t) => {
  for (const on of [`PUT /api/datasets/${ID}/settings`, `POST /api/datasets/${ID}/commit/main`]) {
    await t.step(on, async () => {
      await using scene = await setScene();
      const repository = scene.hub.addRepository({ id: ID, files: { "README.md": "# Title\n" } });
      scene.hub.fault({ on, times: 1, fault: { kind: "lost-answer" } });
      const run = await scene.run(["configure", ID, "--private", "--tag", "x"]);
      assertEquals([run.code, repository.private], [0, true], run.stderr);
      assertEquals(repository.head?.parent?.parent, undefined, "one commit more, not two");
      assertEquals(repository.text("README.md"), "---\ntags:\n- x\n---\n# Title\n");
    });
  }
});

Deno.test("A commit whose answer was lost is found even when another commit followed", async () => {
  await using scene = await setScene();
  const repository = scene.hub.addRepository({ id: ID, files: CARD });
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  scene.hub.fault({ on: COMMIT, times: 1, fault: { kind: "lost-answer" } });
  // The first look ends without an answer as well, so that the second one sees what came in between.
  scene.hub.fault({ on: HISTORY, times: 1, fault: { kind: "hold", until: released } });
  scene.hub.fault({ on: HISTORY, times: 1, fault: { kind: "lost-answer" } });
  const running = scene.run(["configure", ID, "--tag", "x"]);
  await scene.hub.arrived(HISTORY);
  const changes = new Map([["theirs.txt", regularFile("1")]]);
  repository.commit({ title: "Theirs", author: "grace", date: 1, changes });
  release();
  const run = await running;
  assertEquals(run.code, 0, run.stderr);
  const titles = [
    repository.head?.title,
    repository.head?.parent?.title,
    repository.head?.parent?.parent?.title,
  ];
  assertEquals(titles, ["Theirs", "Edit the card: tags", "initial commit"]);
  assertEquals(repository.text("README.md"), "---\ntags: [a, x]\n---\n");
});

Deno.test("When the history cannot be read after a lost answer, the lost answer is the error", async (t) => {
  for (const status of [403, 404, 500]) {
    await t.step(String(status), async () => {
      await using scene = await setScene();
      scene.hub.addRepository({ id: ID, files: CARD });
      scene.hub.fault({ on: COMMIT, times: 1, fault: { kind: "cut-body" } });
      scene.hub.fault({ on: HISTORY, fault: { kind: "answer", status } });
      const run = await scene.run(["configure", ID, "--tag", "x", "--retries", "0", "--output", "json"]);
      assertEquals([run.code, jsonOf(run).error === null], [6, false], run.stderr);
      assertStringIncludes(run.stderr, "was lost before the whole response arrived");
    });
  }
});
