import { assertEquals } from "@std/assert";
import { namespacesOf } from "../../lib/account/namespaces.ts";
import { ACME, ADA, ada, classic, ENDPOINT, fineGrained, member, OAUTH, WRITE } from "./answers.ts";

function summarise(auth: unknown, orgs: unknown): readonly string[] {
  return namespacesOf(ada(auth, orgs), { endpoint: ENDPOINT }).map((
    { namespace, kind, role, verdict, brief },
  ) => [namespace, kind, role ?? "-", verdict.verdict, brief].join(" | "));
}

Deno.test("namespacesOf() lists the user first and then the organizations in the order of the Hub", () => {
  assertEquals(
    summarise(classic("write"), [
      member("lab", "contributor"),
      member("acme", "read"),
      member("lab", "read"),
    ]),
    [
      "ada | user | - | allowed | ",
      "lab | organization | contributor | allowed | ",
      `acme | organization | read | denied | role "read", it takes "contributor"`,
    ],
  );
});

Deno.test("namespacesOf() gives every reason in a few words", async (t) => {
  const restricted = (restriction: string) =>
    member("acme", "write", { securityRestrictions: [restriction] });
  const cases: readonly (readonly [auth: unknown, acme: unknown, expected: string])[] = [
    [classic("write"), restricted("sso"), "single sign-on is needed"],
    [classic("write"), restricted("mfa"), "two-factor authentication is needed"],
    [classic("write"), restricted("ip"), "this network address is not admitted"],
    [classic("write"), restricted("token-policy"), "only fine-grained tokens are admitted"],
    [fineGrained([{ ...ACME, permissions: WRITE }]), restricted("token-policy"), "the token is not approved"],
    [classic("write"), restricted("token-revoked"), "the token was revoked here"],
    [classic("read"), member("acme", "write"), "the token may only read"],
    [
      fineGrained([{ ...ADA, permissions: WRITE }]),
      member("acme", "write"),
      "the token lacks repo.write here",
    ],
    [
      fineGrained([{ entity: { type: "dataset", name: "ada/logs" }, permissions: WRITE }]),
      member("acme", "write"),
      "the token is limited to single repositories",
    ],
    [
      OAUTH,
      member("acme", "write"),
      `the Hub does not tell what the token of "ada" may do, as with OAuth tokens`,
    ],
    [
      classic("write"),
      member("acme", undefined),
      `the Hub does not tell the role of "ada" in "acme"`,
    ],
  ];
  for (const [auth, acme, expected] of cases) {
    await t.step(expected, () => {
      assertEquals(namespacesOf(ada(auth, [acme]), { endpoint: ENDPOINT })[1]?.brief, expected);
    });
  }
});

Deno.test("namespacesOf() lists each of a thousand organizations", () => {
  const orgs = Array.from(
    { length: 1000 },
    (_, index) => member(`org-${index}`, index % 2 === 0 ? "read" : "write"),
  );
  const choices = namespacesOf(ada(classic("write"), orgs), { endpoint: ENDPOINT });
  assertEquals(choices.length, 1001);
  assertEquals(choices.filter(({ verdict }) => verdict.verdict === "allowed").length, 501);
});
