import { accountFailure } from "./failures.ts";

/** What was made of a pasted or stored token. */
type NormalizedToken =
  | { readonly kind: "token"; readonly token: string; readonly notes: readonly string[] }
  | { readonly kind: "empty" }
  | { readonly kind: "organization" }
  | { readonly kind: "malformed"; readonly problem: string };

// Written as escapes, so that the source has no control characters.
const INVISIBLE = new RegExp(
  "\u001b\\[20[01]~|\u001b\\[[0-9;]*[A-Za-z]|" +
    "[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060\ufeff]",
  "g",
);

/** As the Hub shows a token; an underscore further on can be that of a second copy. */
const CLEAN = /^hf_[A-Za-z0-9]{5,4093}$/;

/** Word processors and chats put them around what was typed between plain ones. */
const TYPOGRAPHIC_QUOTES = new RegExp("^[\u2018-\u201f\u00ab\u00bb]+|[\u2018-\u201f\u00ab\u00bb]+$", "g");

/**
 * Frees a token from what copying and storing leave around it, and checks its form.
 *
 * Terminals leave bracketed-paste marks and control characters (https://github.com/huggingface/huggingface_hub/pull/1289),
 * people paste twice when nothing is echoed (https://github.com/huggingface/huggingface_hub/issues/1924), files and settings
 * add quotes, `Bearer ` and line ends. The length is not checked: OAuth tokens and test Hubs have other lengths.
 *
 * @returns the token with notes on what was ignored, or what is wrong; no branch repeats the raw text
 */
export function normalizeToken(raw: string): NormalizedToken {
  if (CLEAN.test(raw)) return { kind: "token", token: raw, notes: [] };
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
  if (text !== visible) notes.push("ignored the quotes or prefix around it");
  if (text === "") return { kind: "empty" };
  const once = unrepeated(text);
  if (once !== text) {
    notes.push("it was pasted more than once");
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
  if (/\s/.test(text)) return "it contains spaces or line breaks";
  if (!text.startsWith("hf_")) return `it does not start with hf_`;
  if (text.length < 8) return `it is cut off after ${text.length} characters`;
  // Anything else would break the HTTP header it travels in, or is not of this alphabet.
  if (!/^[A-Za-z0-9_.~+/=-]+$/.test(text)) return "it contains characters that no token has";
  if (text.length > 4096) return `it is too long (${text.length} characters)`;
  return undefined;
}

/** A rejected text from this length on is masked: it may be a secret of another kind, a shorter one is a word. */
const SHORTEST_SECRET = 16;

/**
 * Frees a token from what is around it, and has it masked before anything is said about it.
 *
 * @throws Failure `token_empty`, `token_wrong_kind`, `token_malformed`
 */
export function readToken(
  { source, raw: found }: { readonly source: string; readonly raw: string },
  { redactor, endpoint }: {
    /** Masks from now on what it is given. */
    readonly redactor: { addToken(token: string): void; add(secret: string): void };
    readonly endpoint: string;
  },
): { readonly token: string; readonly notes: readonly string[] } {
  const raw = found.trim();
  const judged = normalizeToken(raw);
  if (judged.kind === "token") {
    redactor.addToken(judged.token);
    if (raw !== judged.token) redactor.add(raw);
    return judged;
  }
  if (raw.length >= SHORTEST_SECRET) redactor.add(raw);
  switch (judged.kind) {
    case "empty":
      throw accountFailure("token_empty", { source, endpoint });
    case "organization":
      throw accountFailure("token_wrong_kind", { source, endpoint });
    case "malformed":
      throw accountFailure("token_malformed", { source, endpoint, problem: judged.problem });
  }
}

/**
 * Whether the first word of a command line stands for the token, as in `TOKEN [NAME]`.
 *
 * An empty one does: a variable that was meant to hold the token and holds nothing must not be passed over for the token
 * of another user. What copying leaves around a token is removed later.
 */
export function isTokenWord(word: string | undefined): boolean {
  return word !== undefined &&
    /^(?:\s*$|[\s"'`\u2018-\u201f]*(?:[Bb]earer\s+)?["'`]?(?:hf_|api_org_))/.test(word);
}

/**
 * Hides a word that was not understood and can be a secret.
 *
 * A token pasted in the wrong place must not be repeated in an error: logs keep what the terminal forgets.
 *
 * @returns the word, or a note of its length where it looks like a secret
 */
export function maskUnknownWord(word: string): string {
  return word.length >= 20 && /^[\w.=+/:"' -]*[A-Za-z0-9]{16}/.test(word)
    ? `(${word.length} characters, hidden)`
    : word;
}
