import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { GRANTS } from "../../.github/build/permissions.ts";
import { changing, writePlan } from "../support/plan_file.ts";
import { jsonOf, setScene } from "../support/scene.ts";

const WRITE = GRANTS.find(({ permission }) => permission === "write")?.run ?? [];

Deno.test("The permissions that the README names suffice to write the env file, and to write it again", async () => {
  await using scene = await setScene();
  assertEquals((await scene.succeeds(["--yes"], { write: WRITE })).stdout, "ada/trackio-experiments\n");
  await scene.succeeds(["--yes", "--name", "runs"], { write: WRITE });
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/runs\n");
  assertEquals(await Array.fromAsync(Deno.readDir(scene.folder), ({ name }) => name), [".env"]);
});

Deno.test("A permission to write that is missing ends the run before the Hub is asked anything", async (t) => {
  await using scene = await setScene();
  for (const missing of WRITE) {
    await t.step(missing, async () => {
      const run = await scene.fails(["--yes"], [7, "env_file_not_granted"], {
        write: WRITE.filter((name) => name !== missing),
      });
      assertStringIncludes(run.stderr, `without write permission for "${join(scene.folder, missing)}"`);
      assertEquals(scene.requests(), []);
    });
  }
});

Deno.test("Printing the variables takes no permission to write", async () => {
  await using scene = await setScene();
  await scene.write(".env", "TRACKIO_DATASET_REPO=ada/runs\n");
  assertEquals(
    (await scene.succeeds(["env"], { write: ["elsewhere"] })).stdout,
    "export TRACKIO_DATASET_REPO=ada/runs\n",
  );
});

Deno.test("apply tells a permission to write that is missing before anything is changed, and --check takes none", async () => {
  await using scene = await setScene();
  await Deno.mkdir(`${scene.folder}/evals`);
  await writePlan(scene, {
    repositories: [{ repository: "runs", variables: ["TRACKIO_DATASET_REPO"], envFile: "evals/.env" }],
  });
  const run = await scene.run(["apply", "plan.json", "--yes", "--output", "json"], { write: WRITE });
  assertEquals([run.code, jsonOf(run).error?.code, changing(scene)], [7, "env_file_not_granted", []]);
  assertStringIncludes(run.stderr, `without write permission for "${join(scene.folder, "evals", ".env")}"`);
  const check = await scene.run(["apply", "plan.json", "--check"], { write: WRITE });
  assertEquals(check.code, 5, check.stderr);
});
