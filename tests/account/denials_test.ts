/** Every sentence about what a token is not allowed to do, once. */
import { assertEquals } from "@std/assert";
import { Denial, type DenialCode, DENIALS } from "../../lib/account/denials.ts";
import { canCreate, canWrite, refusedByHub } from "../../lib/account/rights.ts";
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
  OWN_PAGE,
  READ,
  repository,
  WRITE,
} from "./answers.ts";

interface Said {
  readonly message: string;
  readonly hint: string;
  readonly brief: string;
  /** Where a new token helps. */
  readonly page?: string;
}

const COVERED = fineGrained([{ ...ACME, permissions: WRITE }]);
const OWN_BOX = '"Write access to contents/settings of all repos under your personal namespace"';
const ACME_BOX = '"Write access to contents/settings of all repos in selected organizations"';
const ALSO = "; this token can create datasets under ada";

function restricted(restriction: string): unknown[] {
  return [member("acme", "write", { securityRestrictions: [restriction] })];
}

const ROWS: Readonly<Record<DenialCode, readonly [auth: unknown, orgs: unknown, owner: string, said: Said]>> =
  {
    namespace_not_yours: [classic("write"), [member("lab", "write")], "bob", {
      message: "Cannot create a dataset under bob: bob is neither ada nor one of ada's organizations",
      hint: "Use another owner, or a token of bob; this token can create datasets under ada and lab",
      brief: "another user's",
    }],
    organization_not_member: [classic("write"), [], "acme", {
      message: "Cannot create a dataset under acme: ada is not a member of acme",
      hint: `Join acme as "contributor" or higher, or use the token of a member${ALSO}`,
      brief: "not a member",
    }],
    organization_role_insufficient: [classic("write"), [member("acme", "read")], "acme", {
      message:
        'Cannot create a dataset under acme: ada\'s role in acme is "read", but "contributor" or higher is required',
      hint: `Ask an admin of acme for the role "contributor" (a new token does not help)${ALSO}`,
      brief: 'role is "read", but "contributor" or higher is required',
    }],
    organization_requires_sso: [classic("write"), restricted("sso"), "acme", {
      message:
        "Cannot create a dataset under acme: acme requires single sign-on, and this token has no SSO session",
      hint: "Sign in to acme in a browser, then run it again: https://huggingface.co/acme",
      brief: "requires single sign-on",
    }],
    organization_requires_mfa: [classic("write"), restricted("mfa"), "acme", {
      message:
        "Cannot create a dataset under acme: acme requires two-factor authentication, and ada has not turned it on",
      hint: "Turn it on, then run it again: https://huggingface.co/settings/authentication",
      brief: "requires two-factor authentication",
    }],
    organization_restricts_network: [classic("write"), restricted("ip"), "acme", {
      message: "Cannot create a dataset under acme: acme allows only certain networks, not this one",
      hint: `Use an allowed network, or ask an admin of acme to allow this one${ALSO}`,
      brief: "network not allowed",
    }],
    organization_restricts_token: [classic("write"), restricted("token-policy"), "acme", {
      message: "Cannot create a dataset under acme: acme allows only fine-grained tokens",
      hint: `Create a fine-grained token (an admin of acme may have to approve it): ${
        organizationPage("acme")
      }`,
      brief: "only fine-grained tokens",
      page: organizationPage("acme"),
    }],
    organization_revoked_token: [COVERED, restricted("token-revoked"), "acme", {
      message: 'Cannot create a dataset under acme: acme has revoked the token "ci" of ada',
      hint: `Ask an admin of acme why, then create a new token: ${organizationPage("acme")}`,
      brief: "token revoked",
      page: organizationPage("acme"),
    }],
    token_role_read: [classic("read"), [], "ada", {
      message: 'Cannot create a dataset under ada: the token "laptop" of ada is read-only',
      hint: `Create a token with write access (signed in as ada): ${OWN_PAGE}`,
      brief: "token is read-only",
      page: OWN_PAGE,
    }],
    token_scope_missing: [fineGrained([{ ...ADA, permissions: READ }]), [], "ada", {
      message:
        `Cannot create a dataset under ada: the token "ci" of ada lacks the permission repo.write for ada`,
      hint: `Add ${OWN_BOX} to the token, or create a new one: ${OWN_PAGE}`,
      brief: "token lacks repo.write",
      page: OWN_PAGE,
    }],
    token_scope_single_repositories: [
      fineGrained(["ada/a", "ada/b", "ada/c", "ada/d"].map((id) => repository(id))),
      [],
      "ada",
      {
        message:
          'Cannot create a dataset under ada: the token "ci" of ada is limited to ada/a, ada/b, ada/c and 1 more',
        hint: `Create a token with ${OWN_BOX}: ${OWN_PAGE}`,
        brief: "token is limited to single repositories",
        page: OWN_PAGE,
      },
    ],
  };

Deno.test("Each denial says what is missing and what to do, with a token page only where a new token helps", async (t) => {
  assertEquals(Object.keys(ROWS), Object.keys(DENIALS));
  for (const [code, [auth, orgs, owner, said]] of Object.entries(ROWS)) {
    await t.step(code, () => {
      const asOrganization = code === "organization_not_member";
      const right = canCreate(ada(auth, orgs), { owner, endpoint: ENDPOINT, asOrganization });
      assertEquals(right instanceof Denial && { ...heard(right), exit: right.exitCode, code: right.code }, {
        ...said,
        page: said.page,
        exit: 4,
        code,
      });
    });
  }
});

function heard(denial: Denial) {
  const { message, brief, tokenPage } = denial;
  return { message, hint: hintOf(denial), brief, page: tokenPage };
}

function hintOf({ hint, page }: Denial): string {
  return page === undefined ? hint : `${hint} ${page}`;
}

Deno.test("The words differ for fine-grained tokens and for writing", async (t) => {
  const create = (auth: unknown, orgs: unknown, asOrganization = false) =>
    canCreate(ada(auth, orgs), { owner: "acme", endpoint: ENDPOINT, asOrganization });
  const write = (auth: unknown, orgs: unknown, repository: string) =>
    canWrite(ada(auth, orgs), { repository, endpoint: ENDPOINT });
  const rows = [
    [
      "not a member",
      create(fineGrained([]), [], true),
      "ada is not a member of acme",
      'Join acme as "contributor" or higher, then create a token that includes it',
    ],
    [
      "not approved",
      create(COVERED, restricted("token-policy")),
      'acme has not approved the token "ci" of ada',
      "Ask an admin of acme to approve it",
    ],
    [
      "a scope of an organization",
      create(fineGrained([]), [member("acme", "write")]),
      `the token "ci" of ada lacks the permission repo.write for acme`,
      `Select acme and ${ACME_BOX} for the token, or create a new one: ${organizationPage("acme")}`,
    ],
    [
      "several at once",
      create(classic("read"), [member("acme", "read", { securityRestrictions: ["sso", "ip"] })]),
      'ada\'s role in acme is "read", but "contributor" or higher is required (also: requires single sign-on, network not allowed, token is read-only)',
      'Ask an admin of acme for the role "contributor" (a new token does not help)',
    ],
    [
      "a nameless token",
      write({ accessToken: { role: "read" } }, [], "ada/logs"),
      "the token of ada is read-only",
      `Create a token with write access (signed in as ada): ${OWN_PAGE}`,
    ],
    [
      "writing as a reader",
      write(classic("write"), [member("acme", "read")], "acme/logs"),
      'ada\'s role in acme is "read", but "write" or higher is required',
      'Ask an admin of acme for the role "write" (a new token does not help)',
    ],
    [
      "writing to another user's",
      write(classic("write"), [], "bob/logs"),
      "bob is neither ada nor one of ada's organizations",
      "Use a dataset of your own, or a token of bob",
    ],
  ] as const;
  for (const [name, right, state, hint] of rows) {
    await t.step(name, () => {
      assertEquals(right instanceof Denial && [right.message.replace(/^.*?: /, ""), hintOf(right)], [
        state,
        hint,
      ]);
    });
  }
});

Deno.test("A near miss is answered with the owner that was probably meant", async (t) => {
  const whoami = ada(classic("write"), [member("acme-labs", "write", { fullname: "The Acme Laboratories" })]);
  for (const owner of ["acme_labs", "acme-lab", "amce-labs", "TheAcmeLaboratories"]) {
    await t.step(owner, () => {
      const right = canCreate(whoami, { owner, endpoint: ENDPOINT, asOrganization: true });
      assertEquals(right instanceof Denial && right.hint, "Did you mean acme-labs?");
    });
  }
});

Deno.test("The next command is to use a dataset that a limited token can write to", () => {
  const limited = ada(
    fineGrained([repository("ada/tool", "model"), repository("ada/x;rm -rf ~"), repository("ada/logs")]),
  );
  const right = canCreate(limited, { owner: "ada", endpoint: ENDPOINT });
  assertEquals(right instanceof Denial && right.next, ["hf-dataset-setup use ada/logs"]);
});

Deno.test("A refusal says what the Hub said and why it was not known before, and names a way that helps", async (t) => {
  const cause = new Error("403");
  const target = { owner: "acme", endpoint: ENDPOINT };
  const superuser = refusedByHub(ada(classic("superuser"), [member("acme", "write")]), target, "No", {
    cause,
  });
  assertEquals([superuser.code, superuser.exitCode, superuser.cause, superuser.message, superuser.hint], [
    "creation_refused",
    4,
    cause,
    'Cannot create a dataset under acme: the Hub refused the token "laptop" of ada: "No" (could not be checked in advance: unknown token role "superuser")',
    "Create a token with write access, ask an admin of acme, or see what this token can do:",
  ]);
  assertEquals([superuser.page, superuser.next], [organizationPage("acme"), ["hf-dataset-setup whoami"]]);
  await t.step("an OAuth token is renewed by the program that logged in", () => {
    const failure = refusedByHub(ada(OAUTH), { repository: "ada/logs", endpoint: ENDPOINT }, "Forbidden");
    assertEquals([failure.code, failure.hint, failure.page, failure.next], [
      "writing_refused",
      "Log in again and allow write access:",
      undefined,
      ["hf auth login"],
    ]);
  });
  await t.step("what whoami denies is said in its words", () => {
    assertEquals(
      refusedByHub(ada(classic("read")), { owner: "ada", endpoint: ENDPOINT }, "No").code,
      "token_role_read",
    );
  });
});
