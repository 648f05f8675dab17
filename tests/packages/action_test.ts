import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parse } from "yaml";
import configuration from "../../deno.json" with { type: "json" };
import { ROOT, testWith } from "../binary/build.ts";
import { serveRelease } from "../install/release_server.ts";
import { whereIs } from "../install/tools.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { releaseForTests } from "./release.ts";

interface Step {
  readonly if?: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

const WINDOWS = Deno.build.os === "windows";
const SHELLS: Readonly<Record<string, readonly string[]>> = {
  bash: ["bash", "--noprofile", "--norc", "-eo", "pipefail"],
  pwsh: ["pwsh", "-NoProfile", "-Command"],
};
const BASH = await whereIs(WINDOWS ? "bash.exe" : "bash");
const RELEASE = BASH === undefined ? { missing: "no bash" } : await releaseForTests("archive");

testWith(
  RELEASE,
  "The action installs its own version, sets up, and hands over to the next steps",
  async (release) => {
    await using hub = await startTestHub();
    await using job = await startJob(release, hub.url);
    const done = await job.run({
      token: TOKENS.write,
      name: "runs",
      org: "",
      visibility: "private",
      version: "",
    });
    assertEquals(done.code, 0, done.stderr);
    assertMatch(await job.file("output"), /^repository(?:<<\S+\n|=)ada\/runs$/m);
    assertMatch(await job.file("env"), /^TRACKIO_DATASET_REPO(?:<<\S+\n|=)ada\/runs$/m);
    assertEquals(job.requests.every((path) => path.includes(`/download/v${configuration.version}/`)), true);
    // The runner takes the line that names the token to mask; no other has it.
    const lines = `${done.stdout}\n${done.stderr}`.split(/\r?\n/).filter((line) =>
      line.includes(TOKENS.write)
    );
    assertEquals(lines, [`::add-mask::${TOKENS.write}`]);
    assertEquals(hub.repositories.get("ada/runs")?.private, true);
  },
);

testWith(RELEASE, "The action fails with the program's own reason", async (release) => {
  await using hub = await startTestHub();
  await using job = await startJob(release, hub.url);
  const none = { token: "", name: "", org: "", visibility: "", version: "" };
  const rows: [inputs: Partial<typeof none>, code: number, says: string][] = [
    [{}, 3, "token"],
    [{ token: TOKENS.read }, 4, "read"],
    [{ token: TOKENS.write, visibility: "secret" }, 2, "visibility is private or public"],
    [{ token: TOKENS.write, version: "9.9.9" }, 1, "Cannot download"],
    [{ token: TOKENS.write, name: '"; touch made; "' }, 2, "touch made"],
  ];
  for (const [inputs, code, says] of rows) {
    const done = await job.run({ ...none, ...inputs });
    assertEquals(done.code, code, done.stderr);
    assertStringIncludes(done.stdout + done.stderr, says);
  }
  assertEquals(hub.repositories.size, 0);
});

/** A job of a workflow, with a server of releases in the place of GitHub. */
async function startJob(release: string, hub: string) {
  const folder = await temporaryFolder();
  const server = serveRelease(release, configuration.version);
  const path = `${ROOT}.github/actions/setup`;
  const { runs }: { runs: { steps: readonly Step[] } } = parse(await Deno.readTextFile(`${path}/action.yml`));
  const os = { linux: "Linux", darwin: "macOS", windows: "Windows" }[String(Deno.build.os)] ?? "";
  for (const name of ["env", "output", "path"]) await Deno.writeTextFile(`${folder.path}/${name}`, "");
  return {
    requests: server.requests,
    file: (name: string) => Deno.readTextFile(`${folder.path}/${name}`),
    async run(inputs: Readonly<Record<string, string>>) {
      let [stdout, stderr, code] = ["", "", 0];
      for (const { if: condition, shell, env, run } of runs.steps) {
        if (code !== 0 || condition !== undefined && condition.includes("!=") === (os === "Windows")) {
          continue;
        }
        const added = (await Deno.readTextFile(`${folder.path}/path`)).trim().split(/\r?\n/);
        const [program = "", ...args] = SHELLS[shell] ?? [];
        const script = `${folder.path}/step`;
        await Deno.writeTextFile(script, run);
        const step = await runProgram([shell === "bash" ? script : run], {
          cwd: folder.path,
          command: [await whereIs(WINDOWS ? `${program}.exe` : program) ?? program, ...args],
          env: {
            PATH: [...added, Deno.env.get("PATH")].join(WINDOWS ? ";" : ":"),
            HOME: folder.path,
            HF_ENDPOINT: hub,
            GITHUB_ACTION_PATH: path,
            RUNNER_TEMP: folder.path,
            GITHUB_ENV: `${folder.path}/env`,
            GITHUB_OUTPUT: `${folder.path}/output`,
            GITHUB_PATH: `${folder.path}/path`,
            ...valuesOf(env, inputs),
            ...(env["HF_DATASET_SETUP_FROM"] === undefined ? {} : { HF_DATASET_SETUP_FROM: server.url }),
          },
        });
        [stdout, stderr, code] = [stdout + step.stdout, stderr + step.stderr, step.code];
      }
      return { stdout, stderr, code };
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** The variables of a step, whose values are inputs or what GitHub knows. */
function valuesOf(env: Step["env"], inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value)?.[1];
      return [name, input === undefined ? "" : inputs[input] ?? ""];
    }),
  );
}
