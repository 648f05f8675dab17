import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { addToWorkflow, renderGithubFile } from "../../lib/shell/render.ts";
import { diskFiles } from "../../lib/ports/files.ts";
import { failureOfPromise } from "../support/failures.ts";
import { temporaryFolder } from "../support/program.ts";
import { HARD_VALUES } from "./values.ts";

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

Deno.test("the variables are on lines of their own, whatever a file of the job ends with", async (t) => {
  const line = "TRACKIO_DATASET_REPO=ns/name\n";
  const rows: [name: string, before: string, after: string][] = [
    ["nothing", "", line],
    ["a line", "X=1\n", `X=1\n${line}`],
    ["a line without an end", "X=1", `X=1\n${line}`],
    ["a line end of Windows", "X=1\r\n", `X=1\r\n${line}`],
    ["a carriage return", "X=1\r", `X=1\r\n${line}`],
    ["a value of several lines without an end", "X<<E\na\nE", `X<<E\na\nE\n${line}`],
  ];
  for (const [name, before, after] of rows) {
    await t.step(name, async () => {
      await using folder = await temporaryFolder();
      const [env, output] = [join(folder.path, "env"), join(folder.path, "output")];
      for (const path of [env, output]) await Deno.writeTextFile(path, before);
      const environment = environmentOf({ GITHUB_ENV: env, GITHUB_OUTPUT: output });
      await addToWorkflow({ files: diskFiles(), environment }, FACTS);
      assertEquals(await Deno.readTextFile(env), after);
      assertEquals(await Deno.readTextFile(output), after.replace(line, `repository=ns/name\n${line}`));
    });
  }
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

/** Reads the file as GitHub describes its format: `NAME=value`, or `NAME<<MARK`, lines, `MARK`. */
function readGithubFile(text: string): [string, string][] {
  const found: [string, string][] = [];
  let rest = text;
  while (rest !== "") {
    const [all = "", name = "", sign, behind = ""] = /^([A-Za-z_0-9]+)(=|<<)([^\n]*)\n/.exec(rest) ?? [];
    rest = rest.slice(all.length);
    if (sign === "=") {
      found.push([name, behind]);
      continue;
    }
    const end = rest.indexOf(`\n${behind}\n`);
    found.push([name, rest.slice(0, end)]);
    rest = rest.slice(end + behind.length + 2);
  }
  return found;
}

Deno.test("variables are written for GitHub Actions, by a mark where the value has several lines", () => {
  const assignments = [{ name: "REPO", value: "ns/name" }, {
    name: "TEXT",
    value: "one\nEND_OF_VALUE_0\nthree",
  }];
  assertEquals(
    renderGithubFile(assignments),
    "REPO=ns/name\nTEXT<<END_OF_VALUE_1\none\nEND_OF_VALUE_0\nthree\nEND_OF_VALUE_1\n",
  );
  assertEquals(renderGithubFile([]), "");
});

Deno.test("every value comes back from the file of GitHub Actions", () => {
  const assignments = HARD_VALUES.map((value, index) => ({ name: `V_${index}`, value }));
  assertEquals(
    readGithubFile(renderGithubFile(assignments)),
    assignments.map(({ name, value }) => [name, value]),
  );
});
