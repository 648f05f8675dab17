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

/** Writes what {@linkcode cleanText} takes out by its numbers: JSON itself does so only for controls below U+0020. */
export function escapedInJson(json: string): string {
  return json.replace(
    CONTROLS_AND_LINE_ENDS,
    (character) =>
      character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** Makes foreign text fit for a terminal: its only controls are line feeds and tabs, nothing is invisible or reordered. */
export function cleanText(text: string): string {
  const lines = text.toWellFormed().replace(SEQUENCES, "").replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n");
  return lines.replace(CONTROLS, "");
}

/** Makes foreign text fit for one line of a terminal; three dots mark what was cut. */
export function cleanLine(text: string, { maxLength = 300 }: { maxLength?: number } = {}): string {
  // Cut before cleaning too: a page of megabytes is not worth reading for its first line.
  const begin = text.length <= maxLength * 8 ? text : withoutLastWord(text.slice(0, maxLength * 8));
  const line = cleanText(begin).replace(/\s+/g, " ").trim();
  const characters = [...line];
  if (characters.length <= maxLength) return begin === text ? line : `${line}...`;
  return `${withoutLastWord(characters.slice(0, maxLength - 3).join("")).trimEnd()}...`;
}

/** Cut between words: half of an encoded secret would be recognized by no redactor, and still be half of a secret. */
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
