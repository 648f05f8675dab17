/** A folder and a test Hub on which the doctor finds no problem, so that each test adds one. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { CheckName, Finding } from "../../../lib/commands/doctor/finding.ts";
import { EXPERIMENT_COLUMNS } from "../../../lib/dataset/built_in_template.ts";
import { TOKENS } from "../../test_hub/accounts.ts";
import type { TestHubOptions } from "../../test_hub/test_hub.ts";
import type { ProgramRun } from "../../support/program.ts";
import { jsonOf, type Scene, type SceneRunOptions, setScene } from "../../support/scene.ts";

export const ID = "ada/trackio-experiments";
export const HEALTHY_ENV = { HF_TOKEN: TOKENS.write, TRACKIO_DATASET_REPO: ID };
export const CARD = "---\ntags:\n- trackio\n- hf-dataset-setup\n---\n\n# Experiments\n";
export const DATA = "data/train-00000-of-00001.parquet";

/** One finding as the JSON result has it. */
export interface JsonFinding {
  readonly check: CheckName;
  readonly grade: Finding["grade"];
  readonly text: string;
  readonly fix: string | null;
  readonly command: string | null;
  readonly url: string | null;
  readonly exit: number | null;
}

/** A file of rows; by default one row with the ten columns. */
export function rowsFile(
  columns: Readonly<Record<string, readonly (string | number)[]>> = Object.fromEntries(
    EXPERIMENT_COLUMNS.map((name) => [name, ["x"]]),
  ),
): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({
    columnData: Object.entries(columns).map(([name, data]) => ({
      name,
      data: [...data],
      type: typeof data[0] === "number" ? "INT32" as const : "STRING" as const,
    })),
  }));
}

/** Sets the scene without any problem. */
export async function setHealthyScene(options: TestHubOptions = {}): Promise<Scene> {
  const scene = await setScene(options);
  scene.hub.addRepository({ id: ID, files: { "README.md": CARD, [DATA]: rowsFile() } });
  await write(scene, ".env", `TRACKIO_DATASET_REPO=${ID}\n`);
  return scene;
}

/** Writes a file that only its owner can read. */
export async function write(
  { folder }: Pick<Scene, "folder">,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  await Deno.writeFile(
    `${folder}/${name}`,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
    { mode: 0o600 },
  );
}

/** Runs the doctor, who can read all files, as a compiled program can. */
export async function examine(
  scene: Scene,
  args: readonly string[] = [],
  { env = HEALTHY_ENV, files = ["/"], ...rest }: SceneRunOptions = {},
): Promise<{ readonly run: ProgramRun; readonly findings: readonly JsonFinding[] }> {
  const run = await scene.run(["doctor", "--output", "json", "--retries", "0", ...args], {
    env,
    files,
    ...rest,
  });
  assert(run.stdout.startsWith("{"), run.stderr);
  const result = jsonOf(run)["result"];
  const findings = typeof result === "object" && result !== null && "findings" in result
    ? result.findings
    : [];
  return { run, findings: findings as JsonFinding[] };
}

/** A grade and a check, what the text includes, and what else the finding must say (`null`: nothing). */
export type Expected = readonly [
  found: `${Finding["grade"]} ${CheckName}`,
  text: string,
  more?: { readonly fix?: string; readonly command?: string | null; readonly url?: string },
];

/** One row of a table: what is wrong, how the doctor is called, what it must find. */
export interface Row {
  readonly name: string;
  /** Where it cannot be, such as permission bits on Windows. */
  readonly ignore?: boolean;
  readonly hub?: TestHubOptions;
  readonly arrange?: (scene: Scene) => unknown;
  readonly args?: readonly string[];
  /** Beside those of {@linkcode HEALTHY_ENV}. */
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: SceneRunOptions;
  readonly expected: readonly Expected[];
  /** What no finding may say. */
  readonly unsaid?: string;
  /** Of the run; 0 when left out. */
  readonly exit?: number;
}

/** Where the rows of a table begin. */
interface Start {
  readonly set: (options?: TestHubOptions) => Promise<Scene>;
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

/** Runs the doctor for each row in a scene of its own, without any problem where no other start is given. */
export async function testRows(
  t: Deno.TestContext,
  rows: readonly Row[],
  start: Start = { set: setHealthyScene, env: HEALTHY_ENV, args: [] },
): Promise<void> {
  for (const row of rows) {
    const { name, ignore = false } = row;
    await t.step({ name, ignore, fn: () => testRow(row, start) });
  }
}

async function testRow(row: Row, start: Start): Promise<void> {
  await using scene = await start.set(row.hub);
  await row.arrange?.(scene);
  const { run, findings } = await examine(scene, [...start.args, ...row.args ?? []], {
    env: { ...start.env, ...row.env },
    ...row.options,
  });
  for (const expected of row.expected) assertFound(findings, expected);
  const { unsaid } = row;
  if (unsaid !== undefined) {
    assertEquals(findings.filter(({ text, fix }) => `${text} ${fix}`.includes(unsaid)), []);
  }
  assertEquals(run.code, row.exit ?? 0, run.stderr);
}

function assertFound(findings: readonly JsonFinding[], [what, text, more = {}]: Expected): void {
  const all = findings.map((each) => ({ ...each, line: `${each.grade} ${each.check}: ${each.text}` }));
  const found = all.find(({ line }) => line.startsWith(`${what}: `) && line.includes(text));
  if (found === undefined) {
    return assertStringIncludes(all.map(({ line }) => line).join("\n"), `${what}: … ${text}`);
  }
  if (more.command !== undefined) assertEquals(found.command, more.command);
  if (more.fix !== undefined) assertStringIncludes(found.fix ?? "", more.fix);
  if (more.url !== undefined) assertStringIncludes(found.url ?? found.fix ?? "", more.url);
  const fixes = [found.fix, found.command, found.url].filter((each) => each !== null);
  assertEquals(fixes.length === 0, found.grade === "good", `${found.text}: every problem has a fix`);
}
