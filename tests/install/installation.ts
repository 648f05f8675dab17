import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type ProgramRun, runProgram } from "../support/program.ts";
import type { ReleaseServer } from "./release_server.ts";
import type { toolsInFolder } from "./tools.ts";

/** The tools that the script uses, apart from those for downloads and checksums. */
const TOOLS = [
  ...[
    "uname",
    "getconf",
    "ldd",
    "grep",
    "sed",
    "head",
    "tar",
    "gzip",
    "mktemp",
    "mkdir",
    "cp",
    "mv",
    "rm",
    "chmod",
  ],
  ...["dirname", "cat", "sysctl"],
];

/** One user with an empty home, and a server of releases. */
export interface Installation {
  /** A new folder with spaces and a quote in its name. */
  readonly folder: string;
  readonly server: ReleaseServer;
  /** The files that the server has. */
  readonly release: string;
  run(
    args: readonly string[],
    options?: { tools?: readonly string[]; env?: Record<string, string> },
  ): Promise<ProgramRun>;
}

/** Runs the script of the release as a new user with a given set of tools. */
export function runner(
  shell: readonly string[],
  { folder, release, server, tools }: {
    folder: string;
    release: string;
    server: ReleaseServer;
    tools: Awaited<ReturnType<typeof toolsInFolder>>;
  },
): Installation["run"] {
  return async (args, { tools: names = ["curl", "sha256sum"], env = {} } = {}) => {
    const bin = await tools.make([...TOOLS, ...names]);
    const { PATH_FIRST, ...others } = env;
    const [file = "", ...first] = shell;
    const from = args.includes("--from") ? [] : ["--from", server.url];
    return await runProgram([...from, ...args], {
      cwd: folder,
      command: [file, ...first, `${release}/install.sh`],
      env: {
        HOME: folder,
        PATH: PATH_FIRST === undefined ? bin : `${PATH_FIRST}:${bin}`,
        SHELL: "/bin/sh",
        ...others,
      },
    });
  };
}

async function oldVersion(folder: string): Promise<string> {
  const path = `${folder}/.local/bin/hf-dataset-setup`;
  await Deno.mkdir(`${folder}/.local/bin`, { recursive: true });
  await Deno.writeTextFile(path, "#!/bin/sh\necho old\n", { mode: 0o755 });
  return path;
}

/** Fails unless the installation was refused with code 1 and the old version is as it was, with nothing beside it. */
export async function assertRefused(
  install: () => Promise<ProgramRun>,
  { folder, says }: { folder: string; says: string },
): Promise<void> {
  const path = await oldVersion(folder);
  const run = await install();
  assertEquals([run.code, run.stdout], [1, ""], run.stderr);
  assertMatch(run.stderr, new RegExp(`^Error: .*(?:${says})`, "m"));
  assertEquals(await namesIn(`${folder}/.local/bin`), ["hf-dataset-setup"]);
  assertEquals(await versionOf(path), "old");
}

/** Fails unless the system was refused with code 3. */
export function assertUnsupported(run: ProgramRun, says: string): void {
  assertEquals([run.code, run.stdout], [3, ""], run.stderr);
  assertStringIncludes(run.stderr, says);
}

/** What the program at the path says that its version is. */
export async function versionOf(path: string): Promise<string> {
  const run = await runProgram(["--version"], { cwd: "/", command: [path], env: {} });
  return run.stdout.trim();
}

/** The names in a folder, in order. */
export async function namesIn(path: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name).sort();
}
