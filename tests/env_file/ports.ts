import type { EnvFilePorts } from "../../lib/env_file/lock.ts";
import type { Clock } from "../../lib/ports/world.ts";
import { type Environment, processEnvironment } from "../../lib/ports/environment.ts";
import { diskFiles, type Files, type OpenFile } from "../../lib/ports/files.ts";

/** An error as the system gives it. */
export class SystemError extends Error {
  readonly code: string;

  constructor(code: string, { name = "Error" }: { name?: string } = {}) {
    super("Something happened");
    this.name = name;
    this.code = code;
  }
}

/** A clock whose time passes only while somebody sleeps. */
export function sleepingClock(onSleep: (slept: number) => void | Promise<void> = () => {}): Clock {
  let time = 1_000_000;
  return {
    now: () => time,
    random: () => 0.5,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      time += milliseconds;
      await onSleep(milliseconds);
      signal?.throwIfAborted();
    },
  };
}

/** What a test changes in the world: some calls of the files port, of open files, the clock, the system. */
export interface WorldOptions {
  readonly files?: Partial<Files> | ((disk: Files) => Partial<Files>);
  readonly openFile?: Partial<OpenFile>;
  readonly clock?: Clock;
  readonly system?: Environment["system"];
}

/** The real files of this machine, with what the test puts in their place. */
export function worldWith(
  { files = {}, openFile, clock = sleepingClock(), system = processEnvironment().system }: WorldOptions = {},
): EnvFilePorts {
  const disk = diskFiles();
  return {
    files: {
      ...disk,
      async open(path, options) {
        const file = await disk.open(path, options);
        return openFile === undefined ? file : { ...file, ...openFile };
      },
      ...typeof files === "function" ? files(disk) : files,
    },
    clock,
    environment: { system },
  };
}
