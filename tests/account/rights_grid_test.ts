import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { canCreate } from "../../lib/account/rights.ts";
import type { DenialCode } from "../../lib/account/denials.ts";
import {
  ACME,
  ADA,
  ada,
  classic,
  ENDPOINT,
  fineGrained,
  member,
  OAUTH,
  READ,
  repository,
  WRITE,
} from "./answers.ts";

/** What one part of an answer means by itself: nothing, "the Hub decides", or a reason to deny. */
type Meaning = "fine" | "unclear" | DenialCode;

const TOKENS: readonly (readonly [name: string, auth: unknown, meaning: Meaning | "unjudgeable"])[] = [
  ["write", classic("write"), "fine"],
  ["god", classic("god"), "fine"],
  ["read", classic("read"), "token_role_read"],
  ["future role", classic("superuser"), "unjudgeable"],
  ["no role", classic(undefined), "unjudgeable"],
  ["oauth", OAUTH, "unjudgeable"],
  ["no auth", undefined, "unjudgeable"],
  ["fine-grained nothing", fineGrained([]), "token_scope_missing"],
  ["fine-grained user", fineGrained([{ ...ADA, permissions: WRITE }]), "token_scope_missing"],
  ["fine-grained org read", fineGrained([{ ...ACME, permissions: READ }]), "token_scope_missing"],
  ["fine-grained org write", fineGrained([{ ...ACME, permissions: WRITE }]), "fine"],
  [
    "fine-grained both",
    fineGrained([{ ...ADA, permissions: WRITE }, { ...ACME, permissions: WRITE }]),
    "fine",
  ],
  ["fine-grained dataset", fineGrained([repository("acme/logs")]), "token_scope_single_repositories"],
  ["fine-grained future permission", fineGrained([{ ...ACME, permissions: ["repo.all"] }]), "unclear"],
  ["fine-grained unreadable", fineGrained("all"), "unclear"],
];

const ROLES: readonly (readonly [role: unknown, meaning: Meaning])[] = [
  ["admin", "fine"],
  ["write", "fine"],
  ["contributor", "fine"],
  ["read", "organization_role_insufficient"],
  ["no_access", "organization_role_insufficient"],
  ["maintainer", "unclear"],
  [undefined, "unclear"],
  [null, "unclear"],
  [["read"], "unclear"],
];

const RESTRICTIONS: readonly (readonly [restrictions: unknown, meaning: Meaning])[] = [
  [undefined, "fine"],
  [[], "fine"],
  [["sso"], "organization_requires_sso"],
  [["mfa"], "organization_requires_mfa"],
  [["ip"], "organization_restricts_network"],
  [["token-policy"], "organization_restricts_token"],
  [["token-revoked"], "organization_revoked_token"],
  [["geo"], "unclear"],
  ["sso", "unclear"],
];

Deno.test("A creation is denied for the first certain reason, and is sure only when every part is", () => {
  let combinations = 0;
  for (const [token, auth, tokenMeaning] of TOKENS) {
    for (const [role, roleMeaning] of ROLES) {
      for (const [securityRestrictions, restrictionMeaning] of RESTRICTIONS) {
        combinations++;
        const whoami = ada(auth, [member("acme", role, { securityRestrictions })]);
        const right = canCreate(whoami, { owner: "acme", endpoint: ENDPOINT });
        const parts: readonly string[] = [roleMeaning, restrictionMeaning, tokenMeaning];
        const reasons = parts.filter((part) => !["fine", "unclear", "unjudgeable"].includes(part));
        const expected = parts.includes("unjudgeable")
          ? "unknown"
          : reasons[0] ?? (parts.includes("unclear") ? "unknown" : "allowed");
        const said = `${token}, role ${JSON.stringify(role)}, restrictions ${
          JSON.stringify(securityRestrictions)
        }`;
        assertEquals(typeof right === "string" ? right : right.code, expected, said);
        if (typeof right === "string") continue;
        assertMatch(right.message, /^Cannot create a dataset under acme: ./, said);
        assertEquals(right.message.includes("(also: "), reasons.length > 1, said);
        for (const text of [right.message, right.hint]) assertNotMatch(text, /\.$|\n|undefined|""/, said);
        if (right.tokenPage !== undefined) assertEquals(right.page, right.tokenPage, said);
      }
    }
  }
  assertEquals(combinations, TOKENS.length * ROLES.length * RESTRICTIONS.length);
});
