import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { addToWorkflow } from "../../lib/shell/workflow.ts";
import { diskFiles } from "../../lib/ports/files.ts";
import { failureOfPromise } from "../support/failures.ts";
import { temporaryFolder } from "../support/program.ts";

const FACTS = { assignments: [{ name: "TRACKIO_DATASET_REPO", value: "ns/name" }], id: "ns/name" };

function environmentOf(variables: Readonly<Record<string, string>>) {
  return { get: (name: string) => variables[name] };
}

Deno.test("a job's later steps get the variables, behind what other steps have written", async () => {
  await using folder = await temporaryFolder();
  const [env, output] = [join(folder.path, "env"), join(folder.path, "output")];
  await Deno.writeTextFile(env, "OTHER=1\n");
  await Deno.writeTextFile(output, "");
  const environment = environmentOf({ GITHUB_ENV: env, GITHUB_OUTPUT: output });
  await addToWorkflow({ files: diskFiles(), environment }, FACTS);
  assertEquals(await Deno.readTextFile(env), "OTHER=1\nTRACKIO_DATASET_REPO=ns/name\n");
  assertEquals(await Deno.readTextFile(output), "repository=ns/name\nTRACKIO_DATASET_REPO=ns/name\n");
});

Deno.test("outside a job nothing is written, and the missing variable is named", async () => {
  await using folder = await temporaryFolder();
  const env = join(folder.path, "env");
  await Deno.writeTextFile(env, "");
  const environment = environmentOf({ GITHUB_ENV: env });
  const refusal = await failureOfPromise(() => addToWorkflow({ files: diskFiles(), environment }, FACTS));
  assertEquals(refusal.code, "workflow_file_missing");
  assertStringIncludes(refusal.message, "GITHUB_OUTPUT");
  assertEquals(await Deno.readTextFile(env), "");
});

Deno.test("a file of the job that is not there is an error, not a new file", async () => {
  await using folder = await temporaryFolder();
  const environment = environmentOf({
    GITHUB_ENV: join(folder.path, "env"),
    GITHUB_OUTPUT: join(folder.path, "output"),
  });
  const refusal = await failureOfPromise(() => addToWorkflow({ files: diskFiles(), environment }, FACTS));
  assertEquals([refusal.code, refusal.exitCode], ["workflow_file_not_written", 7]);
  assertStringIncludes(refusal.message, join(folder.path, "env"));
});
