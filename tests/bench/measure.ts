/** Runs programs and measures them. */

/** One run of a program. */
export interface Measured {
  readonly milliseconds: number;
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
 * @throws Error where it fails: what failed is not worth measuring
 */
export async function measure(command: Command, { withMemory = false } = {}): Promise<Measured> {
  const begin = performance.now();
  const child = new Deno.Command(command.file, {
    args: [...command.args],
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
  if (code !== 0) {
    throw new Error(
      `${command.file} ${command.args.join(" ")}: exit ${code}\n${new TextDecoder().decode(stderr)}`,
    );
  }
  return { milliseconds, memory };
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

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = NaN, high = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

/**
 * Measures side by side: one run of each in turn, so that what else the machine does hits all alike.
 *
 * @param rounds how often each is run
 * @param works what to run; each is given the number of the round
 * @returns the medians, in order
 */
export async function medians(
  rounds: number,
  works: readonly ((round: number) => Promise<number>)[],
): Promise<number[]> {
  const times: number[][] = works.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, work] of works.entries()) times[index]?.push(await work(round));
  }
  return times.map(median);
}
