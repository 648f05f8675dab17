/**
 * `deno task bench [ROUND_TRIP]`: what the program costs, against the limits that it promises, in one run.
 *
 * All runs are of the compiled program against the test Hub, which answers after a given time. Measure on a machine that
 * does nothing else: the test Hub shares its processors.
 */
import { bundleModules } from "../../.github/build/bundle.ts";
import { compileForTests } from "../binary/build.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub, type TestHub } from "../test_hub/test_hub.ts";
import { temporaryFolder } from "../support/program.ts";
import { whereIs } from "../install/tools.ts";
import { type Command, measure, median, medians } from "./measure.ts";
import { Table } from "./table.ts";

const ROUNDS = 15;
/** In milliseconds; the first argument is another one. */
const ROUND_TRIP = Number(Deno.args[0] ?? 100);
const CONCURRENCY = 8;

const TEN_LINES = `import os
from huggingface_hub import HfApi

api = HfApi()
user = api.whoami()["name"]
repo = f"{user}/there"
api.create_repo(repo, repo_type="dataset", exist_ok=True)
with open(".env", "w") as file:
    file.write(f"TRACKIO_DATASET_REPO={repo}\\n")
print(repo)
`;

await using folder = await temporaryFolder();
const table = new Table();
const { program, empty } = await builds();

function command(file: string, args: readonly string[], env: Record<string, string> = {}): Command {
  return { file, args, cwd: folder.path, env };
}

const [bare = NaN, start = NaN, help = NaN] = await medians(2 * ROUNDS, [
  async () => (await measure(command(empty, []))).milliseconds,
  async () => (await measure(command(program, ["--version"]))).milliseconds,
  async () => (await measure(command(program, ["--help"]))).milliseconds,
]);
table.title(`Start, medians of ${2 * ROUNDS} runs in turn`);
table.fact("an empty program, compiled the same way", `${bare.toFixed(1)} ms`);
table.row("--version", { value: start, limit: 1.15 * bare, unit: "ms" });
table.fact("--help, which loads the program", `${help.toFixed(1)} ms`);
const sizes = await Promise.all([program, empty].map(async (path) => (await Deno.stat(path)).size / 1e6));
table.title("Size");
table.row("the binary", { value: sizes[0] ?? NaN, limit: 1.01 * (sizes[1] ?? NaN), unit: "MB" });

table.title(`Set-up at a round trip of ${ROUND_TRIP} ms, medians of ${ROUNDS} runs`);
{
  await using hub = await startTestHub({ latencyMs: ROUND_TRIP });
  const env = { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write };
  hub.addRepository({ id: "ada/there" });
  const rows: [name: string, args: (round: number) => string[]][] = [
    ["of a repository that exists", () => ["--yes", "--name", "there"]],
    ["of a new, blank one", (round) => ["--yes", "--template", "blank", "--name", `blank-${round}`]],
    ["of a new one with the first row (no limit)", (round) => ["--yes", "--name", `trackio-${round}`]],
  ];
  for (const [name, args] of rows) {
    const requests: number[] = [];
    const connections: number[] = [];
    const [time = NaN] = await medians(ROUNDS, [async (round) => {
      // Without the file, which would tell the next run that the repository is there.
      await Deno.remove(`${folder.path}/.env`).catch(() => undefined);
      hub.forget();
      const before = hub.connections;
      const { milliseconds } = await measure(command(program, args(round), env));
      requests.push(hub.requests.length);
      connections.push(hub.connections - before);
      return milliseconds;
    }]);
    const asked = median(requests);
    if (name.includes("no limit")) {
      table.fact(name, `${asked} requests, ${time.toFixed(0)} ms`);
      continue;
    }
    table.row(`${name}: requests`, { value: asked, limit: 2, unit: "" });
    table.row(`${name}: connections`, { value: median(connections), limit: 1, unit: "" });
    table.row(`${name}: time`, { value: time, limit: 1.1 * (start + asked * ROUND_TRIP), unit: "ms" });
  }
  await comparisons(hub);
}

table.title(
  `apply with ${CONCURRENCY} at once, round trip ${ROUND_TRIP} ms, medians of 3 runs, and how it grows`,
);
for (const kind of ["there", "new"] as const) {
  for (const count of [8, 64, 512]) await applyPlan(kind, count);
}
table.end();

async function applyPlan(kind: "there" | "new", count: number): Promise<void> {
  const times: number[] = [];
  const requests: number[] = [];
  const memories: number[] = [];
  for (let round = 0; round < 3; round++) {
    await using hub = await startTestHub({ latencyMs: ROUND_TRIP });
    const names = Array.from({ length: count }, (_, index) => `run-${index}`);
    if (kind === "there") { for (const name of names) hub.addRepository({ id: `ada/${name}` }); }
    const plan = {
      defaults: { template: "blank" },
      repositories: names.map((repository) => ({ repository })),
    };
    await Deno.writeTextFile(`${folder.path}/plan.json`, JSON.stringify(plan));
    hub.forget();
    const run = await measure(
      command(program, ["apply", "plan.json", "--yes", "--quiet", "--concurrency", `${CONCURRENCY}`], {
        HF_ENDPOINT: hub.url,
        HF_TOKEN: TOKENS.write,
      }),
      { withMemory: true },
    );
    times.push(run.milliseconds);
    requests.push(hub.requests.length);
    if (run.memory !== undefined) memories.push(run.memory);
  }
  const asked = median(requests);
  table.row(`${count} ${kind}: requests`, { value: asked, limit: 2 * count + 1, unit: "" });
  // Of one request for each, as in the promise; where each takes two, the time of two.
  const each = Math.ceil((asked - 1) / count);
  table.row(`${count} ${kind}: time, ${each} each`, {
    value: median(times),
    limit: 1.2 * each * count * ROUND_TRIP / CONCURRENCY,
    unit: "ms",
  });
  if (memories.length > 0) {
    table.fact(`${count} ${kind}: memory`, `${(median(memories) / 1e6).toFixed(0)} MB`);
  }
}

/** The same job by other means, as whole processes, where Python with huggingface_hub is here. */
async function comparisons(hub: TestHub): Promise<void> {
  const python = await whereIs("python3");
  const hf = await whereIs("hf");
  const env = {
    HF_ENDPOINT: hub.url,
    HF_TOKEN: TOKENS.write,
    PATH: Deno.env.get("PATH") ?? "",
    HF_HUB_DISABLE_TELEMETRY: "1",
    HF_HUB_DISABLE_UPDATE_CHECK: "1",
    HOME: folder.path,
  };
  const rows: [name: string, run: Command][] = [];
  if (hf !== undefined) {
    rows.push([
      "hf repos create",
      command(hf, ["repos", "create", "there", "--type", "dataset", "--exist-ok"], env),
    ]);
  }
  if (python !== undefined) {
    await Deno.writeTextFile(`${folder.path}/ten_lines.py`, TEN_LINES);
    rows.push(["ten lines of Python", command(python, ["ten_lines.py"], env)]);
  }
  for (const [name, run] of rows) {
    try {
      await measure(run);
      hub.forget();
      const [time = NaN] = await medians(5, [async () => (await measure(run)).milliseconds]);
      table.fact(`the same by ${name}`, `${hub.requests.length / 5} requests, ${time.toFixed(0)} ms`);
    } catch {
      table.fact(`the same by ${name}`, "not measured: huggingface_hub is not installed, or it failed");
    }
  }
}

async function builds(): Promise<{ program: string; empty: string }> {
  await bundleModules(`${folder.path}/modules`);
  await Deno.mkdir(`${folder.path}/nothing`);
  await Deno.writeTextFile(`${folder.path}/nothing/main.js`, "");
  const made = await Promise.all([
    compileForTests(`${folder.path}/modules`, `${folder.path}/program`),
    compileForTests(`${folder.path}/nothing`, `${folder.path}/empty`),
  ]);
  const [program, empty] = made.map((build) => {
    if ("missing" in build) throw new Error(`Nothing can be measured: ${build.missing}`);
    return build.path;
  });
  if (program === undefined || empty === undefined) throw new Error("Nothing was built");
  return { program, empty };
}
