import { assertEquals } from "@std/assert";
import { startTestHub, type TestHub, type TestHubOptions } from "../test_hub/test_hub.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { jsonOf } from "./json.ts";
import {
  programCommand,
  programEnvironment,
  type ProgramRun,
  runProgram,
  temporaryFolder,
} from "./program.ts";

/** A test Hub, an empty folder, and the program run between them. */
export interface Scene extends AsyncDisposable {
  readonly hub: TestHub;
  readonly folder: string;
  /** Runs the program with ada's write token in HF_TOKEN, unless `token` or `env` says otherwise. */
  run(args: readonly string[], options?: SceneRunOptions): Promise<ProgramRun>;
  /** Runs the program, and makes sure that it ends with exit code 0. */
  succeeds(args: readonly string[], options?: SceneRunOptions): Promise<ProgramRun>;
  /** Runs the program with `--output json`, and makes sure that it ends with this exit code and error. */
  fails(
    args: readonly string[],
    error: readonly [exit: number, code: string],
    options?: SceneRunOptions,
  ): Promise<ProgramRun>;
  /** Runs a line of `sh` in which `"$@"` is the program with these arguments. */
  shell(line: string, args: readonly string[]): Promise<ProgramRun>;
  /** `GET /api/whoami-v2`, … as they arrived since the last {@linkcode TestHub.forget}. */
  requests(): string[];
  /** The text of a file in the folder; `undefined` where there is none. */
  read(name: string): Promise<string | undefined>;
  /** Writes a file in the folder. */
  write(name: string, content: string): Promise<void>;
  /** The sorted paths of the files of a dataset; none where it does not exist. */
  files(id: string): string[];
}

/** What differs from run to run in a scene. */
export interface SceneRunOptions {
  /** The only variable besides those of the scene. */
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
  readonly files?: readonly string[];
  readonly write?: readonly string[];
  readonly main?: readonly [file: string, ...args: string[]];
}

/** Sets the scene; `await using` clears it away, and fails when the program asked the Hub something it does not know. */
export async function setScene(options: TestHubOptions = {}): Promise<Scene> {
  const hub = await startTestHub(options);
  const folder = await temporaryFolder();
  const scene: Scene = {
    hub,
    folder: folder.path,
    async run(args, { token = TOKENS.write, env = { HF_TOKEN: token }, cwd = folder.path, ...rest } = {}) {
      const run = await runProgram(args, {
        cwd,
        env: { HF_ENDPOINT: hub.url, NO_COLOR: "1", ...env },
        ...rest,
      });
      for (const token of Object.values(TOKENS)) {
        assertEquals(`${run.stdout}${run.stderr}`.includes(token), false, "A token was shown");
      }
      return run;
    },
    async succeeds(args, options) {
      const run = await scene.run(args, options);
      assertEquals(run.code, 0, run.stderr);
      return run;
    },
    async fails(args, error, options) {
      const run = await scene.run([...args, "--output", "json"], options);
      assertEquals<unknown>([run.code, jsonOf(run).error?.code], error, run.stderr);
      return run;
    },
    shell(line, args) {
      const options = { cwd: folder.path, env: { HF_TOKEN: TOKENS.write, HF_ENDPOINT: hub.url } };
      const { file, args: words } = programCommand(args, options);
      return runProgram(["-c", line, "sh", file, ...words], {
        cwd: folder.path,
        env: { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin", ...programEnvironment(options) },
        command: ["sh"],
      });
    },
    requests: () => hub.requests.map(({ method, path }) => `${method} ${path.split("?")[0]}`),
    async read(name) {
      try {
        return await Deno.readTextFile(`${folder.path}/${name}`);
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw error;
      }
    },
    write: (name, content) => Deno.writeTextFile(`${folder.path}/${name}`, content),
    files: (id) => [...hub.repositories.get(id)?.files.keys() ?? []].sort(),
    async [Symbol.asyncDispose]() {
      const unexpected = [...hub.unexpected];
      await hub.close();
      await folder[Symbol.asyncDispose]();
      assertEquals(unexpected, []);
    },
  };
  return scene;
}

export { jsonOf } from "./json.ts";
