/** What whoami says that a token is allowed to do; the sentences about denials are in denials_test.ts. */
import { assertEquals } from "@std/assert";
import type { DenialCode } from "../../lib/account/denials.ts";
import {
  canCreate,
  canWrite,
  checkResourceGroup,
  ownerRights,
  type Right,
  unexpectedUser,
} from "../../lib/account/rights.ts";
import { parseWhoami, writesAsOwner } from "../../lib/account/whoami.ts";
import { failureOf } from "../support/failures.ts";
import {
  ACME,
  ADA,
  ada,
  classic,
  ENDPOINT,
  fineGrained,
  member,
  OAUTH,
  READ,
  repository,
  WRITE,
} from "./answers.ts";

type Expected = "allowed" | "unknown" | DenialCode;

function codeOf(right: Right): string {
  return typeof right === "string" ? right : right.code;
}

function scope(type: string, more: Record<string, unknown> = {}, permissions: unknown = WRITE): unknown {
  return { entity: { type, ...more }, permissions };
}

const NO_SCOPE = "token_scope_missing";
const SINGLE = "token_scope_single_repositories";
const ROLE = "organization_role_insufficient";

const OWN: readonly (readonly [name: string, auth: unknown, expected: Expected])[] = [
  ["a write token", classic("write"), "allowed"],
  ["a god token", classic("god"), "allowed"],
  ["a read token", classic("read"), "token_role_read"],
  ["a role of old clients", classic("contributor"), "unknown"],
  ["a role of the future", classic("superuser"), "unknown"],
  ["a role in capitals", classic("READ"), "unknown"],
  ["no role", classic(undefined), "unknown"],
  ["a role that is null", classic(null), "unknown"],
  ["a role that is a number", classic(7), "unknown"],
  ["a role that is an object", classic({ name: "read" }), "unknown"],
  ["an OAuth token", OAUTH, "unknown"],
  ["an OAuth token whose accessToken is null", { type: "app_token", accessToken: null }, "unknown"],
  ["an accessToken that is a text", { type: "access_token", accessToken: "write" }, "unknown"],
  ["no auth at all", undefined, "unknown"],
  ["an auth that is a list", ["read"], "unknown"],
  ["write on the user", fineGrained([{ ...ADA, permissions: WRITE }]), "allowed"],
  ["only repo.write on the user", fineGrained([{ ...ADA, permissions: ["repo.write"] }]), "allowed"],
  ["write on the user known by id alone", fineGrained([scope("user", { _id: "ada-id" })]), "allowed"],
  ["write on the user in another case", fineGrained([scope("user", { name: "Ada" })]), "allowed"],
  [
    "write on the user under a former name",
    fineGrained([scope("user", { _id: "ada-id", name: "countess" })]),
    "allowed",
  ],
  [
    "write on a user of that name with another id",
    fineGrained([scope("user", { _id: "2", name: "ada" })]),
    "unknown",
  ],
  ["write on a user with neither id nor name", fineGrained([scope("user")]), "unknown"],
  ["read on the user", fineGrained([{ ...ADA, permissions: READ }]), NO_SCOPE],
  ["no permission on the user", fineGrained([{ ...ADA, permissions: [] }]), NO_SCOPE],
  ["no scope", fineGrained([]), NO_SCOPE],
  [
    "everything but repo.write on the user",
    fineGrained([{
      ...ADA,
      permissions: ["repo.content.read", "discussion.write", "collection.write", "job.write"],
    }]),
    NO_SCOPE,
  ],
  ["write on an organization only", fineGrained([{ ...ACME, permissions: WRITE }]), NO_SCOPE],
  ["write on one dataset", fineGrained([repository("ada/logs")]), SINGLE],
  [
    "write on repositories, read on the user",
    fineGrained([{ ...ADA, permissions: READ }, repository("ada/a"), repository("ada/c", "model")]),
    SINGLE,
  ],
  [
    "read on two datasets",
    fineGrained([scope("dataset", { name: "ada/a" }, READ), scope("dataset", { name: "ada/b" }, READ)]),
    SINGLE,
  ],
  ["write on a nameless dataset", fineGrained([scope("dataset")]), SINGLE],
  ["write on a bucket", fineGrained([repository("ada/bin", "bucket")]), SINGLE],
  ["write on a collection", fineGrained([scope("collection", { name: "ada/c" })]), NO_SCOPE],
  ["write on a resource group", fineGrained([scope("resource-group", { name: "x" })]), NO_SCOPE],
  ["write on an entity of the future", fineGrained([scope("container")]), "unknown"],
  ["read on an entity of the future", fineGrained([scope("container", {}, READ)]), NO_SCOPE],
  [
    "a permission of the future on the user",
    fineGrained([{ ...ADA, permissions: ["repo.create"] }]),
    "unknown",
  ],
  ["a permission that is a number", fineGrained([{ ...ADA, permissions: [1] }]), "unknown"],
  ["permissions that are a text", fineGrained([{ ...ADA, permissions: "repo.write" }]), "unknown"],
  ["no permissions", fineGrained([{ ...ADA }]), "unknown"],
  ["no entity", fineGrained([{ permissions: WRITE }]), "unknown"],
  ["a scope that is null", fineGrained([null]), "unknown"],
  ["scopes that are an object", fineGrained({ user: WRITE }), "unknown"],
  ["scopes that are missing", fineGrained(undefined), "unknown"],
  ["no description", { type: "access_token", accessToken: { role: "fineGrained" } }, "unknown"],
  ["harmless global permissions", fineGrained([], { global: ["post.write"] }), NO_SCOPE],
  ["repo.write as a global permission", fineGrained([], { global: ["repo.write"] }), "unknown"],
  ["a global permission of the future", fineGrained([], { global: ["all.write"] }), "unknown"],
  ["global permissions that are a text", fineGrained([], { global: "post.write" }), "unknown"],
];

Deno.test("Whether a token can create datasets of its user's follows from its kind and its scopes", async (t) => {
  for (const [name, auth, expected] of OWN) {
    await t.step(name, () => {
      assertEquals(codeOf(canCreate(ada(auth), { owner: "ada", endpoint: ENDPOINT })), expected);
    });
  }
});

const COVERED = fineGrained([{ ...ACME, permissions: WRITE }]);
function group(role: unknown): Record<string, unknown> {
  return { resourceGroups: [{ id: "5eed", name: "mill", role }] };
}

function restricted(...securityRestrictions: unknown[]): unknown {
  return member("acme", "write", { securityRestrictions });
}

/** In addition to what rights_grid_test.ts combines. */
const IN_ORGANIZATION:
  readonly (readonly [name: string, auth: unknown, acme: unknown, expected: Expected])[] = [
    ["an OAuth token of a reader", OAUTH, member("acme", "read"), "unknown"],
    [
      "write known by id alone",
      fineGrained([scope("org", { _id: "acme-id" })]),
      member("acme", "write"),
      "allowed",
    ],
    [
      "write on another organization only",
      fineGrained([scope("org", { _id: "lab-id", name: "lab" })]),
      member("acme", "admin"),
      NO_SCOPE,
    ],
    ["write on a resource group", fineGrained([scope("resource-group")]), member("acme", "write"), "unknown"],
    ["no scope, with a role of the future", fineGrained([]), member("acme", "boss"), NO_SCOPE],
    ["write on the organization of a reader", COVERED, member("acme", "read"), ROLE],
    ["a reader who writes in a group", classic("write"), member("acme", "read", group("write")), "unknown"],
    [
      "no access, but a group",
      classic("write"),
      member("acme", "no_access", group("contributor")),
      "unknown",
    ],
    ["a reader of a group too", classic("write"), member("acme", "read", group("read")), ROLE],
    [
      "a reader with unreadable groups",
      classic("write"),
      member("acme", "read", { resourceGroups: 1 }),
      "unknown",
    ],
    ["a writer who reads in a group", classic("write"), member("acme", "write", group("read")), "allowed"],
    [
      "a known and a future restriction",
      classic("write"),
      restricted("geo", "sso"),
      "organization_requires_sso",
    ],
    ["a restriction like a property of every object", classic("write"), restricted("constructor"), "unknown"],
    [
      "restrictions that are null",
      classic("write"),
      member("acme", "write", { securityRestrictions: null }),
      "allowed",
    ],
  ];

Deno.test("Whether a token can create in an organization follows from roles, groups, scopes and restrictions", async (t) => {
  for (const [name, auth, acme, expected] of IN_ORGANIZATION) {
    await t.step(name, () => {
      assertEquals(codeOf(canCreate(ada(auth, [acme]), { owner: "acme", endpoint: ENDPOINT })), expected);
    });
  }
  for (
    const [role, resourceGroup, expected] of [
      ["admin", "5eed", "allowed"],
      ["contributor", "5EED", "allowed"],
      ["read", "5eed", "unknown"],
      [undefined, "5eed", "unknown"],
      ["write", "other", "unknown"],
    ] as const
  ) {
    await t.step(`${role} in the group ${resourceGroup}`, () => {
      const whoami = ada(classic("write"), [member("acme", "write", group(role))]);
      assertEquals(codeOf(canCreate(whoami, { owner: "acme", endpoint: ENDPOINT, resourceGroup })), expected);
    });
  }
});

Deno.test("An owner that the token does not have is denied only where memberships are known in full", async (t) => {
  const rows: readonly (readonly [name: string, auth: unknown, orgs: unknown, expected: Expected])[] = [
    ["another user or organization", classic("write"), [member("lab", "write")], "organization_not_member"],
    ["for a read-only token too", classic("read"), [], "organization_not_member"],
    ["organizations that are null", classic("write"), null, "unknown"],
    ["organizations that are a text", classic("write"), "acme", "unknown"],
    ["no organizations at all", classic("write"), undefined, "unknown"],
    ["a nameless one among them", classic("write"), [{ type: "org", id: "1" }], "unknown"],
    ["an impossible name among them", classic("write"), [{ name: "a/b" }], "unknown"],
    ["a read-only token, organizations unknown", classic("read"), null, "token_role_read"],
    ["a token that names it", fineGrained([scope("org", { name: "acme" })]), [], "unknown"],
    ["a token that names no organization", fineGrained([scope("org", { _id: "1" })]), [], "unknown"],
    ["a token for a resource group", fineGrained([scope("resource-group")]), [], "unknown"],
    ["scopes that cannot be read", fineGrained("all"), [], "unknown"],
    ["an OAuth token", OAUTH, [], "unknown"],
  ];
  for (const [name, auth, orgs, expected] of rows) {
    await t.step(name, () => {
      const whoami = ada(auth, [], { orgs });
      const target = { owner: "acme", endpoint: ENDPOINT };
      assertEquals(codeOf(canCreate(whoami, { ...target, asOrganization: true })), expected);
      const plain = expected === "organization_not_member" ? "namespace_not_yours" : expected;
      assertEquals(codeOf(canCreate(whoami, target)), plain);
    });
  }
});

Deno.test("An account of an unknown kind is left to the Hub, and only the name and the role are needed", () => {
  for (const auth of [classic("write"), classic("read"), fineGrained([])]) {
    assertEquals(canCreate(ada(auth, [], { type: "app" }), { owner: "ada", endpoint: ENDPOINT }), "unknown");
  }
  for (const type of [undefined, null, 7, "user", "org"]) {
    const whoami = parseWhoami({ name: "ada", type, auth: { accessToken: { role: "write" } } });
    assertEquals(canCreate(whoami, { owner: "ada", endpoint: ENDPOINT }), "allowed");
  }
});

const LOGS = "ada/logs";
const THEIRS = "acme/logs";
const WRITING:
  readonly (readonly [name: string, auth: unknown, orgs: unknown, id: string, expected: Expected])[] = [
    ["a write token", classic("write"), [], LOGS, "allowed"],
    ["a write token, another case", classic("write"), [], "Ada/Logs", "allowed"],
    ["a read token", classic("read"), [], LOGS, "token_role_read"],
    ["an OAuth token", OAUTH, [], LOGS, "unknown"],
    ["write on the user", fineGrained([{ ...ADA, permissions: WRITE }]), [], LOGS, "allowed"],
    ["write on that dataset", fineGrained([repository(LOGS)]), [], LOGS, "allowed"],
    ["write on that dataset, another case", fineGrained([repository("Ada/Logs")]), [], LOGS, "allowed"],
    ["write on a nameless dataset", fineGrained([scope("dataset", { _id: "1" })]), [], LOGS, "unknown"],
    [
      "read on that dataset and on the user",
      fineGrained([{ ...ADA, permissions: READ }, scope("dataset", { name: LOGS }, READ)]),
      [],
      LOGS,
      NO_SCOPE,
    ],
    ["write on a model of that name", fineGrained([repository(LOGS, "model")]), [], LOGS, SINGLE],
    ["write on another dataset", fineGrained([repository("ada/x")]), [], LOGS, SINGLE],
    ["an admin", classic("write"), [member("acme", "admin", { plan: "team" })], THEIRS, "allowed"],
    ["a writer of a free organization", classic("write"), [member("acme", "write")], THEIRS, "allowed"],
    [
      "a writer of a paid one",
      classic("write"),
      [member("acme", "write", { plan: "team" })],
      THEIRS,
      "unknown",
    ],
    ["a contributor", classic("write"), [member("acme", "contributor")], THEIRS, "unknown"],
    ["a reader", classic("write"), [member("acme", "read")], THEIRS, ROLE],
    [
      "a reader with more in a group",
      classic("write"),
      [member("acme", "read", group("write"))],
      THEIRS,
      "unknown",
    ],
    ["a role that is missing", classic("write"), [member("acme", undefined)], THEIRS, "unknown"],
    [
      "read on the organization",
      fineGrained([{ ...ACME, permissions: READ }]),
      [member("acme", "write")],
      THEIRS,
      NO_SCOPE,
    ],
    ["write on its dataset", fineGrained([repository(THEIRS)]), [member("acme", "admin")], THEIRS, "allowed"],
    ["single sign-on", classic("write"), [restricted("sso")], THEIRS, "organization_requires_sso"],
    ["another user's", classic("write"), [], "bob/logs", "namespace_not_yours"],
    ["another user's that the token names", fineGrained([repository("bob/logs")]), [], "bob/logs", "unknown"],
    ["another user's, memberships unknown", classic("write"), null, "bob/logs", "unknown"],
  ];

Deno.test("Whether a token can write to a dataset follows from the same facts", async (t) => {
  for (const [name, auth, orgs, id, expected] of WRITING) {
    await t.step(name, () => {
      const whoami = ada(auth, orgs);
      assertEquals(codeOf(canWrite(whoami, { repository: id, endpoint: ENDPOINT })), expected);
      assertEquals(writesAsOwner(whoami, id), name.startsWith("a write token"));
    });
  }
});

Deno.test("The user comes first, then the organizations in the order of the Hub, each once", () => {
  const orgs = [member("lab", "contributor"), member("acme", "read"), member("lab", "read")];
  const rights = ownerRights(ada(classic("write"), orgs), { endpoint: ENDPOINT });
  assertEquals(rights.map(({ owner, kind, role, right }) => [owner, kind, role, codeOf(right)]), [
    ["ada", "user", undefined, "allowed"],
    ["lab", "organization", "contributor", "allowed"],
    ["acme", "organization", "read", ROLE],
  ]);
});

Deno.test("A thousand organizations are listed", () => {
  const orgs = Array.from({ length: 1_000 }, (_, n) => member(`org-${n}`, n % 2 === 0 ? "read" : "write"));
  const rights = ownerRights(ada(classic("write"), orgs), { endpoint: ENDPOINT });
  assertEquals(rights.filter(({ right }) => right === "allowed").length, 501);
});

Deno.test("HF_USERNAME refuses the token of another user, whatever the case of the name", () => {
  const whoami = ada(classic("read"));
  assertEquals([unexpectedUser(whoami, undefined), unexpectedUser(whoami, "ADA")], [undefined, undefined]);
  assertEquals(unexpectedUser(whoami, "bob")?.code, "token_owner_unexpected");
});

Deno.test("A user has no resource groups", () => {
  const whoami = ada(classic("write"), [member("acme", "write")]);
  checkResourceGroup(whoami, { owner: "acme", group: "5eed" });
  assertEquals(
    failureOf(() => checkResourceGroup(whoami, { owner: "Ada", group: "5eed" })).code,
    "resource_group_outside_organization",
  );
});
