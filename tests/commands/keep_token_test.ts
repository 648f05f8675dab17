/** A run ends where the next program can go on: what becomes of the token. */
import { git, hasGit } from "../env_file/git/real_git.ts";
import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { fakeToken, ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { CTRL_C, DOWN, ENTER, type TerminalRun, terminalTest as test } from "../support/pseudo_terminal.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { choose, keepNoToken, start } from "./at_terminal.ts";

const ID = "ada/trackio-experiments";
const LOGIN = ".cache/huggingface/token";

/** Git's own folder, so that it can be told what git does with a file. */
async function makeRepository(scene: Scene, ignored: string): Promise<void> {
  await Deno.mkdir(`${scene.folder}/.git`);
  await scene.write(".git/HEAD", "ref: refs/heads/main\n");
  await scene.write(".gitignore", ignored);
}

async function enterToken(scene: Scene, token: string = TOKENS.write): Promise<TerminalRun> {
  const run = start(scene, ["--name", ID, "--private"], { env: {} });
  await run.answer("Token (hidden", token);
  return run;
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

test("A typed token is not lost without a word: it is offered to be kept, and not kept by Enter alone", async (t) => {
  await t.step("Enter alone", async () => {
    await using scene = await setScene();
    await makeRepository(scene, ".env\n");
    const run = await enterToken(scene);
    await run.answer("Save the token you entered?");
    await run.waitFor("The token you entered is not saved");
    assertEquals(await run.exited, 0, run.screen);
    assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
    assertEquals(await scene.read(LOGIN), undefined);
  });
  await t.step("in the env file", async () => {
    await using scene = await setScene();
    await makeRepository(scene, ".env\n");
    const run = await enterToken(scene);
    await run.waitFor("In .env (programs started here)");
    await run.waitFor("(arrow keys move");
    run.type(`\x1b[A\x1b[A${ENTER}`);
    assertEquals(await run.exited, 0, run.screen);
    assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\nHF_TOKEN=${TOKENS.write}\n`);
    assertEquals(await modeOf(`${scene.folder}/.env`), 0o600);
    // The next run finds it.
    const next = await scene.succeeds(["--yes"], { env: {} });
    assertEquals(next.stdout, `${ID}\n`);
    assertStringIncludes(next.stderr, "from HF_TOKEN in .env");
  });
  await t.step("where hf auth login keeps it", async () => {
    await using scene = await setScene();
    const run = await enterToken(scene);
    await run.waitFor("as hf auth login does");
    await run.waitFor("(arrow keys move");
    run.type(`\x1b[A${ENTER}`);
    assertEquals(await run.exited, 0, run.screen);
    assertEquals(await scene.read(LOGIN), TOKENS.write);
    assertEquals(await modeOf(`${scene.folder}/${LOGIN}`), 0o600);
    assertNotMatch(run.raw, /hf_[A-Za-z]/);
  });
});

test("No command loses a typed token, or leaves the old one in its place, without a word", async (t) => {
  const rows: [args: string[], isOffered: boolean][] = [
    [["use", "runs"], true],
    [["trackio", "board", "--private"], true],
    [["--name", "ada/runs", "--dry-run"], false],
    [["whoami"], false],
    [["list"], false],
    [["configure", "runs", "--tag", "x"], false],
    [["share", "runs"], false],
    [["apply", "plan.json"], false],
  ];
  for (const [args, isOffered] of rows) {
    await t.step(args.join(" "), async () => {
      await using scene = await setScene();
      scene.hub.addRepository({ id: "ada/runs" });
      scene.hub.addRepository({ id: "grace/runs" });
      const plan = { repositories: [{ repository: "runs" }], defaults: { template: "blank" } };
      await scene.write("plan.json", JSON.stringify(plan));
      const run = start(scene, args, { token: TOKENS.revoked });
      await run.answer("Token (hidden", args[0] === "trackio" ? TOKENS.grace : TOKENS.write);
      if (args[0] === "trackio") {
        await run.answer("Continue?");
      }
      if (isOffered) await keepNoToken(run);
      await run.waitFor("The token you entered is not saved");
      await run.waitFor("HF_TOKEN still has the old token");
      assertEquals(await run.exited, 0, run.screen);
      assertEquals(run.screen.match(/The token you entered is not saved/g)?.length, 1);
    });
  }
});

test("A typed token that another replaced is not said to be kept anywhere", async () => {
  await using scene = await setScene();
  const run = await enterToken(scene, TOKENS.read);
  await choose(run, "Use another token");
  await run.answer("Token (hidden", TOKENS.write);
  await keepNoToken(run);
  assertEquals(await run.exited, 0, run.screen);
  assertNotMatch(run.screen, /still has the old token/);
});

test("A place that has the new token is not said to have the old one", async (t) => {
  await t.step("the login, which it is saved in", async () => {
    await using scene = await setScene();
    await Deno.mkdir(`${scene.folder}/.cache/huggingface`, { recursive: true });
    await scene.write(LOGIN, TOKENS.expired);
    const run = await enterToken(scene);
    await run.waitFor("as hf auth login does");
    await run.waitFor("(arrow keys move");
    run.type(`\x1b[A${ENTER}`);
    assertEquals(await run.exited, 0, run.screen);
    assertEquals(await scene.read(LOGIN), TOKENS.write);
    assertNotMatch(run.screen, /old token/);
  });
  await t.step("the env file, which it is saved in", async () => {
    await using scene = await setScene();
    await makeRepository(scene, ".env\n");
    await scene.write(".env", `HF_TOKEN=${TOKENS.expired}\n`);
    const run = start(scene, ["--name", ID, "--private", "--save-token"], { env: {} });
    await run.waitFor("The token from HF_TOKEN in .env has expired");
    await run.answer("Token (hidden", TOKENS.write);
    assertEquals(await run.exited, 0, run.screen);
    assertNotMatch(run.screen, /old token/);
  });
});

test("Ctrl-C at the question about the token says that everything else was done, and repeats none of it", async (t) => {
  for (const TERM of ["xterm-256color", "dumb"]) {
    await t.step(TERM, async () => {
      await using scene = await setScene();
      const run = start(scene, ["--name", ID, "--private"], { env: { TERM } });
      await run.answer("Token (hidden", TOKENS.write);
      await run.waitFor("Save the token you entered?");
      run.type(CTRL_C);
      await run.waitFor("Cancelled. Everything else was done; the token is not saved.");
      assertEquals(await run.exited, 130);
      assertNotMatch(run.screen, /Done before that|continue where it stopped/);
    });
  }
});

test("A typed token that is refused is called what it is", async () => {
  await using scene = await setScene();
  const run = await enterToken(scene, TOKENS.expired);
  await run.waitFor("The token you entered has expired");
  await run.answer("Token (hidden", TOKENS.revoked);
  await run.waitFor("refused the token you entered:");
  await run.answer("Token (hidden", "my token");
  await run.waitFor("What you entered is not a token: it contains spaces");
  run.kill();
  await run.exited;
});

test("A token is not offered to be kept where git would take the file", async () => {
  await using scene = await setScene();
  await makeRepository(scene, "");
  const run = await enterToken(scene);
  await run.waitFor("Save the token you entered?");
  await run.waitFor("(arrow keys move");
  assertEquals(run.screen.includes("In .env"), false);
  run.type(DOWN + ENTER);
  await run.exited;
});

Deno.test("--save-login keeps the token where hf finds it, for its owner alone, after use too", async () => {
  await using scene = await setScene();
  await scene.succeeds(["--yes", "--save-login"]);
  assertEquals(await scene.read(LOGIN), TOKENS.write);
  if (Deno.build.os !== "windows") assertEquals(await modeOf(`${scene.folder}/${LOGIN}`), 0o600);
  await scene.succeeds(["whoami"], { env: {} });
  await Deno.remove(`${scene.folder}/${LOGIN}`);
  await scene.succeeds(["use", ID, "--save-login"]);
  assertEquals(await scene.read(LOGIN), TOKENS.write);
});

Deno.test({
  name: "A token in an env file that git tracks never chooses whose account is used (needs git)",
  ignore: !await hasGit(),
  async fn() {
    await using scene = await setScene();
    await scene.write(".env", `HF_TOKEN=${TOKENS.write}\n`);
    await git(scene.folder, ["init", "-q"]);
    await git(scene.folder, ["add", ".env"]);
    const run = await scene.fails(["--yes"], [3, "token_missing"], { env: {} });
    assertStringIncludes(run.stderr, "The token in .env is not used, because git tracks that file");
    assertEquals(scene.requests(), []);
  },
});

const SAVING = [
  ["--yes", "--name", "ada/new", "--save-token"],
  ["--yes", "--name", "ada/new", "--save-login"],
  ["use", "runs", "--save-token"],
  ["trackio", `${ORGANIZATIONS.write}/board`, "--save-token"],
];

Deno.test("A token that ends soon is not saved without being told to", async (t) => {
  const jwt = "hf_jwt_" + fakeToken("job").slice(3);
  const orgs = [{ name: ORGANIZATIONS.write, roleInOrg: "write" }];
  const rows: [name: string, token: string, why: string][] = [
    ["an OAuth login", TOKENS.oauth, "it is an OAuth login"],
    ["a token that expires in three days", TOKENS.expiring, "it expires on"],
    ["a JWT", jwt, "it is a JWT"],
  ];
  for (const [name, token, why] of rows) {
    for (const args of SAVING) {
      await t.step(`${name}: ${args.join(" ")}`, async () => {
        await using scene = await setScene();
        scene.hub.addToken(jwt, { name: "ada", orgs, auth: { accessToken: { role: "write" } } });
        scene.hub.addRepository({ id: "ada/runs", private: true });
        const run = await scene.fails(args, [3, "token_short_lived"], { token });
        assertStringIncludes(run.stderr, why);
        assertStringIncludes(run.stderr, "hf auth login");
        assertEquals([await scene.read(".env"), await scene.read(LOGIN)], [undefined, undefined]);
        assertEquals(scene.requests().filter((request) => !request.startsWith("GET ")), []);
        await scene.succeeds([...args, "--save-expiring-token"], { token });
        const saved = await scene.read(args.includes("--save-login") ? LOGIN : ".env");
        assertEquals(saved?.includes(token), true);
      });
    }
  }
});

Deno.test("Empty HF_HOME and XDG_CACHE_HOME count as unset", async () => {
  await using scene = await setScene();
  await Deno.mkdir(`${scene.folder}/.cache/huggingface`, { recursive: true });
  await Deno.writeTextFile(`${scene.folder}/${LOGIN}`, TOKENS.write);
  await scene.succeeds(["whoami"], {
    env: { HF_HOME: "", XDG_CACHE_HOME: "", HF_TOKEN_PATH: "" },
  });
});
