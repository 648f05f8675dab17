import { failure } from "../errors/table.ts";
import {
  BACKSLASH,
  BACKTICK,
  BLANK,
  byteOrderMarkLength,
  CARRIAGE_RETURN,
  checkIsText,
  COLON,
  DOUBLE_QUOTE,
  EQUALS,
  HASH,
  LINE_FEED,
  lineNumberAt,
  SINGLE_QUOTE,
  TAB,
} from "./text.ts";
import type { Quote } from "./value.ts";

/** Where one value of a wanted variable stands. */
export interface Entry {
  readonly name: string;
  /** The first byte of the value, its quote included; where a value would go when there is none. */
  readonly start: number;
  readonly end: number;
  /** The quotes that stand around the value, "" where it has none. */
  readonly quote: Quote;
  /** A comment follows at once, so that a value put here needs a blank after it. */
  readonly touchesComment: boolean;
}

/** What is to be known of an env file before it is edited. */
export interface Scan {
  readonly entries: readonly Entry[];
  /** How the lines of the file end; the commoner one where they differ. */
  readonly lineEnd: "\n" | "\r\n";
  /** The last line has text and no line end. */
  readonly endsOpen: boolean;
}

interface Line {
  readonly start: number;
  /** Behind the last byte of the line, its line end left out. */
  readonly end: number;
  /** The start of the next line. */
  readonly next: number;
}

interface Head {
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Behind the equals sign or the colon. */
  readonly afterSign: number;
  /** Where the value begins: the first byte that is no blank. */
  readonly value: number;
  readonly colon: boolean;
  readonly spaced: boolean;
}

const EXPORT = new TextEncoder().encode("export");
const QUOTES: ReadonlyMap<number, Quote> = new Map([[SINGLE_QUOTE, "'"], [DOUBLE_QUOTE, '"'], [
  BACKTICK,
  "`",
]]);
const QUOTE_NAMES = { "'": "single quote", '"': "double quote", "`": "backtick", "": "" } as const;

/**
 * Finds the values of some variables in an env file.
 *
 * One pass, every byte looked at a bounded number of times. Where the readers of env files (npm dotenv, @std/dotenv,
 * Node, bash, python-dotenv) disagree about where a value ends, and one of the variables or an open quote is in the part
 * that they disagree about, the file is refused: whatever were written, some of them would not see it.
 *
 * @param bytes the content
 * @param options `names` of the variables, `path` for messages
 * @returns where the values are, and how lines end
 * @throws {Failure} `env_file_not_text`, `env_file_quote_open`, `env_file_ambiguous`
 */
export function scanEnv(
  bytes: Uint8Array,
  { names, path }: { names: ReadonlySet<string>; path: string },
): Scan {
  checkIsText(bytes, path);
  const entries: Entry[] = [];
  let start = byteOrderMarkLength(bytes);
  while (start < bytes.length) {
    const line = lineFrom(bytes, start);
    const head = readHead(bytes, line);
    if (head === undefined) {
      start = line.next;
      continue;
    }
    const name = wantedName(bytes, { head, names });
    if (name !== undefined && head.colon) throw ambiguous(bytes, { at: line.start, name, path });
    const quoted = head.colon ? undefined : readQuoted(bytes, { line, value: head.value, names, path });
    if (name !== undefined) {
      if (quoted?.disputed) throw ambiguous(bytes, { at: line.start, name, path });
      entries.push({ name, ...placeOfValue(bytes, { line, head, close: quoted?.close }) });
    }
    start = quoted?.next ?? line.next;
  }
  return { entries, ...lineEndsOf(bytes) };
}

function lineFrom(bytes: Uint8Array, start: number): Line {
  const found = bytes.indexOf(LINE_FEED, start);
  const next = found < 0 ? bytes.length : found + 1;
  let end = found < 0 ? bytes.length : found;
  while (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
  return { start, end, next };
}

function isBlank(byte: number | undefined): boolean {
  return byte === BLANK || byte === TAB;
}

function skipBlanks(bytes: Uint8Array, { from, end }: { from: number; end: number }): number {
  let at = from;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

/** Reads `export NAME =` at the start of a line, or nothing where the line gives no variable a value. */
function readHead(bytes: Uint8Array, { start, end }: Line): Head | undefined {
  let at = skipBlanks(bytes, { from: start, end });
  if (EXPORT.every((byte, index) => bytes[at + index] === byte) && isBlank(bytes[at + EXPORT.length])) {
    const behind = skipBlanks(bytes, { from: at + EXPORT.length, end });
    if (bytes[behind] !== EQUALS) at = behind;
  }
  const nameStart = at;
  while (at < end && bytes[at] !== EQUALS && bytes[at] !== HASH && !isBlank(bytes[at])) at++;
  const nameEnd = at;
  at = skipBlanks(bytes, { from: at, end });
  if (nameEnd === nameStart) return undefined;
  if (at < end && bytes[at] === EQUALS) {
    return {
      nameStart,
      nameEnd,
      afterSign: at + 1,
      value: skipBlanks(bytes, { from: at + 1, end }),
      colon: false,
      spaced: at > nameEnd,
    };
  }
  // npm dotenv alone also reads `NAME: value`.
  if (bytes[nameEnd - 1] === COLON && at > nameEnd && at < end) {
    return { nameStart, nameEnd: nameEnd - 1, afterSign: nameEnd, value: at, colon: true, spaced: false };
  }
  return undefined;
}

function wantedName(
  bytes: Uint8Array,
  { head, names }: { head: Head; names: ReadonlySet<string> },
): string | undefined {
  for (const name of names) {
    if (name.length !== head.nameEnd - head.nameStart) continue;
    let same = 0;
    while (same < name.length && name.charCodeAt(same) === bytes[head.nameStart + same]) same++;
    if (same === name.length) return name;
  }
  return undefined;
}

/**
 * Finds where a quoted value ends.
 *
 * `close` is the closing quote where nothing but a comment follows it on its line; `next` is where the next line to be
 * read starts; `disputed` says that the readers disagree about the lines in between.
 */
function readQuoted(
  bytes: Uint8Array,
  { line, value, names, path }: { line: Line; value: number; names: ReadonlySet<string>; path: string },
): { close: number | undefined; next: number; disputed: boolean } | undefined {
  const byte = bytes[value];
  const quote = value < line.end && byte !== undefined ? QUOTES.get(byte) : undefined;
  if (quote === undefined || byte === undefined) return undefined;
  // Node ends the value at the first quote. For @std/dotenv and bash a quote behind an odd number of backslashes is a part
  // of it; for npm dotenv and python-dotenv one behind any backslash is, unless none closes the value later.
  const first = bytes.indexOf(byte, value + 1);
  const odd = closingQuote(bytes, { byte, from: first, isEscaped: (backslashes) => backslashes % 2 === 1 });
  const any = closingQuote(bytes, { byte, from: first, isEscaped: (backslashes) => backslashes > 0 });
  const close = [any, odd, first].find((at) =>
    at >= 0 && at < line.end && isAtEnd(bytes, { at, end: line.end })
  );
  const here = any >= 0 && any < line.end;
  if (here || (any < 0 && close !== undefined)) return { close, next: line.next, disputed: false };
  const last = any >= 0 ? any : odd;
  if (last < line.end) {
    throw failure("env_file_quote_open", {
      path,
      line: lineNumberAt(bytes, value),
      quote: QUOTE_NAMES[quote],
    });
  }
  const lastLine = lineFrom(bytes, last);
  const agreed = first === last && quote !== "`" && isAtEnd(bytes, { at: last, end: lastLine.end });
  if (!agreed) checkDisputedLines(bytes, { from: line.next, to: lastLine.next, names, path });
  return { close: last, next: lastLine.next, disputed: !agreed };
}

/** The first quote that counts as closing, or -1. */
function closingQuote(
  bytes: Uint8Array,
  { byte, from, isEscaped }: { byte: number; from: number; isEscaped: (backslashes: number) => boolean },
): number {
  for (let at = from; at >= 0; at = bytes.indexOf(byte, at + 1)) {
    let backslashes = 0;
    while (bytes[at - 1 - backslashes] === BACKSLASH) backslashes++;
    if (!isEscaped(backslashes)) return at;
  }
  return -1;
}

/** Whether nothing but blanks and a comment follow a position on its line. */
function isAtEnd(bytes: Uint8Array, { at, end }: { at: number; end: number }): boolean {
  const behind = skipBlanks(bytes, { from: at + 1, end });
  return behind >= end || bytes[behind] === HASH;
}

/** Refuses lines that are inside a value for some readers and outside for others, where that matters. */
function checkDisputedLines(
  bytes: Uint8Array,
  { from, to, names, path }: { from: number; to: number; names: ReadonlySet<string>; path: string },
): void {
  const [anyName = ""] = names;
  for (let start = from; start < to;) {
    const line = lineFrom(bytes, start);
    const head = readHead(bytes, line);
    if (head !== undefined) {
      const name = wantedName(bytes, { head, names });
      if (name !== undefined) throw ambiguous(bytes, { at: start, name, path });
      const byte = bytes[head.value];
      if (head.value < line.end && byte !== undefined && QUOTES.has(byte)) {
        const close = bytes.indexOf(byte, head.value + 1);
        if (close < 0 || close >= line.end || bytes[close - 1] === BACKSLASH) {
          throw ambiguous(bytes, { at: start, name: anyName, path });
        }
      }
    }
    start = line.next;
  }
}

function placeOfValue(
  bytes: Uint8Array,
  { line, head, close }: { line: Line; head: Head; close: number | undefined },
): Omit<Entry, "name"> {
  const { value, afterSign } = head;
  const byte = bytes[value];
  if (close !== undefined && byte !== undefined) {
    return { start: value, end: close + 1, quote: QUOTES.get(byte) ?? "", touchesComment: false };
  }
  if (value >= line.end || byte === HASH) {
    // `NAME= # note`: the blank stays in front of the note. Shells want the value right behind the equals sign.
    const start = head.spaced && value >= line.end ? value : afterSign;
    return { start, end: start, quote: "", touchesComment: start < line.end && bytes[start] === HASH };
  }
  // A comment needs a blank before it for bash and python-dotenv; for the others `a#b` ends at the hash as well, so the
  // whole of it is the value.
  let end = value;
  for (let at = value; at < line.end; at++) {
    if (bytes[at] === HASH && isBlank(bytes[at - 1])) break;
    if (!isBlank(bytes[at])) end = at + 1;
  }
  return { start: value, end, quote: "", touchesComment: false };
}

function lineEndsOf(bytes: Uint8Array): { lineEnd: "\n" | "\r\n"; endsOpen: boolean } {
  let plain = 0;
  let windows = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at - 1] === CARRIAGE_RETURN) windows++;
    else plain++;
  }
  const endsOpen = bytes.length > byteOrderMarkLength(bytes) && bytes[bytes.length - 1] !== LINE_FEED;
  return { lineEnd: windows > plain ? "\r\n" : "\n", endsOpen };
}

function ambiguous(bytes: Uint8Array, { at, name, path }: { at: number; name: string; path: string }): Error {
  return failure("env_file_ambiguous", { path, line: lineNumberAt(bytes, at), name });
}
