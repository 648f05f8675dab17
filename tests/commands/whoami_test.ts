/** What whoami shows of names that the Hub sends, to a person and to a program. */
import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { fakeToken } from "../test_hub/accounts.ts";
import { columnsOf } from "../../lib/terminal/layout.ts";
import { setScene } from "../support/scene.ts";

/** A name that clears the screen in three ways, rings, and reads backwards. */
const HOSTILE = "ci\u001b[2J\u009b2J\u0007\u202eevil\u200b\u2028日本";
// deno-lint-ignore no-control-regex -- control characters are what must not be there
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]/;

Deno.test("No name from the Hub acts on the terminal, and a program reads it as it is", async () => {
  await using scene = await setScene();
  const token = fakeToken("hostile");
  scene.hub.addToken(token, {
    name: "ada",
    fullname: HOSTILE,
    orgs: [{ name: "acme", roleInOrg: HOSTILE, resourceGroups: [{ id: "1", name: HOSTILE, role: "write" }] }],
    auth: { accessToken: { displayName: HOSTILE, role: "write" } },
  });
  const run = await scene.run(["whoami", "--output", "json"], { env: { HF_TOKEN: token } });
  assertEquals(run.code, 0, run.stderr);
  assertNotMatch(run.stdout, ACTING);
  assertNotMatch(run.stderr, ACTING);
  const { result } = JSON.parse(run.stdout);
  assertEquals([result.user.fullName, result.token.name], [HOSTILE, HOSTILE]);
  assertEquals(result.namespaces[1].resourceGroups[0].name, HOSTILE);
});

Deno.test("A name with line ends in it does not look like a message of its own", async () => {
  await using scene = await setScene();
  const token = fakeToken("lines");
  scene.hub.addToken(token, {
    name: "ada",
    orgs: [],
    auth: {
      expiresAt: "2020-01-01T00:00:00Z",
      accessToken: { displayName: "ci\nRepository  ada/x is there\r\n", role: "read" },
    },
  });
  for (const args of [["whoami"], ["--yes"]]) {
    const run = await scene.run(args, { env: { HF_TOKEN: token } });
    assertStringIncludes(run.stderr, 'token "ci Repository  ada/x is there " of ada');
    assertNotMatch(run.stderr, /^Repository/m);
  }
});

Deno.test("The table of two hundred organizations fits into 80 columns, longer names aside", async () => {
  await using scene = await setScene();
  const token = fakeToken("many");
  const roles = ["admin", "write", "contributor", "read", "no_access", "curator"];
  const orgs = Array.from({ length: 200 }, (_, number) => ({
    name: `org-${number}${number % 50 === 7 ? "-" + "x".repeat(80) : ""}`,
    roleInOrg: roles[number % roles.length],
    securityRestrictions: number % 11 === 0 ? ["sso"] : [],
  }));
  scene.hub.addToken(token, {
    name: "ada",
    fullname: "Àda 日本語 🦄 ".repeat(9),
    orgs,
    auth: { accessToken: { displayName: "имя 日本", role: "write" } },
  });
  const run = await scene.run(["whoami"], { env: { HF_TOKEN: token } });
  assertEquals([run.code, run.stdout], [0, "ada\n"]);
  const lines = run.stderr.split("\n");
  assertEquals(lines.filter((line) => columnsOf(line) > 80 && line.trim().includes(" ")), []);
  for (const { name } of orgs) assertStringIncludes(run.stderr.replaceAll("\n", ""), name);
});

Deno.test("A command that only reads asks for a token, not for one with write access, and set-up for one", async (t) => {
  await using scene = await setScene();
  for (const [args, writes] of [[["whoami"], false], [["list"], false], [["--yes"], true]] as const) {
    await t.step(args.join(" "), async () => {
      const run = await scene.run(args, { env: {} });
      assertEquals([run.code, run.stderr.includes("write access")], [3, writes], run.stderr);
      assertStringIncludes(run.stderr, `${scene.hub.url}/settings/tokens${writes ? "/new?" : "\n"}`);
    });
  }
});
