import { assertEquals, assertStringIncludes } from "@std/assert";
import { normalizeToken } from "../../lib/account/token.ts";

const TOKEN = "hf_" + "aBcD1234".repeat(5).slice(0, 34);

Deno.test("normalizeToken() frees a token from what copying, storing and terminals leave around it", async (t) => {
  const rows: Record<string, string> = {
    "as it is": TOKEN,
    "spaces around it": `  ${TOKEN} \t`,
    "a line end": `${TOKEN}\r\n`,
    "double quotes": `"${TOKEN}"`,
    "single quotes": `'${TOKEN}'`,
    "typographic quotes": `\u201c${TOKEN}\u201d`,
    "Bearer": `Bearer ${TOKEN}`,
    "a whole header": `Authorization: Bearer ${TOKEN}`,
    "a line of an env file": `HF_TOKEN="${TOKEN}"`,
    "an export line": `export HF_TOKEN=${TOKEN}`,
    "bracketed-paste marks": `\x1b[200~${TOKEN}\x1b[201~`,
    "the rest of bracketed-paste marks": `~${TOKEN}~`,
    "more of bracketed-paste marks": `[200~${TOKEN}[201~`,
    "a control character from Ctrl-V": `\x16${TOKEN}`,
    "a byte order mark": `\ufeff${TOKEN}`,
    "a zero-width space": `${TOKEN}\u200b`,
    "pasted twice": TOKEN + TOKEN,
    "pasted three times": TOKEN + TOKEN + TOKEN,
    "pasted twice with a line end between": `${TOKEN}\n${TOKEN}\n`,
  };
  for (const [name, raw] of Object.entries(rows)) {
    await t.step(name, () => {
      const result = normalizeToken(raw);
      assertEquals("token" in result ? result.token : result, TOKEN);
    });
  }
});

Deno.test("normalizeToken() takes tokens of every length and kind that the Hub issues", () => {
  for (const token of ["hf_hub.js", "hf_oauth_eyJ.abc-def_ghi", "hf_jwt_" + "x".repeat(900), TOKEN]) {
    assertEquals(normalizeToken(token), { token, notes: [] });
  }
});

Deno.test("normalizeToken() says that it took only one of several pastes", () => {
  const result = normalizeToken(TOKEN + TOKEN);
  assertStringIncludes("token" in result ? result.notes.join() : "", "more than once");
});

Deno.test("normalizeToken() names what is wrong and never repeats the text", async (t) => {
  const rows: [string, string, "token_empty" | "token_wrong_kind" | "token_malformed"][] = [
    ["nothing", "", "token_empty"],
    ["only blanks and quotes", ' "" ', "token_empty"],
    ["an organization's token", "api_org_" + "a".repeat(34), "token_wrong_kind"],
    ["something else", "sk-secret-value-1234567890", "token_malformed"],
    ["two different tokens", `${TOKEN} hf_${"z".repeat(34)}`, "token_malformed"],
    ["a space inside", "hf_abc def ghi jkl", "token_malformed"],
    ["a cut-off token", "hf_ab", "token_malformed"],
    ["letters that no token has", "hf_abcdefgh\u00e4\u00f6", "token_malformed"],
    ["a whole file", "hf_" + "a".repeat(5_000), "token_malformed"],
  ];
  for (const [name, raw, code] of rows) {
    await t.step(name, () => {
      const result = normalizeToken(raw);
      assertEquals("code" in result && result.code, code);
      const secret = raw.trim().slice(3);
      assertEquals(secret.length > 5 && JSON.stringify(result).includes(secret), false);
    });
  }
});
