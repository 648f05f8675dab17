/** Faults of the script that this program replaces, each with a test of what must not happen. */
import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { TOKENS } from "../test_hub/accounts.ts";
import { setScene } from "../support/scene.ts";

Deno.test("B1: it does not claim to have set the variable of the calling shell, and the shell can load it", async () => {
  await using scene = await setScene();
  const run = await scene.run(["--yes"]);
  assertStringIncludes(run.stderr, "To load the variable into this shell: ");
  if (Deno.build.os === "windows") return;
  const shell = await scene.shell('eval "$("$@")"; printf %s "$TRACKIO_DATASET_REPO"', ["env"]);
  assertEquals(shell.stdout, "ada/trackio-experiments");
});

Deno.test("B2: no part of a token is printed, at any verbosity, in any format, and a word on the command line is warned of", async (t) => {
  for (const args of [["--verbose"], ["--output", "json"], ["--dry-run", "--verbose"], ["--save-token"]]) {
    await t.step(args.join(" "), async () => {
      await using scene = await setScene();
      const token = TOKENS.write;
      const run = await scene.succeeds([token, "--yes", ...args], { env: {} });
      assertStringIncludes(run.stderr, "Tokens on the command line end up in shell history and in ps");
      for (const part of [token, token.slice(0, 12), token.slice(3, 12), btoa(token).slice(0, 20)]) {
        assertEquals(`${run.stdout}${run.stderr}`.includes(part), false, part);
      }
    });
  }
});

Deno.test("B3: the card does not say private of a repository that is public", async () => {
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

Deno.test("B4: the card holds no sizes and no counts, and is not overwritten by another run", async () => {
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

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError("Cannot go on without a value");
  return value;
}
