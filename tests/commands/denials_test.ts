/** What a person meets where the token is not enough: the real program, for every reason that there is. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { DenialReason } from "../../lib/account/verdict.ts";
import { fakeToken, ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import { jsonOf, type Scene, setScene } from "../support/scene.ts";

interface Row {
  readonly reason: DenialReason;
  readonly name: string;
  readonly args: readonly string[];
  readonly token: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the sentence must hold: whose token it is, and what is missing. */
  readonly sentence: string;
  /** The organization whose boxes the token page must have ticked; the user's own when left out. */
  readonly organization?: string;
}

const OWN_BOX = '"Write access to contents/settings of all repos under your personal namespace" (repo.write)';
const ROWS: readonly Row[] = [
  {
    reason: "token_role_read",
    name: "a token that may only read",
    args: [],
    token: TOKENS.read,
    sentence: `the token "reading-room" of "ada" has the role "read" and lacks the permission ${OWN_BOX}`,
  },
  {
    reason: "token_role_read",
    name: "a token that may only read, in an organization",
    args: ["--org", ORGANIZATIONS.write],
    token: TOKENS.read,
    sentence: 'the token "reading-room" of "ada" has the role "read"',
    organization: ORGANIZATIONS.write,
  },
  {
    reason: "token_scope_missing",
    name: "a fine-grained token that may only read the namespace",
    args: [],
    token: TOKENS.fineGrainedReadOnly,
    sentence: `the fine-grained token "own-namespace-read" of "ada" lacks the permission ${OWN_BOX}`,
  },
  {
    reason: "token_scope_missing",
    name: "a fine-grained token without any box",
    args: [],
    token: TOKENS.fineGrainedNothing,
    sentence: `the fine-grained token "nothing" of "ada" lacks the permission ${OWN_BOX}`,
  },
  {
    reason: "token_scope_missing",
    name: "a fine-grained token for the user alone, in an organization",
    args: ["--org", ORGANIZATIONS.write],
    token: TOKENS.fineGrainedUser,
    sentence: `(repo.write) for "${ORGANIZATIONS.write}"`,
    organization: ORGANIZATIONS.write,
  },
  {
    reason: "token_scope_missing",
    name: "a fine-grained token for an organization alone, for the user",
    args: [],
    token: TOKENS.fineGrainedOrganization,
    sentence: 'the fine-grained token "organization-only" of "ada" lacks the permission',
  },
  {
    reason: "token_scope_single_repositories",
    name: "a fine-grained token for one dataset",
    args: [],
    token: TOKENS.fineGrainedDataset,
    sentence:
      'the fine-grained token "one-dataset" of "ada" is limited to single repositories ("ada/engine-notes")',
  },
  {
    reason: "namespace_not_yours",
    name: "a namespace of somebody else",
    args: ["--name", "grace/runs"],
    token: TOKENS.write,
    sentence: 'the token "engine-room" belongs to "ada", and "grace" is neither "ada" nor an organization',
  },
  {
    reason: "organization_not_member",
    name: "an organization of others",
    args: ["--org", ORGANIZATIONS.foreign],
    token: TOKENS.write,
    sentence: `the Hub lists no organization "${ORGANIZATIONS.foreign}" for "ada"`,
    organization: ORGANIZATIONS.foreign,
  },
  {
    reason: "organization_not_member",
    name: "a slip in the name of an organization",
    args: ["--org", "diference-machines"],
    token: TOKENS.write,
    sentence: 'the Hub lists no organization "diference-machines" for "ada"',
    organization: "diference-machines",
  },
  ...[[ORGANIZATIONS.read, "read"], [ORGANIZATIONS.noAccess, "no_access"]].map((
    [org = "", role = ""],
  ): Row => ({
    reason: "organization_role_insufficient",
    name: `the role ${role}`,
    args: ["--org", org],
    token: TOKENS.write,
    sentence:
      `the token "engine-room" belongs to "ada", whose role in "${org}" is "${role}"; it takes "contributor"`,
    organization: org,
  })),
  ...([
    ["organization_requires_sso", ORGANIZATIONS.sso, "requires single sign-on"],
    ["organization_requires_mfa", ORGANIZATIONS.mfa, "requires two-factor authentication"],
    ["organization_restricts_network", ORGANIZATIONS.ip, "admits only certain network addresses"],
    ["organization_restricts_token", ORGANIZATIONS.tokenPolicy, "does not admit the token"],
    ["organization_revoked_token", ORGANIZATIONS.tokenRevoked, "has revoked the access of the token"],
  ] as const).map(([reason, org, sentence]): Row => ({
    reason,
    name: `an organization that keeps the token out: ${reason}`,
    args: ["--org", org],
    token: TOKENS.write,
    sentence,
    organization: org,
  })),
  {
    reason: "token_owner_unexpected",
    name: "a token of somebody else than HF_USERNAME names",
    args: [],
    token: TOKENS.grace,
    env: { HF_USERNAME: "ada" },
    sentence: 'Cannot go on as "ada": the token "grace-write" belongs to "grace", not to "ada"',
  },
];

Deno.test("Every denial is told before anything is asked of the Hub, with the page that mends it, and exit 4", async (t) => {
  for (const row of ROWS) {
    await t.step(`${row.reason}: ${row.name}`, async () => {
      await using scene = await setScene();
      for (const blank of [[], ["--template", "blank"]]) {
        scene.hub.forget();
        const run = await scene.run(["--yes", "--output", "json", ...blank, ...row.args], {
          env: { HF_TOKEN: row.token, ...row.env },
        });
        assertEquals([run.code, jsonOf(run).error?.code], [4, row.reason], run.stderr);
        assertStringIncludes(run.stderr, row.sentence);
        assertStringIncludes(run.stderr, pageOf(scene, row.organization));
        assertEquals(scene.requests().filter((request) => !request.startsWith("GET ")), []);
        assertEquals(await scene.read(".env"), undefined);
        // One line for what is wrong, and the next line for what to do.
        const error = run.stderr.split("\n").findIndex((line) => line.startsWith("Error: Cannot "));
        assert(error >= 0 && run.stderr.split("\n").length === error + 3, run.stderr);
      }
    });
  }
});

Deno.test("Every reason for a denial has its row", () => {
  const reasons: Readonly<Record<DenialReason, true>> = {
    token_owner_unexpected: true,
    // Mended by the program itself, see below.
    namespace_misspelled: true,
    namespace_not_yours: true,
    organization_not_member: true,
    organization_role_insufficient: true,
    organization_requires_sso: true,
    organization_requires_mfa: true,
    organization_restricts_network: true,
    organization_restricts_token: true,
    organization_revoked_token: true,
    token_role_read: true,
    token_scope_missing: true,
    token_scope_single_repositories: true,
  };
  assertEquals(
    [...new Set([...ROWS.map(({ reason }) => reason), "namespace_misspelled"])].sort(),
    Object.keys(reasons).sort(),
  );
});

Deno.test("A namespace in another letter case is taken in the Hub's spelling, and where two fit neither is taken", async () => {
  await using scene = await setScene();
  const run = await scene.run(["--yes", "--name", `${ORGANIZATIONS.contributor.toLowerCase()}/runs`]);
  assertEquals([run.code, run.stdout], [0, `${ORGANIZATIONS.contributor}/runs\n`]);
  assertStringIncludes(run.stderr, `The Hub spells "babbage-lab" as "Babbage-Lab"`);

  const twins = fakeToken("twins");
  scene.hub.addToken(twins, {
    name: "ada",
    orgs: [{ name: "twin", roleInOrg: "write" }, { name: "Twin", roleInOrg: "write" }],
    auth: { type: "access_token", accessToken: { displayName: "twins", role: "write" } },
  });
  const either = await scene.run(["--yes", "--org", "TWIN"], { env: { HF_TOKEN: twins } });
  assertEquals(either.code, 4);
  assertStringIncludes(either.stderr, 'Did you mean "twin"?');
});

Deno.test("A slip in the name of an organization is answered with the name that was probably meant", async () => {
  await using scene = await setScene();
  const run = await scene.run(["--yes", "--org", "diference-machines"]);
  assertStringIncludes(run.stderr, `Did you mean "${ORGANIZATIONS.write}"?`);
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
      const run = await scene.run(["--yes", "--dry-run", ...args], {
        env: { HF_TOKEN: TOKENS.write, ...env },
      });
      assertEquals(run.code, 0, run.stderr);
    });
  }
});

function pageOf(scene: Scene, organization?: string): string {
  return `${scene.hub.url}/settings/tokens/new?${
    organization === undefined ? "ownUserPermissions=" : `orgs=${organization}&orgPermissions=`
  }repo.content.read`;
}
