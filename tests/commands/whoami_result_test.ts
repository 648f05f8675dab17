import { assertEquals } from "@std/assert";
import { parseWhoami } from "../../lib/account/whoami.ts";
import { whoamiResult } from "../../lib/commands/whoami_result.ts";
import { ACME, ada, ENDPOINT, fineGrained, member, organizationPage, WRITE } from "../account/answers.ts";

const OPTIONS = { now: Date.UTC(2026, 10, 22, 10), endpoint: ENDPOINT };

Deno.test("whoamiResult() tells programs everything, with null for what is not told", () => {
  const auth = { ...Object(fineGrained([{ entity: { type: "user", name: "ada" }, permissions: WRITE }])) };
  const whoami = ada({ ...auth, expiresAt: "2026-11-25T10:00:00.000Z" }, [
    member("acme", "write", { resourceGroups: [{ id: "1", name: "mill" }] }),
  ]);
  assertEquals(JSON.parse(JSON.stringify(whoamiResult(whoami, OPTIONS))), {
    user: { name: "ada", fullName: "Ada", type: "user" },
    token: {
      name: "ci",
      kind: "fineGrained",
      role: "fineGrained",
      createdAt: "2026-01-02T03:04:05.000Z",
      expiresAt: "2026-11-25T10:00:00.000Z",
      daysLeft: 3,
      expiresSoon: true,
      scopes: [{ type: "user", name: "ada", permissions: WRITE }],
    },
    namespaces: [
      {
        namespace: "ada",
        kind: "user",
        role: null,
        mayCreate: "yes",
        reason: null,
        message: null,
        hint: null,
        tokenPage: null,
        resourceGroups: [],
      },
      {
        namespace: "acme",
        kind: "organization",
        role: "write",
        mayCreate: "no",
        reason: "token_scope_missing",
        message:
          'Cannot create a dataset under acme: the token "ci" of ada lacks the permission "Write access to contents/settings of all repos in selected organizations" (repo.write) for acme',
        hint: `Select acme and add that permission to the token, or create a new one: ${
          organizationPage("acme")
        }`,
        tokenPage: organizationPage("acme"),
        resourceGroups: [{ id: "1", name: "mill", role: null }],
      },
    ],
    namespacesComplete: true,
  });
});

Deno.test("whoamiResult() has the same keys for the barest answer", () => {
  const full = whoamiResult(ada(fineGrained([{ ...ACME, permissions: WRITE }])), OPTIONS);
  const bare = whoamiResult(parseWhoami({ name: "ada" }), OPTIONS);
  assertEquals(Object.keys(bare), Object.keys(full));
  assertEquals(Object.keys(bare.token), Object.keys(full.token));
  assertEquals(bare.namespaces.map((namespace) => Object.keys(namespace)), [
    Object.keys(full.namespaces[0] ?? {}),
  ]);
  assertEquals(bare.namespaces[0]?.mayCreate, "unknown");
  assertEquals(bare.namespacesComplete, false);
});
