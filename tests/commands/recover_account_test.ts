/** What a person at a terminal is told, and offered, where the target and the token do not fit together. */
import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { fakeToken, ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { terminalTest as test } from "../support/pseudo_terminal.ts";
import { setScene } from "../support/scene.ts";
import { choose, creations, keepNoToken, start } from "./at_terminal.ts";

test("An organization of others is spoken of as one", async (t) => {
  for (const visibility of [[], ["--private"]]) {
    await t.step(`--org strangers ${visibility}`, async () => {
      await using scene = await setScene();
      const run = start(scene, ["--org", ORGANIZATIONS.foreign, "--name", "runs", ...visibility]);
      await run.waitFor(`ada is not a member of ${ORGANIZATIONS.foreign}`);
      await choose(run, "Quit");
      assertEquals([await run.exited, creations(scene)], [4, 0]);
    });
  }
});

test("The name of a user that is typed after --org is not taken for an organization", async () => {
  await using scene = await setScene();
  const run = start(scene, ["--org", ORGANIZATIONS.foreign, "--name", "runs", "--private"]);
  await choose(run, "Use another repository");
  await run.answer("Repository (NAME or OWNER/NAME):", "grace/runs");
  await run.waitFor("grace is neither ada nor one of ada's organizations");
  await choose(run, "Quit");
  assertEquals(await run.exited, 4);
});

test("With a token of somebody else goes that user's namespace, unless one was named", async (t) => {
  const rows: readonly [name: string, args: readonly string[], id: string | undefined][] = [
    ["a name alone", ["--name", "runs"], "grace/runs"],
    ["a whole name", ["--name", "ada/runs"], undefined],
    ["an organization", ["--org", "ada", "--name", "runs"], undefined],
  ];
  for (const [name, args, id] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const reading = fakeToken("onlyAda");
      scene.hub.addToken(reading, { name: "ada", orgs: [], auth: { accessToken: { role: "read" } } });
      const run = start(scene, [...args, "--private"], { token: reading });
      await choose(run, "Use another token");
      await run.answer("Token (hidden", TOKENS.grace);
      if (id !== undefined) await keepNoToken(run);
      if (id === undefined) {
        await run.waitFor("Cannot create a dataset under ada");
        await choose(run, "Quit");
      }
      assertEquals(await run.exited, id === undefined ? 4 : 0, run.screen);
      assertEquals([...scene.hub.repositories.keys()], id === undefined ? [] : [id]);
      assertEquals(await scene.read(".env"), id === undefined ? undefined : `TRACKIO_DATASET_REPO=${id}\n`);
    });
  }
});

test("A token that was deleted meanwhile is asked for again", async () => {
  await using scene = await setScene();
  const old = fakeToken("old");
  const orgs = [{ name: ORGANIZATIONS.write, roleInOrg: "write", securityRestrictions: ["sso"] }];
  const body = { name: "ada", orgs, auth: { accessToken: { displayName: "old", role: "write" } } };
  scene.hub.addToken(old, body);
  const id = `${ORGANIZATIONS.write}/runs`;
  const run = start(scene, ["--name", id, "--private"], { token: old });
  await run.waitFor("single sign-on");
  scene.hub.addToken(old, body, { refused: "revoked" });
  await choose(run, "Try again");
  await run.waitFor("refused the token from HF_TOKEN");
  await run.answer("Token (hidden", TOKENS.write);
  await keepNoToken(run);
  assertEquals(await run.exited, 0, run.screen);
  assertEquals(await scene.read(".env"), `TRACKIO_DATASET_REPO=${id}\n`);
});

test("A token of somebody else than HF_USERNAME names is refused as the second token too", async () => {
  await using scene = await setScene();
  const run = start(scene, ["--name", "runs", "--private"], {
    env: { HF_TOKEN: TOKENS.read, HF_USERNAME: "ada" },
  });
  await choose(run, "Use another token");
  await run.answer("Token (hidden", TOKENS.grace);
  await run.waitFor("The token belongs to grace, but HF_USERNAME is ada");
  await choose(run, "Quit");
  assertEquals([await run.exited, creations(scene)], [4, 0]);
});

test("An id that cannot be verified is still not written where Trackio would wipe it", async () => {
  await using scene = await setScene();
  scene.hub.fault({ on: "GET *", fault: { kind: "answer", status: 503 } });
  const run = start(scene, ["--retries", "0"], {
    env: { HF_TOKEN: TOKENS.write, TRACKIO_DATASET_ID: "ada/typed" },
  });
  await choose(run, "Use a dataset that exists");
  await run.answer("Dataset that exists", "ada/typed");
  assertEquals(await run.exited, 5, run.screen);
  assertStringIncludes(run.screen, "TRACKIO_DATASET_ID in this shell");
  assertNotMatch(run.screen, /NOT VERIFIED/);
  assertEquals(await scene.read(".env"), undefined);
});
