import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";
import { namesIn, runProgram, temporaryFolder } from "../support/program.ts";
import { buildForTests, testWith } from "./build.ts";

const BUILD = await buildForTests();
const ID = "ada/trackio-experiments";
const LINE = `TRACKIO_DATASET_REPO=${ID}\n`;

testWith(BUILD, "The binary sets up, finds what is there, and hands the variable over", async (binary) => {
  await using hub = await startTestHub();
  await using folder = await temporaryFolder();
  const options = {
    cwd: folder.path,
    command: [binary] as const,
    env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write },
  };
  const created = await runProgram(["--yes"], options);
  assertEquals([created.code, created.stdout], [0, `${ID}\n`], created.stderr);
  const files = [...hub.repositories.get(ID)?.head?.files.keys() ?? []].sort();
  assertEquals(files, [".gitattributes", "README.md", "data/train-00000-of-00001.parquet"]);
  assertEquals(await Deno.readTextFile(`${folder.path}/.env`), LINE);
  const again = await runProgram(["--yes"], options);
  assertEquals([again.code, again.stdout], [0, `${ID}\n`]);
  assertStringIncludes(again.stderr, "already exists");
  assertEquals((await runProgram(["env"], options)).stdout, `export ${LINE}`);
  assertEquals((await runProgram(["whoami"], options)).stdout, "ada\n");
  assertEquals((await runProgram(["use", "trackio-experiments"], options)).code, 0);
  assertEquals([...hub.unexpected], []);
});

testWith(BUILD, "The binary works whatever HOME is", async (binary, t) => {
  await using hub = await startTestHub();
  for (const home of ["", "/dev/null", "/proc", "/no/such/folder", ".", "a b\n'\"$(c)", "\u00e4\u{1f600}"]) {
    await t.step(JSON.stringify(home), async () => {
      await using folder = await temporaryFolder();
      const env = { HF_ENDPOINT: hub.url, HOME: home, USERPROFILE: home };
      const options = { cwd: folder.path, command: [binary] as const };
      const run = await runProgram(["--yes"], { ...options, env: { ...env, HF_TOKEN: TOKENS.write } });
      assertEquals([run.code, run.stdout], [0, `${ID}\n`], run.stderr);
      assertEquals(await namesIn(folder.path), [".env"]);
      const without = await runProgram(["--yes"], { ...options, env });
      assertEquals([without.code, without.stdout], [3, ""], without.stderr);
    });
  }
});

testWith(BUILD, "The env file is that of the folder the binary is started in", async (binary) => {
  await using hub = await startTestHub();
  await using folder = await temporaryFolder();
  const here = `${folder.path}/a b/\u00e4'"`.replace(Deno.build.os === "windows" ? '"' : "\0", "");
  await Deno.mkdir(here, { recursive: true });
  const env = { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write };
  const run = await runProgram(["--yes"], { cwd: here, command: [binary], env });
  assertEquals(run.code, 0, run.stderr);
  assertEquals(await Deno.readTextFile(`${here}/.env`), LINE);
  const other = await runProgram(["--yes", "--env-file", "../other.env"], {
    cwd: here,
    command: [binary],
    env,
  });
  assertEquals(other.code, 0, other.stderr);
  assertEquals(await Deno.readTextFile(`${folder.path}/a b/other.env`), LINE);
});

testWith(
  BUILD,
  "Without any environment the binary says what is missing, and still tells its version",
  async (binary) => {
    await using folder = await temporaryFolder();
    const options = { cwd: folder.path, command: [binary] as const, env: {} };
    const run = await runProgram(["--yes"], options);
    assertEquals([run.code, run.stdout], [3, ""]);
    assertStringIncludes(run.stderr, "No token found");
    assertEquals((await runProgram(["--version"], options)).code, 0);
    assertEquals(await namesIn(folder.path), []);
  },
);

testWith(
  BUILD,
  "Without a network the binary names the network, exit 6, and writes nothing",
  async (binary) => {
    await using folder = await temporaryFolder();
    const run = await runProgram(["--yes", "--retries", "0", "--timeout", "5"], {
      cwd: folder.path,
      command: [binary],
      env: { HF_ENDPOINT: "https://hub.invalid", HF_TOKEN: TOKENS.write },
    });
    assertEquals([run.code, run.stdout], [6, ""], run.stderr);
    assertMatch(run.stderr, /hub\.invalid/);
    assertEquals(await namesIn(folder.path), []);
  },
);

testWith(
  BUILD,
  "Closed streams stop nothing, and the exit code tells what was not handed over",
  async (binary, t) => {
    const shell = Deno.build.os === "windows" ? undefined : "/bin/sh";
    await using hub = await startTestHub();
    const rows: [name: string, args: string, code: number][] = [
      ["stdin", "--yes <&-", 0],
      ["stdout", "--yes >&-", 0],
      ["the reader of stdout", "--yes | :", 0],
      ["stderr", "--yes 2>&-", 0],
      ["the version, stdout", "--version >&-", 0],
    ];
    for (const [name, line, code] of rows) {
      await t.step({
        name: shell === undefined ? `${name} (skipped: no POSIX shell)` : name,
        ignore: shell === undefined,
        async fn() {
          await using folder = await temporaryFolder();
          const run = await runProgram([], {
            cwd: folder.path,
            command: [shell ?? "", "-c", `"$0" ${line}`, binary],
            env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write },
          });
          assertEquals(run.code, code, run.stderr);
          if (line.startsWith("--yes")) assertEquals(await namesIn(folder.path), [".env"]);
        },
      });
    }
  },
);

testWith(
  BUILD,
  "On a disk that cannot be written the binary says so with exit 7",
  async (binary, t) => {
    const mount = Deno.build.os === "linux" && await mayMount();
    await t.step({
      name: mount
        ? "a read-only file system"
        : "a read-only file system (skipped: this user may not mount one)",
      ignore: !mount,
      async fn() {
        await using hub = await startTestHub();
        await using folder = await temporaryFolder();
        const script = `mount --bind . . && mount -o remount,ro,bind . && cd "$PWD" && exec "$0" --yes`;
        const run = await runProgram([], {
          cwd: folder.path,
          command: ["unshare", "--mount", "/bin/sh", "-c", script, binary],
          env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write, PATH: Deno.env.get("PATH") ?? "" },
        });
        assertEquals(run.code, 7, run.stderr);
        assertStringIncludes(run.stderr, "read-only");
        assertEquals(await namesIn(folder.path), []);
      },
    });
  },
);

async function mayMount(): Promise<boolean> {
  try {
    const command = new Deno.Command("unshare", {
      args: ["--mount", "true"],
      stdout: "null",
      stderr: "null",
    });
    return (await command.output()).success;
  } catch {
    return false;
  }
}
