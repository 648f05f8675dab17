/** The faults of the script that this program replaces, each with a test of what must not happen (experiments-dataset 3). */
import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { TOKENS } from "../test_hub/accounts.ts";
import { programCommand, programEnvironment } from "../support/program.ts";
import { setScene } from "../support/scene.ts";

Deno.test("B1: it does not claim to have set the variable of the calling shell, and the shell can load it", async () => {
  await using scene = await setScene();
  const run = await scene.run(["--yes"]);
  assertStringIncludes(run.stderr, "To load the variable into this shell: ");
  if (Deno.build.os === "windows") return;
  const options = { cwd: scene.folder, env: { HF_ENDPOINT: scene.hub.url } };
  const command = programCommand(["env"], options);
  const shell = await new Deno.Command("sh", {
    args: ["-c", 'eval "$("$@")"; printf %s "$TRACKIO_DATASET_REPO"', "sh", command.file, ...command.args],
    cwd: scene.folder,
    clearEnv: true,
    env: programEnvironment(options),
  }).output();
  assertEquals(new TextDecoder().decode(shell.stdout), "ada/trackio-experiments");
});

Deno.test("B2: a custom name is not lost on the way: every later step works with it and no default is created beside it", async () => {
  await using scene = await setScene();
  await scene.run(["--yes", "--name", "my-runs"]);
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/my-runs\n");
  assertEquals((await scene.run(["env", "--output", "id"])).stdout, "ada/my-runs\n");
  assertEquals([...scene.hub.repositories.keys()], ["ada/my-runs"]);
});

Deno.test("B3: a token from the environment does not beat the one that was given, nor the old name the new one", async () => {
  await using scene = await setScene();
  const given = await scene.run(["--yes", "--token-stdin"], {
    env: { HF_TOKEN: TOKENS.grace, HUGGING_FACE_HUB_TOKEN: TOKENS.charles },
    stdin: TOKENS.write,
  });
  assertEquals(given.stdout, "ada/trackio-experiments\n");
  const both = await scene.run(["whoami"], {
    env: { HF_TOKEN: TOKENS.grace, HUGGING_FACE_HUB_TOKEN: TOKENS.charles },
  });
  assertEquals(both.stdout, "grace\n");
});

Deno.test("B4: no part of a token is printed, at any verbosity, in any format, and a word on the command line is warned of", async (t) => {
  for (const args of [["--verbose"], ["--output", "json"], ["--dry-run", "--verbose"], ["--save-token"]]) {
    await t.step(args.join(" "), async () => {
      await using scene = await setScene();
      const token = TOKENS.write;
      const run = await scene.run([token, "--yes", ...args], { env: {} });
      assertEquals(run.code, 0);
      assertStringIncludes(run.stderr, "Tokens on the command line end up in shell history and in ps");
      for (const part of [token, token.slice(0, 12), token.slice(3, 12), btoa(token).slice(0, 20)]) {
        assertEquals(`${run.stdout}${run.stderr}`.includes(part), false, part);
      }
    });
  }
});

Deno.test("B5: the card does not say private of a repository that is public", async () => {
  await using scene = await setScene();
  await scene.run(["--yes", "--name", "default"]);
  await scene.run(["--yes", "--name", "open", "--public"]);
  await scene.run(["--yes", "--name", "closed", "--private"]);
  const card = (name: string) => scene.hub.repositories.get(`ada/${name}`)?.text("README.md") ?? "";
  assertNotMatch(card("default"), /private|public/);
  assertMatch(card("open"), /public/);
  assertNotMatch(card("open"), /private/);
  assertMatch(card("closed"), /private/);
});

Deno.test("B6: the card holds no sizes and no counts, and is not overwritten by another run", async () => {
  await using scene = await setScene();
  await scene.run(["--yes"]);
  const repository = scene.hub.repositories.get("ada/trackio-experiments");
  assertNotMatch(
    repository?.text("README.md") ?? "",
    /num_|_size|size_categories|\d+ (?:rows|examples|bytes)/,
  );
  repository?.commit({
    title: "mine",
    author: "ada",
    date: 0,
    changes: new Map([["README.md", { ...required(repository.files.get("README.md")) }]]),
  });
  const before = repository?.head?.oid;
  await scene.run(["--yes"]);
  assertEquals(repository?.head?.oid, before);
});

Deno.test("B7: five runs leave one row, in one commit", async () => {
  await using scene = await setScene();
  for (let run = 0; run < 5; run++) assertEquals((await scene.run(["--yes"])).code, 0);
  const commits = scene.hub.requests.filter(({ path }) => path.includes("/commit/"));
  assertEquals(commits.length, 1);
});

Deno.test("B8: a repository that was there is not called created, and a read-only token is noticed at once", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/trackio-experiments" });
  const run = await scene.run(["--yes"]);
  assertNotMatch(run.stderr, /[Cc]reated the dataset/);
  const readOnly = await scene.run(["--yes"], { token: TOKENS.read });
  assertEquals(readOnly.code, 4);
});

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError("Cannot go on without a value");
  return value;
}
