// Sequences that steer a terminal: CSI, OSC/DCS/PM/APC/SOS with what they carry, and two-character escapes, in the
// 7-bit and the 8-bit form. Each alternative consumes what it matches, so that time stays linear.
const SEQUENCES = new RegExp(
  [
    "(?:\\u001b\\[|\\u009b)[\\u0030-\\u003f]*[\\u0020-\\u002f]*[\\u0040-\\u007e]?",
    "(?:\\u001b[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)?",
    "\\u001b[\\u0020-\\u002f]*[\\u0030-\\u007e]?",
  ].join("|"),
  "g",
);
// Other control characters, and format characters that reorder or hide text.
const CONTROLS = new RegExp(
  "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff" +
    "\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}]",
  "gu",
);
const CONTROLS_AND_LINE_ENDS = new RegExp(`${CONTROLS.source}|[\\u2028\\u2029]`, "gu");

/**
 * Writes the characters that {@linkcode cleanText} takes out or breaks lines at by their numbers, as JSON allows within its
 * strings.
 *
 * @param json a document; JSON itself escapes only the controls below U+0020
 * @returns the same document to a parser
 */
export function escapedInJson(json: string): string {
  return json.replace(CONTROLS_AND_LINE_ENDS, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`,
    ).join(""));
}

/** How text is cleaned. */
export interface CleanTextOptions {
  /** The most characters that are kept; what was cut is marked with three dots. */
  readonly maxLength?: number;
}

/**
 * Makes foreign text fit for a terminal: no control sequences, no invisible or reordering characters.
 *
 * @param text from the Hub, a proxy or a file
 * @returns the text with line feeds and tabs as its only controls
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(SEQUENCES, "").replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n").replace(
    CONTROLS,
    "",
  );
}

/**
 * Makes foreign text fit for one line of a terminal.
 *
 * @param text from the Hub, a proxy or a file
 * @param options `maxLength`, 300 when left out
 * @returns the clean text with each run of white space as one blank
 */
export function cleanLine(text: string, options: CleanTextOptions = {}): string {
  const maxLength = options.maxLength ?? 300;
  // Cut before cleaning too: a page of megabytes is not worth reading for its first line.
  const begin = text.length <= maxLength * 8 ? text : withoutLastWord(text.slice(0, maxLength * 8));
  const line = cleanText(begin).replace(/\s+/g, " ").trim();
  const characters = [...line];
  if (characters.length <= maxLength) return begin === text ? line : `${line}...`;
  return `${withoutLastWord(characters.slice(0, maxLength - 3).join("")).trimEnd()}...`;
}

/** Cut between words: half of an encoded secret would be recognised by no redactor, and still be half of a secret. */
function withoutLastWord(text: string): string {
  return text.replace(/[\w+/=%.~-]*$/, "");
}

/**
 * The text of a file that a person wrote: PowerShell's `>` writes UTF-16, mostly with a byte order mark. Without one, a
 * first character of ASCII gives it away by the zero beside it.
 *
 * @throws TypeError with `fatal`, where it is no text in its encoding
 */
export function decodeText(bytes: Uint8Array, { fatal = false }: { fatal?: boolean } = {}): string {
  const [first = 1, second = 1] = bytes;
  const encoding = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0)
    ? "utf-16le"
    : (first === 0xfe && second === 0xff) || (first === 0 && second !== 0)
    ? "utf-16be"
    : "utf-8";
  return new TextDecoder(encoding, { fatal }).decode(bytes);
}
