/** Where whoami does not tell enough, the Hub is asked, and its answer is told. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fakeToken, ORGANIZATIONS, RESOURCE_GROUPS, TOKENS } from "../test_hub/accounts.ts";
import { setScene } from "../support/scene.ts";

Deno.test("What this program does not know never stands in the way: the creation is tried", async (t) => {
  const token = (auth: unknown) => ({ name: "ada", auth });
  const role = (name: unknown, more = {}) =>
    token({ type: "access_token", accessToken: { role: name, ...more } });
  const member = (more: Record<string, unknown>) => ({
    name: "ada",
    orgs: [{ name: ORGANIZATIONS.write, ...more }],
    auth: { accessToken: { role: "write" } },
  });
  const scoped = (scopes: unknown) => role("fineGrained", { fineGrained: { scoped: scopes } });
  const rows: readonly [name: string, body: unknown, args?: readonly string[]][] = [
    ["nothing but a name", { name: "ada" }],
    ["an OAuth token, which does not describe itself", token({ type: "app_token_as_user" })],
    ["a token kind of the future", token({ type: "passkey", passkey: { role: "read" } })],
    ["a role of the future", role("creator")],
    ["a role that is no text", role(7)],
    ["no role", role(undefined)],
    ["a fine-grained token without its scopes", role("fineGrained")],
    ["scopes that are no list", scoped("all")],
    ["a scope without its entity", scoped([{ permissions: ["repo.write"] }])],
    ["permissions that are no list", scoped([{ entity: { type: "user", name: "ada" }, permissions: "all" }])],
    [
      "a kind of entity of the future",
      scoped([{ entity: { type: "everything" }, permissions: ["repo.write"] }]),
    ],
    ["an organization without a role", member({}), ["--org", ORGANIZATIONS.write]],
    ["a role in the organization of the future", member({ roleInOrg: "curator" }), [
      "--org",
      ORGANIZATIONS.write,
    ]],
    [
      "a restriction of the future",
      member({ roleInOrg: "write", securityRestrictions: ["moon-phase"] }),
      ["--org", ORGANIZATIONS.write],
    ],
    [
      "restrictions that are no list",
      member({ roleInOrg: "write", securityRestrictions: "none" }),
      ["--org", ORGANIZATIONS.write],
    ],
    ["organizations that are not told", { name: "ada", auth: { accessToken: { role: "write" } } }, [
      "--org",
      ORGANIZATIONS.write,
    ]],
    ["organizations that are no list", { name: "ada", orgs: {}, auth: { accessToken: { role: "write" } } }, [
      "--org",
      ORGANIZATIONS.write,
    ]],
  ];
  for (const [name, body, args = []] of rows) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const value = fakeToken("unheardOf");
      scene.hub.addToken(value, body, { mayWrite: true });
      const run = await scene.run(["--yes", ...args], { token: value });
      assertEquals(
        scene.requests().filter((request) => request === "POST /api/repos/create").length,
        1,
        run.stderr,
      );
    });
  }
});

Deno.test("A refusal by the Hub that could not be foretold is told in the Hub's words, with exit 4", async () => {
  await using scene = await setScene();
  const run = await scene.fails(["--yes"], [4, "creation_refused"], { token: TOKENS.oauthReadOnly });
  assertStringIncludes(
    run.stderr,
    'Cannot create a dataset under ada: the Hub refused the token of ada: "Invalid username or password."',
  );
  assertStringIncludes(run.stderr, "could not be checked in advance");
  assertStringIncludes(run.stderr, "hf auth login");
});

Deno.test("A refusal because of the role in a resource group names the role", async () => {
  await using scene = await setScene();
  const args = ["--yes", "--org", ORGANIZATIONS.write, "--resource-group", RESOURCE_GROUPS.reader.id];
  const run = await scene.run(args);
  assertEquals(run.code, 4);
  assertStringIncludes(run.stderr, 'role "read" in that resource group');
});
