/**
 * `deno task bench [ROUND_TRIP]`: what the program costs, against the limits that it promises, in one run.
 *
 * All runs are of the compiled program against the test Hub, which answers after a given time. Measure on a machine that
 * does nothing else: the test Hub shares its processors.
 */
import { bundleModules } from "../../.github/build/bundle.ts";
import { compileForTests } from "../binary/build.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { temporaryFolder } from "../support/program.ts";
import { type Command, measure, measureInTurn, quartile, quartiles } from "./measure.ts";
import { otherWays, SHELL_SCRIPT } from "./other_ways.ts";
import { Table } from "./table.ts";

const ROUNDS = 31;
/** In milliseconds; the first argument is another one. */
const ROUND_TRIP = Number(Deno.args[0] ?? 100);
const CONCURRENCY = 8;

await using folder = await temporaryFolder();
const table = new Table();
const { program, empty } = await builds();

function command(file: string, args: readonly string[], env: Record<string, string> = {}): Command {
  return { file, args, cwd: folder.path, env };
}

/** How long the start took in each part, as far as a limit was made of it. */
const startsOfParts: number[] = [];
/** Measured with what is compared with it, each time: a machine is not always equally fast. */
const startOnce = async () => (await measure(command(program, ["--version"]))).milliseconds;

const [bare = NaN, start = NaN, help = NaN] = await quartiles(ROUNDS, [
  async () => (await measure(command(empty, []))).milliseconds,
  startOnce,
  async () => (await measure(command(program, ["--help"]))).milliseconds,
]);
table.title(`Start, the lower quartile of ${ROUNDS} runs in turn, as all times below`);
table.fact("an empty program, compiled the same way", `${bare.toFixed(1)} ms`);
table.row("--version", { value: start, limit: 1.15 * bare, unit: "ms" });
table.fact("--help, which loads the program", `${help.toFixed(1)} ms`);
const sizes = await Promise.all([program, empty].map(async (path) => (await Deno.stat(path)).size / 1e6));
table.title("Size");
table.row("the binary", { value: sizes[0] ?? NaN, limit: 1.01 * (sizes[1] ?? NaN), unit: "MB" });

await using thereHub = await startTestHub();
thereHub.addRepository({ id: "ada/there" });
const setup = command(program, ["--yes", "--name", "there"], {
  HF_ENDPOINT: thereHub.url,
  HF_TOKEN: TOKENS.write,
});
{
  const others = await otherWays({ url: thereHub.url, token: TOKENS.write, folder: folder.path });
  table.title(
    `The job where the repository exists, by whole processes without delays, ${ROUNDS} runs in turn`,
  );
  const ways = [["an empty program", command(empty, [])], ["this program", setup], ...others] as const;
  const runs = await measureInTurn(ROUNDS, ways.map(([, run]) => run));
  const [none, ours, shell] = runs;
  for (const [index, [name]] of ways.entries()) {
    const { processor = NaN, milliseconds = NaN } = runs[index] ?? {};
    table.fact(name, `${processor.toFixed(0)} ms of processor time, ${milliseconds.toFixed(0)} ms`);
  }
  table.row("processor time against the empty program", {
    value: ours?.processor ?? NaN,
    limit: 1.6 * (none?.processor ?? NaN),
    unit: "ms",
  });
  if (others[0]?.[0] === SHELL_SCRIPT) {
    // By the clock, see below: here the script takes little more time than the empty program alone, since it runs curl and jq
    // side by side and needs no time for its rounds.
    table.row("processor time against the shell script", {
      value: ours?.processor ?? NaN,
      limit: shell?.processor ?? NaN,
      unit: "ms",
    });
  }
}

table.title(`Setup at a round trip of ${ROUND_TRIP} ms, ${ROUNDS} runs`);
{
  await using hub = await startTestHub({ latencyMs: ROUND_TRIP });
  const env = { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write };
  hub.addRepository({ id: "ada/there" });
  const [other] = await otherWays({ url: hub.url, token: TOKENS.write, folder: folder.path });
  const rows: [name: string, args: (round: number) => string[], rounds: number, envFile?: string][] = [
    ["named by the env file", () => ["--yes"], 1, "TRACKIO_DATASET_REPO=ada/there\n"],
    ["that exists", () => ["--yes", "--name", "there"], 2],
    ["new and blank", (round) => ["--yes", "--template", "blank", "--name", `blank-${round}`], 2],
    ["new, with the first row", (round) => ["--yes", "--name", `trackio-${round}`], NaN],
  ];
  for (const [name, args, rounds, envFile] of rows) {
    const requests: number[] = [];
    const connections: number[] = [];
    const [started = NaN, time = NaN] = await quartiles(ROUNDS, [startOnce, async (round) => {
      if (envFile === undefined) await Deno.remove(`${folder.path}/.env`).catch(() => undefined);
      else await Deno.writeTextFile(`${folder.path}/.env`, envFile);
      hub.forget();
      const before = hub.connections;
      const { milliseconds } = await measure(command(program, args(round), env));
      requests.push(hub.requests.length);
      connections.push(hub.connections - before);
      return milliseconds;
    }]);
    if (Number.isNaN(rounds)) {
      table.fact(name, `${Math.max(...requests)} requests, ${time.toFixed(0)} ms`);
      continue;
    }
    table.row(`${name}: requests`, { value: Math.max(...requests), limit: 2, unit: "" });
    startsOfParts.push(started);
    // Over HTTP/1.1, two requests at once cannot share one.
    const atOnce = rounds === 1 ? 2 : 1;
    table.row(`${name}: connections`, { value: Math.max(...connections), limit: atOnce, unit: "" });
    table.row(`${name}: time of ${rounds === 1 ? "one round" : "two rounds"}`, {
      value: time,
      limit: 1.15 * (started + rounds * ROUND_TRIP),
      unit: "ms",
    });
    if (rounds !== 1 || other?.[0] !== SHELL_SCRIPT) continue;
    const [script = NaN] = await quartiles(ROUNDS, [async () => (await measure(other[1])).milliseconds]);
    table.row(`${name}: time against the shell script`, { value: time, limit: script, unit: "ms" });
  }
}

table.title(
  `apply with ${CONCURRENCY} at once, round trip ${ROUND_TRIP} ms, and how it grows`,
);
for (const kind of ["there", "new"] as const) {
  for (const count of [8, 64, 512]) await applyPlan(kind, count);
}
const [fastest, slowest] = [Math.min(...startsOfParts), Math.max(...startsOfParts)];
table.title("How quiet the machine was: above 1.1, measure again");
table.fact(
  "the start, at its slowest and at its fastest",
  `${slowest.toFixed(1)} ms, ${fastest.toFixed(1)} ms: ${(slowest / fastest).toFixed(2)}`,
);
table.end();

async function applyPlan(kind: "there" | "new", count: number): Promise<void> {
  const times: number[] = [];
  const starts: number[] = [];
  const requests: number[] = [];
  const memories: number[] = [];
  // The longer a run, the less it is changed by what else the machine does.
  for (let round = 0; round < (count < 64 ? 9 : 3); round++) {
    await using hub = await startTestHub({ latencyMs: ROUND_TRIP });
    const names = Array.from({ length: count }, (_, index) => `run-${index}`);
    if (kind === "there") { for (const name of names) hub.addRepository({ id: `ada/${name}` }); }
    const plan = {
      defaults: { template: "blank" },
      repositories: names.map((repository) => ({ repository })),
    };
    await Deno.writeTextFile(`${folder.path}/plan.json`, JSON.stringify(plan));
    hub.forget();
    starts.push(await startOnce());
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
  const asked = Math.max(...requests);
  table.row(`${count} ${kind}: requests`, { value: asked, limit: 2 * count + 1, unit: "" });
  startsOfParts.push(quartile(starts));
  // The start and whoami come before them; where each takes two requests, the time of two.
  const each = Math.ceil((asked - 1) / count);
  table.row(`${count} ${kind}: time, ${each} each`, {
    value: quartile(times),
    limit: 1.2 * (quartile(starts) + ROUND_TRIP * (1 + each * count / CONCURRENCY)),
    unit: "ms",
  });
  if (memories.length > 0) {
    table.fact(`${count} ${kind}: memory`, `${(Math.max(...memories) / 1e6).toFixed(0)} MB`);
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
