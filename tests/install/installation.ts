import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { writeArchive, writeChecksums, writeInstallScripts } from "../../.github/build/pack.ts";
import { targetOf } from "../../.github/build/targets.ts";
import configuration from "../../deno.json" with { type: "json" };
import { buildForTests, folderOfThisFile } from "../binary/build.ts";
import { namesIn, type ProgramRun, runProgram, temporaryFolder } from "../support/program.ts";
import { type ReleaseServer, serveRelease } from "./release_server.ts";
import { toolsInFolder, whereIs } from "./tools.ts";

export const { version: VERSION } = configuration;
const TARGET = targetOf(Deno.build);
/** The archive for this machine. */
export const ARCHIVE = TARGET?.archive ?? "";

/** The tools that the script uses, apart from those for downloads and checksums. */
const TOOLS =
  "uname getconf ldd grep sed head tar gzip mktemp mkdir cp mv rm chmod dirname cat sysctl id tail tr"
    .split(" ");

/** One user with an empty home, and a server of releases. */
export interface Installation {
  /** A new folder with spaces and a quote in its name. */
  readonly folder: string;
  readonly server: ReleaseServer;
  /** The files that the server has. */
  readonly release: string;
  run(
    args: readonly string[],
    options?: {
      tools?: readonly string[];
      env?: Record<string, string>;
      /** A line of the shell that the script is started from. */
      before?: string;
      /** Leaves out `--from`. */
      from?: "variables";
    },
  ): Promise<ProgramRun>;
}

/** What is tried with one installation; the name of it is that of a test. */
export type Case = (installation: Installation) => Promise<void>;

const SHELLS: [name: string, file: string, args: string[]][] = [
  ["sh", "sh", []],
  ["dash", "dash", []],
  ["BusyBox", "busybox", ["sh"]],
];

/**
 * Tries each case in each shell that can run install.sh, with a program of a few bytes; with the real one where the name of the
 * case says so.
 */
export function testInShells(name: string, cases: Readonly<Record<string, Case>>): void {
  Deno.test({
    name,
    ignore: TARGET === undefined || Deno.build.os === "windows",
    fn: (t) => tryAll(t, cases),
  });
}

async function tryAll(t: Deno.TestContext, cases: Readonly<Record<string, Case>>): Promise<void> {
  const small = await releaseOf(await smallProgram());
  const hasReal = Object.keys(cases).some((title) => title.includes("real binary"));
  const build = hasReal ? await buildForTests() : { missing: "not needed" };
  const real = "path" in build ? await releaseOf(build.path) : small;
  for (const [name, file, args] of SHELLS) {
    const shell = await whereIs(file);
    for (const [title, work] of Object.entries(cases)) {
      const isReal = title.includes("real binary");
      const tool = /\bwget\b/.test(title) ? "wget" : "sh";
      const missing = shell === undefined
        ? `no ${file} here`
        : await whereIs(tool) === undefined
        ? `no ${tool} here`
        : isReal && "missing" in build
        ? build.missing
        : undefined;
      await t.step({
        name: `in ${name}: ${title}${missing === undefined ? "" : ` (skipped: ${missing})`}`,
        ignore: missing !== undefined,
        async fn() {
          await using home = await temporaryFolder();
          const folder = `${home.path}/it's a home`;
          await Deno.mkdir(folder);
          const release = isReal ? real : small;
          await using server = serveRelease(release, VERSION);
          await using tools = await toolsInFolder();
          const run = runner([shell ?? "", ...args], { folder, release, server, tools });
          await work({ folder, server, release, run });
        },
      });
    }
  }
}

async function smallProgram(): Promise<string> {
  const path = `${folderOfThisFile()}/hf-dataset-setup`;
  await Deno.writeTextFile(path, `#!/bin/sh\necho "hf-dataset-setup ${VERSION} (here)"\n`);
  return path;
}

/** The release of this machine's archive, of the scripts and of the checksums. */
async function releaseOf(program: string): Promise<string> {
  if (TARGET === undefined) throw new TypeError("There is no binary for this machine");
  const release = { folder: folderOfThisFile(), url: "https://releases.invalid/releases" };
  await writeArchive(program, TARGET, release);
  await writeInstallScripts(release);
  await writeChecksums(release.folder);
  return release.folder;
}

/** Runs the script of the release as a new user with a given set of tools. */
function runner(
  shell: readonly string[],
  { folder, release, server, tools }: {
    folder: string;
    release: string;
    server: ReleaseServer;
    tools: Awaited<ReturnType<typeof toolsInFolder>>;
  },
): Installation["run"] {
  return async (args, { tools: names = ["curl", "sha256sum"], env = {}, before = ":", from } = {}) => {
    const bin = await tools.make([...TOOLS, ...names]);
    const { PATH_FIRST, ...others } = env;
    const [file = "", ...first] = shell;
    const mirror = args.includes("--from") || from !== undefined ? [] : ["--from", server.url];
    return await runProgram([...mirror, ...args], {
      cwd: folder,
      command: ["/bin/sh", "-c", `${before}; exec "$@"`, "sh", file, ...first, `${release}/install.sh`],
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
  return run.stdout.trim().replace(/^hf-dataset-setup (\S+) .*$/, "$1");
}
