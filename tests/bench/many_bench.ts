/**
 * Measures `apply` of many repositories and `list` of many against their limits.
 *
 * `deno task bench:many [REPOSITORIES]` prints a table (1000 repositories when nothing is given) and ends
 * with 1 where a limit is exceeded. It runs the compiled program, or the source where none can be compiled. Memory is
 * the highest resident size of the whole process, and is read on Linux only.
 */
import { buildForTests } from "../binary/build.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub, type TestHub, type TestHubOptions } from "../test_hub/test_hub.ts";
import { programCommand, programEnvironment, type ProgramOptions } from "../support/program.ts";

const ROUND_TRIP_MS = 50;
const CONCURRENCY = 8;
const KILLS = 10;
const PAGES = 100;

/** How a run of the program went. */
interface Measured {
  readonly code: number;
  readonly milliseconds: number;
  /** In megabytes; undefined where the system does not tell. */
  readonly memory: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const build = await buildForTests();
const program: Pick<ProgramOptions, "command"> = "path" in build ? { command: [build.path] } : {};
const rows: string[][] = [["what", "is", "must be", ""]];
let exceeded = false;

function row(what: string, is: string, must: string, holds: boolean): void {
  rows.push([what, is, must, holds ? "holds" : "EXCEEDED"]);
  exceeded ||= !holds;
}

function limit(what: string, value: number | undefined, most: number, unit: string): void {
  if (value === undefined) return void rows.push([what, "not told here", `${most.toFixed(1)} ${unit}`, ""]);
  row(what, `${value.toFixed(1)} ${unit}`, `at most ${most.toFixed(1)} ${unit}`, value <= most);
}

async function measure(
  args: readonly string[],
  options: { hub: TestHub; cwd: string; killAfterMs?: number; onFirstOutput?: () => void },
): Promise<Measured> {
  const { hub, cwd, killAfterMs } = options;
  const command = programCommand(args, { cwd, ...program });
  const begin = performance.now();
  const child = new Deno.Command(command.file, {
    args: command.args,
    cwd,
    clearEnv: true,
    env: programEnvironment({ cwd, ...program, env: { HF_TOKEN: TOKENS.write, HF_ENDPOINT: hub.url } }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const killing = killAfterMs === undefined
    ? undefined
    : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  let memory: number | undefined;
  const watching = setInterval(() => memory = highestMemory(child.pid) ?? memory, 20);
  const [stdout, stderr, status] = await Promise.all([
    textOf(child.stdout, options.onFirstOutput),
    textOf(child.stderr),
    child.status,
  ]);
  clearInterval(watching);
  clearTimeout(killing);
  return { code: status.code, milliseconds: performance.now() - begin, memory, stdout, stderr };
}

async function textOf(stream: ReadableStream<Uint8Array>, onFirst?: () => void): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    if (text === "") onFirst?.();
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

/** The most memory that a process has had so far, in megabytes. */
function highestMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "hf-dataset-setup-bench-" });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function writePlan(folder: string, count: number): Promise<void> {
  const repositories = Array.from({ length: count }, (_, index) => ({ repository: `runs-${index}` }));
  const plan = { defaults: { template: "blank", visibility: "private" }, repositories };
  await Deno.writeTextFile(`${folder}/plan.json`, JSON.stringify(plan));
}

async function withHub<T>(options: TestHubOptions, work: (hub: TestHub) => Promise<T>): Promise<T> {
  await using hub = await startTestHub(options);
  return await work(hub);
}

const APPLY = ["apply", "plan.json", "--yes", "--quiet"];

/** Applies a plan to an empty Hub, and again to what it made. */
async function applyTwice(count: number): Promise<{ fresh: Measured; again: Measured }> {
  return await withHub({ latencyMs: ROUND_TRIP_MS }, (hub) =>
    inFolder(async (cwd) => {
      await writePlan(cwd, count);
      const fresh = await measure(APPLY, { hub, cwd });
      if (fresh.code !== 0) throw new Error(fresh.stderr);
      if (count > 10) limit(`apply ${count} new: requests`, hub.requests.length, 2 * count + 1, "");
      hub.forget();
      const again = await measure(APPLY, { hub, cwd });
      if (again.code !== 0) throw new Error(again.stderr);
      if (count > 10) {
        limit(`apply ${count} existing: requests`, hub.requests.length, 2 * count + 1, "");
        const changes = hub.requests.filter(({ method }) => method !== "GET").length;
        limit("a second run: changes", changes, 0, "");
        limit("requests under way at once", hub.maxConcurrent, CONCURRENCY, "");
      }
      return { fresh, again };
    }));
}

function stateOf(hub: TestHub): string {
  return [...hub.repositories].map(([id, repository]) =>
    `${id} ${repository.private} ${[...repository.files.keys()].join(",")} ${
      repository.text("README.md")?.length
    }`
  ).sort().join("\n");
}

async function benchApply(count: number): Promise<void> {
  const few = await applyTwice(10);
  const many = await applyTwice(count);
  const ideal = count * ROUND_TRIP_MS / CONCURRENCY;
  limit(`apply ${count} new: wall time`, many.fresh.milliseconds / 1_000, 1.2 * 2 * ideal / 1_000, "s");
  limit(`apply ${count} existing: wall time`, many.again.milliseconds / 1_000, 1.2 * ideal / 1_000, "s");
  for (const kind of ["fresh", "again"] as const) {
    const most = (few[kind].memory ?? 0) * 1.3;
    const name = kind === "fresh" ? "new" : "existing";
    limit(
      `apply ${count} ${name}: memory (10: ${few[kind].memory?.toFixed(1)} MB)`,
      many[kind].memory,
      most,
      "MB",
    );
  }
  await benchKills(count, many.fresh.milliseconds);
  await benchWindow(count);
}

/** Kills at moments spread by chance over the whole run; each run goes on from where the one before was killed. */
async function benchKills(count: number, whole: number): Promise<void> {
  const expected = await withHub({}, (hub) =>
    inFolder(async (cwd) => {
      await writePlan(cwd, count);
      await measure(APPLY, { hub, cwd });
      return stateOf(hub);
    }));
  let same = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    await withHub({ latencyMs: ROUND_TRIP_MS }, (hub) =>
      inFolder(async (cwd) => {
        await writePlan(cwd, count);
        await measure(APPLY, { hub, cwd, killAfterMs: Math.random() * whole });
        const again = await measure(APPLY, { hub, cwd });
        if (again.code === 0 && stateOf(hub) === expected) same++;
      }));
  }
  row(
    `killed at a random moment, run again`,
    `${same} of ${KILLS} the same`,
    `${KILLS} of ${KILLS}`,
    same === KILLS,
  );
}

async function benchWindow(count: number): Promise<void> {
  const rateLimit = { quota: Math.ceil(count / 2), windowSeconds: 2 };
  await withHub({ rateLimit, latencyMs: 5 }, (hub) =>
    inFolder(async (cwd) => {
      await writePlan(cwd, count);
      const run = await measure(APPLY, { hub, cwd });
      const refused = hub.requests.filter(({ status }) => status === 429).length;
      const text =
        `exit ${run.code}, ${hub.repositories.size} made, ${refused} refused, ${hub.maxConcurrent} at once`;
      const holds = run.code === 0 && hub.repositories.size === count && refused > 0 &&
        hub.maxConcurrent <= CONCURRENCY;
      row(
        "the window of requests ends in the middle",
        text,
        `exit 0, ${count} made, at most 8 at once`,
        holds,
      );
    }));
}

async function benchList(count: number): Promise<void> {
  async function list(size: number) {
    return await withHub({ maxPageSize: count / PAGES, latencyMs: 5 }, (hub) =>
      inFolder(async (cwd) => {
        for (let index = 0; index < size; index++) hub.addRepository({ id: `ada/runs-${index}` });
        let askedAtFirst: number | undefined;
        const isPage = ({ path }: { path: string }) => path.startsWith("/api/datasets");
        const run = await measure(["list", "--org", "ada", "--quiet"], {
          hub,
          cwd,
          onFirstOutput: () => askedAtFirst = hub.requests.filter(isPage).length,
        });
        return { run, askedAtFirst, pages: hub.requests.filter(isPage).length };
      }));
  }
  // Memory is read every 20 ms: of one run that is this short, the last time can be long before its end.
  const short = [await list(count / PAGES), await list(count / PAGES), await list(count / PAGES)];
  const few = Math.max(...short.map(({ run }) => run.memory ?? 0));
  const { run, pages, askedAtFirst } = await list(count);
  const lines = run.stdout.split("\n").length - 1;
  row(
    `list ${count}: lines, pages`,
    `${lines}, ${pages}`,
    `${count}, ${PAGES}`,
    lines === count && pages === PAGES,
  );
  // This process reads the line a moment after it was written; that no page is asked for before is a test of its own.
  rows.push([
    `list ${count}: pages asked for when the first line is read here`,
    `${askedAtFirst}`,
    "few",
    "",
  ]);
  limit(
    `list ${count}: memory (one page: ${few.toFixed(1)} MB)`,
    run.memory,
    few * 1.3,
    "MB",
  );
  rows.push([`list ${count}: wall time`, `${(run.milliseconds / 1_000).toFixed(1)} s`, "", ""]);
}

rows.push(["measured", "path" in build ? "the compiled program" : `the source: ${build.missing}`, "", ""]);
const count = Number(Deno.args[0] ?? 1_000);
await benchApply(count);
await benchList(10 * count);
const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
const table = rows.map((cells) =>
  cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
);
await Deno.stdout.write(new TextEncoder().encode(`${table.join("\n")}\n`));
if (exceeded) Deno.exit(1);
