/** The words for what ada may not do in the organization acme. */
import { assessCreate } from "../../lib/account/assess.ts";
import { ACME, ada, ENDPOINT, fineGrained, organizationBox, organizationPage, WRITE } from "./answers.ts";
import { assertVerdict, type Expected } from "./cases.ts";

export const CANNOT = `Cannot create a dataset under "acme": `;
export const LAPTOP = `the token "laptop" of "ada"`;
export const CI = `the fine-grained token "ci" of "ada"`;
export const ADA_TOO = ` This token may create under "ada".`;
export const PAGE = organizationPage("acme");
export const COVERED = fineGrained([{ ...ACME, permissions: WRITE }]);

export function denied(
  reason: Extract<Expected, { denied: unknown }>["denied"],
  state: string,
  hint: string,
): Expected {
  return { denied: reason, sentence: CANNOT + state, hint, page: PAGE };
}

export function roleInsufficient(role: string, rest = ADA_TOO): Expected {
  return denied(
    "organization_role_insufficient",
    `the token "laptop" belongs to "ada", whose role in "acme" is "${role}"; it takes "contributor", "write" or "admin"`,
    `Ask an admin of "acme" to give "ada" the role "contributor" or higher (a new token changes nothing), or use the token of a member who has it.${rest}`,
  );
}

export const SELECT =
  `Select "acme" and tick that box for this token at https://huggingface.co/settings/tokens, or make a new token; a fine-grained token covers only the organizations that were selected for it.`;

export function scopeMissing(rest = ""): Expected {
  return denied("token_scope_missing", `${CI} lacks ${organizationBox("acme")}`, SELECT + rest);
}

export const READ_TOKEN = denied(
  "token_role_read",
  `${LAPTOP} has the role "read" and lacks ${organizationBox("acme")}`,
  `Signed in as "ada", make a token that may write, and use it instead.`,
);

export const SSO = denied(
  "organization_requires_sso",
  `"acme" requires single sign-on, and the Hub finds none behind ${LAPTOP}`,
  `Sign in to "acme" in a browser at https://huggingface.co/acme and run this again; if that changes nothing, make a new token.${ADA_TOO}`,
);

export function restricted(...securityRestrictions: unknown[]): Record<string, unknown> {
  return { securityRestrictions };
}

export function group(role: unknown): Record<string, unknown> {
  return { resourceGroups: [{ id: "group-id", name: "mill", role }] };
}

export function unknown(why: string): Expected {
  return { unknown: why };
}

/** Ada's token, what the Hub says of her in the organization acme, and the verdict. */
export type CaseInAcme = readonly [name: string, auth: unknown, acme: unknown, expected: Expected];

/** Asks for each case whether the token may create a dataset in acme. */
export async function assertCasesInAcme(t: Deno.TestContext, cases: readonly CaseInAcme[]): Promise<void> {
  for (const [name, auth, acme, expected] of cases) {
    await t.step(name, () => {
      assertVerdict(assessCreate(ada(auth, [acme]), { namespace: "acme", endpoint: ENDPOINT }), expected);
    });
  }
}
