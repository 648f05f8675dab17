import { assertEquals } from "@std/assert";
import { suggestOwner } from "../../lib/account/rights.ts";
import { spellOwner } from "../../lib/account/whoami.ts";
import { ada, classic, member } from "./answers.ts";

const WHOAMI = ada(classic("write"), [
  member("Acme-Labs", "write", { fullname: "Acme Laboratories, Inc." }),
  member("royal-society", "read"),
  member("twin", "read"),
  member("Twin", "read"),
]);

Deno.test("An owner gets the Hub's spelling where only the case differs", async (t) => {
  const cases = [
    ["ada", "ada"],
    ["ADA", "ada"],
    ["Acme-Labs", "Acme-Labs"],
    ["acme-labs", "Acme-Labs"],
    ["twin", "twin"],
    ["Twin", "Twin"],
    ["TWIN", "TWIN"],
    ["acme_labs", "acme_labs"],
    ["bob", "bob"],
    ["", ""],
  ] as const;
  for (const [asked, expected] of cases) {
    await t.step(`"${asked}"`, () => assertEquals(spellOwner(WHOAMI, asked), expected));
  }
});

Deno.test("An owner is found in spite of typos and separators, and by its full name", async (t) => {
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
    await t.step(`"${asked}"`, () => assertEquals(suggestOwner(WHOAMI, asked), expected));
  }
});
