import { assessCreate } from "../../lib/account/assess.ts";
import {
  ACME,
  ADA,
  ada,
  classic,
  ENDPOINT,
  fineGrained,
  member,
  organizationBox,
  READ,
  repository,
  WRITE,
} from "./answers.ts";
import { assertVerdict, type Expected } from "./cases.ts";
import {
  ADA_TOO,
  assertCasesInAcme,
  CANNOT,
  type CaseInAcme,
  CI,
  COVERED,
  denied,
  group,
  PAGE,
  roleInsufficient,
  scopeMissing,
  SELECT,
  unknown,
} from "./in_acme.ts";

const SCOPES: readonly CaseInAcme[] = [
  ["fine-grained, write on the organization", COVERED, member("acme", "contributor"), "allowed"],
  [
    "fine-grained, write on the organization known by id alone",
    fineGrained([{ entity: { _id: "acme-id", type: "org" }, permissions: WRITE }]),
    member("acme", "write"),
    "allowed",
  ],
  [
    "fine-grained, write on the organization of a reader",
    COVERED,
    member("acme", "read"),
    {
      denied: "organization_role_insufficient",
      sentence:
        `${CANNOT}the token "ci" belongs to "ada", whose role in "acme" is "read"; it takes "contributor", "write" or "admin"`,
      hint:
        `Ask an admin of "acme" to give "ada" the role "contributor" or higher (a new token changes nothing), or use the token of a member who has it.`,
      page: PAGE,
    },
  ],
  [
    "fine-grained, read on the organization",
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
    "fine-grained, write on another organization only",
    fineGrained([{ entity: { _id: "lab-id", type: "org", name: "lab" }, permissions: WRITE }]),
    member("acme", "admin"),
    scopeMissing(),
  ],
  [
    "fine-grained, write on one of the organization's datasets",
    fineGrained([repository("acme/logs")]),
    member("acme", "write"),
    denied(
      "token_scope_single_repositories",
      `${CI} is limited to single repositories ("acme/logs") and lacks ${organizationBox("acme")}`,
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
];

const RESOURCE_GROUPS: readonly CaseInAcme[] = [
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

Deno.test("assessCreate() goes by the scopes of a fine-grained token in an organization", async (t) => {
  await assertCasesInAcme(t, SCOPES);
});

Deno.test("assessCreate() does not deny a weak role where a resource group may give more", async (t) => {
  await assertCasesInAcme(t, RESOURCE_GROUPS);
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
