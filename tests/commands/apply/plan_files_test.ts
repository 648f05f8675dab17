import { assertEquals, assertStringIncludes } from "@std/assert";
import { ORGANIZATIONS, RESOURCE_GROUPS } from "../../test_hub/accounts.ts";
import { writePlan } from "../../support/plan_file.ts";
import { setScene } from "../../support/scene.ts";

Deno.test("apply starts repositories from a folder beside the plan, whose card the Hub judges once", async () => {
  await using scene = await setScene();
  await Deno.mkdir(`${scene.folder}/plans/t`, { recursive: true });
  await scene.write("plans/t/README.md", "---\ntags: [mine] # ours\n---\n# {{name}}\n");
  await scene.write("plans/t/a.csv", "{{namespace}},{{name}},{{visibility}}");
  await scene.write(
    "plans/plan.json",
    JSON.stringify({
      defaults: { template: "t", visibility: "private", tags: ["x"] },
      repositories: [
        { repository: "one", variables: ["ONE_DATASET_REPO"] },
        { repository: "two", discussions: "off" },
      ],
    }),
  );
  await scene.succeeds(["apply", "plans/plan.json"]);
  const one = scene.hub.repositories.get("ada/one");
  assertEquals(one?.text("README.md"), "---\ntags: [mine, x] # ours\n---\n# one\n");
  assertEquals(one?.text("a.csv"), "ada,one,private");
  assertEquals(scene.hub.repositories.get("ada/two")?.settings.discussionsDisabled, true);
  assertEquals(scene.requests().filter((request) => request === "POST /api/validate-yaml").length, 1);
  assertEquals(await scene.read("plans/.env"), "ONE_DATASET_REPO=ada/one\n");
  scene.hub.forget();
  const again = await scene.run(["apply", "plans/plan.json"]);
  assertEquals([again.code, scene.requests().filter((request) => !request.startsWith("GET "))], [0, []]);
});

Deno.test("apply replaces a card, adds tags to it, and moves in and out of resource groups", async () => {
  await using scene = await setScene();
  const id = `${ORGANIZATIONS.write}/runs`;
  const repository = scene.hub.addRepository({
    id,
    files: { "README.md": "---\ntags:\n- old\n---\nOld text\n" },
  });
  await scene.write("card.md", "New text\n");
  const plan = (resourceGroup: string) =>
    writePlan(scene, {
      namespace: ORGANIZATIONS.write,
      repositories: [{ repository: "runs", card: "card.md", tags: ["kept"], resourceGroup }],
    });
  await plan(RESOURCE_GROUPS.writer.id);
  const run = await scene.run(["apply", "plan.json"]);
  assertEquals([run.code, repository.resourceGroupId], [0, RESOURCE_GROUPS.writer.id], run.stderr);
  assertEquals(repository.text("README.md"), "---\ntags:\n- kept\n---\nNew text\n");
  scene.hub.forget();
  const again = await scene.run(["apply", "plan.json"]);
  assertStringIncludes(again.stderr, "0 to change, 1 already up to date");
  await plan("none");
  const out = await scene.run(["apply", "plan.json"]);
  assertEquals([out.code, repository.resourceGroupId], [0, undefined], out.stderr);
});

Deno.test("apply refuses a number of requests at once that makes no sense", async () => {
  await using scene = await setScene();
  for (const number of ["0", "65", "1.5", "many"]) {
    assertEquals((await scene.run(["apply", "plan.json", "--concurrency", number])).code, 2, number);
  }
  assertEquals((await scene.run(["apply", "plan.json", "--check", "--dry-run"])).code, 2);
});

Deno.test("apply writes a hard-linked env file under both of its names", async () => {
  await using scene = await setScene();
  await scene.write("shared", "A=1\n");
  await Deno.link(`${scene.folder}/shared`, `${scene.folder}/.env`);
  await writePlan(scene, { repositories: [{ repository: "runs", variables: ["TRACKIO_DATASET_REPO"] }] });
  const run = await scene.run(["apply", "plan.json"]);
  assertEquals(
    [run.code, await scene.read("shared")],
    [0, "A=1\nTRACKIO_DATASET_REPO=ada/runs\n"],
    run.stderr,
  );
});
