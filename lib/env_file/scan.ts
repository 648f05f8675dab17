import {
  type Head,
  isBlank,
  type Line,
  lineFrom,
  loneNameOf,
  nameAt,
  readHead,
  skipBlanks,
  skipSigns,
} from "./lines.ts";
import {
  ambiguousLine,
  checkDisputedLines,
  checkPossibleQuote,
  quoteOf,
  readQuoted,
  type ScanContext,
} from "./quotes.ts";
import { checkUnusualBlanks } from "./unusual_blanks.ts";
import { byteOrderMarkLength, CARRIAGE_RETURN, checkIsText, EQUALS, HASH, LINE_FEED } from "./text.ts";
import type { Quote } from "./value.ts";

/** Where one value of a wanted variable stands. */
export interface Entry {
  readonly name: string;
  /** The first byte of the value, its quote included; where a value would go when there is none. */
  readonly start: number;
  readonly end: number;
  /** The quotes that stand around the value, "" where it has none. */
  readonly quote: Quote;
}

/** What is to be known of an env file before it is edited. */
export interface Scan {
  readonly entries: readonly Entry[];
  /** How the lines of the file end; the commoner one where they differ. */
  readonly lineEnd: "\n" | "\r\n";
  /** The last line has text and no line end. */
  readonly endsOpen: boolean;
  /** The variables that a later line names without a value: for python-dotenv that takes the value away. */
  readonly undone: ReadonlySet<string>;
  /** What keeps a line at the end of the file from being read by everybody. */
  readonly trapAtEnd: Trap | undefined;
}

/** A line of which some reader takes the next line for a part. */
export interface Trap {
  /** Where the line starts. */
  readonly at: number;
  readonly reason: string;
}

/**
 * Finds the values of some variables in an env file.
 *
 * One pass, every byte looked at a bounded number of times. Where the readers of env files (npm dotenv, @std/dotenv,
 * Node, bash, python-dotenv) disagree about where a value ends, and one of the variables or an open quote is in the part
 * that they disagree about, the file is refused: whatever were written, some of them would not see it.
 *
 * @param bytes the content
 * @param context `names` of the variables, `path` for messages
 * @returns where the values are, and how lines end
 * @throws {Failure} `env_file_not_text`, `env_file_quote_open`, `env_file_ambiguous`
 */
export function scanEnv(bytes: Uint8Array, context: ScanContext): Scan {
  const { names, path } = context;
  checkIsText(bytes, path);
  const entries: Entry[] = [];
  const undone = new Set<string>();
  let trap: Trap | undefined;
  let loneName: string | undefined;
  let start = byteOrderMarkLength(bytes);
  while (start < bytes.length) {
    const line = lineFrom(bytes, start);
    start = line.next;
    const text = skipBlanks(bytes, { from: line.start, end: line.end });
    if (text >= line.end) continue;
    const before = trap;
    trap = trapOf(bytes, line);
    // `NAME`, a line end and `=value` are one assignment for npm dotenv and @std/dotenv.
    if (loneName !== undefined && bytes[text] === EQUALS) {
      throw ambiguousLine(bytes, { at: line.start, name: loneName, reason: REASONS.noName, path });
    }
    const head = readHead(bytes, line);
    const name = head && nameAt(bytes, { start: head.nameStart, end: head.nameEnd, names });
    if (name === undefined) checkUnusualBlanks(bytes, { line, context });
    loneName = head === undefined ? loneNameOf(bytes, { line, names }) : undefined;
    if (loneName !== undefined) undone.add(loneName);
    if (head === undefined || head.colon) checkOtherLine(bytes, { line, text, context });
    if (head === undefined) continue;
    if (name !== undefined && before !== undefined) throw ambiguousLine(bytes, { ...before, name, path });
    if (head.colon) {
      if (name !== undefined) {
        throw ambiguousLine(bytes, { at: line.start, name, reason: REASONS.colon, path });
      }
      checkPossibleQuote(bytes, { line, at: head.value, context });
      continue;
    }
    checkPossibleQuote(bytes, { line, at: text, context });
    const quoted = readQuoted(bytes, { line, head, context });
    if (quoted !== undefined) start = quoted.next;
    // Who takes this line for the value of the one before sees no quote that opens here.
    if (before !== undefined) checkDisputedLines(bytes, { from: line.next, to: start, context });
    if (name === undefined) continue;
    if (quoted?.disputed) {
      throw ambiguousLine(bytes, { at: line.start, name, reason: REASONS.severalLines, path });
    }
    entries.push({ name, ...placeOfValue(bytes, { line, head, close: quoted?.close }) });
    undone.delete(name);
    trap = undefined;
  }
  return { entries, undone, trapAtEnd: trap, ...lineEndsOf(bytes) };
}

const REASONS = {
  colon: "a colon instead of an equals sign",
  colonAlone: "a name, a colon and nothing else",
  blankValue: "a blank behind the equals sign and no value",
  noName: "an equals sign with no name in front of it",
  severalLines: "a value of several lines that ends elsewhere for some",
} as const;

/**
 * What a line does to the next one for some reader: Node takes it for the value when nothing but blanks follow the equals
 * sign, npm dotenv when the line is `NAME:`.
 */
function trapOf(bytes: Uint8Array, { start, end }: Line): Trap | undefined {
  if (bytes[start] === HASH) return undefined;
  const head = readHead(bytes, { start, end });
  if (head?.colon && head.value >= end) return { at: start, reason: REASONS.colonAlone };
  const equals = equalsIn(bytes, { start: skipSigns(bytes, { start, end }), end });
  if (equals < 0 || equals + 1 === end) return undefined;
  const value = skipBlanks(bytes, { from: equals + 1, end });
  return value < end ? undefined : { at: start, reason: REASONS.blankValue };
}

/** Looks at a line that gives no variable a value, except for some reader. */
function checkOtherLine(
  bytes: Uint8Array,
  { line, text, context }: { line: Line; text: number; context: ScanContext },
): void {
  const { names, path } = context;
  // A comment, but for Node only where nothing stands in front of it.
  if (bytes[line.start] === HASH) return;
  // python-dotenv takes what is in quotes here for a name, npm dotenv for the value of an empty variable before.
  checkPossibleQuote(bytes, { line, at: text, context });
  // Node takes everything in front of the sign for the name, and goes on behind it where that is nothing.
  const start = skipSigns(bytes, line);
  checkPossibleQuote(bytes, { line, at: start, context });
  const equals = equalsIn(bytes, { start, end: line.end });
  if (equals < 0) return;
  const value = skipBlanks(bytes, { from: equals + 1, end: line.end });
  checkPossibleQuote(bytes, { line, at: value, context });
  if (bytes[text] !== EQUALS) return;
  const head = readHead(bytes, { start, end: line.end });
  const name = head && nameAt(bytes, { start: head.nameStart, end: head.nameEnd, names });
  if (name !== undefined) throw ambiguousLine(bytes, { at: line.start, name, reason: REASONS.noName, path });
}

function equalsIn(bytes: Uint8Array, { start, end }: { start: number; end: number }): number {
  const found = bytes.subarray(start, end).indexOf(EQUALS);
  return found < 0 ? -1 : start + found;
}

function placeOfValue(
  bytes: Uint8Array,
  { line, head, close }: { line: Line; head: Head; close: number | undefined },
): Omit<Entry, "name"> {
  const { value, afterSign } = head;
  if (close !== undefined) return { start: value, end: close + 1, quote: quoteOf(bytes[value]) };
  if (value >= line.end || bytes[value] === HASH) {
    // `NAME= # note`: the blank stays in front of the note. Shells want the value right behind the equals sign.
    const start = head.spaced && value >= line.end ? value : afterSign;
    return { start, end: start, quote: "" };
  }
  // A comment needs a blank before it for bash and python-dotenv; for the others `a#b` ends at the hash as well, so the
  // whole of it is the value.
  let end = value;
  for (let at = value; at < line.end; at++) {
    if (bytes[at] === HASH && isBlank(bytes[at - 1])) break;
    if (!isBlank(bytes[at])) end = at + 1;
  }
  return { start: value, end, quote: "" };
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
