/** The ways out of a failed creation, as a person at a terminal meets them. */
import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { fakeToken, ORGANIZATIONS, TOKENS } from "../../test_hub/accounts.ts";
import { CTRL_C, DOWN, ENTER, HAS_TERMINAL, terminalTest as test } from "../../support/pseudo_terminal.ts";
import { jsonOf, setScene } from "../../support/scene.ts";
import { choose, creations, HASTY, MENU, start } from "./at_terminal.ts";

const ID = "ada/runs";
/** Whoever gives everything by options is asked nothing, until something fails. */
const ALL = ["--name", ID, "--private"];
const LOCKED = `${ORGANIZATIONS.read}/runs`;
const REFUSED = ["--name", LOCKED, "--private"];

test("Giving up ends with the failure that it began with", async () => {
  await using scene = await setScene();
  const run = start(scene, ALL, { env: { HF_TOKEN: TOKENS.read } });
  await choose(run, "Give up");
  assertEquals(await run.exited, 4);
  assertStringIncludes(run.screen, "Error: Cannot create a dataset under ada");
  assertStringIncludes(run.screen, "/settings/tokens/new?ownUserPermissions=");
  assertEquals([creations(scene), await scene.read(".env")], [0, undefined]);
});

test("Trying again asks anew what the token may do", async () => {
  await using scene = await setScene();
  const token = fakeToken("changing");
  const whoami = (role: string) => ({
    name: "ada",
    orgs: [],
    auth: { accessToken: { displayName: "t", role } },
  });
  scene.hub.addToken(token, whoami("read"), { mayWrite: true });
  const run = start(scene, ALL, { env: { HF_TOKEN: token } });
  await run.waitFor("is read-only");
  scene.hub.addToken(token, whoami("write"), { mayWrite: true });
  await choose(run, "Try again");
  assertEquals(await run.exited, 0);
  assertEquals([creations(scene), scene.hub.repositories.get(ID)?.private], [1, true]);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
});

test("Another token is made at the page with the right boxes, and never shown", async () => {
  await using scene = await setScene();
  const run = start(scene, ALL, { env: { HF_TOKEN: TOKENS.read } });
  await choose(run, "Make another token");
  await run.waitFor(`${scene.hub.url}/settings/tokens/new?ownUserPermissions=repo.content.read`);
  await run.waitFor("Token (hidden, begins with hf_):");
  run.type(TOKENS.write + ENTER);
  assertEquals(await run.exited, 0);
  assertEquals([creations(scene), await scene.read(".env")], [1, `TRACKIO_DATASET_REPO=${ID}\n`]);
  assertNotMatch(run.raw, /hf_[A-Za-z]/);
});

test("Another name is taken where the first is there and not as it should be", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: ID });
  const run = start(scene, ALL);
  await run.waitFor("already exists and is public, but you asked for private");
  await choose(run, "Take another name");
  await run.waitFor("Repository (NAME, or NAMESPACE/NAME):");
  run.type(`a b${ENTER}`);
  await run.waitFor("it contains a space");
  run.type(`${"\x7f".repeat(3)}other-runs${ENTER}`);
  await run.waitFor("Go on?");
  run.type(ENTER);
  assertEquals(await run.exited, 0);
  assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/other-runs\n");
  assertEquals(scene.hub.repositories.get(ID)?.private, false);
});

test("Another namespace is chosen among those where the token may create", async () => {
  await using scene = await setScene();
  const run = start(scene, REFUSED);
  await choose(run, "Take another namespace");
  await run.waitFor("Where should it be?");
  run.type(ENTER);
  await run.waitFor("Go on?");
  run.type(ENTER);
  assertEquals(await run.exited, 0);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
});

test("What is created by hand is waited for, checked, and given its first row", async () => {
  await using scene = await setScene();
  // Somebody else creates it; ada may write to it, but not create there.
  const token = fakeToken("writer");
  scene.hub.addToken(token, {
    name: "ada",
    orgs: [],
    auth: {
      accessToken: {
        displayName: "writer",
        role: "fineGrained",
        fineGrained: {
          scoped: [{ entity: { type: "dataset", name: "ada/runs" }, permissions: ["repo.write"] }],
        },
      },
    },
  }, { mayWrite: true });
  const run = start(scene, ALL, { env: { HF_TOKEN: token }, through: HASTY });
  await choose(run, "Create it by hand");
  await run.waitFor(`Page        ${scene.hub.url}/new-dataset`);
  await run.waitFor("Owner       ada");
  await run.waitFor("Name        runs");
  await run.waitFor("Visibility  private");
  const before = scene.requests().length;
  await scene.hub.arrived(`GET /api/datasets/${ID}`, before + 2);
  scene.hub.addRepository({ id: ID, private: true, files: { ".gitattributes": "*.parquet filter=lfs\n" } });
  assertEquals(await run.exited, 0, run.screen);
  assertStringIncludes(run.screen, `${ID} is already there and private; it is used as it is`);
  assertEquals([creations(scene), await scene.read(".env")], [0, `TRACKIO_DATASET_REPO=${ID}\n`]);
  assertEquals(
    [...scene.hub.repositories.get(ID)?.files.keys() ?? []].includes("data/train-00000-of-00001.parquet"),
    true,
  );
});

test("What was created by hand and may not be written to is left as it is, and the menu comes back", async () => {
  await using scene = await setScene();
  const run = start(scene, REFUSED);
  await run.waitFor("Cannot create a dataset");
  const repository = scene.hub.addRepository({
    id: LOCKED,
    private: true,
    createdBy: "ada",
    files: { "a.csv": "1" },
  });
  const before = repository.head?.oid;
  await choose(run, "Create it by hand");
  // The role "read" does not suffice for writing, whoever created it.
  await run.waitFor("cannot write to it");
  await choose(run, "Give up");
  assertEquals(await run.exited, 4);
  assertEquals([repository.head?.oid, await scene.read(".env")], [before, undefined]);
});

test("The wait for what nobody creates ends, and the menu comes back", async () => {
  await using scene = await setScene();
  const run = start(scene, REFUSED, { through: HASTY });
  await choose(run, "Create it by hand");
  await run.waitFor(`${LOCKED} is still not there after ten minutes`);
  await choose(run, "Give up");
  assertEquals(await run.exited, 4);
});

test("Ctrl-C in the menu and in the wait ends with 130 and changes nothing", async (t) => {
  for (const where of ["menu", "wait"]) {
    await t.step(where, async () => {
      await using scene = await setScene();
      const run = start(scene, REFUSED);
      if (where === "wait") {
        await choose(run, "Create it by hand");
        await run.waitFor("Waiting for");
      } else {
        await run.waitFor(MENU);
      }
      run.type(CTRL_C);
      assertEquals(await run.exited, 130);
      assertEquals([creations(scene), await scene.read(".env")], [0, undefined]);
    });
  }
});

test("An id typed by hand is looked at before it is used", async () => {
  await using scene = await setScene();
  scene.hub.addRepository({ id: "grace/runs" });
  scene.hub.addRepository({ id: "ada/Other", private: true, files: { "README.md": "# Mine" } });
  const run = start(scene, ["--name", LOCKED]);
  for (
    const [typed, answer] of [
      ["ada/nowhere", 'There is no dataset ada/nowhere that the token of "ada" can see'],
      ["grace/runs", "grace/runs already exists, but this token of ada cannot write to it"],
    ] as const
  ) {
    await choose(run, "Type the id");
    await run.waitFor("Repository (NAME, or NAMESPACE/NAME):");
    run.type(typed + ENTER);
    await run.waitFor(answer);
  }
  await choose(run, "Type the id");
  await run.waitFor("Repository (NAME");
  run.type(`other${ENTER}`);
  assertEquals(await run.exited, 0, run.screen);
  assertEquals([creations(scene), await scene.read(".env")], [0, "TRACKIO_DATASET_REPO=ada/Other\n"]);
  assertStringIncludes(run.screen, "ada/Other is already there and private");
});

test("An id typed by hand is marked unverified where the Hub cannot be asked, and no token is saved", async (t) => {
  for (const before of ["the sign-in", "the creation"]) {
    await t.step(`the network fails before ${before}`, async () => {
      await using scene = await setScene();
      const on = before === "the sign-in" ? "GET *" : "GET /api/datasets/*";
      scene.hub.fault({ on, fault: { kind: "answer", status: 503 } });
      const args = [...ALL, "--retries", "0", "--output", "json", "--save-token"];
      const run = start(scene, args, { through: '"$@" > result.json' });
      await choose(run, "Type the id");
      await run.waitFor("NAMESPACE/NAME):");
      run.type(`ada/typed${ENTER}`);
      assertEquals(await run.exited, 0, run.screen);
      assertStringIncludes(run.screen, "ada/typed, as typed; NOT VERIFIED");
      assertStringIncludes(
        run.screen,
        "Warning: Whether ada/typed is there and may be written to was not verified",
      );
      assertEquals(await scene.read(".env"), "TRACKIO_DATASET_REPO=ada/typed\n");
      const json = JSON.parse(await scene.read("result.json") ?? "");
      assertEquals([json.ok, json.result.outcome, json.result.verified], [true, "unverified", false]);
      assertEquals(json.result.repository, "ada/typed");
    });
  }
});

Deno.test("A verified run says so in JSON", async () => {
  await using scene = await setScene();
  const run = await scene.run(["--yes", "--output", "json"]);
  assertEquals(jsonOf(run)["result"] !== null && JSON.parse(run.stdout).result.verified, true);
});

test("After an outage the run goes on where it was", async () => {
  await using scene = await setScene();
  const fault = scene.hub.fault({ on: "GET /api/whoami-v2", fault: { kind: "answer", status: 503 } });
  const run = start(scene, [...ALL, "--retries", "0"]);
  await run.waitFor(" 503");
  fault.remove();
  await choose(run, "Try again");
  assertEquals(await run.exited, 0);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
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

test("What was answered before a creation failed is not asked again, and holds for what is created by hand", async () => {
  await using scene = await setScene({ creationsPerDay: 0 });
  const run = start(scene, ["--name", "runs", "--org", "ada"], { through: HASTY });
  await run.waitFor("Who may see it?");
  run.type(DOWN + ENTER);
  await run.waitFor("Go on?");
  run.type(ENTER);
  await choose(run, "Create it by hand");
  await run.waitFor("Visibility  private");
  await run.waitFor("Waiting for");
  const repository = scene.hub.addRepository({ id: ID });
  await run.waitFor("already exists and is public, but you asked for private");
  repository.private = true;
  await choose(run, "Try again");
  assertEquals(await run.exited, 0, run.screen);
  assertEquals(run.screen.split("> Who may see it?").length, 2);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${ID}\n`);
  assertEquals(repository.files.has("data/train-00000-of-00001.parquet"), true);
});
