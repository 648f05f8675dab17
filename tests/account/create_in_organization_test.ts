import { classic, member, OAUTH } from "./answers.ts";
import {
  ADA_TOO,
  assertCasesInAcme,
  type CaseInAcme,
  CI,
  COVERED,
  denied,
  LAPTOP,
  READ_TOKEN,
  restricted,
  roleInsufficient,
  SSO,
  unknown,
} from "./in_acme.ts";

const CASES: readonly CaseInAcme[] = [
  ["an admin", classic("write"), member("acme", "admin"), "allowed"],
  ["a writer", classic("write"), member("acme", "write"), "allowed"],
  ["a contributor", classic("write"), member("acme", "contributor"), "allowed"],
  ["a god token of a contributor", classic("god"), member("acme", "contributor"), "allowed"],
  ["a reader", classic("write"), member("acme", "read"), roleInsufficient("read")],
  ["a member without access", classic("write"), member("acme", "no_access"), roleInsufficient("no_access")],
  [
    "a member whose role is not told",
    classic("write"),
    member("acme", undefined),
    unknown(`the Hub does not tell the role of "ada" in "acme"`),
  ],
  [
    "a member whose role is null",
    classic("write"),
    member("acme", null),
    unknown(`the Hub does not tell the role of "ada" in "acme"`),
  ],
  [
    "a member with a role of the future",
    classic("write"),
    member("acme", "maintainer"),
    unknown(`"ada" has the role "maintainer" in "acme", which this program does not know`),
  ],
  ["a read token of an admin", classic("read"), member("acme", "admin"), READ_TOKEN],
  [
    "a read token of a member with a role of the future",
    classic("read"),
    member("acme", "maintainer"),
    READ_TOKEN,
  ],
  [
    "a read token of a reader",
    classic("read"),
    member("acme", "read"),
    roleInsufficient("read", " Also in the way: the token may only read."),
  ],
  [
    "an OAuth token of a reader",
    OAUTH,
    member("acme", "read"),
    unknown(`the Hub does not tell what the token of "ada" may do, as with OAuth tokens`),
  ],
  [
    "a token of the future of a member without access",
    classic("superuser"),
    member("acme", "no_access"),
    unknown(`${LAPTOP} has the role "superuser", which this program does not know`),
  ],
  ["single sign-on is missing", classic("write"), member("acme", "write", restricted("sso")), SSO],
  [
    "two-factor authentication is missing",
    classic("write"),
    member("acme", "write", restricted("mfa")),
    denied(
      "organization_requires_mfa",
      `"acme" requires two-factor authentication, and the Hub finds none behind ${LAPTOP}`,
      `Turn it on for "ada" at https://huggingface.co/settings/authentication and run this again; if that changes nothing, make a new token.${ADA_TOO}`,
    ),
  ],
  [
    "the network address is not admitted",
    classic("write"),
    member("acme", "admin", restricted("ip")),
    denied(
      "organization_restricts_network",
      `"acme" admits only certain network addresses, and ${LAPTOP} is used from another one`,
      `Run this from a network that "acme" admits, or ask an admin of "acme" to admit this one.${ADA_TOO}`,
    ),
  ],
  [
    "the token policy admits no classic token",
    classic("write"),
    member("acme", "write", restricted("token-policy")),
    denied(
      "organization_restricts_token",
      `the token policy of "acme" does not admit ${LAPTOP}, which is not fine-grained`,
      `Make a fine-grained token; an admin of "acme" may have to approve it.${ADA_TOO}`,
    ),
  ],
  [
    "the token policy asks for an approval",
    COVERED,
    member("acme", "write", restricted("token-policy")),
    denied(
      "organization_restricts_token",
      `the token policy of "acme" does not admit ${CI}, which no admin has approved`,
      `Ask an admin of "acme" to approve the token, or make another.`,
    ),
  ],
  [
    "the organization has revoked the token",
    COVERED,
    member("acme", "write", restricted("token-revoked")),
    denied(
      "organization_revoked_token",
      `"acme" has revoked the access of ${CI}`,
      `Ask an admin of "acme" for the reason, then make a new token.`,
    ),
  ],
  [
    "a restriction of the future",
    classic("write"),
    member("acme", "write", restricted("geo")),
    unknown(`"acme" restricts ${LAPTOP} in a way that this program does not know ("geo")`),
  ],
  [
    "a restriction named like a property of every object",
    classic("write"),
    member("acme", "write", restricted("constructor")),
    unknown(`"acme" restricts ${LAPTOP} in a way that this program does not know ("constructor")`),
  ],
  [
    "restrictions that are no list",
    classic("write"),
    member("acme", "write", { securityRestrictions: "sso" }),
    unknown(`"acme" restricts ${LAPTOP} in a way that cannot be read`),
  ],
  [
    "restrictions that are null",
    classic("write"),
    member("acme", "write", { securityRestrictions: null }),
    "allowed",
  ],
  ["no restriction in the list", classic("write"), member("acme", "write", restricted()), "allowed"],
  [
    "a known and a future restriction",
    classic("write"),
    member("acme", "write", restricted("geo", "sso")),
    SSO,
  ],
  ["the same restriction twice", classic("write"), member("acme", "write", restricted("sso", "sso")), SSO],
  [
    "everything at once",
    classic("read"),
    member("acme", "read", restricted("sso", "ip", "token-policy")),
    roleInsufficient(
      "read",
      " Also in the way: single sign-on is needed; this network address is not admitted; only fine-grained tokens are admitted; the token may only read.",
    ),
  ],
];

Deno.test("assessCreate() goes by the role in an organization, and by what the organization shuts out", async (t) => {
  await assertCasesInAcme(t, CASES);
});
