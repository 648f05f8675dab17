/** The ways out of a failed creation, as a person at a terminal meets them. */
import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { fakeToken, ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { CTRL_C, ENTER, HAS_TERMINAL, terminalTest as test } from "../support/pseudo_terminal.ts";
import { setScene } from "../support/scene.ts";
import { choicesOf, choose, creations, keepNoToken, MENU, start } from "./at_terminal.ts";

const ID = "ada/runs";
/** Whoever gives everything by options is asked nothing, until something fails. */
const ALL = ["--name", ID, "--private"];
const LOCKED = `${ORGANIZATIONS.read}/runs`;
const REFUSED = ["--name", LOCKED, "--private"];

test("Quitting ends with the failure that it began with", async () => {
  await using scene = await setScene();
  const run = start(scene, ALL, { token: TOKENS.read });
  await choose(run, "Quit");
  assertEquals(await run.exited, 4);
  assertStringIncludes(run.screen, "Cannot write to ada/runs: the token");
  assertStringIncludes(run.screen, "/settings/tokens/new?ownUserPermissions=");
  assertEquals([creations(scene), await scene.read(".env")], [0, undefined]);
});

test("Trying again asks anew what the token can do", async () => {
  await using scene = await setScene();
  const token = fakeToken("changing");
  const whoami = (restrictions: readonly string[]) => ({
    name: "ada",
    orgs: [{ name: ORGANIZATIONS.write, roleInOrg: "write", securityRestrictions: restrictions }],
    auth: { accessToken: { displayName: "t", role: "write" } },
  });
  scene.hub.addToken(token, whoami(["sso"]), { mayWrite: true });
  const run = start(scene, ["--name", `${ORGANIZATIONS.write}/runs`, "--private"], { token });
  await run.waitFor("requires single sign-on");
  scene.hub.addToken(token, whoami([]), { mayWrite: true });
  await choose(run, "Try again");
  assertEquals(await run.exited, 0, run.screen);
  assertEquals([creations(scene), await scene.read(".env")], [
    1,
    `TRACKIO_DATASET_REPO=${ORGANIZATIONS.write}/runs\n`,
  ]);
});

test("Another token is made at the page with the right boxes, and never shown", async () => {
  await using scene = await setScene();
  const run = start(scene, ALL, { token: TOKENS.read });
  await run.waitFor(`${scene.hub.url}/settings/tokens/new?ownUserPermissions=repo.content.read`);
  await choose(run, "Use another token");
  await run.answer("Token (hidden, starts with hf_):", TOKENS.write);
  await keepNoToken(run);
  assertEquals(await run.exited, 0);
  assertEquals(run.screen.match(/settings\/tokens\/new/g)?.length, 1, "The page was shown twice");
  assertEquals([creations(scene), await scene.read(".env")], [1, `TRACKIO_DATASET_REPO=${ID}\n`]);
  assertNotMatch(run.raw, /hf_[A-Za-z]/);
});

test("Another name is taken where the first is there and not as it should be", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: ID });
  const run = start(scene, ALL);
  await run.waitFor("is public, but you asked for private");
  await choose(run, "Use another repository");
  await run.answer("Repository (NAME or OWNER/NAME):", "a b");
  await run.waitFor("it contains a space");
  run.type(`${"\x7f".repeat(3)}other-runs${ENTER}`);
  await run.answer("Continue?");
  assertEquals(await run.exited, 0);
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/other-runs\n");
  assertEquals(scene.hub.repositories.get(ID)?.private, false);
});

test("What is created in the browser is checked once per Enter, and gets its first row", async () => {
  await using scene = await setScene();
  // The token can write to the one dataset, but not create it.
  const token = fakeToken("writer");
  const scope = { entity: { type: "dataset", name: ID }, permissions: ["repo.write"] };
  scene.hub.addToken(token, {
    name: "ada",
    orgs: [],
    auth: { accessToken: { displayName: "writer", role: "fineGrained", fineGrained: { scoped: [scope] } } },
  }, { mayWrite: true });
  const run = start(scene, ALL, { token });
  await choose(run, "Create it in the browser");
  await run.waitFor(`${scene.hub.url}/new-dataset`);
  for (const value of ["ada", "runs", "private"]) await run.waitFor(value);
  await run.waitFor("Press Enter when it exists:");
  scene.hub.forget();
  run.type(ENTER);
  await run.waitFor(`${ID} does not exist yet`);
  assertEquals(scene.requests(), [`GET /api/datasets/${ID}`]);
  scene.hub.addRepository({ id: ID, private: true, files: { ".gitattributes": "*.parquet filter=lfs\n" } });
  await choose(run, "Create it in the browser");
  await run.answer("Press Enter when it exists:");
  assertEquals(await run.exited, 0, run.screen);
  assertStringIncludes(run.screen, `${ID} already exists (private); using it unchanged`);
  assertEquals([creations(scene), await scene.read(".env")], [0, `TRACKIO_DATASET_REPO=${ID}\n`]);
  assertEquals(scene.hub.repositories.get(ID)?.files.has("data/train-00000-of-00001.parquet"), true);
});

test("Ctrl-C in the menu ends with 130 and changes nothing", async () => {
  await using scene = await setScene();
  const run = start(scene, REFUSED);
  await run.waitFor(MENU);
  run.type(CTRL_C);
  await run.waitFor("Cancelled. Nothing was changed.");
  assertEquals(await run.exited, 130);
  assertEquals([creations(scene), await scene.read(".env")], [0, undefined]);
});

test("After a refusal nothing is offered that cannot work either", async (t) => {
  const rows: [name: string, args: string[], token: string, texts: string[]][] = [
    ["a read-only token", [], TOKENS.read, ["Use another token", "Use a dataset that exists", "Quit"]],
    ["an organization without rights", ["--name", LOCKED], TOKENS.write, [
      "Use another repository (NAME or OWNER/NAME)",
      "Use another token",
      "Try again",
      "Quit",
    ]],
    ["no account", [], TOKENS.needsApproval, ["Use another token", "Try again", "Quit"]],
    ["another user's", ["--name", "grace/runs"], TOKENS.write, [
      "Use another repository (NAME or OWNER/NAME)",
      "Use another token",
      "Use a dataset that exists",
      "Quit",
    ]],
  ];
  for (const [name, args, token, texts] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const run = start(scene, args, { token });
      assertEquals(await choicesOf(run, MENU), texts);
      assertEquals(/Dataset repository|Visibility/.test(run.screen), false);
      run.kill();
      await run.exited;
    });
  }
});

test("What the environment forbids is not offered to be tried again", async (t) => {
  const offline = { HF_TOKEN: TOKENS.write, HF_HUB_OFFLINE: "1" };
  await t.step("setup", async () => {
    await using scene = await setScene();
    const run = start(scene, [], { env: offline });
    await choose(run, "Quit");
    assertEquals([await run.exited, run.screen.includes("Try again")], [6, false], run.screen);
  });
  await t.step("trackio", async () => {
    await using scene = await setScene();
    const run = start(scene, ["trackio"], { env: offline });
    assertEquals([await run.exited, run.screen.includes(MENU)], [6, false], run.screen);
  });
});

test("A dataset that exists is used unverified where the environment forbids to ask the Hub", async (t) => {
  const rows: [name: string, env: Record<string, string>][] = [
    ["no requests", { HF_HUB_OFFLINE: "1" }],
    ["no proxy", { HF_ENDPOINT: "https://huggingface.co", HTTPS_PROXY: "socks4://proxy.invalid:1" }],
  ];
  for (const [name, env] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const run = start(scene, [], { env: { HF_TOKEN: TOKENS.write, ...env } });
      await choose(run, "Use a dataset that exists");
      await run.answer("Dataset that exists (NAME or OWNER/NAME):", ID);
      assertEquals(await run.exited, 0, run.screen);
      assertStringIncludes(run.screen, `${ID}, as entered; NOT VERIFIED`);
      assertEquals([scene.requests(), await scene.read(".env")], [[], `TRACKIO_DATASET_REPO=${ID}\n`]);
    });
  }
});

test("A public repository that was to be private is used as it is, or made private, when that is chosen", async (t) => {
  for (
    const [choice, isPrivate] of [["Use it as it is (public)", false], ["Make it private", true]] as const
  ) {
    await t.step(choice, async () => {
      await using scene = await setScene();
      scene.hub.addRepository({ id: ID });
      const run = start(scene, ALL);
      await choose(run, choice);
      if (!isPrivate) {
        await run.answer("Continue?");
      }
      assertEquals(await run.exited, 0, run.screen);
      assertEquals(scene.hub.repositories.get(ID)?.private, isPrivate);
      assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
    });
  }
});

test("A dataset that a read-only token is to be used with is said to be read-only", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "ada/old" });
  const run = start(scene, [], { token: TOKENS.read });
  await choose(run, "Use a dataset that exists");
  await run.answer("Dataset that exists (NAME or OWNER/NAME):", "old");
  await run.waitFor("This token can only read ada/old");
  await run.answer("Continue?");
  assertEquals(await run.exited, 0, run.screen);
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/old\n");
});

test("A typed token is not asked for again after a failure of the network", async () => {
  await using scene = await setScene();
  const fault = scene.hub.fault({ on: "GET /api/whoami-v2", fault: { kind: "answer", status: 503 } });
  const run = start(scene, [...ALL, "--retries", "0"], { env: {} });
  await run.answer("Token (hidden", TOKENS.write);
  await run.waitFor("503");
  fault.remove();
  await choose(run, "Try again");
  await keepNoToken(run);
  assertEquals(await run.exited, 0, run.screen);
  assertEquals(run.screen.match(/> Token \(hidden/g)?.length, 1);
});

test("A dataset that exists is looked at before it is used", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "grace/runs" });
  scene.hub.addRepository({ id: "ada/Other", private: true, files: { "README.md": "# Mine" } });
  const run = start(scene, ["--name", "grace/private"]);
  for (
    const [typed, answer] of [
      ["ada/nowhere", "Dataset ada/nowhere does not exist, or this token cannot see it"],
      ["grace/runs", "grace/runs already exists, but this token of ada cannot write to it"],
    ] as const
  ) {
    await choose(run, "Use a dataset that exists");
    await run.answer("Dataset that exists (NAME or OWNER/NAME):", typed);
    await run.waitFor(answer);
  }
  await choose(run, "Use a dataset that exists");
  await run.answer("Dataset that exists (NAME", "other");
  await run.answer("Continue?");
  assertEquals(await run.exited, 0, run.screen);
  assertEquals([creations(scene), await scene.read(".env")], [0, "TRACKIO_DATASET_REPO=ada/Other\n"]);
  assertStringIncludes(run.screen, "ada/Other already exists (private)");
});

test("A dataset that exists is marked unverified where the Hub cannot be asked, and no token is saved", async (t) => {
  for (const before of ["the sign-in", "the creation"]) {
    await t.step(`the network fails before ${before}`, async () => {
      await using scene = await setScene();
      const on = before === "the sign-in" ? "GET *" : "GET /api/datasets/*";
      scene.hub.fault({ on, fault: { kind: "answer", status: 503 } });
      const args = [...ALL, "--retries", "0", "--output", "json", "--save-token"];
      const run = start(scene, args, { through: '"$@" > result.json' });
      await choose(run, "Use a dataset that exists");
      await run.answer("Dataset that exists", "ada/typed");
      assertEquals(await run.exited, 0, run.screen);
      assertStringIncludes(run.screen, "ada/typed, as entered; NOT VERIFIED");
      assertStringIncludes(
        run.screen,
        "Whether ada/typed exists and can be written to was not verified",
      );
      assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/typed\n");
      const json = JSON.parse(await scene.read("result.json") ?? "");
      assertEquals([json.ok, json.result.outcome, json.result.verified], [true, "unverified", false]);
      assertEquals(json.result.repository, "ada/typed");
    });
  }
});

Deno.test("Without a terminal, with --yes and in a dry run there is no menu: the exit code and what would help", async (t) => {
  await t.step("without a terminal", async () => {
    await using scene = await setScene();
    const run = await scene.run(REFUSED);
    assertEquals([run.code, run.stderr.includes(MENU), creations(scene)], [4, false, 0]);
    assertStringIncludes(run.stderr, "this token can create datasets under ada");
  });
  for (const option of ["--yes", "--dry-run"]) {
    await t.step({
      name: option,
      ignore: !HAS_TERMINAL,
      async fn() {
        await using scene = await setScene();
        const run = start(scene, [...REFUSED, option]);
        assertEquals([await run.exited, run.screen.includes(MENU), creations(scene)], [4, false, 0]);
      },
    });
  }
});

test("No command asks which dataset to change before it says that the token can change none", async (t) => {
  for (
    const args of [
      ["use"],
      ["configure", "--tag", "x"],
      ["share", "--gated", "manual"],
      "share --accept-all".split(" "),
    ]
  ) {
    await t.step(args.join(" "), async () => {
      await using scene = await setScene();
      const run = start(scene, args, { token: TOKENS.read });
      await run.waitFor("Cannot write to ada: the token");
      assertEquals(await run.exited, 4);
      assertNotMatch(run.screen, /Dataset:|Dataset \(NAME/);
    });
  }
});
