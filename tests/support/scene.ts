import { assertEquals } from "@std/assert";
import { startTestHub, type TestHub, type TestHubOptions } from "../test_hub/test_hub.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { type ProgramRun, runProgram, temporaryFolder } from "./program.ts";

/** A test Hub, an empty folder, and the program run between them. */
export interface Scene extends AsyncDisposable {
  readonly hub: TestHub;
  readonly folder: string;
  /** Runs the program with ada's write token in HF_TOKEN, unless `env` says otherwise. */
  run(args: readonly string[], options?: SceneRunOptions): Promise<ProgramRun>;
  /** `GET /api/whoami-v2`, … as they arrived since the last {@linkcode TestHub.forget}. */
  requests(): string[];
  /** The text of a file in the folder; `undefined` where there is none. */
  read(name: string): Promise<string | undefined>;
}

/** What differs from run to run in a scene. */
export interface SceneRunOptions {
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
  return {
    hub,
    folder: folder.path,
    async run(args, { env = { HF_TOKEN: TOKENS.write }, cwd = folder.path, ...rest } = {}) {
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
    requests: () => hub.requests.map(({ method, path }) => `${method} ${path.split("?")[0]}`),
    async read(name) {
      try {
        return await Deno.readTextFile(`${folder.path}/${name}`);
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      const unexpected = [...hub.unexpected];
      await hub.close();
      await folder[Symbol.asyncDispose]();
      assertEquals(unexpected, []);
    },
  };
}

export { jsonOf } from "./json.ts";
