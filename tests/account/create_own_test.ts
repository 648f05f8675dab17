import { assert, assertEquals } from "@std/assert";
import { assessCreate } from "../../lib/account/assess.ts";
import { failureOfDenial } from "../../lib/account/denial_failure.ts";
import { parseWhoami } from "../../lib/account/parse_whoami.ts";
import {
  ACME,
  ADA,
  ada,
  classic,
  ENDPOINT,
  fineGrained,
  member,
  OAUTH,
  OWN_BOX,
  OWN_PAGE,
  READ,
  repository,
  WRITE,
} from "./answers.ts";
import { assertVerdict, type Expected } from "./cases.ts";

const TICK = `Tick that box for this token at https://huggingface.co/settings/tokens, or make a new token.`;
const CI = `Cannot create a dataset under "ada": the fine-grained token "ci" of "ada"`;

function scopeMissing(hint = TICK): Expected {
  return { denied: "token_scope_missing", sentence: `${CI} lacks ${OWN_BOX}`, hint, page: OWN_PAGE };
}

function singleRepositories(names: string): Expected {
  return {
    denied: "token_scope_single_repositories",
    sentence: `${CI} is limited to single repositories${names} and lacks ${OWN_BOX}`,
    hint: TICK,
    page: OWN_PAGE,
  };
}

const UNTOLD: Expected = {
  unknown: `the Hub does not tell all of what the fine-grained token "ci" of "ada" may do in "ada"`,
};
const ROLE_UNTOLD: Expected = { unknown: `the Hub does not tell the role of the token "laptop" of "ada"` };

function roleUnknown(role: string): Expected {
  return { unknown: `the token "laptop" of "ada" has the role "${role}", which this program does not know` };
}

/** Everything that a token can be, asked for a dataset in its owner's own namespace. */
const CASES: readonly (readonly [name: string, auth: unknown, expected: Expected])[] = [
  ["a write token", classic("write"), "allowed"],
  ["a god token", classic("god"), "allowed"],
  ["a read token", classic("read"), {
    denied: "token_role_read",
    sentence:
      `Cannot create a dataset under "ada": the token "laptop" of "ada" has the role "read" and lacks ${OWN_BOX}`,
    hint: `Signed in as "ada", make a token that may write, and use it instead.`,
    page: OWN_PAGE,
  }],
  ["a read token without a name", { type: "access_token", accessToken: { role: "read" } }, {
    denied: "token_role_read",
    sentence:
      `Cannot create a dataset under "ada": the token of "ada" has the role "read" and lacks ${OWN_BOX}`,
    hint: `Signed in as "ada", make a token that may write, and use it instead.`,
    page: OWN_PAGE,
  }],
  ["a token with the role contributor of old clients", classic("contributor"), roleUnknown("contributor")],
  ["a token with the role admin of old clients", classic("admin"), roleUnknown("admin")],
  ["a token with a role of the future", classic("superuser"), roleUnknown("superuser")],
  ["a token with its role in capitals", classic("READ"), roleUnknown("READ")],
  ["a token without a role", classic(undefined), ROLE_UNTOLD],
  ["a token whose role is null", classic(null), ROLE_UNTOLD],
  ["a token whose role is a number", classic(7), ROLE_UNTOLD],
  ["a token whose role is an object", classic({ name: "read" }), ROLE_UNTOLD],
  ["an OAuth token", OAUTH, {
    unknown: `the Hub does not tell what the token of "ada" may do, as with OAuth tokens`,
  }],
  ["an OAuth token whose accessToken is null", { type: "app_token", accessToken: null }, {
    unknown: `the Hub does not tell what the token of "ada" may do, as with OAuth tokens`,
  }],
  ["an accessToken that is a text", { type: "access_token", accessToken: "write" }, {
    unknown: `the Hub does not tell the role of the token of "ada"`,
  }],
  ["no auth at all", undefined, { unknown: `the Hub does not tell the role of the token of "ada"` }],
  ["an auth that is a list", ["read"], { unknown: `the Hub does not tell the role of the token of "ada"` }],
  ["fine-grained, write on the user", fineGrained([{ ...ADA, permissions: WRITE }]), "allowed"],
  [
    "fine-grained, only repo.write on the user",
    fineGrained([{ ...ADA, permissions: ["repo.write"] }]),
    "allowed",
  ],
  [
    "fine-grained, write on the user known by id alone",
    fineGrained([{ entity: { _id: "ada-id", type: "user" }, permissions: WRITE }]),
    "allowed",
  ],
  [
    "fine-grained, write on the user known by name alone, in another letter case",
    fineGrained([{ entity: { type: "user", name: "Ada" }, permissions: WRITE }]),
    "allowed",
  ],
  [
    "fine-grained, write on the user under her former name",
    fineGrained([{ entity: { _id: "ada-id", type: "user", name: "countess" }, permissions: WRITE }]),
    "allowed",
  ],
  [
    "fine-grained, write on a user of her name with another id",
    fineGrained([{ entity: { _id: "other-id", type: "user", name: "ada" }, permissions: WRITE }]),
    UNTOLD,
  ],
  [
    "fine-grained, write on a user with neither id nor name",
    fineGrained([{ entity: { type: "user" }, permissions: WRITE }]),
    UNTOLD,
  ],
  ["fine-grained, read on the user", fineGrained([{ ...ADA, permissions: READ }]), scopeMissing()],
  ["fine-grained, no permission on the user", fineGrained([{ ...ADA, permissions: [] }]), scopeMissing()],
  ["fine-grained, nothing at all", fineGrained([]), scopeMissing()],
  [
    "fine-grained, everything but repo.write on the user",
    fineGrained([{
      ...ADA,
      permissions: ["repo.content.read", "discussion.write", "collection.write", "job.write"],
    }]),
    scopeMissing(),
  ],
  [
    "fine-grained, write on an organization only",
    fineGrained([{ ...ACME, permissions: WRITE }]),
    scopeMissing(),
  ],
  [
    "fine-grained, write on one dataset",
    fineGrained([repository("ada/logs")]),
    singleRepositories(` ("ada/logs")`),
  ],
  [
    "fine-grained, write on five repositories, read on the user",
    fineGrained([
      { ...ADA, permissions: READ },
      repository("ada/a"),
      repository("ada/b"),
      repository("ada/c", "model"),
      repository("ada/d", "space"),
      repository("ada/e"),
    ]),
    singleRepositories(` ("ada/a", "ada/b", "ada/c" and 2 more)`),
  ],
  [
    "fine-grained, read on two datasets",
    fineGrained([
      { entity: { type: "dataset", name: "ada/a" }, permissions: READ },
      { entity: { type: "dataset", name: "ada/b" }, permissions: READ },
    ]),
    singleRepositories(` ("ada/a" and "ada/b")`),
  ],
  [
    "fine-grained, write on a dataset without a name",
    fineGrained([{ entity: { _id: "1", type: "dataset" }, permissions: WRITE }]),
    singleRepositories(""),
  ],
  [
    "fine-grained, write on a bucket",
    fineGrained([repository("ada/bin", "bucket")]),
    singleRepositories(` ("ada/bin")`),
  ],
  [
    "fine-grained, write on a collection",
    fineGrained([{ entity: { _id: "1", type: "collection", name: "ada/c" }, permissions: WRITE }]),
    scopeMissing(),
  ],
  [
    "fine-grained, write on a resource group, which users do not have",
    fineGrained([{ entity: { _id: "1", type: "resource-group", name: "mill" }, permissions: WRITE }]),
    scopeMissing(),
  ],
  [
    "fine-grained, write on an entity of the future",
    fineGrained([{ entity: { _id: "1", type: "container", name: "x" }, permissions: WRITE }]),
    UNTOLD,
  ],
  [
    "fine-grained, read on an entity of the future",
    fineGrained([{ entity: { _id: "1", type: "container", name: "x" }, permissions: READ }]),
    scopeMissing(),
  ],
  [
    "fine-grained, a permission of the future on the user",
    fineGrained([{ ...ADA, permissions: ["repo.create"] }]),
    UNTOLD,
  ],
  [
    "fine-grained, repo.content.write, which only a draft of the Hub's documentation knows",
    fineGrained([{ ...ADA, permissions: ["repo.content.read", "repo.content.write"] }]),
    UNTOLD,
  ],
  ["fine-grained, a permission that is a number", fineGrained([{ ...ADA, permissions: [1] }]), UNTOLD],
  ["fine-grained, permissions that are a text", fineGrained([{ ...ADA, permissions: "repo.write" }]), UNTOLD],
  ["fine-grained, no permissions told", fineGrained([{ ...ADA }]), UNTOLD],
  ["fine-grained, no entity told", fineGrained([{ permissions: WRITE }]), UNTOLD],
  ["fine-grained, a scope that is null", fineGrained([null]), UNTOLD],
  ["fine-grained, scopes that are an object", fineGrained({ user: WRITE }), UNTOLD],
  ["fine-grained, scopes not told", fineGrained(undefined), UNTOLD],
  [
    "fine-grained without its description",
    { type: "access_token", accessToken: { displayName: "ci", role: "fineGrained" } },
    UNTOLD,
  ],
  [
    "fine-grained, only global permissions",
    fineGrained([], { global: ["discussion.write", "post.write"] }),
    scopeMissing(),
  ],
  ["fine-grained, repo.write as a global permission", fineGrained([], { global: ["repo.write"] }), UNTOLD],
  ["fine-grained, a global permission of the future", fineGrained([], { global: ["all.write"] }), UNTOLD],
  ["fine-grained, global permissions that are a text", fineGrained([], { global: "post.write" }), UNTOLD],
];

Deno.test("assessCreate() tells what each kind of token may do in its owner's own namespace", async (t) => {
  for (const [name, auth, expected] of CASES) {
    await t.step(name, () => {
      assertVerdict(assessCreate(ada(auth), { namespace: "ada", endpoint: ENDPOINT }), expected);
    });
  }
});

Deno.test("assessCreate() names the organization that a token may write to when the user's own namespace is closed", () => {
  const whoami = ada(fineGrained([{ ...ACME, permissions: WRITE }]), [member("acme", "write")]);
  assertVerdict(
    assessCreate(whoami, { namespace: "ada", endpoint: ENDPOINT }),
    scopeMissing(`${TICK} This token may create under "acme".`),
  );
});

Deno.test("assessCreate() leaves an account of a kind that it does not know to the Hub", () => {
  for (const auth of [classic("write"), classic("read"), fineGrained([])]) {
    assertVerdict(assessCreate(ada(auth, [], { type: "app" }), { namespace: "ada", endpoint: ENDPOINT }), {
      unknown: `"ada" is neither a user nor an organization ("app")`,
    });
  }
});

Deno.test("assessCreate() needs nothing of the answer but the name and the token's role", () => {
  for (const type of [undefined, null, 7, "user", "org"]) {
    const whoami = parseWhoami({ name: "ada", type, auth: { accessToken: { role: "write" } } });
    assertVerdict(assessCreate(whoami, { namespace: "ada", endpoint: ENDPOINT }), "allowed");
  }
});

Deno.test("failureOfDenial() names the dataset that a token for single repositories may write to", () => {
  const whoami = ada(
    fineGrained([repository("ada/tool", "model"), repository("ada/x;rm -rf ~"), repository("ada/logs")]),
  );
  const verdict = assessCreate(whoami, { namespace: "ada", endpoint: ENDPOINT });
  assert(verdict.verdict === "denied");
  assertEquals(failureOfDenial(verdict).next, ["hf-dataset-setup use ada/logs", "hf-dataset-setup whoami"]);
});
