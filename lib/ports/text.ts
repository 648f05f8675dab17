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

/**
 * Finds the candidate that was most likely meant: the fewest slips (a letter wrong, missing, too many, or two
 * swapped), whatever the letter case, or the only one that the word begins.
 *
 * @param candidates the likeliest first: the first wins where two are equally near
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  // One slip in three letters: "--nmae" is "--name", but "ada" is not "bob".
  const most = Math.max(1, Math.floor(typed.length / 3));
  let fewest = Math.min(most + 1, typed.length);
  let best: string | undefined;
  const begun: string[] = [];
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    if (typed.length > 1 && lower.startsWith(typed)) begun.push(candidate);
    // Two texts differ by at least the difference of their lengths, so a very long one is never measured.
    if (Math.abs(lower.length - typed.length) >= fewest) continue;
    const slips = countSlips(typed, lower);
    if (slips < fewest) [best, fewest] = [candidate, slips];
  }
  return best ?? (begun.length === 1 ? begun[0] : undefined);
}

/** Counts the slips between two texts (edit distance in which swapped neighbors count once). */
function countSlips(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
      ));
    }
  }
  return at(from.length, to.length);
}
