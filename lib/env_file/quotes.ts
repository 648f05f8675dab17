import { envFileFailure } from "./failures.ts";
import {
  type Head,
  type Line,
  lineFrom,
  loneNameOf,
  nameAt,
  readHead,
  skipBlanks,
  skipSigns,
} from "./lines.ts";
import { BACKSLASH, BACKTICK, DOUBLE_QUOTE, HASH, lineNumberAt, SINGLE_QUOTE } from "./text.ts";
import type { Quote } from "./value.ts";

/** What a scan looks for, and how the file is called in messages. */
export interface ScanContext {
  readonly names: ReadonlySet<string>;
  readonly path: string;
}

/** Where a quoted value ends. */
export interface QuotedValue {
  /** The closing quote, where nothing but a comment follows it on its line. */
  readonly close: number | undefined;
  /** The start of the next line to be read. */
  readonly next: number;
  /** The readers disagree about the lines up to there. */
  readonly disputed: boolean;
}

const QUOTES: ReadonlyMap<number, Quote> = new Map([[SINGLE_QUOTE, "'"], [DOUBLE_QUOTE, '"'], [
  BACKTICK,
  "`",
]]);
const QUOTE_NAMES = { "'": "single quote", '"': "double quote", "`": "backtick", "": "" } as const;

const USUAL_IN_NAMES: ReadonlySet<number> = new Set(
  new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"),
);

/** The quote that a byte is, "" for another byte. */
export function quoteOf(byte: number | undefined): Quote {
  return byte === undefined ? "" : QUOTES.get(byte) ?? "";
}

/**
 * Finds where a quoted value ends, as far as the readers of env files agree.
 *
 * @param bytes the content
 * @param place the line, and what stands in front of the value
 * @param context the variables that are looked for, and the path
 * @returns the end; undefined where the value has no quotes
 * @throws {Failure} `env_file_quote_open`, `env_file_ambiguous`
 */
export function readQuoted(
  bytes: Uint8Array,
  { line, head, context }: { line: Line; head: Head; context: ScanContext },
): QuotedValue | undefined {
  const { value } = head;
  const byte = bytes[value];
  const quote = value < line.end ? quoteOf(byte) : "";
  if (quote === "" || byte === undefined) return undefined;
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
    const { path } = context;
    throw envFileFailure("env_file_quote_open", {
      path,
      line: lineNumberAt(bytes, value),
      quote: QUOTE_NAMES[quote],
    });
  }
  const lastLine = lineFrom(bytes, last);
  const agreed = first === last && quote !== "`" && isAtEnd(bytes, { at: last, end: lastLine.end }) &&
    hasUsualName(bytes, head);
  if (!agreed) checkDisputedLines(bytes, { from: line.next, to: lastLine.next, context });
  return { close: last, next: lastLine.next, disputed: !agreed };
}

/**
 * Makes sure that a quote which only some reader takes for the start of a value does no harm.
 *
 * @param bytes the content
 * @param place the line, and where the quote may be
 * @param context the variables that are looked for, and the path
 * @throws {Failure} `env_file_ambiguous`
 */
export function checkPossibleQuote(
  bytes: Uint8Array,
  { line, at, context }: { line: Line; at: number; context: ScanContext },
): void {
  const byte = bytes[at];
  if (at >= line.end || byte === undefined || quoteOf(byte) === "") return;
  const close = bytes.indexOf(byte, at + 1);
  if (close < line.end) return;
  checkDisputedLines(bytes, { from: line.next, to: lineFrom(bytes, close).next, context });
}

/** The failure for a line that readers disagree about. */
export function ambiguousLine(
  bytes: Uint8Array,
  { at, name, reason, path }: { at: number; name: string; reason: string; path: string },
): Error {
  return envFileFailure("env_file_ambiguous", { path, line: lineNumberAt(bytes, at), name, reason });
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

/** Whether npm dotenv takes the name for one. */
function hasUsualName(bytes: Uint8Array, { nameStart, nameEnd }: Head): boolean {
  return bytes.subarray(nameStart, nameEnd).every((byte) => USUAL_IN_NAMES.has(byte));
}

/** Whether nothing but blanks and a comment follow a position on its line. */
function isAtEnd(bytes: Uint8Array, { at, end }: { at: number; end: number }): boolean {
  const behind = skipBlanks(bytes, { from: at + 1, end });
  return behind >= end || bytes[behind] === HASH;
}

/**
 * Refuses lines that are inside a value for some readers and outside for others, where that matters.
 *
 * @param bytes the content
 * @param place the first of the lines, and where the line behind them starts
 * @param context the variables that are looked for, and the path
 * @throws {Failure} `env_file_ambiguous`
 */
export function checkDisputedLines(
  bytes: Uint8Array,
  { from, to, context: { names, path } }: { from: number; to: number; context: ScanContext },
): void {
  const [anyName = ""] = names;
  const reason = "inside quotes that end elsewhere for some";
  for (let start = from; start < to;) {
    const line = lineFrom(bytes, start);
    // Node goes on behind an equals sign with no name in front of it.
    const head = readHead(bytes, { start: skipSigns(bytes, line), end: line.end });
    const lone = head === undefined ? loneNameOf(bytes, { line, names }) : undefined;
    if (lone !== undefined) throw ambiguousLine(bytes, { at: start, name: lone, reason, path });
    if (head !== undefined) {
      const name = nameAt(bytes, { start: head.nameStart, end: head.nameEnd, names });
      if (name !== undefined) throw ambiguousLine(bytes, { at: start, name, reason, path });
      const byte = bytes[head.value];
      if (head.value < line.end && byte !== undefined && quoteOf(byte) !== "") {
        const close = bytes.indexOf(byte, head.value + 1);
        if (close < 0 || close >= line.end || bytes[close - 1] === BACKSLASH) {
          throw ambiguousLine(bytes, { at: start, name: anyName, reason, path });
        }
      }
    }
    start = line.next;
  }
}
