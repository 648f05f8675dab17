import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { recordIn } from "../../lib/hub/client.ts";
import { COMMANDS } from "../../lib/cli/options.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { systemVariables } from "../support/program.ts";
import { jsonOf, setScene } from "../support/scene.ts";

const ID = "ada/trackio-experiments";

Deno.test("Each output format is taken over by its own shell", async (t) => {
  await using scene = await setScene();
  const shells: [format: string, file: string, line: (text: string) => string[]][] = [
    ["sh", "sh", (text) => ["-c", `eval "$1"; printf %s "$TRACKIO_DATASET_REPO"`, "sh", text]],
    ["sh", "bash", (text) => ["-c", `eval "$1"; printf %s "$TRACKIO_DATASET_REPO"`, "bash", text]],
    ["sh", "zsh", (text) => ["-c", `eval "$1"; printf %s "$TRACKIO_DATASET_REPO"`, "zsh", text]],
    [
      "dotenv",
      "bash",
      (text) => ["-c", `set -a; . /dev/stdin <<< "$1"; printf %s "$TRACKIO_DATASET_REPO"`, "bash", text],
    ],
    ["fish", "fish", (text) => ["-c", `echo $argv[1] | source; printf %s "$TRACKIO_DATASET_REPO"`, text]],
    [
      "powershell",
      "pwsh",
      (text) => ["-NoProfile", "-Command", `${text}[Console]::Write($env:TRACKIO_DATASET_REPO)`],
    ],
    [
      "nushell",
      "nu",
      (text) => ["-c", `'${text.trim()}' | from json | load-env; print -n $env.TRACKIO_DATASET_REPO`],
    ],
  ];
  for (const [format, file, line] of shells) {
    const there = await isInstalled(file);
    await t.step({
      name: `${format} by ${file}${there ? "" : " (not installed here: skipped)"}`,
      ignore: !there,
      async fn() {
        const run = await scene.succeeds(["--yes", "--output", format]);
        const shell = new Deno.Command(file, {
          args: line(run.stdout),
          clearEnv: true,
          env: { ...systemVariables(), PATH: path() },
        });
        const output = await shell.output();
        assertEquals(new TextDecoder().decode(output.stdout), ID, new TextDecoder().decode(output.stderr));
      },
    });
  }
});

Deno.test("stdout carries the result and nothing else, whatever else is said", async (t) => {
  await using scene = await setScene();
  const rows: [string[], string][] = [
    [["--yes"], `${ID}\n`],
    [["--yes", "--verbose"], `${ID}\n`],
    [["--yes", "--quiet"], `${ID}\n`],
    [["--yes", "--dry-run"], `${ID}\n`],
    [["--yes", "--output", "dotenv"], `TRACKIO_DATASET_REPO=${ID}\n`],
    [["env"], `export TRACKIO_DATASET_REPO=${ID}\n`],
    [["env", "--output", "id"], `${ID}\n`],
    [["whoami"], "ada\n"],
    [["use", "trackio-experiments"], `${ID}\n`],

    [["--yes", "--name", "a--b"], ""],
    [["nonsense"], ""],
  ];
  for (const [args, stdout] of rows) {
    await t.step(args.join(" "), async () => assertEquals((await scene.run(args)).stdout, stdout));
  }
});

Deno.test("--quiet leaves only warnings and errors on stderr", async () => {
  await using scene = await setScene();
  for (const args of [["--yes", "--quiet"], ["-yq"]]) assertEquals((await scene.run(args)).stderr, "");
});

Deno.test("--verbose shows each request with its status and hides the token", async () => {
  await using scene = await setScene();
  const run = await scene.run(["--yes", "--verbose"]);
  assertStringIncludes(run.stderr, `GET ${scene.hub.url}/api/whoami-v2 -> 200`);
  assertStringIncludes(run.stderr, `POST ${scene.hub.url}/api/repos/create -> 200`);
});

Deno.test("A reader that closes stdout early is no failure", async () => {
  if (Deno.build.os === "windows") return;
  await using scene = await setScene();
  const { stdout, stderr } = await scene.shell('{ "$@"; echo $? > code; } | true; cat code', ["--help"]);
  assertEquals([stdout, stderr], ["0\n", ""]);
});

Deno.test("A full disk behind stdout is named once, with exit 7, whatever was to be written", async (t) => {
  if (Deno.build.os !== "linux") return;
  await using scene = await setScene();
  const rows: [words: string, said: string][] = [
    ["--yes", ID],
    ["--version", ""],
    ["--help", ""],
    ["completions bash", ""],
    ["whoami --output json", ""],
    ["list --output json", ""],
  ];
  for (const [words, said] of rows) {
    await t.step(words, async () => {
      const { code, stderr } = await scene.shell('"$@" > /dev/full', words.split(" "));
      const errors = stderr.match(/Error: .*/g) ?? [];
      assertEquals([code, errors.length], [7, 1], stderr);
      assertStringIncludes(errors[0] ?? "", "Cannot write the result to stdout");
      assertStringIncludes(stderr, said);
    });
  }
});

Deno.test("Commands that set no variables refuse the formats of shells before they do anything", async (t) => {
  await using scene = await setScene();
  const commands = [
    "whoami",
    "list",
    "configure runs --private",
    "share runs",
    "apply plan.json",
    "doctor",
    "completions bash",
  ];
  for (const words of commands) {
    await t.step(words, async () => {
      const run = await scene.run([...words.split(" "), "--output", "sh"]);
      assertEquals([run.code, run.stdout, scene.requests()], [2, "", []], run.stderr);
      assertStringIncludes(run.stderr, `Use id or json with ${words.split(" ")[0]}`);
    });
  }
});

Deno.test("--output github adds to the files of the workflow and prints the id", async () => {
  await using scene = await setScene();
  const files = { GITHUB_ENV: `${scene.folder}/env`, GITHUB_OUTPUT: `${scene.folder}/output` };
  await Deno.writeTextFile(files.GITHUB_ENV, "OTHER=1\n");
  await Deno.writeTextFile(files.GITHUB_OUTPUT, "");
  const run = await scene.succeeds(["--yes", "--output", "github"], {
    env: { HF_TOKEN: TOKENS.write, ...files },
  });
  assertEquals(run.stdout, `${ID}\n`);
  assertEquals(await scene.read("env"), `OTHER=1\nTRACKIO_DATASET_REPO=${ID}\n`);
  assertEquals(await scene.read("output"), `repository=${ID}\nTRACKIO_DATASET_REPO=${ID}\n`);
  scene.hub.forget();
  const outside = await scene.run(["--yes", "--output", "github"]);
  assertEquals(outside.code, 2);
  assertStringIncludes(outside.stderr, "GITHUB_ENV");
  assertEquals(scene.requests().length, 0);
});

Deno.test("--help prints the help of each command on stdout, and needs neither token nor network", async (t) => {
  await using scene = await setScene();
  for (const { name } of COMMANDS) {
    await t.step(name, async () => {
      const run = await scene.run(name === "setup" ? ["--help"] : [name, "--help"], { env: {} });
      assertEquals([run.code, run.stderr, scene.requests()], [0, "", []]);
      assertStringIncludes(run.stdout, "Examples:");
    });
  }
});

Deno.test("A defect is exit 1 and one line without a stack", async () => {
  await using scene = await setScene();
  const { code, stderr } = await scene.run(["whoami"], { main: ["broken_program.ts"] });
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "Error: Unexpected error: the clock is broken");
  assertEquals(stderr.includes(".ts:"), false);
});

async function isInstalled(file: string): Promise<boolean> {
  try {
    return (await new Deno.Command(file, { args: ["-c", "exit"], stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

function path(): string {
  return Deno.env.get("PATH") ?? "/usr/bin:/bin";
}

Deno.test({
  name: "the causes that --verbose shows are free of control sequences, whatever name they quote",
  // Windows allows none of these in a file's name.
  ignore: Deno.build.os === "windows",
  async fn() {
    await using scene = await setScene();
    const name = "a\u001b]0;b\u0007\u009b2Jc\u202ed";
    await Deno.mkdir(`${scene.folder}/${name}`);
    const run = await scene.run(["whoami", "--token-file", name, "--verbose"]);
    assertStringIncludes(run.stderr, "IsADirectory: Is a directory");
    // deno-lint-ignore no-control-regex -- control characters are what is looked for
    assertNotMatch(run.stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  },
});

Deno.test("a JSON document holds every character, and none that steers the terminal it may be shown at", async () => {
  await using scene = await setScene();
  const fullname = "a\u009b2J\u202eb\u200b\ud83d\udc69\u{e0041}c";
  const body = JSON.stringify({ type: "user", name: "ada", fullname, auth: {} });
  const headers = { "Content-Type": "application/json" };
  scene.hub.fault({ on: "GET /api/whoami-v2", fault: { kind: "answer", status: 200, headers, body } });
  const run = await scene.run(["whoami", "--output", "json"]);
  assertEquals(recordIn(recordIn(jsonOf(run)["result"])["user"])["fullName"], fullname, run.stderr);
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  assertNotMatch(run.stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e\u{e0041}]/u);
  assertStringIncludes(run.stdout, "\\u009b2J\\u202eb\\u200b\ud83d\udc69\\udb40\\udc41c");
});
