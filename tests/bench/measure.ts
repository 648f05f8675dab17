/** Runs programs and measures them. */

/** One run of a program. */
export interface Measured {
  readonly milliseconds: number;
  /** Processor time, its own and the system's for it, in milliseconds; `undefined` without `withProcessor`. */
  readonly processor: number | undefined;
  /** The most memory it held, in bytes; `undefined` where the system does not tell. */
  readonly memory: number | undefined;
}

/** A program to run, and where. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a program to its end.
 *
 * @param command the program
 * @param withMemory whether to look at its memory, which takes time from it
 * @param withProcessor whether to measure its processor time, by the `time` of bash
 * @throws Error where it fails: what failed is not worth measuring
 */
export async function measure(
  command: Command,
  { withMemory = false, withProcessor = false } = {},
): Promise<Measured> {
  const words = [command.file, ...command.args];
  const [file = "", ...args] = withProcessor ? ["bash", "-c", TIMED, "bash", ...words] : words;
  const begin = performance.now();
  const child = new Deno.Command(file, {
    args,
    cwd: command.cwd,
    clearEnv: true,
    env: { ...command.env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let ended = false;
  const output = child.output().finally(() => ended = true);
  let memory: number | undefined;
  while (withMemory && !ended) {
    const peak = await peakMemory(child.pid);
    if (peak !== undefined) memory = Math.max(memory ?? 0, peak);
    await Promise.race([output, new Promise((resolve) => setTimeout(resolve, 2))]);
  }
  const { code, stderr } = await output;
  const milliseconds = performance.now() - begin;
  const said = new TextDecoder().decode(stderr);
  if (code !== 0) throw new Error(`${words.join(" ")}: exit ${code}\n${said}`);
  return { milliseconds, processor: withProcessor ? readProcessorTime(said) : undefined, memory };
}

const TIMED = 'TIMEFORMAT="%3U %3S"; time "$@"';

/** The last line that bash writes: seconds of the program and of the system, such as `0.031 0.012`. */
function readProcessorTime(said: string): number | undefined {
  const [, user, system] = /(\d+\.\d+) (\d+\.\d+)\s*$/.exec(said) ?? [];
  return user === undefined || system === undefined ? undefined : 1000 * (Number(user) + Number(system));
}

/** What Linux says of a process; elsewhere nothing is known. */
async function peakMemory(pid: number): Promise<number | undefined> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
  } catch {
    return undefined;
  }
}

/** A quarter of the way from the shortest to the longest: what else a machine does only adds to a time. */
export function quartile(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) / 4)] ?? NaN;
}

/**
 * Measures side by side: one run of each in turn, so that what else the machine does hits all alike.
 *
 * @param rounds how often each is run
 * @param works what to run; each is given the number of the round
 * @returns the quartiles, in order
 */
export async function quartiles(
  rounds: number,
  works: readonly ((round: number) => Promise<number>)[],
): Promise<number[]> {
  const times: number[][] = works.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, work] of works.entries()) times[index]?.push(await work(round));
  }
  return times.map(quartile);
}

/** Those of whole runs side by side, as {@linkcode quartiles} of times. */
export async function measureInTurn(
  rounds: number,
  commands: readonly Command[],
): Promise<{ readonly milliseconds: number; readonly processor: number }[]> {
  const runs: Measured[][] = commands.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, command] of commands.entries()) {
      runs[index]?.push(await measure(command, { withProcessor: true }));
    }
  }
  return runs.map((measured) => ({
    milliseconds: quartile(measured.map((run) => run.milliseconds)),
    processor: quartile(measured.map((run) => run.processor ?? NaN)),
  }));
}
