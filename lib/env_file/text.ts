import { envFileFailure } from "./failures.ts";

/** The number of the line, from 1, of a position. */
export function lineNumberAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

/**
 * Decodes an env file, a byte order mark included.
 *
 * @param bytes the content
 * @param path how the file is called in messages
 * @throws {Failure} `env_file_not_text`, with the number of the line, for what is not UTF-8 with lines that all programs see alike
 */
export function decodeEnvFile(bytes: Uint8Array, path: string): string {
  const refuse = (line: number, reason: string) =>
    envFileFailure("env_file_not_text", { path, line, reason });
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw refuse(1, "the byte order mark of UTF-16");
  }
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  // A replacement character that the file holds itself is no fault.
  if (text.includes("\uFFFD") && !isUtf8(bytes)) {
    throw refuse(firstBrokenLine(bytes), "bytes that are not UTF-8");
  }
  const nul = text.indexOf("\0");
  if (nul >= 0) throw refuse(lineNumberAt(text, nul), "a NUL byte");
  // Some programs end a line at a lone carriage return; for the regular expressions of npm dotenv one ends at U+2028.
  const odd = /\r(?![\r\n]|$)|[\u2028\u2029]/.exec(text);
  if (odd !== null) {
    const what = odd[0] === "\r"
      ? "a carriage return that does not end the line"
      : "a Unicode line separator";
    throw refuse(lineNumberAt(text, odd.index), what);
  }
  return text;
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
  // No byte of a longer UTF-8 character is a line feed, so lines can be decoded one by one.
  let start = 0;
  for (let line = 1;; line++) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    if (found < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
