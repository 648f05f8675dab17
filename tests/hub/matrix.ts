/** One run of the real program against one fault, and what must be true of it whatever the fault is. */
import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { answerFailure } from "../../lib/hub/answer_failures.ts";
import { connectionFailure } from "../../lib/hub/connection_failures.ts";
import { hubFailure } from "../../lib/hub/failures.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { type ProgramRun, runProgram, temporaryFolder } from "../support/program.ts";
import { leaks } from "./leaks.ts";

/** What a run must come to. */
export interface Expected {
  readonly exit: number;
  /** `none` for a success. */
  readonly code: string;
  /** What the sentence says. */
  readonly says?: RegExp;
  /** How often the request at fault was made, at least and at most. */
  readonly requests?: readonly [least: number, most: number];
  /** Whether the env file names the repository afterwards; otherwise it is as it was. */
  readonly isEnvWritten: boolean;
}

/** What is prepared for a run. */
export interface Prepared extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** `--timeout`; long enough for a slow machine when left out, so short only where nothing is to come. */
  readonly timeoutSeconds?: number;
  readonly net?: readonly string[];
  /** How often the request at fault was made so far. */
  readonly countRequests?: () => number;
  /** The repositories that are there, where somebody knows. */
  readonly repositories?: () => readonly string[];
}

/** One case of the matrix. */
export interface Case {
  readonly name: string;
  readonly expected: Expected;
  prepare(): Promise<Prepared>;
}

export const REPOSITORY = "ada/trackio-experiments";
const BEFORE = "# mine\nOTHER=1\n";
const AFTER = `${BEFORE}TRACKIO_DATASET_REPO=${REPOSITORY}\n`;
/** No fault keeps a run of seven requests waiting longer than this: only silence has to be waited for, 2 times 1 s. */
const DEADLINE_MS = 45_000;
const AT_ONCE = 3;

/** A run that has ended. */
export interface Finished {
  readonly run: ProgramRun;
  readonly envFile: string;
  readonly otherFiles: readonly string[];
  readonly requests: number | undefined;
  readonly repositories: readonly string[] | undefined;
  readonly milliseconds: number;
}

/**
 * Runs one case.
 *
 * @param prepared the network that it meets
 * @returns everything that it left behind
 */
export async function runCase(prepared: Prepared): Promise<Finished> {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/.env`, BEFORE);
  const started = performance.now();
  const run = await runProgram(
    [
      "--yes",
      "--verbose",
      "--output",
      "json",
      "--timeout",
      String(prepared.timeoutSeconds ?? 20),
      "--retries",
      "1",
    ],
    {
      cwd: folder.path,
      env: { HF_TOKEN: TOKENS.write, NO_COLOR: "1", ...prepared.env },
      ...(prepared.net === undefined ? {} : { net: prepared.net }),
    },
  );
  const milliseconds = performance.now() - started;
  const files: string[] = [];
  for await (const { name } of Deno.readDir(folder.path)) files.push(name);
  return {
    run,
    milliseconds,
    envFile: await Deno.readTextFile(`${folder.path}/.env`),
    otherFiles: files.filter((name) => name !== ".env"),
    requests: prepared.countRequests?.(),
    repositories: prepared.repositories?.(),
  };
}

/** Runs cases, a few at a time, and hands back what each came to. */
export async function runCases(cases: readonly Case[]): Promise<Map<Case, Finished | Error>> {
  const finished = new Map<Case, Finished | Error>();
  const left = [...cases];
  async function work(): Promise<void> {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      try {
        await using prepared = await next.prepare();
        finished.set(next, await runCase(prepared));
      } catch (error) {
        finished.set(next, error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return finished;
}

/** Checks everything that a run must be. */
export function checkFinished(finished: Finished, expected: Expected): void {
  const { run } = finished;
  const shown = `${run.stdout}\n${run.stderr}`;
  const said = readError(run);
  assertEquals([run.code, said.code], [expected.exit, expected.code], shown);
  if (expected.code !== "none") {
    const codes = { ...hubFailure.rows(), ...answerFailure.rows(), ...connectionFailure.rows() };
    if (said.code in codes) assertMatch(said.message, /^[A-Z].*[^.]$/);
    assertMatch(said.hint, /^[A-Z"].{10,}/);
    assertNotMatch(said.message + said.hint, /[\n\r]|\bundefined\b|\[object/);
    assert(run.stderr.includes(said.message) && run.stderr.includes(said.hint), shown);
    if (![3, 4].includes(expected.exit)) assertNotMatch(said.message, /invalid.*token|token.*invalid/i);
  }
  if (expected.says !== undefined) assertMatch(said.message, expected.says);
  assertEquals(run.stdout.trimEnd().split("\n").length, 1, "stdout carries one document and nothing else");
  assertNotMatch(run.stderr.replace(/^Caused by.*$/gm, ""), /^Uncaught/m);
  assertEquals(finished.envFile, expected.isEnvWritten ? AFTER : BEFORE);
  assertEquals(finished.otherFiles, [], "Files left behind");
  if (expected.requests !== undefined && finished.requests !== undefined) {
    const [least, most] = expected.requests;
    const { requests } = finished;
    assert(requests >= least && requests <= most, `${requests} requests in place of ${least} to ${most}`);
  }
  if (finished.repositories !== undefined) assert(finished.repositories.every((id) => id === REPOSITORY));
  assert(!leaks(shown + finished.envFile, TOKENS.write), `The token was shown:\n${shown}`);
  assert(finished.milliseconds < DEADLINE_MS, `${finished.milliseconds} ms`);
}

interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

function readError(run: ProgramRun): ShownError {
  const document: { error: ShownError | null } = JSON.parse(run.stdout);
  return document.error ?? { code: "none", message: "", hint: "" };
}

/** Runs the cases and makes each of them a step. */
export async function testCases(t: Deno.TestContext, cases: readonly Case[]): Promise<void> {
  const finished = await runCases(cases);
  for (const one of cases) {
    await t.step(`${one.name}: exit ${one.expected.exit}, ${one.expected.code}`, () => {
      const result = finished.get(one);
      if (result === undefined || result instanceof Error) throw result ?? new Error("It never ran");
      checkFinished(result, one.expected);
    });
  }
}
