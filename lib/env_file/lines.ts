import { BLANK, CARRIAGE_RETURN, COLON, EQUALS, HASH, LINE_FEED, TAB } from "./text.ts";

/** One line of a text. */
export interface Line {
  readonly start: number;
  /** Behind the last byte of the line, its line end left out. */
  readonly end: number;
  /** The start of the next line. */
  readonly next: number;
}

/** The part of an assignment in front of its value. */
export interface Head {
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Behind the equals sign or the colon. */
  readonly afterSign: number;
  /** Where the value begins: the first byte that is no blank. */
  readonly value: number;
  /** `NAME: value`, which npm dotenv alone reads. */
  readonly colon: boolean;
  /** A blank stands in front of the equals sign. */
  readonly spaced: boolean;
}

/** Up to here, comparing bytes is quicker than making a string. */
const COMPARED_ONE_BY_ONE = 4;

const EXPORT = new TextEncoder().encode("export");

/** The line that starts at a position. */
export function lineFrom(bytes: Uint8Array, start: number): Line {
  const found = bytes.indexOf(LINE_FEED, start);
  const next = found < 0 ? bytes.length : found + 1;
  let end = found < 0 ? bytes.length : found;
  while (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
  return { start, end, next };
}

/** Whether a byte is a space or a tab. */
export function isBlank(byte: number | undefined): boolean {
  return byte === BLANK || byte === TAB;
}

/** The first position from a given one on that is no blank, or the end. */
export function skipBlanks(bytes: Uint8Array, { from, end }: { from: number; end: number }): number {
  let at = from;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

/** Where a line goes on behind the equals signs and blanks that it begins with. */
export function skipSigns(bytes: Uint8Array, { start, end }: Pick<Line, "start" | "end">): number {
  let at = start;
  while (at < end && (bytes[at] === EQUALS || isBlank(bytes[at]))) at++;
  return at;
}

/** Reads `export NAME =` at the start of a line, or nothing where the line gives no variable a value. */
export function readHead(bytes: Uint8Array, { start, end }: Pick<Line, "start" | "end">): Head | undefined {
  const nameStart = nameStartOf(bytes, { start, end });
  let at = nameStart;
  while (at < end && bytes[at] !== EQUALS && bytes[at] !== HASH && !isBlank(bytes[at])) at++;
  const nameEnd = at;
  if (nameEnd === nameStart) return undefined;
  at = skipBlanks(bytes, { from: at, end });
  if (at < end && bytes[at] === EQUALS) {
    const value = skipBlanks(bytes, { from: at + 1, end });
    return { nameStart, nameEnd, afterSign: at + 1, value, colon: false, spaced: at > nameEnd };
  }
  if (bytes[nameEnd - 1] === COLON && nameEnd - nameStart > 1 && (at === end || at > nameEnd)) {
    return { nameStart, nameEnd: nameEnd - 1, afterSign: nameEnd, value: at, colon: true, spaced: false };
  }
  return undefined;
}

/** Where a name may begin on a line: behind blanks and `export`. */
function nameStartOf(bytes: Uint8Array, { start, end }: Pick<Line, "start" | "end">): number {
  const at = skipBlanks(bytes, { from: start, end });
  if (!EXPORT.every((byte, index) => bytes[at + index] === byte) || !isBlank(bytes[at + EXPORT.length])) {
    return at;
  }
  const behind = skipBlanks(bytes, { from: at + EXPORT.length, end });
  return bytes[behind] === EQUALS ? at : behind;
}

/** Which of some names stands between two positions, if any. */
export function nameAt(
  bytes: Uint8Array,
  { start, end, names }: { start: number; end: number; names: ReadonlySet<string> },
): string | undefined {
  if (names.size > COMPARED_ONE_BY_ONE) {
    const text = new TextDecoder().decode(bytes.subarray(start, end));
    return names.has(text) ? text : undefined;
  }
  for (const name of names) {
    if (name.length !== end - start) continue;
    let same = 0;
    while (same < name.length && name.charCodeAt(same) === bytes[start + same]) same++;
    if (same === name.length) return name;
  }
  return undefined;
}

/** The wanted name that a line consists of, with no value but perhaps a comment. */
export function loneNameOf(
  bytes: Uint8Array,
  { line, names }: { line: Line; names: ReadonlySet<string> },
): string | undefined {
  const start = nameStartOf(bytes, line);
  const hash = bytes.subarray(start, line.end).indexOf(HASH);
  let end = hash < 0 ? line.end : start + hash;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return nameAt(bytes, { start, end, names });
}
