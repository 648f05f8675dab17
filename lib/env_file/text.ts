import { envFileFailure } from "./failures.ts";

export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const BLANK = 0x20;
export const HASH = 0x23;
export const COLON = 0x3a;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;
export const SINGLE_QUOTE = 0x27;
export const DOUBLE_QUOTE = 0x22;
export const BACKTICK = 0x60;

/** How many bytes of byte order mark the text begins with: 3 or 0. */
export function byteOrderMarkLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** The number of the line, from 1, that a byte stands in. */
export function lineNumberAt(bytes: Uint8Array, position: number): number {
  let line = 1;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0 && at < position; at = bytes.indexOf(LINE_FEED, at + 1)) {
    line++;
  }
  return line;
}

/**
 * Refuses what is not UTF-8 text with lines that everybody sees alike.
 *
 * @param bytes the content of the env file
 * @param path how the file is called in messages
 * @throws {Failure} `env_file_not_text`, with the number of the line
 */
export function checkIsText(bytes: Uint8Array, path: string): void {
  const refuse = (position: number, reason: string) =>
    envFileFailure("env_file_not_text", { path, line: lineNumberAt(bytes, position), reason });
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw refuse(0, "the mark of UTF-16, not of UTF-8");
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw refuse(nul, "a NUL byte");
  if (!isUtf8(bytes)) throw refuse(firstBrokenLine(bytes), "bytes that are not UTF-8");
  // Some programs end a line at a lone carriage return, others drop it; several before a line feed harm nobody.
  for (let at = bytes.indexOf(CARRIAGE_RETURN); at >= 0; at = bytes.indexOf(CARRIAGE_RETURN, at)) {
    const start = at;
    while (bytes[at] === CARRIAGE_RETURN) at++;
    if (at < bytes.length && bytes[at] !== LINE_FEED) {
      throw refuse(start, "a carriage return that does not end the line");
    }
  }
  // For the `^` and `$` of JavaScript, and so for npm dotenv, a line ends there; for all others it goes on.
  for (let at = bytes.indexOf(0xe2); at >= 0; at = bytes.indexOf(0xe2, at + 1)) {
    if (bytes[at + 1] === 0x80 && (bytes[at + 2] === 0xa8 || bytes[at + 2] === 0xa9)) {
      throw refuse(at, "a line separator of Unicode (U+2028 or U+2029)");
    }
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function firstBrokenLine(bytes: Uint8Array): number {
  // No byte of a longer UTF-8 character is a line feed, so lines can be looked at one by one.
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    if (!isUtf8(bytes.subarray(start, end))) return start;
    start = end + 1;
  }
  return 0;
}
