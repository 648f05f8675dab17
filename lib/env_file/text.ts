import { envFileFailure } from "./failures.ts";

/** What is the name of a variable, and not what a reader makes of a broken line. */
export const VARIABLE_NAME = /^[A-Za-z_]\w*$/;

/** The number of the line, from 1, of a position. */
export function lineNumberAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

/** Where the line of a position ends: at its line feed, or at the end of the text. */
export function lineEnd(text: string, from: number): number {
  const found = text.indexOf("\n", from);
  return found < 0 ? text.length : found;
}

/** Where a sticky pattern ends that begins at a position; the position itself where it does not match. */
export function matchEnd(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

/** Whether most lines end as on Windows. */
export function hasWindowsLineEnds(text: string): boolean {
  return 2 * (text.split("\r\n").length - 1) > text.split("\n").length - 1;
}

/**
 * Decodes an env file, a byte order mark included.
 *
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
  if (text.includes("\uFFFD")) {
    // A replacement character that the file holds itself is no fault.
    const broken = new TextEncoder().encode(text).findIndex((byte, at) => byte !== bytes[at]);
    const byByte = new TextDecoder("latin1").decode(bytes);
    if (broken >= 0) throw refuse(lineNumberAt(byByte, broken), "bytes that are not UTF-8");
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

/** A part of a text, and what takes its place. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What becomes of a text in which variables get values. */
export interface TextEdit {
  /** In order; none where every reader sees the values already. */
  readonly pieces: readonly Piece[];
  /** The variables that are added, or of which a line changes. */
  readonly changed: ReadonlySet<string>;
  /** The value that a variable had, as most readers see it. */
  readonly previous: (name: string) => string | undefined;
}

/** The text with its pieces in place, which are in order. */
export function withPieces(text: string, pieces: readonly Piece[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const piece of pieces) {
    parts.push(text.slice(at, piece.start), piece.text);
    at = piece.end;
  }
  return parts.join("") + text.slice(at);
}

/** One assignment of an env file as one reader sees it. */
export interface Statement {
  /** "" for a command of a shell, which sets nothing but must not get lost. */
  readonly name: string;
  /** Undefined where the name alone is there, which takes the value away. */
  readonly value: string | undefined;
  /** Where its text starts and ends, line end excluded. */
  readonly start: number;
  readonly end: number;
  /** The reader replaces a part of the value: a variable, a command. */
  readonly expands?: boolean;
  /** It may not come to pass: in a condition, in the background. */
  readonly isUnsure?: boolean;
}

/** A line that every reader takes alike, whatever stands around it: a comment, `NAME=value` or nothing. */
const PLAIN_LINE = /(?:#.*)?\n|(?:export )?([A-Za-z_]\w*)=([\w./:@%+,=-]*)(?:\n|$)/y;

/** What a file means to all readers; undefined where one of its lines is not plain. */
export function readPlain(text: string): readonly Statement[] | undefined {
  const statements: Statement[] = [];
  PLAIN_LINE.lastIndex = 0;
  for (let start = 0; start < text.length; start = PLAIN_LINE.lastIndex) {
    const [line, name, value = ""] = PLAIN_LINE.exec(text) ?? [];
    if (line === undefined) return undefined;
    if (name !== undefined) statements.push({ name, value, start, end: start + line.trimEnd().length });
  }
  return statements;
}
