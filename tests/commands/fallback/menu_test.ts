import { assertEquals } from "@std/assert";
import { waysOut } from "../../../lib/commands/fallback/menu.ts";
import { ownerRights } from "../../../lib/account/rights.ts";
import { ada, classic, ENDPOINT, member } from "../../account/answers.ts";

const NAMESPACES = ownerRights(ada(classic("write"), [member("acme", "write")]), { endpoint: ENDPOINT });
const ALONE = ownerRights(ada(classic("write"), [member("acme", "read")]), { endpoint: ENDPOINT });

Deno.test("The menu offers what can help, and nothing that cannot", async (t) => {
  const decided = { namespace: "ada", namespaces: NAMESPACES };
  const cases = [
    ["a denial", { code: "token_role_read", exitCode: 4 }, decided, [
      "retry",
      "token",
      "name",
      "namespace",
      "browser",
      "id",
      "give up",
    ]],
    ["a denial with nowhere else to go", { code: "token_scope_missing", exitCode: 4 }, {
      namespace: "ada",
      namespaces: ALONE,
    }, ["retry", "token", "name", "browser", "id", "give up"]],
    ["a quota that is used up", { code: "quota_used_up", exitCode: 5 }, decided, [
      "retry",
      "name",
      "namespace",
      "browser",
      "id",
      "give up",
    ]],
    [
      "a repository that is there, and different",
      { code: "repository_visibility_differs", exitCode: 5 },
      decided,
      [
        "retry",
        "name",
        "namespace",
        "id",
        "give up",
      ],
    ],
    ["a repository that may not be written to", { code: "repository_not_writable", exitCode: 4 }, decided, [
      "retry",
      "token",
      "name",
      "namespace",
      "id",
      "give up",
    ]],
    ["no network, before anything is known", { code: "connection_failed", exitCode: 6 }, {
      namespace: undefined,
      namespaces: [],
    }, ["retry", "id", "give up"]],
  ] as const;
  for (const [name, failed, facts, expected] of cases) {
    await t.step(name, () => assertEquals(waysOut(failed, facts).map(({ value }) => value), [...expected]));
  }
});
