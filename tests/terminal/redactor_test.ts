import { assert, assertEquals } from "@std/assert";
import { leaks } from "../hub/leaks.ts";
import { maskSecret, Redactor } from "../../lib/terminal/redactor.ts";

const TOKEN = "hf_AbCdEfGhIjKlMnOpQrStUvWxYz01234567";

Deno.test("a token is shown by its kind and its last four characters, a short one by its kind", () => {
  assertEquals(maskSecret(TOKEN), "hf_****4567");
  assertEquals(maskSecret("api_org_" + "x".repeat(30) + "abcd"), "api_org_****abcd");
  assertEquals(maskSecret("hf_shortone"), "hf_****");
  assertEquals(maskSecret("hunter2hunter2hunter2"), "****");
});

Deno.test("what it was never told is recognized by its shape", async (t) => {
  const redactor = new Redactor();
  const table: readonly [string, string][] = [
    [`token ${TOKEN} refused`, "token hf_****4567 refused"],
    [`x=${TOKEN}&y`, "x=hf_****4567&y"],
    ["hf_oauth_eyJh.bGci-OiJ_SUzI1", "hf_****UzI1"],
    ["api_org_AbCdEfGhIjKlMnOpQrStUvWxYz01234567", "api_org_****4567"],
    ["proxy http://user:p%40ss@10.0.0.1:3128/", "proxy http://****@10.0.0.1:3128/"],
    ["HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT", "HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"],
    ["HTTPS_PROXY=http://USER:PASSWORD1@HOST:PORT", "HTTPS_PROXY=http://****@HOST:PORT"],
    [
      "PUT https://s3.example/k?X-Amz-Credential=AK%2F1&x-id=1&X-Amz-Signature=00ff",
      "PUT https://s3.example/k?X-Amz-Credential=****&x-id=1&X-Amz-Signature=****",
    ],
    ["Set HF_TOKEN, or run hf auth login; see hf_hub", "Set HF_TOKEN, or run hf auth login; see hf_hub"],
    [
      "ada/trackio-experiments at https://huggingface.co/datasets/ada",
      "ada/trackio-experiments at https://huggingface.co/datasets/ada",
    ],
  ];
  for (const [text, expected] of table) {
    await t.step(text, () => {
      assertEquals(redactor.redact(text), expected);
      assertEquals(redactor.redact(expected), expected);
    });
  }
});

Deno.test("a secret of no known shape is masked once it is known", () => {
  const redactor = new Redactor();
  redactor.add('p@ss w"ord/ü');
  for (const form of ['p@ss w"ord/ü', "p%40ss%20w%22ord%2F%C3%BC", "p%40ss+w%22ord%2F%C3%BC"]) {
    assertEquals(redactor.redact(`<${form}>`), "<****>");
  }
});

Deno.test("what is too short to be a secret masks nothing", () => {
  const redactor = new Redactor();
  redactor.add("");
  redactor.add("a");
  redactor.add("token");
  assertEquals(redactor.redact("a token"), "a token");
});

Deno.test("a text that is too long for a token is masked too, whatever is in it", async (t) => {
  const lines = Array.from({ length: 900 }, (_, index) => `line ${index}: (p+ss*w\uFFFDrd[\u00e4`).join("\n");
  for (const secret of ["x".repeat(4097), "\uFFFD".repeat(65_536), lines]) {
    await t.step(`${secret.length} characters`, () => {
      const redactor = new Redactor();
      redactor.add(secret);
      redactor.addToken(TOKEN);
      assertEquals(redactor.redact(`<${secret}> ${TOKEN}`), "<****> hf_****4567");
    });
  }
});

Deno.test("of two secrets of which one holds the other, neither leaves anything behind", () => {
  for (const secrets of [["hunter2hunter2", "ter2hu"], ["ter2hu", "hunter2hunter2"]]) {
    const redactor = new Redactor();
    for (const secret of secrets) redactor.add(secret);
    assertEquals(redactor.redact("hunter2hunter2, ter2hu"), "****, ****");
  }
});

Deno.test("no token survives as it is, in a URL or in Base64, wherever it stands", () => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const odd = alphabet + "+/=._-~%\"'\\ äü€";
  let state = 7;
  function pick(from: string): string {
    state = (state * 1103515245 + 12345) % 2147483648;
    const characters = [...from];
    return characters[Math.floor(state / 65536) % characters.length] ?? "x";
  }
  for (let n = 0; n < 1500; n++) {
    const plain = n % 3 !== 2;
    const length = plain ? 34 : 12 + n % 40;
    const secret = (plain ? "hf_" : "") +
      Array.from({ length }, () => pick(plain ? alphabet : odd)).join("").trim();
    if (secret.length < 10) continue;
    const redactor = new Redactor();
    redactor.add(secret);
    const before = Array.from({ length: n % 7 }, () => pick(odd)).join("");
    const after = Array.from({ length: n % 5 }, () => pick(odd)).join("");
    for (const [encoding, encode] of Object.entries(ENCODINGS)) {
      const text = `${pick(odd)} ${encode(before + secret + after)} end`;
      const shown = redactor.redact(text);
      assert(!leaks(shown, secret), `${encoding} of ${secret} between ${before} and ${after}: ${shown}`);
    }
  }
});

const ENCODINGS: Record<string, (text: string) => string> = {
  itself: (text) => text,
  "upper case": (text) => text.toUpperCase(),
  "percent": encodeURIComponent,
  "percent in lower case": (text) => encodeURIComponent(text).replace(/%../g, (found) => found.toLowerCase()),
  "form": (text) => String(new URLSearchParams({ text })),
  "Base64": (text) => base64(new TextEncoder().encode(text)),
  "Base64 for addresses": (text) =>
    base64(new TextEncoder().encode(text)).replaceAll("+", "-").replaceAll("/", "_"),
  "Base64 of credentials": (text) => base64(new TextEncoder().encode(`user:${text}`)),
};

Deno.test("a document has tokens masked in any whole encoding, and no other secret", () => {
  const redactor = new Redactor();
  redactor.addToken(TOKEN);
  redactor.add("experiments");
  for (
    const encoding of ["itself", "upper case", "percent", "Base64", "Base64 of credentials"]
  ) {
    const shown = redactor.maskTokens(
      JSON.stringify({ name: ENCODINGS[encoding]?.(`ab${TOKEN}`), at: "experiments" }),
    );
    assert(!leaks(shown, TOKEN), `${encoding}: ${shown}`);
    assertEquals(JSON.parse(shown).at, "experiments");
  }
  assertEquals(redactor.maskTokens("ada/hf_runs"), "ada/hf_runs");
  redactor.addToken("hf_abcdefghijklmnopqrst$&");
  assertEquals(
    redactor.maskTokens('"hf_abcdefghijklmnopqrst$&"'),
    '"hf_****st$&"',
    "no pattern of replace()",
  );
});

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
