/** What was made of a pasted or stored token. */
export type NormalizedToken =
  | { readonly kind: "token"; readonly token: string; readonly notes: readonly string[] }
  | { readonly kind: "empty" }
  | { readonly kind: "organization" }
  | { readonly kind: "malformed"; readonly problem: string };

// Spelled as text, so that no control character stands in the source.
const INVISIBLE = new RegExp(
  "\u001b\\[20[01]~|\u001b\\[[0-9;]*[A-Za-z]|" +
    "[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060\ufeff]",
  "g",
);

/** Word processors and chats put them around what was typed between plain ones. */
const TYPOGRAPHIC_QUOTES = new RegExp("^[\u2018-\u201f\u00ab\u00bb]+|[\u2018-\u201f\u00ab\u00bb]+$", "g");

/**
 * Frees a token from what copying and storing leave around it, and judges its form.
 *
 * Terminals leave bracketed-paste marks and control characters (users-and-peers 27), people paste twice when nothing
 * is echoed (users-and-peers 28), files and settings add quotes, `Bearer ` and line ends (product.md, "Token").
 * The length is not judged: tokens of OAuth and of test Hubs have other lengths (hub-api 10).
 *
 * @param raw as it was typed, stored or piped
 * @returns the token with notes on what was mended, or what is wrong; no branch repeats the raw text
 */
export function normalizeToken(raw: string): NormalizedToken {
  const notes: string[] = [];
  let text = raw.replace(INVISIBLE, (found) => /[\n\r\t]/.test(found) ? " " : "").trim();
  const visible = text;
  // What is left of bracketed-paste marks where a terminal layer has eaten their first characters.
  text = text.replace(/^\[?(?:200)?~(.*?)\[?(?:201)?~?$/s, "$1");
  for (let previous = ""; previous !== text;) {
    previous = text;
    text = text.replace(/^(["'`])(.*)\1$/s, "$2").replace(TYPOGRAPHIC_QUOTES, "").replace(
      /^(?:authorization:\s*)?bearer\s+/i,
      "",
    )
      .replace(/^(?:export\s+)?(?:HF_TOKEN|HUGGING_FACE_HUB_TOKEN)\s*=\s*/, "").trim();
  }
  if (text !== visible) notes.push("quotes or a prefix around it were left out");
  if (text === "") return { kind: "empty" };
  const once = unrepeated(text);
  if (once !== text) {
    notes.push("it was pasted more than once; the first was taken");
    text = once;
  }
  if (text.startsWith("api_org_")) return { kind: "organization" };
  const problem = problemOf(text);
  return problem === undefined ? { kind: "token", token: text, notes } : { kind: "malformed", problem };
}

function unrepeated(text: string): string {
  const parts = text.split(/\s+/);
  const first = parts[0] ?? "";
  if (parts.length > 1) return parts.every((part) => part === first) ? unrepeated(first) : text;
  for (const times of [2, 3, 4]) {
    const part = text.slice(0, text.length / times);
    if (/^hf_./.test(part) && part.repeat(times) === text) return part;
  }
  return text;
}

function problemOf(text: string): string | undefined {
  if (/\s/.test(text)) return "it has spaces or line ends inside";
  if (!text.startsWith("hf_")) return `it does not begin with hf_ (${text.length} characters)`;
  if (text.length < 8) return `it is cut off after ${text.length} characters`;
  // Anything else would break the HTTP header it travels in, or is not of this alphabet (hub-api 10).
  if (!/^[A-Za-z0-9_.~+/=-]+$/.test(text)) return "it has characters that no token has";
  if (text.length > 4096) return `it is too long (${text.length} characters)`;
  return undefined;
}
