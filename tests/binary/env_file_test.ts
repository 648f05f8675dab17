import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { namesIn, runProgram, systemVariables, temporaryFolder } from "../support/program.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { buildForTests, testWith } from "./build.ts";

const BUILD = await buildForTests();
const ID = "ada/trackio-experiments";
const IS_FULL = Deno.env.get("HF_DATASET_SETUP_FULL") === "1";
const AT_ONCE = IS_FULL ? 50 : 12;
const KILLS = IS_FULL ? 50 : 12;

/** More than a page, so that a write takes its time. */
const REST = Array.from({ length: 300 }, (_, number) => `OTHER_${number}=a/value\r\n`).join("");

testWith(
  BUILD,
  "The binary takes its token from stdin, edits a file to the byte, and changes nothing again",
  async (binary) => {
    await using hub = await startTestHub();
    await using folder = await temporaryFolder();
    const options = {
      cwd: folder.path,
      command: [binary] as const,
      env: { HF_ENDPOINT: hub.url },
      stdin: `${TOKENS.write}\r\n`,
    };
    const path = join(folder.path, ".env");
    await Deno.writeTextFile(path, "\ufeffA=1\r\n# b\r\n\r\nTRACKIO_DATASET_REPO='x/y' # c\r\nLAST='2'");
    const first = await runProgram(["--yes", "--token-stdin"], options);
    assertEquals([first.code, first.stdout], [0, `${ID}\n`], first.stderr);
    const expected = `\ufeffA=1\r\n# b\r\n\r\nTRACKIO_DATASET_REPO=${ID} # c\r\nLAST='2'`;
    assertEquals(await bytesOf(path), expected);
    const { mtime } = await Deno.stat(path);
    hub.forget();
    const second = await runProgram(["--yes", "--token-stdin"], options);
    assertEquals([second.code, await bytesOf(path), (await Deno.stat(path)).mtime], [0, expected, mtime]);
    assertEquals(hub.requests.filter(({ method }) => method !== "GET"), []);
  },
);

testWith(
  BUILD,
  `${AT_ONCE} binaries at once, each with its own variable: all are there`,
  async (binary) => {
    await using hub = await startTestHub();
    hub.addRepository({ id: ID });
    await using folder = await temporaryFolder();
    const env = { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write };
    const path = join(folder.path, ".env");
    await Deno.writeTextFile(path, REST);
    const names = Array.from({ length: AT_ONCE }, (_, number) => `VARIABLE_${number}`);
    const runs = await Promise.all(
      names.map((name) =>
        runProgram(["use", ID, "--var", name], { cwd: folder.path, command: [binary], env })
      ),
    );
    for (const { code, stderr } of runs) assertEquals(code, 0, stderr);
    const text = await bytesOf(path);
    assert(text.startsWith(REST));
    const lines = text.slice(REST.length).trim().split("\r\n").sort();
    assertEquals(lines, names.map((name) => `${name}=${ID}`).sort());
    assertEquals(await namesIn(folder.path), [".env"]);
  },
);

testWith(BUILD, `After ${KILLS} kills of the binary nothing is lost`, async (binary) => {
  await using hub = await startTestHub();
  hub.addRepository({ id: ID });
  await using folder = await temporaryFolder();
  const env = { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write };
  const path = join(folder.path, ".env");
  await Deno.writeTextFile(path, REST);
  const duration = await timeOf(() =>
    runProgram(["use", ID, "--var", "FIRST"], { cwd: folder.path, command: [binary], env })
  );
  let kept = `${REST}FIRST=${ID}\r\n`;
  for (let kill = 0; kill < KILLS; kill++) {
    const line = `KILLED_${kill}=${ID}\r\n`;
    const child = new Deno.Command(binary, {
      args: ["use", ID, "--var", `KILLED_${kill}`],
      cwd: folder.path,
      clearEnv: true,
      env: { ...systemVariables(), ...env },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    // Spread over the second half of a run, where the file is written.
    const timer = setTimeout(() => killIfRunning(child), duration * (0.5 + 0.6 * kill / KILLS));
    const { success } = await child.status;
    clearTimeout(timer);
    const text = await bytesOf(path);
    assert(text === `${kept}${line}` || (text === kept && !success), `After kill ${kill}`);
    kept = text;
  }
  const last = await runProgram(["use", ID, "--var", "LAST"], { cwd: folder.path, command: [binary], env });
  assertEquals([last.code, await bytesOf(path)], [0, `${kept}LAST=${ID}\r\n`], last.stderr);
  assertEquals(await namesIn(folder.path), [".env"]);
});

testWith(BUILD, "cmd loads the variable by the line that it is told to type", async (binary, t) => {
  await t.step({
    name: Deno.build.os === "windows" ? "cmd" : "cmd (skipped: not Windows)",
    ignore: Deno.build.os !== "windows",
    async fn() {
      await using hub = await startTestHub();
      hub.addRepository({ id: ID });
      await using folder = await temporaryFolder();
      const env = { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write, PROMPT: "$P$G" };
      const program = join(folder.path, "hf-dataset-setup.exe");
      await Deno.copyFile(binary, program);
      const used = await runProgram(["use", ID], { cwd: folder.path, command: [program], env });
      const [, line = ""] = /into this shell: (for .*)\n/.exec(used.stderr) ?? [];
      const shown = await new Deno.Command("cmd", {
        args: ["/d", "/s", "/c", `"${line}& call echo [%^TRACKIO_DATASET_REPO%]"`],
        windowsRawArguments: true,
        cwd: folder.path,
      }).output();
      assertEquals(new TextDecoder().decode(shown.stdout), `[${ID}]\r\n`, used.stderr);
    },
  });
});

/** The content with its byte order mark. */
async function bytesOf(path: string): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await Deno.readFile(path));
}

function killIfRunning(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It has just ended by itself.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
