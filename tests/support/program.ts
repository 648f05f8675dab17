/** Runs the real program the way the README says: `deno run` with explicit permissions, in an environment of its own. */
import { runFlags } from "../../.github/build/permissions.ts";
import { fromFileUrl } from "./paths.ts";

const ROOT = new URL("../../", import.meta.url);

/** What differs from run to run. */
export interface ProgramOptions {
  /** The working folder. */
  readonly cwd: string;
  /** All variables of the process; nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** The text on standard input; closed at once when left out. */
  readonly stdin?: string;
  /** Hosts that may be reached; loopback when left out. */
  readonly net?: readonly string[];
  /** More files that may be read and written, such as another env file. */
  readonly files?: readonly string[];
  /** What may be written, in the place of the whole working folder. */
  readonly write?: readonly string[];
  /**
   * Runs this file with these first arguments instead of the source; the variables are then those of `env` alone, and
   * what Windows cannot do without.
   */
  readonly command?: readonly [file: string, ...args: string[]];
  /** What runs in the place of `main.ts`, with the same permissions: a file of this folder and its first arguments. */
  readonly main?: readonly [file: string, ...args: string[]];
}

/** How a run ended. */
export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line that runs the program with the given arguments. */
export function programCommand(
  args: readonly string[],
  options: ProgramOptions,
): { file: string; args: string[] } {
  if (options.command !== undefined) {
    const [file, ...first] = options.command;
    return { file, args: [...first, ...args] };
  }
  const [main, ...firstArgs] = options.main ?? ["../../main.ts"];
  const usesJsr = import.meta.resolve("@std/fmt/colors").startsWith("jsr:");
  const map = usesJsr ? [] : [`--import-map=${fromFileUrl(new URL("tests/no_jsr/import_map.json", ROOT))}`];
  return {
    file: Deno.execPath(),
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-check",
      "--frozen",
      ...map,
      ...runFlags({
        net: options.net ?? ["127.0.0.1", "localhost", "[::1]"],
        read: [".", ...options.files ?? [], ...loginFiles(options.env ?? {})],
        write: options.write ?? [".", ...options.files ?? []],
      }),
      fromFileUrl(new URL(main, import.meta.url)),
      ...firstArgs,
      ...args,
    ],
  };
}

/** The environment of a run: what the test says, and where Deno keeps its packages. */
export function programEnvironment(
  options: Pick<ProgramOptions, "env" | "cwd" | "command">,
): Record<string, string> {
  if (options.command !== undefined) return { ...systemVariables(), ...options.env };
  return {
    ...systemVariables(),
    // There the shell that is told what to type is then of the same kind as elsewhere, and the home folder empty.
    ...(Deno.build.os === "windows" ? { MSYSTEM: "MINGW64", USERPROFILE: options.cwd } : {}),
    DENO_DIR: denoFolder(),
    DENO_NO_UPDATE_CHECK: "1",
    HOME: options.cwd,
    ...options.env,
  };
}

/** What no program does without on Windows, where it opens no socket without SystemRoot; nothing elsewhere. */
export function systemVariables(): Record<string, string> {
  if (Deno.build.os !== "windows") return {};
  return Object.fromEntries(
    ["SystemRoot", "SystemDrive", "windir", "TEMP", "TMP"].flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

let knownDenoFolder: string | undefined;

/** Where Deno keeps its packages, which is elsewhere on each system. */
function denoFolder(): string {
  return knownDenoFolder ??= Deno.env.get("DENO_DIR") ?? toldDenoFolder();
}

function toldDenoFolder(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"], stderr: "null" })
    .outputSync();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout));
  if (typeof denoDir !== "string") throw new TypeError("Cannot find out where Deno keeps its packages");
  return denoDir;
}

/** Runs the program to its end. */
export async function runProgram(args: readonly string[], options: ProgramOptions): Promise<ProgramRun> {
  const command = programCommand(args, options);
  const child = new Deno.Command(command.file, {
    args: command.args,
    cwd: options.cwd,
    clearEnv: true,
    env: programEnvironment(options),
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.stdin));
    await writer.close();
  }
  const output = await child.output();
  const decoder = new TextDecoder();
  return { code: output.code, stdout: decoder.decode(output.stdout), stderr: decoder.decode(output.stderr) };
}

/** A folder that is gone when the test ends. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "hf-dataset-setup-" }));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** The names in a folder, sorted. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

function loginFiles(env: Readonly<Record<string, string>>): string[] {
  return ["HF_TOKEN_PATH", "HF_HOME", "XDG_CACHE_HOME"].flatMap((name) => env[name] || []);
}
