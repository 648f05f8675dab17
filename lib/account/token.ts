import { failuresOf, type FailureWords, PROGRAM } from "../cli/failure.ts";

interface FromSource {
  readonly source: string;
  /** The Hub, without a slash at the end. */
  readonly endpoint: string;
}

/** The source of a token that was typed, as the JSON names it. */
export const TYPED = "your answer";

/** How `hf auth login` gets a token is its own business: it renews it too. */
const LOGIN = "the login file";

function tokenFrom(source: string): string {
  return source === TYPED ? "the token you entered" : `the token from ${source}`;
}

/** How to replace a token, by where it came from. */
function replacing({ source, endpoint }: FromSource): Pick<FailureWords, "hint" | "page" | "next"> {
  if (source.startsWith(LOGIN)) return { hint: "To log in again:", next: ["hf auth login"] };
  const hint = source === TYPED ? "Create a new token:" : "Create a new token and put it there:";
  return { hint, page: newTokenPage(endpoint) };
}

/** The page that makes a token which writes wherever its user can; where any token will do, the page of all of them. */
export function newTokenPage(endpoint: string, toRead = false): string {
  return `${endpoint}/settings/tokens${toRead ? "" : "/new?tokenType=write"}`;
}

/** What is wrong with the token; what it is not allowed to do is in `denials.ts`. */
export const accountFailure = failuresOf(() => ({
  stdin_is_terminal: () => ({
    exitCode: 2,
    message: "--token-stdin reads from a pipe, and standard input is the terminal",
    hint: `Leave the option out to be asked, or pipe the token in: ${PROGRAM} --token-stdin < token.txt`,
  }),
  token_missing: (
    { unread, toRead, endpoint }: { unread: string | undefined; endpoint: string; toRead: boolean },
  ) => ({
    exitCode: 3,
    message: `No token found${unread === undefined ? "" : ` (no permission to read ${unread})`}`,
    hint: `Set HF_TOKEN, use --token-stdin, --token-file or hf auth login, or create a token${
      toRead ? "" : " with write access"
    }:`,
    page: newTokenPage(endpoint, toRead),
  }),
  token_empty: ({ source }: FromSource) => ({
    exitCode: 3,
    message: source === TYPED ? "No token entered" : `${capital(source)} has no token`,
    hint: "Put the token there, or use HF_TOKEN, --token-stdin or --token-file",
  }),
  token_malformed: ({ source, problem, endpoint }: FromSource & { problem: string }) => ({
    exitCode: 3,
    message: `${
      source === TYPED ? "What you entered" : `The text from ${source}`
    } is not a token: ${problem}`,
    hint: "Copy the whole token again (it starts with hf_), or create one:",
    page: `${endpoint}/settings/tokens`,
  }),
  token_misplaced: ({ place }: { place: string }) => ({
    exitCode: 2,
    message: `${capital(place)} contains a token, which would be published`,
    hint:
      "Use HF_TOKEN, --token-stdin or --token-file instead, and revoke the token if others can see this log",
  }),
  token_wrong_kind: ({ source, endpoint }: FromSource) => ({
    exitCode: 3,
    message: `${
      capital(tokenFrom(source))
    } is an organization token (api_org_), which the Hub no longer supports`,
    hint: "Use a token of a user (it starts with hf_):",
    page: newTokenPage(endpoint),
  }),
  token_refused: (facts: FromSource & { said: string }) => ({
    exitCode: 3,
    message: `The Hub at ${facts.endpoint} refused ${tokenFrom(facts.source)}: ${
      facts.said.replace(/\.$/, "")
    }`,
    ...replacing(facts),
  }),
  token_expired: (facts: FromSource) => ({
    exitCode: 3,
    message: `${capital(tokenFrom(facts.source))} has expired`,
    ...replacing(facts),
  }),
  token_file_unreadable: ({ path, problem }: { path: string; problem: string }) => ({
    exitCode: 7,
    message: `Cannot read the token file "${path}": ${problem}`,
    hint: "Check the path and the file's permissions, or set HF_TOKEN",
  }),
  token_short_lived: ({ why, option }: { why: string; option: string }) => ({
    exitCode: 3,
    message: `The token was not saved, because ${why}; nothing was changed`,
    hint: `Add --save-expiring-token, or leave out ${option} and log in with hf:`,
    next: ["hf auth login"],
  }),
  login_not_saved: ({ path, problem }: { path: string; problem: string }) => ({
    exitCode: 7,
    message: `Cannot save the token in "${path}": ${problem}`,
    hint: "Everything else was done; to log in:",
    next: ["hf auth login"],
  }),
  token_owner_unexpected: (
    { expected, actual, naming }: { expected: string; actual: string; naming: string },
  ) => ({
    exitCode: 4,
    message: `The token belongs to ${actual}, but HF_USERNAME is ${expected}`,
    hint: `Use a token of ${expected}, unset HF_USERNAME, or name the owner:`,
    next: [`${PROGRAM} ${naming} ${actual}/NAME`],
  }),
  whoami_malformed: () => ({
    exitCode: 6,
    message: "The Hub's whoami response has no user name",
    hint: "Check --endpoint and HF_ENDPOINT; a proxy or a sign-in page may have responded instead of the Hub",
    next: [`${PROGRAM} doctor`],
  }),
  resource_group_outside_organization: ({ owner }: { owner: string; group: string }) => ({
    exitCode: 2,
    message: `${owner} is not an organization and has no resource groups`,
    hint: "Name a dataset of the organization (ORG/NAME), or leave out --resource-group",
  }),
}));

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What was made of a pasted or stored token: a token with notes on what was ignored, or what is wrong. */
type NormalizedToken =
  | { readonly token: string; readonly notes: readonly string[] }
  | { readonly code: "token_empty" | "token_wrong_kind" | "token_malformed"; readonly problem?: string };

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
 * Nothing that is returned repeats the raw text, other than the token.
 */
export function normalizeToken(raw: string): NormalizedToken {
  if (CLEAN.test(raw)) return { token: raw, notes: [] };
  const notes: string[] = [];
  let text = raw.replace(INVISIBLE, (found) => /[\n\r\t]/.test(found) ? " " : "").trim();
  const visible = text;
  // What is left of bracketed-paste marks where a terminal layer has eaten their first characters.
  text = text.replace(/^\[?(?:200)?~(.*?)\[?(?:201)?~?$/s, "$1");
  for (let previous = ""; previous !== text;) {
    previous = text;
    text = text.replace(/^(["'`])(.*)\1$/s, "$2").replace(TYPOGRAPHIC_QUOTES, "")
      .replace(/^(?:authorization:\s*)?bearer\s+/i, "")
      .replace(/^(?:export\s+)?(?:HF_TOKEN|HUGGING_FACE_HUB_TOKEN)\s*=\s*/, "").trim();
  }
  if (text !== visible) notes.push("ignored the quotes or prefix around it");
  if (text === "") return { code: "token_empty" };
  const once = text.replace(/^(\S+)(?:\s+\1)+$/, "$1").replace(/^(hf_\S+?)\1{1,3}$/, "$1");
  if (once !== text) notes.push("it was pasted more than once");
  text = once;
  if (text.startsWith("api_org_")) return { code: "token_wrong_kind" };
  const problem = problemOf(text);
  return problem === undefined ? { token: text, notes } : { code: "token_malformed", problem };
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
  if ("token" in judged) {
    redactor.addToken(judged.token);
    if (raw !== judged.token) redactor.add(raw);
    return judged;
  }
  if (raw.length >= SHORTEST_SECRET) redactor.add(raw);
  throw accountFailure(judged.code, { source, endpoint, problem: judged.problem ?? "" });
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

/** Hides a word that was not understood and can be a secret: logs keep what the terminal forgets. */
export function maskUnknownWord(word: string): string {
  return word.length >= 20 && /^[\w.=+/:"' -]*[A-Za-z0-9]{16}/.test(word)
    ? `(${word.length} characters, hidden)`
    : word;
}
