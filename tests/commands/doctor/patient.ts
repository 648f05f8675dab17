/** A folder and a test Hub on which the doctor finds nothing to mend, so that each test spoils one thing. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { CheckName, Grade } from "../../../lib/commands/doctor/finding.ts";
import { EXPERIMENT_COLUMNS } from "../../../lib/dataset/template/trackio_row.ts";
import { TOKENS } from "../../test_hub/accounts.ts";
import type { TestHubOptions } from "../../test_hub/test_hub.ts";
import type { ProgramRun } from "../../support/program.ts";
import { jsonOf, type Scene, type SceneRunOptions, setScene } from "../../support/scene.ts";

export const ID = "ada/trackio-experiments";
export const HEALTHY_ENV = { HF_TOKEN: TOKENS.write, TRACKIO_DATASET_REPO: ID };
export const CARD = "---\ntags:\n- trackio\n- hf-dataset-setup\n---\n\n# Experiments\n";
export const DATA = "data/train-00000-of-00001.parquet";

/** One finding as the JSON result carries it. */
export interface JsonFinding {
  readonly check: CheckName;
  readonly grade: Grade;
  readonly text: string;
  readonly mend: string | null;
  readonly command: string | null;
  readonly exit: number | null;
}

/** What came of a visit. */
export interface Visit {
  readonly run: ProgramRun;
  readonly findings: readonly JsonFinding[];
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

/** Sets the scene with nothing to mend in it. */
export async function setHealthyScene(options: TestHubOptions = {}): Promise<Scene> {
  const scene = await setScene(options);
  scene.hub.addRepository({ id: ID, files: { "README.md": CARD, [DATA]: rowsFile() } });
  await write(scene, ".env", `TRACKIO_DATASET_REPO=${ID}\n`);
  return scene;
}

/** Writes a file that only its owner may read. */
export async function write(scene: Scene, name: string, text: string | Uint8Array): Promise<void> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  await Deno.writeFile(`${scene.folder}/${name}`, bytes, { mode: 0o600 });
}

/** Lets the doctor look; all files may be read, as with a compiled program. */
export async function visit(
  scene: Scene,
  args: readonly string[] = [],
  { env = HEALTHY_ENV, files = ["/"], ...rest }: SceneRunOptions = {},
): Promise<Visit> {
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

/** What a finding must say. */
export interface Expected {
  readonly check: CheckName;
  readonly grade: Grade;
  readonly text: string;
  /** `null`: there must be none. */
  readonly command?: string | null;
  readonly mend?: string;
  /** The exit code of the whole run; 0 when left out. */
  readonly exit?: number;
}

/** One row of a table: what is spoilt, how the doctor is called, what it must find. */
export interface Row {
  readonly name: string;
  /** Where it cannot be, such as permission bits on Windows. */
  readonly ignore?: boolean;
  readonly hub?: TestHubOptions;
  readonly spoil?: (scene: Scene) => unknown;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: SceneRunOptions;
  readonly expected: readonly Expected[];
  /** What no finding may say. */
  readonly unsaid?: string;
}

/** Spoils one thing after the other in a scene of its own, and looks whether the doctor finds it. */
export async function testRows(t: Deno.TestContext, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const { name, ignore = false } = row;
    await t.step({ name, ignore, fn: () => testRow(row) });
  }
}

async function testRow(row: Row): Promise<void> {
  await using scene = await setHealthyScene(row.hub);
  await row.spoil?.(scene);
  const { run, findings } = await visit(scene, row.args, {
    ...(row.env === undefined ? {} : { env: { ...HEALTHY_ENV, ...row.env } }),
    ...row.options,
  });
  for (const expected of row.expected) assertFound(findings, expected);
  if (row.unsaid !== undefined) {
    const { unsaid } = row;
    assertEquals(findings.filter(({ text, mend }) => `${text} ${mend}`.includes(unsaid)), []);
  }
  assertEquals(run.code, Math.max(0, ...row.expected.map(({ exit = 0 }) => exit)), run.stderr);
}

function assertFound(findings: readonly JsonFinding[], expected: Expected): void {
  const { check, grade, text, command, mend } = expected;
  const same = findings.filter((finding) => finding.check === check && finding.grade === grade);
  const found = same.find((finding) => finding.text.includes(text));
  if (found === undefined) {
    assertStringIncludes(
      findings.filter((finding) => finding.check === check).map((each) => `${each.grade} ${each.text}`).join(
        "\n",
      ),
      `${grade} … ${text}`,
    );
    return;
  }
  if (command !== undefined) assertEquals(found.command, command);
  if (mend !== undefined) assertStringIncludes(found.mend ?? "", mend);
  if (grade === "good") assertEquals([found.mend, found.command, found.exit], [null, null, null]);
  // What is not good comes with something to do.
  else assert(found.mend !== null || found.command !== null, `${found.text}: nothing to do is named`);
}
