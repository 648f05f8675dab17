import { assertEquals } from "@std/assert";
import { resolveResourceGroup } from "../../lib/account/resource_group.ts";
import { failureOf } from "../support/failures.ts";
import { ada, classic, member } from "./answers.ts";

const MILL = "5eed0fadab1e000000000301";
const STORE = "5eed0fadab1e000000000302";
const OTHER_STORE = "5eed0fadab1e000000000303";
const TWIN = "5eed0fadab1e000000000304";
const OTHER_TWIN = "5eed0fadab1e000000000305";
const HIDDEN = "5eed0fadab1e0000000003ff";

const WHOAMI = ada(classic("write"), [
  member("Acme", "write", {
    resourceGroups: [
      { id: MILL, name: "mill", role: "write" },
      { id: STORE, name: "store", role: "read" },
      { id: OTHER_STORE, name: "Store", role: "read" },
      { id: TWIN, name: "twin", role: "read" },
      { id: OTHER_TWIN, name: "twin", role: "read" },
      { name: "without an id" },
    ],
  }),
  member("empty", "write"),
  member("odd", "write", { resourceGroups: "none" }),
]);

Deno.test("A resource group is found by id or by name, and an id that is not listed is left to the Hub", async (t) => {
  const cases: readonly [asked: string, namespace: string, id: string][] = [
    ["mill", "Acme", MILL],
    [" mill ", "Acme", MILL],
    ["MILL", "acme", MILL],
    [MILL, "Acme", MILL],
    [MILL.toUpperCase(), "Acme", MILL],
    ["store", "Acme", STORE],
    ["Store", "Acme", OTHER_STORE],
    [HIDDEN, "Acme", HIDDEN],
    [HIDDEN.toUpperCase(), "empty", HIDDEN],
    [HIDDEN, "odd", HIDDEN],
    [HIDDEN, "strangers", HIDDEN],
  ];
  for (const [asked, namespace, id] of cases) {
    await t.step(`"${asked}" of "${namespace}"`, () => {
      assertEquals(resolveResourceGroup(WHOAMI, { namespace, asked }), id);
    });
  }
});

Deno.test("A resource group that is not found is refused with what there is", async (t) => {
  const cases: readonly [asked: string, namespace: string, code: string, message: string, hint: string][] = [
    [
      "mil",
      "acme",
      "resource_group_unknown",
      `The Hub lists no resource group "mil" of "Acme" for "ada"`,
      `Did you mean "mill"? It lists "mill", "store", "Store" and 2 more; give one of these, or the id of the group`,
    ],
    [
      "without an id",
      "Acme",
      "resource_group_unknown",
      `The Hub lists no resource group "without an id" of "Acme" for "ada"`,
      `It lists "mill", "store", "Store" and 2 more; give one of these, or the id of the group`,
    ],
    [
      "mill",
      "empty",
      "resource_group_unknown",
      `The Hub lists no resource group "mill" of "empty" for "ada"`,
      "It lists none there; give the id of the group (24 hexadecimal digits)",
    ],
    [
      "STORE",
      "Acme",
      "resource_group_ambiguous",
      `"Acme" has 2 resource groups with the name "STORE"`,
      `Give the id of one of them: ${STORE}, ${OTHER_STORE}`,
    ],
    [
      "twin",
      "Acme",
      "resource_group_ambiguous",
      `"Acme" has 2 resource groups with the name "twin"`,
      `Give the id of one of them: ${TWIN}, ${OTHER_TWIN}`,
    ],
    [
      "mill",
      "ADA",
      "resource_group_outside_organization",
      `"ada" is no organization and has no resource group "mill"`,
      "Name the organization, as in ORG/NAME, or leave --resource-group out",
    ],
  ];
  for (const [asked, namespace, code, message, hint] of cases) {
    await t.step(`"${asked}" of "${namespace}"`, () => {
      const failed = failureOf(() => resolveResourceGroup(WHOAMI, { namespace, asked }));
      assertEquals([failed.code, failed.message, failed.hint], [code, message, hint]);
    });
  }
});
