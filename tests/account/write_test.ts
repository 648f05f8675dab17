import { assessWrite } from "../../lib/account/assess.ts";
import {
  ACME,
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
  READ,
  repository,
  WRITE,
} from "./answers.ts";
import { assertVerdict, type Expected } from "./cases.ts";

const OWN = "ada/logs";
const THEIRS = "acme/logs";
const CI = `the fine-grained token "ci" of "ada"`;
const USE = `Signed in as "ada", make a token that may write, and use it instead.`;
const TICK_OWN =
  `Tick that box, or the one for "ada/logs" alone, for this token at https://huggingface.co/settings/tokens, or make a new token.`;
const TICK_THEIRS =
  `Select "acme" and tick that box, or the one for "acme/logs" alone, for this token at https://huggingface.co/settings/tokens, or make a new token; a fine-grained token covers only the organizations that were selected for it.`;

function own(reason: "token_role_read" | "token_scope_missing", state: string, hint: string): Expected {
  return {
    denied: reason,
    sentence: `Cannot write to the dataset "ada/logs": ${state} ${OWN_BOX}`,
    hint,
    page: OWN_PAGE,
  };
}

function roleInsufficient(role: string): Expected {
  return {
    denied: "organization_role_insufficient",
    sentence:
      `Cannot write to the dataset "acme/logs": the token "laptop" belongs to "ada", whose role in "acme" is "${role}"; it takes "write" or "admin"`,
    hint:
      `Ask an admin of "acme" to give "ada" the role "write" or higher (a new token changes nothing), or use the token of a member who has it.`,
    page: organizationPage("acme"),
  };
}

const CASES:
  readonly (readonly [name: string, auth: unknown, orgs: unknown, id: string, expected: Expected])[] = [
    ["a write token, her own dataset", classic("write"), [], OWN, "allowed"],
    ["a write token, her own dataset in another letter case", classic("write"), [], "Ada/Logs", "allowed"],
    [
      "a read token, her own dataset",
      classic("read"),
      [],
      OWN,
      own("token_role_read", `the token "laptop" of "ada" has the role "read" and lacks`, USE),
    ],
    ["an OAuth token, her own dataset", OAUTH, [], OWN, {
      unknown: `the Hub does not tell what the token of "ada" may do, as with OAuth tokens`,
    }],
    ["fine-grained, write on the user", fineGrained([{ ...ADA, permissions: WRITE }]), [], OWN, "allowed"],
    ["fine-grained, write on that dataset", fineGrained([repository("ada/logs")]), [], OWN, "allowed"],
    [
      "fine-grained, write on that dataset in another letter case",
      fineGrained([repository("Ada/Logs")]),
      [],
      OWN,
      "allowed",
    ],
    [
      "fine-grained, write on a dataset that is not named",
      fineGrained([{ entity: { _id: "1", type: "dataset" }, permissions: WRITE }]),
      [],
      OWN,
      { unknown: `the Hub does not tell all of what ${CI} may do in "ada"` },
    ],
    [
      "fine-grained, read on that dataset and on the user",
      fineGrained([{ ...ADA, permissions: READ }, {
        entity: { type: "dataset", name: OWN },
        permissions: READ,
      }]),
      [],
      OWN,
      own("token_scope_missing", `${CI} lacks`, TICK_OWN),
    ],
    ["fine-grained, write on a model of that name", fineGrained([repository("ada/logs", "model")]), [], OWN, {
      denied: "token_scope_single_repositories",
      sentence:
        `Cannot write to the dataset "ada/logs": ${CI} is limited to single repositories ("ada/logs") and lacks ${OWN_BOX}`,
      hint: TICK_OWN,
      page: OWN_PAGE,
    }],
    ["fine-grained, write on another dataset", fineGrained([repository("ada/other")]), [], OWN, {
      denied: "token_scope_single_repositories",
      sentence:
        `Cannot write to the dataset "ada/logs": ${CI} is limited to single repositories ("ada/other") and lacks ${OWN_BOX}`,
      hint: TICK_OWN,
      page: OWN_PAGE,
    }],
    [
      "an admin of the organization",
      classic("write"),
      [member("acme", "admin", { plan: "team" })],
      THEIRS,
      "allowed",
    ],
    ["a writer of a free organization", classic("write"), [member("acme", "write")], THEIRS, "allowed"],
    [
      "a writer of an organization with resource groups",
      classic("write"),
      [member("acme", "write", { plan: "team" })],
      THEIRS,
      {
        unknown: `"ada" has the role "write" in "acme", but a resource group of "acme" may narrow that down`,
      },
    ],
    ["a contributor", classic("write"), [member("acme", "contributor")], THEIRS, {
      unknown: `"ada" has the role "contributor" in "acme", which covers only what "ada" created there`,
    }],
    ["a reader", classic("write"), [member("acme", "read")], THEIRS, roleInsufficient("read")],
    [
      "a member without access",
      classic("write"),
      [member("acme", "no_access")],
      THEIRS,
      roleInsufficient("no_access"),
    ],
    [
      "a reader with more in a resource group",
      classic("write"),
      [member("acme", "read", { resourceGroups: [{ id: "1", name: "mill", role: "write" }] })],
      THEIRS,
      { unknown: `"ada" has the role "read" in "acme", but the role "write" in the resource group "mill"` },
    ],
    ["a member whose role is not told", classic("write"), [member("acme", undefined)], THEIRS, {
      unknown: `the Hub does not tell the role of "ada" in "acme"`,
    }],
    [
      "fine-grained, read on the organization",
      fineGrained([{ ...ACME, permissions: READ }]),
      [member("acme", "write")],
      THEIRS,
      {
        denied: "token_scope_missing",
        sentence: `Cannot write to the dataset "acme/logs": ${CI} lacks ${organizationBox("acme")}`,
        hint: TICK_THEIRS,
        page: organizationPage("acme"),
      },
    ],
    [
      "fine-grained, write on that dataset of the organization",
      fineGrained([repository(THEIRS)]),
      [member("acme", "admin")],
      THEIRS,
      "allowed",
    ],
    [
      "the organization requires single sign-on",
      classic("write"),
      [member("acme", "write", { securityRestrictions: ["sso"] })],
      THEIRS,
      {
        denied: "organization_requires_sso",
        sentence:
          `Cannot write to the dataset "acme/logs": "acme" requires single sign-on, and the Hub finds none behind the token "laptop" of "ada"`,
        hint:
          `Sign in to "acme" in a browser at https://huggingface.co/acme and run this again; if that changes nothing, make a new token.`,
        page: organizationPage("acme"),
      },
    ],
    ["a dataset of somebody else", classic("write"), [], "bob/logs", {
      denied: "namespace_not_yours",
      sentence:
        `Cannot write to the dataset "bob/logs": the token "laptop" belongs to "ada", and "bob" is neither "ada" nor an organization that the Hub lists for "ada"`,
      hint: `Use a token of "bob", or name a dataset of your own.`,
      page: OWN_PAGE,
    }],
    [
      "a dataset of somebody else that the token names",
      fineGrained([repository("bob/logs")]),
      [],
      "bob/logs",
      {
        unknown: `the Hub does not list "bob", but ${CI} may cover it`,
      },
    ],
    ["a dataset of somebody else, memberships not told", classic("write"), null, "bob/logs", {
      unknown: `the Hub does not list all organizations of "ada", and "bob" may be one`,
    }],
    ["a dataset without a namespace", classic("write"), [], "squad", { unknown: `"squad" has no namespace` }],
  ];

Deno.test("assessWrite() tells whether a token may write to a dataset that exists", async (t) => {
  for (const [name, auth, orgs, repositoryId, expected] of CASES) {
    await t.step(name, () => {
      assertVerdict(assessWrite(ada(auth, orgs), { repositoryId, endpoint: ENDPOINT }), expected);
    });
  }
});
