import { assessCreate } from "../../lib/permissions/assess.ts";
import {
  ACME,
  ADA,
  ada,
  classic,
  ENDPOINT,
  fineGrained,
  member,
  OAUTH,
  organisationBox,
  organisationPage,
  READ,
  repository,
  WRITE,
} from "./answers.ts";
import { assertVerdict, type Expected } from "./cases.ts";

const CANNOT = `Cannot create a dataset under "acme": `;
const LAPTOP = `the token "laptop" of "ada"`;
const CI = `the fine-grained token "ci" of "ada"`;
const ADA_TOO = ` This token may create under "ada".`;
const PAGE = organisationPage("acme");
const COVERED = fineGrained([{ ...ACME, permissions: WRITE }]);

function denied(
  reason: Extract<Expected, { denied: unknown }>["denied"],
  state: string,
  hint: string,
): Expected {
  return { denied: reason, sentence: CANNOT + state, hint, page: PAGE };
}

function roleInsufficient(role: string, rest = ADA_TOO): Expected {
  return denied(
    "organisation_role_insufficient",
    `the token "laptop" belongs to "ada", whose role in "acme" is "${role}"; it takes "contributor", "write" or "admin"`,
    `Ask an admin of "acme" to give "ada" the role "contributor" or higher (a new token changes nothing), or use the token of a member who has it.${rest}`,
  );
}

const SELECT =
  `Select "acme" and tick that box for this token at https://huggingface.co/settings/tokens, or make a new token; a fine-grained token covers only the organisations that were selected for it.`;

function scopeMissing(rest = ""): Expected {
  return denied("token_scope_missing", `${CI} lacks ${organisationBox("acme")}`, SELECT + rest);
}

const READ_TOKEN = denied(
  "token_role_read",
  `${LAPTOP} has the role "read" and lacks ${organisationBox("acme")}`,
  `Signed in as "ada", make a token that may write, and use it instead.`,
);

const SSO = denied(
  "organisation_requires_sso",
  `"acme" requires single sign-on, and the Hub finds none behind ${LAPTOP}`,
  `Sign in to "acme" in a browser at https://huggingface.co/acme and run this again; if that changes nothing, make a new token.${ADA_TOO}`,
);

function restricted(...securityRestrictions: unknown[]): Record<string, unknown> {
  return { securityRestrictions };
}

function group(role: unknown): Record<string, unknown> {
  return { resourceGroups: [{ id: "group-id", name: "mill", role }] };
}

function unknown(why: string): Expected {
  return { unknown: why };
}

/** Ada's token, and what the Hub says of her in the organisation acme. */
const CASES: readonly (readonly [name: string, auth: unknown, acme: unknown, expected: Expected])[] = [
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
      "organisation_requires_mfa",
      `"acme" requires two-factor authentication, and the Hub finds none behind ${LAPTOP}`,
      `Turn it on for "ada" at https://huggingface.co/settings/authentication and run this again; if that changes nothing, make a new token.${ADA_TOO}`,
    ),
  ],
  [
    "the network address is not admitted",
    classic("write"),
    member("acme", "admin", restricted("ip")),
    denied(
      "organisation_restricts_network",
      `"acme" admits only certain network addresses, and ${LAPTOP} is used from another one`,
      `Run this from a network that "acme" admits, or ask an admin of "acme" to admit this one.${ADA_TOO}`,
    ),
  ],
  [
    "the token policy admits no classic token",
    classic("write"),
    member("acme", "write", restricted("token-policy")),
    denied(
      "organisation_restricts_token",
      `the token policy of "acme" does not admit ${LAPTOP}, which is not fine-grained`,
      `Make a fine-grained token; an admin of "acme" may have to approve it.${ADA_TOO}`,
    ),
  ],
  [
    "the token policy asks for an approval",
    COVERED,
    member("acme", "write", restricted("token-policy")),
    denied(
      "organisation_restricts_token",
      `the token policy of "acme" does not admit ${CI}, which no admin has approved`,
      `Ask an admin of "acme" to approve the token, or make another.`,
    ),
  ],
  [
    "the organisation has revoked the token",
    COVERED,
    member("acme", "write", restricted("token-revoked")),
    denied(
      "organisation_revoked_token",
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
  ["fine-grained, write on the organisation", COVERED, member("acme", "contributor"), "allowed"],
  [
    "fine-grained, write on the organisation known by id alone",
    fineGrained([{ entity: { _id: "acme-id", type: "org" }, permissions: WRITE }]),
    member("acme", "write"),
    "allowed",
  ],
  [
    "fine-grained, write on the organisation of a reader",
    COVERED,
    member("acme", "read"),
    {
      denied: "organisation_role_insufficient",
      sentence:
        `${CANNOT}the token "ci" belongs to "ada", whose role in "acme" is "read"; it takes "contributor", "write" or "admin"`,
      hint:
        `Ask an admin of "acme" to give "ada" the role "contributor" or higher (a new token changes nothing), or use the token of a member who has it.`,
      page: PAGE,
    },
  ],
  [
    "fine-grained, read on the organisation",
    fineGrained([{ ...ACME, permissions: READ }]),
    member("acme", "admin"),
    scopeMissing(),
  ],
  [
    "fine-grained, write on the user only",
    fineGrained([{ ...ADA, permissions: WRITE }]),
    member("acme", "admin"),
    scopeMissing(ADA_TOO),
  ],
  [
    "fine-grained, write on another organisation only",
    fineGrained([{ entity: { _id: "lab-id", type: "org", name: "lab" }, permissions: WRITE }]),
    member("acme", "admin"),
    scopeMissing(),
  ],
  [
    "fine-grained, write on one of the organisation's datasets",
    fineGrained([repository("acme/logs")]),
    member("acme", "write"),
    denied(
      "token_scope_single_repositories",
      `${CI} is limited to single repositories ("acme/logs") and lacks ${organisationBox("acme")}`,
      SELECT,
    ),
  ],
  [
    "fine-grained, write on a resource group",
    fineGrained([{ entity: { _id: "group-id", type: "resource-group", name: "mill" }, permissions: WRITE }]),
    member("acme", "write"),
    unknown(`the Hub does not tell all of what ${CI} may do in "acme"`),
  ],
  [
    "fine-grained, no scope for a member with a role of the future",
    fineGrained([]),
    member("acme", "maintainer"),
    scopeMissing(),
  ],
  [
    "a reader who may write in a resource group",
    classic("write"),
    member("acme", "read", group("write")),
    unknown(`"ada" has the role "read" in "acme", but the role "write" in the resource group "mill"`),
  ],
  [
    "a member without access who contributes to a resource group",
    classic("write"),
    member("acme", "no_access", group("contributor")),
    unknown(
      `"ada" has the role "no_access" in "acme", but the role "contributor" in the resource group "mill"`,
    ),
  ],
  [
    "a reader of a resource group too",
    classic("write"),
    member("acme", "read", group("read")),
    roleInsufficient("read"),
  ],
  [
    "a reader with resource groups that are no list",
    classic("write"),
    member("acme", "read", { resourceGroups: "mill" }),
    unknown(`"ada" has the role "read" in "acme", and possibly more in a resource group`),
  ],
  [
    "a writer who only reads in a resource group",
    classic("write"),
    member("acme", "write", group("read")),
    "allowed",
  ],
];

Deno.test("assessCreate() tells what a token may do in an organisation", async (t) => {
  for (const [name, auth, acme, expected] of CASES) {
    await t.step(name, () => {
      assertVerdict(assessCreate(ada(auth, [acme]), { namespace: "acme", endpoint: ENDPOINT }), expected);
    });
  }
});

Deno.test("assessCreate() in a resource group goes by the role in it, and leaves the rest to the Hub", async (t) => {
  const cases: readonly (readonly [role: unknown, asked: string, expected: Expected])[] = [
    ["admin", "mill", "allowed"],
    ["write", "group-id", "allowed"],
    ["contributor", "mill", "allowed"],
    ["read", "mill", unknown(`"ada" has the role "read" in the resource group "mill"`)],
    [undefined, "mill", unknown(`the Hub does not tell the role of "ada" in the resource group "mill"`)],
    ["write", "vault", unknown(`the Hub does not tell the role of "ada" in the resource group "vault"`)],
  ];
  for (const [role, asked, expected] of cases) {
    await t.step(`${role} in "mill", asked for "${asked}"`, () => {
      const whoami = ada(classic("write"), [member("acme", "write", group(role))]);
      assertVerdict(
        assessCreate(whoami, { namespace: "acme", endpoint: ENDPOINT, resourceGroup: asked }),
        expected,
      );
    });
  }
});
