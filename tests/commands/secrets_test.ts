import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TOKENS } from "../test_hub/accounts.ts";
import { CTRL_C, ENTER, terminalTest as test } from "../support/pseudo_terminal.ts";
import { setScene } from "../support/scene.ts";
import { choose, start } from "./at_terminal.ts";

const ID = "ada/trackio-experiments";

Deno.test("A token in the place of a name is refused before anything is sent", async (t) => {
  await using scene = await setScene();
  const { write, unknown } = TOKENS;
  const rows: string[][] = [
    ["--yes", "--name", write],
    ["--yes", "--name", `runs-${unknown}`],
    ["--yes", "--org", write],
    ["--yes", "--tag", write],
    ["--yes", "--pretty-name", `mine ${write}`],
    ["--yes", "--env-file", write],
    ["--yes", "--template", write],
    [write, write, "--yes"],
    ["use", write],
  ];
  for (const args of rows) {
    await t.step(args.join(" ").replaceAll(/hf_\w+/g, "TOKEN"), async () => {
      await scene.fails(args, [2, "token_misplaced"]);
      assertEquals([scene.requests(), await Array.fromAsync(Deno.readDir(scene.folder))], [[], []]);
    });
  }
});

Deno.test("Another file in the place of a token's is refused, and nothing of it is shown", async (t) => {
  await using scene = await setScene();
  const key = Array.from({ length: 900 }, (_, n) => `${n}SecretOfAda${n * n}`).join("\n");
  const bytes = Uint8Array.from({ length: 20_000 }, (_, n) => (n * n * 31) % 251);
  for (const [name, content] of [["a text", new TextEncoder().encode(key)], ["bytes", bytes]] as const) {
    await Deno.writeFile(`${scene.folder}/key`, content);
    for (const args of [["--token-file", "key"], ["--token-stdin"], ["doctor", "--token-file", "key"]]) {
      await t.step(`${name}, ${args.join(" ")}`, async () => {
        const stdin = args.includes("--token-stdin") ? { stdin: new TextDecoder().decode(content) } : {};
        const run = await scene.run([...args, "--output", "json"], { env: {}, ...stdin });
        assertEquals(run.code, 3, run.stderr.slice(0, 500));
        assertStringIncludes(run.stderr.replace(/\s+/g, " "), "is not a token");
        assertEquals([run.stdout, run.stderr].filter((text) => /SecretOf|5365637265|%53/i.test(text)), []);
        assert(run.stderr.length < 3_000, `${run.stderr.length} characters`);
      });
    }
  }
});

test("A token that is typed as the name is not taken for one", async () => {
  await using scene = await setScene();
  const run = start(scene);
  await run.answer("Dataset repository (NAME", TOKENS.fineGrainedUser);
  await run.waitFor("This is a token, not a name");
  run.type(CTRL_C);
  assertEquals(await run.exited, 130);
  assertEquals(scene.hub.repositories.size, 0);
});

test("A token that is typed as another name after a failure is not taken for one", async () => {
  await using scene = await setScene();
  const run = start(scene, ["--name", "grace/runs", "--private"]);
  await choose(run, "Use another repository");
  await run.waitFor("Repository (NAME");
  scene.hub.forget();
  run.type(TOKENS.fineGrainedUser + ENTER);
  await run.waitFor("This is a token, not a name");
  run.type(CTRL_C);
  assertEquals([await run.exited, scene.requests()], [130, []]);
});

Deno.test("The result is exact where a name only looks like the beginning of a token", async (t) => {
  await using scene = await setScene();
  for (const format of ["id", "dotenv", "sh", "json"]) {
    await t.step(format, async () => {
      const run = await scene.run(["--yes", "--name", "my-hf_experiments2024", "--output", format]);
      assertStringIncludes(run.stdout, "ada/my-hf_experiments2024");
      assertStringIncludes(run.stderr, "ada/my-hf_experiments2024");
    });
  }
});

test("The result is exact where a password or a rejected answer is a word of it", async () => {
  await using scene = await setScene();
  const proxy = { HTTPS_PROXY: "http://user:trackio@127.0.0.1:9", NO_PROXY: "127.0.0.1" };
  const run = await scene.run(["--yes", "--output", "sh"], { env: { HF_TOKEN: TOKENS.write, ...proxy } });
  assertEquals(run.stdout, `export TRACKIO_DATASET_REPO=${ID}\n`);
  const asked = start(scene, ["--name", "trackio-experiments", "--org", "ada", "--public"], { env: {} });
  await asked.answer("Token (hidden", "trackio");
  await asked.waitFor("is not a token");
  await asked.answer("Token (hidden", TOKENS.write);
  await asked.answer("Save the token you entered?");
  assertEquals(await asked.exited, 0, asked.screen);
  assertStringIncludes(asked.screen, ID);
});

Deno.test("A variable that holds a token is not printed, in any format", async (t) => {
  await using scene = await setScene();
  await scene.write(".env", `SECRET=${TOKENS.unknown}\n`);
  const files = { GITHUB_ENV: `${scene.folder}/env`, GITHUB_OUTPUT: `${scene.folder}/output` };
  for (const path of Object.values(files)) await Deno.writeTextFile(path, "");
  for (const format of ["sh", "json", "id", "github"]) {
    await t.step(format, async () => {
      const run = await scene.run(["env", "--var", "SECRET", "--output", format], { env: files });
      assertEquals(run.code, 2);
      assertEquals([await scene.read("env"), await scene.read("output")], ["", ""]);
    });
  }
});

Deno.test("A token inside what the Hub says is masked, whole or in pieces", async (t) => {
  const token = TOKENS.write;
  const padding = "word ".repeat(57);
  const messages: Record<string, string> = {
    "as it is": `no: ${token}`,
    "without its prefix": `no: ${token.slice(3)}`,
    "in Base64 at the edge of what is shown": padding + btoa(`user:${token}`),
    "in a long word": btoa(`user:${token}`.repeat(20)),
  };
  for (const [name, error] of Object.entries(messages)) {
    await t.step(name, async () => {
      await using scene = await setScene();
      scene.hub.fault({
        on: "GET /api/whoami-v2",
        fault: {
          kind: "answer",
          status: 403,
          body: JSON.stringify({ error }),
          headers: { "content-type": "application/json" },
        },
      });
      const run = await scene.run(["--yes", "--verbose", "--output", "json"]);
      assertEquals(run.code, 4, run.stderr);
      const output = `${run.stdout}${run.stderr}`;
      for (let at = 3; at + 12 <= token.length; at++) {
        assertEquals(output.includes(token.slice(at, at + 12)), false);
        for (const shift of ["", "x", "xx"]) {
          const encoded = btoa(shift + token.slice(at, at + 12)).slice(4, 14);
          assertEquals(output.includes(encoded), false, encoded);
        }
      }
    });
  }
});

test("--token-stdin at a terminal is refused, since it would show the token", async () => {
  await using scene = await setScene();
  const run = start(scene, ["whoami", "--token-stdin"], { env: {} });
  assertEquals(await run.exited, 2);
  assertMatch(run.screen, /--token-stdin reads from a pipe/);
});

Deno.test("--save-token into a file that others can read is warned of once it is so, with the command that mends it", async () => {
  if (Deno.build.os === "windows") return;
  await using scene = await setScene();
  const file = `${scene.folder}/it's mine.env`;
  await Deno.writeTextFile(file, "");
  await Deno.chmod(file, 0o644);
  const args = ["--yes", "--save-token", "--env-file", "it's mine.env"];
  const run = await scene.succeeds(args, { env: { HF_TOKEN: TOKENS.write, SHELL: "/bin/sh" } });
  const [, command] =
    /HF_TOKEN added[^]*Other users of this machine can read[^]*: (chmod .*)/.exec(run.stderr) ?? [];
  const mended = await new Deno.Command("sh", { args: ["-c", command ?? "exit 9"] }).output();
  assertEquals([mended.code, (await Deno.stat(file)).mode ?? 0], [0, 0o100600], run.stderr);
});

Deno.test("A Hub that is not huggingface.co is only announced when there is a token to send", async () => {
  await using scene = await setScene();
  const run = await scene.run(["--yes", "--endpoint", "https://hub.invalid"], { env: {} });
  assertEquals(run.code, 3);
  assert(!run.stderr.includes("will be sent"));
  assertStringIncludes(run.stderr, "https://hub.invalid/settings/tokens/new");
});
