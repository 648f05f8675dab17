/** Every reason why a token is not enough, met by the real program; the sentences are in tests/account/denials_test.ts. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type DenialCode, DENIALS } from "../../lib/account/denials.ts";
import { fakeToken, ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { setScene } from "../support/scene.ts";

type Row = readonly [code: DenialCode | "token_owner_unexpected", token: string, args: readonly string[]];

const ROWS: readonly Row[] = [
  ["token_role_read", TOKENS.read, []],
  ["token_role_read", TOKENS.read, ["--org", ORGANIZATIONS.write]],
  ["token_scope_missing", TOKENS.fineGrainedReadOnly, []],
  ["token_scope_missing", TOKENS.fineGrainedNothing, []],
  ["token_scope_missing", TOKENS.fineGrainedUser, ["--org", ORGANIZATIONS.write]],
  ["token_scope_missing", TOKENS.fineGrainedOrganization, []],
  ["token_scope_single_repositories", TOKENS.fineGrainedDataset, []],
  ["namespace_not_yours", TOKENS.write, ["--name", "grace/runs"]],
  ["organization_not_member", TOKENS.write, ["--org", ORGANIZATIONS.foreign]],
  ["organization_not_member", TOKENS.write, ["--org", "diference-machines"]],
  ["organization_role_insufficient", TOKENS.write, ["--org", ORGANIZATIONS.read]],
  ["organization_role_insufficient", TOKENS.write, ["--org", ORGANIZATIONS.noAccess]],
  ["organization_requires_sso", TOKENS.write, ["--org", ORGANIZATIONS.sso]],
  ["organization_requires_mfa", TOKENS.write, ["--org", ORGANIZATIONS.mfa]],
  ["organization_restricts_network", TOKENS.write, ["--org", ORGANIZATIONS.ip]],
  ["organization_restricts_token", TOKENS.write, ["--org", ORGANIZATIONS.tokenPolicy]],
  ["organization_revoked_token", TOKENS.write, ["--org", ORGANIZATIONS.tokenRevoked]],
  ["token_owner_unexpected", TOKENS.grace, []],
];

Deno.test("A denial comes before anything is changed, with exit 4, one line for the reason and one for the fix", async (t) => {
  assertEquals(
    new Set(ROWS.map(([code]) => code)),
    new Set([...Object.keys(DENIALS), "token_owner_unexpected"]),
  );
  for (const [code, token, args] of ROWS) {
    await t.step(`${code} ${args.join(" ")}`, async () => {
      await using scene = await setScene();
      for (const blank of [[], ["--template", "blank"]]) {
        scene.hub.forget();
        const run = await scene.fails(["--yes", ...blank, ...args], [4, code], {
          env: { HF_TOKEN: token, ...(code === "token_owner_unexpected" ? { HF_USERNAME: "ada" } : {}) },
        });
        assertEquals(scene.requests().filter((request) => !request.startsWith("GET ")), []);
        assertEquals(await scene.read(".env"), undefined);
        const lines = run.stderr.split("\n");
        const error = lines.findIndex((line) => line.startsWith("Error: "));
        assert(error >= 0 && lines.length <= error + 4, run.stderr);
      }
    });
  }
});

Deno.test("A namespace in another letter case is taken in the Hub's spelling, and where two fit neither is taken", async () => {
  await using scene = await setScene();
  const run = await scene.succeeds(["--yes", "--name", `${ORGANIZATIONS.contributor.toLowerCase()}/runs`]);
  assertEquals(run.stdout, `${ORGANIZATIONS.contributor}/runs\n`);
  assertStringIncludes(run.stderr, "The Hub spells babbage-lab as Babbage-Lab");

  const twins = fakeToken("twins");
  scene.hub.addToken(twins, {
    name: "ada",
    orgs: [{ name: "twin", roleInOrg: "write" }, { name: "Twin", roleInOrg: "write" }],
    auth: { type: "access_token", accessToken: { displayName: "twins", role: "write" } },
  });
  const either = await scene.run(["--yes", "--org", "TWIN"], { token: twins });
  assertEquals(either.code, 4);
  assertStringIncludes(either.stderr, "Did you mean twin?");
});

Deno.test("HF_USERNAME does not stand in the way where the namespace is said, or is right", async (t) => {
  for (
    const [name, args, env] of [
      ["an organization", ["--org", ORGANIZATIONS.write], { HF_USERNAME: "grace" }],
      ["a whole name", ["--name", "ada/runs"], { HF_USERNAME: "grace" }],
      ["the right user in another letter case", [], { HF_USERNAME: "Ada" }],
    ] as const
  ) {
    await t.step(name, async () => {
      await using scene = await setScene();
      await scene.succeeds(["--yes", "--dry-run", ...args], {
        env: { HF_TOKEN: TOKENS.write, ...env },
      });
    });
  }
});
