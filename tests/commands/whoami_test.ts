/** What whoami shows of names that the Hub sends, to a person and to a program. */
import { assert, assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { ownerRights } from "../../lib/account/rights.ts";
import { parseWhoami, type Whoami } from "../../lib/account/whoami.ts";
import { describeWhoami, ownerLines, whoamiResult } from "../../lib/commands/whoami.ts";
import { columnsOf } from "../../lib/terminal/layout.ts";
import {
  ACME,
  ADA,
  ada,
  classic,
  ENDPOINT,
  fineGrained,
  member,
  OAUTH,
  organizationPage,
  READ,
  repository,
  WRITE,
} from "../account/answers.ts";
import { setScene } from "../support/scene.ts";
import { fakeToken } from "../test_hub/accounts.ts";

const OPTIONS = { now: Date.UTC(2026, 10, 22, 10), endpoint: ENDPOINT };

function tableOf(whoami: Whoami, columns = 80): readonly string[] {
  return ownerLines(ownerRights(whoami, OPTIONS), columns).map(({ text }) => text);
}

function resultOf(whoami: Whoami) {
  return JSON.parse(
    JSON.stringify(whoamiResult(whoami, { ...OPTIONS, rights: ownerRights(whoami, OPTIONS) })),
  );
}

Deno.test("whoami shows whose token it is, what it can do, for how long, and where it can create", () => {
  const auth = { ...Object(fineGrained([{ ...ADA, permissions: READ }, { ...ACME, permissions: WRITE }])) };
  const whoami = ada({ ...auth, expiresAt: "2026-11-25T10:00:00.000Z" }, [
    member("acme", "write"),
    member("Royal-Society", "read"),
    member("lab", undefined),
  ], { fullname: "Ada Augusta" });
  assertEquals(describeWhoami(whoami, OPTIONS), [
    ["User", "ada (Ada Augusta)"],
    ["Token name", "ci"],
    ["Access", "fine-grained"],
    ["Expires", "2026-11-25 10:00 UTC, in 3 days"],
    ["Scopes", "user ada: repo.content.read"],
    ["", "org acme: repo.content.read, repo.access.read, repo.write"],
  ]);
  assertEquals(tableOf(whoami), [
    "",
    "Can create datasets in:",
    "Owner          Allowed  Reason",
    "ada            no       token lacks repo.write",
    "acme           yes",
    'Royal-Society  no       role is "read", but "contributor" or higher is required',
    "lab            no       token lacks repo.write",
  ]);
  assertEquals(tableOf(whoami, 40).slice(2), [
    "Owner  Allowed  Reason",
    "ada  no",
    "  token lacks repo.write",
    "acme  yes",
    "Royal-Society  no",
    '  role is "read", but "contributor" or',
    "  higher is required",
    "lab  no",
    "  token lacks repo.write",
  ]);
});

Deno.test("whoami of a plain write token shows no column without content", () => {
  assertEquals(tableOf(ada(classic("write"))).slice(2), ["Owner  Allowed", "ada    yes"]);
});

Deno.test("whoami says why it is unknown what a token can do", () => {
  assertEquals(tableOf(ada(OAUTH)).slice(2), [
    "Owner  Allowed  Reason",
    "ada    unknown  OAuth tokens do not list their permissions",
  ]);
});

Deno.test("whoami colors what is allowed and what is unknown, and never a denial, which is no error", () => {
  const whoami = ada(classic("write"), [member("acme", "read"), member("lab", undefined)]);
  assertEquals(ownerLines(ownerRights(whoami, OPTIONS), 80).slice(3).map(({ tone, mark }) => [tone, mark]), [
    ["good", "  yes"],
    ["plain", undefined],
    ["unsure", "  unknown"],
  ]);
});

Deno.test("whoami names each kind of token in words", async (t) => {
  const cases: readonly (readonly [auth: unknown, name: string, access: string])[] = [
    [classic("read"), "laptop", "read-only"],
    [classic("god"), "laptop", 'read and write (role "god")'],
    [OAUTH, "(unnamed)", "unknown (OAuth token)"],
    [classic("superuser"), "laptop", 'unknown (role "superuser")'],
    [undefined, "(unnamed)", "unknown"],
  ];
  for (const [auth, name, access] of cases) {
    await t.step(access, () => {
      const [, ...facts] = describeWhoami(ada(auth), OPTIONS);
      assertEquals(facts.slice(0, 2), [["Token name", name], ["Access", access]]);
    });
  }
});

Deno.test("whoami counts the scopes that are too many to show, and distinguishes none from unknown", () => {
  const scopesOf = (scoped: unknown) => describeWhoami(ada(fineGrained(scoped)), OPTIONS).slice(4);
  const many = scopesOf(Array.from({ length: 20 }, (_, index) => repository(`ada/run-${index}`)));
  assertEquals(many.length, 9);
  assertEquals(many[0], ["Scopes", "dataset ada/run-0: repo.content.read, repo.access.read, repo.write"]);
  assertEquals(many[8], ["", "and 12 more"]);
  assertEquals(scopesOf([]), [["Scopes", "none"]]);
  assertEquals(scopesOf(undefined), [["Scopes", "unknown"]]);
  assertEquals(scopesOf([{ permissions: READ }]), [["Scopes", "unknown: repo.content.read"]]);
  assertEquals(scopesOf([{ ...ADA }]), [["Scopes", "user ada: unknown"]]);
});

Deno.test("The table of owners breaks no word at any width, and only single words are wider", () => {
  const whoami = ada(classic("write"), [
    member("a".repeat(96), "read"),
    member("b".repeat(32), "owner-of-all-things ".repeat(9)),
    member("c".repeat(33), "read", { securityRestrictions: ["z".repeat(200)] }),
  ]);
  for (const columns of [40, 61, 80, 120]) {
    const lines = tableOf(whoami, columns);
    for (const line of lines) {
      assert(columnsOf(line) <= columns || /^ *\S*(?: {2}\w+)?$/.test(line), line);
      assertMatch(line, /^(|.*\S)$/);
    }
    assertEquals(lines.join(" ").split(/\s+/), tableOf(whoami, 10_000).join(" ").split(/\s+/));
  }
});

Deno.test("whoami gives programs everything, with null for what the Hub does not say", () => {
  const auth = { ...Object(fineGrained([{ entity: { type: "user", name: "ada" }, permissions: WRITE }])) };
  const whoami = ada({ ...auth, expiresAt: "2026-11-25T10:00:00.000Z" }, [
    member("acme", "write", { resourceGroups: [{ id: "1", name: "mill" }] }),
  ]);
  assertEquals(resultOf(whoami), {
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
          'Cannot create a dataset under acme: the token "ci" of ada lacks the permission repo.write for acme',
        hint:
          `Select acme and "Write access to contents/settings of all repos in selected organizations" for the token, or create a new one (this token can create datasets under ada): ${
            organizationPage("acme")
          }`,
        tokenPage: organizationPage("acme"),
        resourceGroups: [{ id: "1", name: "mill", role: null }],
      },
    ],
    namespacesComplete: true,
  });
});

Deno.test("whoami gives programs the same keys for the barest answer", () => {
  const full = resultOf(ada(fineGrained([{ ...ACME, permissions: WRITE }])));
  const bare = resultOf(parseWhoami({ name: "ada" }));
  assertEquals(Object.keys(bare), Object.keys(full));
  assertEquals(Object.keys(bare.token), Object.keys(full.token));
  assertEquals(Object.keys(bare.namespaces[0]), Object.keys(full.namespaces[0]));
  assertEquals([bare.namespaces[0].mayCreate, bare.namespacesComplete], ["unknown", false]);
});

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
  const run = await scene.succeeds(["whoami", "--output", "json"], { token });
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
    const run = await scene.run(args, { token });
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
  const run = await scene.succeeds(["whoami"], { token });
  assertEquals(run.stdout, "ada\n");
  // Without a terminal, a fact is one line.
  const lines = run.stderr.split("\n").filter((line) => !line.startsWith("User "));
  assertEquals(lines.filter((line) => columnsOf(line) > 80 && line.trim().includes(" ")), []);
  for (const { name } of orgs) assertStringIncludes(run.stderr.replaceAll("\n", ""), name);
});

Deno.test("An env file that is no text, or sets its token twice, is not why there is no token", async (t) => {
  for (const content of ["\0", "HF_TOKEN=a HF_TOKEN=b\n"]) {
    for (const command of ["whoami", "list"]) {
      await t.step(`${command} ${JSON.stringify(content)}`, async () => {
        await using scene = await setScene();
        await scene.write(".env", content);
        await scene.fails([command], [3, "token_missing"], { env: {} });
      });
    }
  }
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
