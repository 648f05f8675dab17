import { assertEquals } from "@std/assert";
import { failureOfRefusal } from "../../lib/account/denial_failure.ts";
import { ada, classic, ENDPOINT, member, OAUTH, organizationPage, OWN_PAGE } from "./answers.ts";

const HUB_MESSAGE = `You don't have the rights to create a dataset under the namespace "acme"`;

Deno.test("failureOfRefusal() tells what the Hub said, whose token it is, and what was not known before", () => {
  const cause = new Error("403");
  const failure = failureOfRefusal(ada(OAUTH, [member("acme", "write")]), {
    hubMessage: HUB_MESSAGE,
    endpoint: ENDPOINT,
    namespace: "acme",
  }, { cause });
  assertEquals({ ...failure, message: failure.message, cause: failure.cause }, {
    name: "Failure",
    code: "creation_refused",
    exitCode: 4,
    message: `Cannot create a dataset under "acme": the Hub refuses the token of "ada": "${HUB_MESSAGE}"`,
    hint:
      `Signed in as "ada", make a new token, or ask an admin of "acme". It could not be foretold: the Hub does not tell what the token of "ada" may do, as with OAuth tokens. Token page with the right boxes ticked: ${
        organizationPage("acme")
      }`,
    next: ["hf-dataset-setup whoami"],
    cause,
  });
});

Deno.test("failureOfRefusal() of a dataset names the dataset", () => {
  const failure = failureOfRefusal(ada(classic("write")), {
    hubMessage: "Forbidden",
    endpoint: ENDPOINT,
    namespace: "ada",
    repositoryId: "ada/logs",
  });
  assertEquals([failure.code, failure.exitCode, failure.message, failure.hint], [
    "writing_refused",
    4,
    `Cannot write to the dataset "ada/logs": the Hub refuses the token "laptop" of "ada": "Forbidden"`,
    `Signed in as "ada", make a new token. Token page with the right boxes ticked: ${OWN_PAGE}`,
  ]);
});

Deno.test("failureOfRefusal() gives the reason that whoami gives, where it gives one", () => {
  const failure = failureOfRefusal(ada(classic("read")), {
    hubMessage: HUB_MESSAGE,
    endpoint: ENDPOINT,
    namespace: "ada",
  });
  assertEquals(failure.code, "token_role_read");
});
