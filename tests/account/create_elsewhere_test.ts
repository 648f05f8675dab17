import { assessCreate, assessOwner } from "../../lib/account/assess.ts";
import {
  ADA,
  ada,
  classic,
  ENDPOINT,
  fineGrained,
  member,
  OAUTH,
  organizationBox,
  organizationPage,
  OWN_BOX,
  OWN_PAGE,
  WRITE,
} from "./answers.ts";
import { assertVerdict, type Expected } from "./cases.ts";

const LAPTOP = `the token "laptop" belongs to "ada"`;
const JOIN = `oin "acme" with the role "contributor" or higher`;

function notMember(namespace: string, hint: string, name = "laptop"): Expected {
  return {
    denied: "organization_not_member",
    sentence:
      `Cannot create a dataset under "${namespace}": the token "${name}" belongs to "ada", and the Hub lists no organization "${namespace}" for "ada"`,
    hint,
    page: organizationPage(namespace),
  };
}

Deno.test("assessCreate() tells a namespace of somebody else from an organization without membership", async (t) => {
  const whoami = ada(classic("write"), [member("lab", "write"), member("society", "read")]);
  await t.step("the namespace may be a user's", () => {
    assertVerdict(assessCreate(whoami, { namespace: "bob", endpoint: ENDPOINT }), {
      denied: "namespace_not_yours",
      sentence:
        `Cannot create a dataset under "bob": ${LAPTOP}, and "bob" is neither "ada" nor an organization that the Hub lists for "ada"`,
      hint: `Use a token of "bob", or name another namespace. This token may create under "ada" and "lab".`,
      page: OWN_PAGE,
    });
  });
  await t.step("the namespace was given as an organization", () => {
    assertVerdict(
      assessCreate(whoami, { namespace: "acme", endpoint: ENDPOINT, asOrganization: true }),
      notMember(
        "acme",
        `J${JOIN}, or use the token of a member who has it. This token may create under "ada" and "lab".`,
      ),
    );
  });
  await t.step("the token is fine-grained and covers only the user", () => {
    const fine = ada(fineGrained([{ ...ADA, permissions: WRITE }]), [member("lab", "write")]);
    assertVerdict(
      assessCreate(fine, { namespace: "acme", endpoint: ENDPOINT, asOrganization: true }),
      notMember(
        "acme",
        `J${JOIN}; if "ada" has that already, make a token that covers "acme". This token may create under "ada".`,
        "ci",
      ),
    );
  });
  await t.step("the token may only read as well", () => {
    assertVerdict(
      assessCreate(ada(classic("read")), { namespace: "acme", endpoint: ENDPOINT, asOrganization: true }),
      notMember(
        "acme",
        `J${JOIN}, or use the token of a member who has it. Also in the way: the token may only read.`,
      ),
    );
  });
});

Deno.test("assessCreate() offers the nearest namespace for one that the token does not have", async (t) => {
  const whoami = ada(classic("write"), [member("acme-labs", "write", { fullname: "The Acme Laboratories" })]);
  const rest = `oin "ASKED" with the role "contributor" or higher, or use the token of a member who has it.`;
  for (const asked of ["acme_labs", "acme-lab", "amce-labs", "TheAcmeLaboratories"]) {
    await t.step(asked, () => {
      assertVerdict(
        assessCreate(whoami, { namespace: asked, endpoint: ENDPOINT, asOrganization: true }),
        notMember(
          asked,
          `Did you mean "acme-labs"? If not, j${
            rest.replace("ASKED", asked)
          } This token may create under "ada" and "acme-labs".`,
        ),
      );
    });
  }
});

Deno.test("assessCreate() gives the Hub's spelling of a namespace in the wrong letter case", () => {
  const whoami = ada(classic("write"), [member("Acme", "write")]);
  assertVerdict(assessCreate(whoami, { namespace: "ACME", endpoint: ENDPOINT }), {
    denied: "namespace_misspelled",
    sentence:
      `Cannot create a dataset under "ACME": the Hub knows it as "Acme" for the token "laptop" of "ada", and tells upper from lower case`,
    hint: `Write it as "Acme". This token may create under "ada" and "Acme".`,
    page: organizationPage("Acme"),
  });
  assertVerdict(assessCreate(whoami, { namespace: "Ada", endpoint: ENDPOINT }), {
    denied: "namespace_misspelled",
    sentence:
      `Cannot create a dataset under "Ada": the Hub knows it as "ada" for the token "laptop" of "ada", and tells upper from lower case`,
    hint: `Write it as "ada". This token may create under "ada" and "Acme".`,
    page: OWN_PAGE,
  });
});

Deno.test("assessCreate() leaves it to the Hub where memberships are not told in full", async (t) => {
  const why = `the Hub does not list all organizations of "ada", and "acme" may be one`;
  for (
    const [name, orgs] of [
      ["null", null],
      ["an object", {}],
      ["a text", "acme"],
      ["a nameless one among them", [member("lab", "write"), { type: "org", id: "1" }]],
      ["one with an impossible name", [{ ...Object(member("lab", "write")), name: "a/b" }]],
      ["a text among them", ["acme"]],
    ] as const
  ) {
    await t.step(name, () => {
      for (const asOrganization of [true, false]) {
        const whoami = ada(classic("write"), orgs);
        assertVerdict(assessCreate(whoami, { namespace: "acme", endpoint: ENDPOINT, asOrganization }), {
          unknown: why,
        });
      }
    });
  }
  await t.step("no list", () => {
    const whoami = ada(classic("write"), [], { orgs: undefined });
    assertVerdict(assessCreate(whoami, { namespace: "acme", endpoint: ENDPOINT }), { unknown: why });
  });
  await t.step("but a token that may only read creates nowhere", () => {
    const whoami = ada(classic("read"), null);
    const state = `the token "laptop" of "ada" has the role "read"`;
    const hint = `Signed in as "ada", make a token that may write, and use it instead.`;
    assertVerdict(assessCreate(whoami, { namespace: "acme", endpoint: ENDPOINT, asOrganization: true }), {
      denied: "token_role_read",
      sentence: `Cannot create a dataset under "acme": ${state} and lacks ${organizationBox("acme")}`,
      hint,
      page: organizationPage("acme"),
    });
    assertVerdict(assessCreate(whoami, { namespace: "acme", endpoint: ENDPOINT }), {
      denied: "token_role_read",
      sentence: `Cannot create a dataset under "acme": ${state} and lacks ${OWN_BOX}`,
      hint,
      page: OWN_PAGE,
    });
  });
});

Deno.test("assessCreate() does not deny what a token names although whoami does not list it", async (t) => {
  const unknown = `the Hub does not list "acme", but the fine-grained token "ci" of "ada" may cover it`;
  for (
    const [name, scoped] of [
      ["write on that organization", [{
        entity: { _id: "1", type: "org", name: "acme" },
        permissions: WRITE,
      }]],
      ["write on an organization that is not named", [{
        entity: { _id: "1", type: "org" },
        permissions: WRITE,
      }]],
      ["write on a resource group", [{ entity: { _id: "1", type: "resource-group" }, permissions: WRITE }]],
      ["scopes that cannot be read", "all"],
    ] as const
  ) {
    await t.step(name, () => {
      assertVerdict(assessCreate(ada(fineGrained(scoped)), { namespace: "acme", endpoint: ENDPOINT }), {
        unknown,
      });
    });
  }
  await t.step("an OAuth token anywhere", () => {
    assertVerdict(assessCreate(ada(OAUTH), { namespace: "acme", endpoint: ENDPOINT, asOrganization: true }), {
      unknown: `the Hub does not tell what the token of "ada" may do, as with OAuth tokens`,
    });
  });
});

Deno.test("assessOwner() denies the token of somebody else than expected", async (t) => {
  const owner = { expectedOwner: "bob", endpoint: ENDPOINT };
  const hint = `Use a token of "bob", made while signed in as "bob".`;
  await t.step("on its own", () => {
    assertVerdict(assessOwner(ada(classic("write")), owner), {
      denied: "token_owner_unexpected",
      sentence: `Cannot go on as "bob": ${LAPTOP}, not to "bob"`,
      hint,
      page: OWN_PAGE,
    });
  });
  await t.step("but not in another letter case, nor where nobody is expected", () => {
    assertVerdict(assessOwner(ada(classic("read")), { expectedOwner: "ADA", endpoint: ENDPOINT }), "allowed");
    assertVerdict(
      assessOwner(ada(classic("read")), { expectedOwner: undefined, endpoint: ENDPOINT }),
      "allowed",
    );
  });
});
