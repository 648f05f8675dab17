import { assertEquals } from "@std/assert";
import { spellNamespace, suggestNamespace } from "../../lib/account/spelling.ts";
import { ada, classic, member } from "./answers.ts";

const WHOAMI = ada(classic("write"), [
  member("Acme-Labs", "write", { fullname: "Acme Laboratories, Inc." }),
  member("royal-society", "read"),
  member("twin", "read"),
  member("Twin", "read"),
]);

Deno.test("spellNamespace() takes the Hub's spelling where only the letter case differs", async (t) => {
  const cases = [
    ["ada", { namespace: "ada", corrected: false }],
    ["ADA", { namespace: "ada", corrected: true }],
    ["Acme-Labs", { namespace: "Acme-Labs", corrected: false }],
    ["acme-labs", { namespace: "Acme-Labs", corrected: true }],
    ["twin", { namespace: "twin", corrected: false }],
    ["Twin", { namespace: "Twin", corrected: false }],
    ["TWIN", undefined],
    ["acme_labs", undefined],
    ["bob", undefined],
    ["", undefined],
  ] as const;
  for (const [asked, expected] of cases) {
    await t.step(`"${asked}"`, () => assertEquals(spellNamespace(WHOAMI, asked), expected));
  }
});

Deno.test("suggestNamespace() finds what was meant by slips, separators and full names", async (t) => {
  const cases = [
    ["acme-labs", "Acme-Labs"],
    ["acme_labs", "Acme-Labs"],
    ["Acme Laboratories Inc", "Acme-Labs"],
    ["roayl-society", "royal-society"],
    ["royal", "royal-society"],
    ["bda", "ada"],
    ["bob", undefined],
    ["---", undefined],
    ["", undefined],
  ] as const;
  for (const [asked, expected] of cases) {
    await t.step(`"${asked}"`, () => assertEquals(suggestNamespace(WHOAMI, asked), expected));
  }
});
