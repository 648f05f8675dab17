import { type Entry, type Scan, scanEnv } from "./scan.ts";
import { ambiguousLine } from "./quotes.ts";
import { HASH } from "./text.ts";
import { envFileFailure } from "./failures.ts";
import { Failure } from "../cli/failure.ts";
import { fitsInQuotes, renderValue } from "./value.ts";

/** A variable and the value that it is to have. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** What became of one variable. */
export interface EnvChange {
  readonly name: string;
  /** The value before, undefined where the file had none. */
  readonly previous: string | undefined;
  readonly value: string;
  readonly action: "added" | "replaced" | "kept";
}

/**
 * Gives variables their values in the content of an env file, and changes nothing else.
 *
 * Every line of a variable gets the value, since some readers take the first of several and some the last. A variable
 * that the file does not have goes to the end, in the file's own line ends.
 *
 * @param bytes the content; empty where there is no file yet
 * @param assignments the variables
 * @param options `path`, how the file is called in messages
 * @returns the new content (the same object when nothing changes), and what became of each variable
 * @throws {Failure} `env_file_not_text`, `env_file_quote_open`, `env_file_ambiguous`, `env_value_not_portable`
 */
export function editEnvBytes(
  bytes: Uint8Array,
  assignments: readonly Assignment[],
  { path = ".env" }: { path?: string } = {},
): { bytes: Uint8Array; changes: readonly EnvChange[] } {
  const values = new Map(assignments.map(({ name, value }) => [name, value]));
  const scan = scanEnv(bytes, { names: new Set(values.keys()), path });
  const stale = scan.entries.filter((entry) =>
    !holdsValue(bytes, { entry, value: values.get(entry.name) ?? "" })
  );
  const added: string[] = [];
  const changes: EnvChange[] = [];
  for (const [name, value] of values) {
    const last = scan.entries.findLast((entry) => entry.name === name);
    // Behind `export NAME`, python-dotenv sees a value only if it comes last.
    const isMissing = last === undefined || scan.undone.has(name);
    if (isMissing && scan.trapAtEnd) throw ambiguousLine(bytes, { ...scan.trapAtEnd, name, path });
    if (isMissing) added.push(`${name}=${renderValue({ name, value })}`);
    const isReplaced = isMissing || stale.some((entry) => entry.name === name);
    changes.push({
      name,
      value,
      previous: last && valueOf(bytes, last),
      action: last === undefined ? "added" : isReplaced ? "replaced" : "kept",
    });
  }
  if (stale.length === 0 && added.length === 0) return { bytes, changes };
  const edited = withValues(bytes, { stale, values, lines: newLines(added, scan) });
  checkIsRead(edited, values, path);
  return { bytes: edited, changes };
}

/** Makes sure, before anything is written, that new quotes do not pair with quotes that stand elsewhere in the file. */
function checkIsRead(bytes: Uint8Array, values: ReadonlyMap<string, string>, path: string): void {
  const lost = lostVariable(bytes, values, path);
  if (lost === undefined) return;
  const reason = "what needs quotes, and a quote elsewhere in the file would pair with them";
  throw envFileFailure("env_value_not_portable", { name: lost, reason });
}

function lostVariable(
  bytes: Uint8Array,
  values: ReadonlyMap<string, string>,
  path: string,
): string | undefined {
  const [anyName = ""] = values.keys();
  try {
    const { entries } = scanEnv(bytes, { names: new Set(values.keys()), path });
    const lost = entries.find((entry) => !holdsValue(bytes, { entry, value: values.get(entry.name) ?? "" }));
    if (lost !== undefined) return lost.name;
    return [...values.keys()].find((name) => !entries.some((entry) => entry.name === name));
  } catch (error) {
    if (error instanceof Failure) return anyName;
    throw error;
  }
}

/**
 * Reads one variable from the content of an env file, as most readers would: the last of several lines counts.
 *
 * @param bytes the content
 * @param name the variable
 * @param options `path`, how the file is called in messages
 * @returns the value, or undefined where the file does not have the variable
 * @throws {Failure} `env_file_not_text`, `env_file_quote_open`, `env_file_ambiguous`
 */
export function readVariable(
  bytes: Uint8Array,
  name: string,
  { path = ".env" }: { path?: string } = {},
): string | undefined {
  return readVariables(bytes, new Set([name]), { path }).get(name);
}

/**
 * Reads several variables from the content of an env file, as `readVariable` reads one.
 *
 * @param bytes the content
 * @param names the variables
 * @param options `path`, how the file is called in messages
 * @returns the values of those that the file has, in its order
 * @throws {Failure} as `readVariable`, where one of them cannot be read for certain
 */
export function readVariables(
  bytes: Uint8Array,
  names: ReadonlySet<string>,
  { path = ".env" }: { path?: string } = {},
): ReadonlyMap<string, string> {
  const last = new Map(scanEnv(bytes, { names, path }).entries.map((entry) => [entry.name, entry]));
  return new Map(last.values().map((entry) => [entry.name, valueOf(bytes, entry)]));
}

/** Whether an entry gives the value to every reader, so that it can stay as it is. */
function holdsValue(bytes: Uint8Array, { entry, value }: { entry: Entry; value: string }): boolean {
  const { start, end, quote } = entry;
  // bash takes a comment that follows a quote at once for a part of the value.
  if (quote !== "" && bytes[end] === HASH) return false;
  // Most values that differ do so in length; this keeps a file of nothing else quick.
  if (end - start < value.length + 2 * quote.length || (value !== "" && !fitsInQuotes(value, quote))) {
    return false;
  }
  return rawValueOf(bytes, entry) === value;
}

function newLines(lines: readonly string[], { lineEnd, endsOpen }: Scan): string {
  if (lines.length === 0) return "";
  return (endsOpen ? lineEnd : "") + lines.map((line) => line + lineEnd).join("");
}

function rawValueOf(bytes: Uint8Array, { start, end, quote }: Entry): string {
  const inner = bytes.subarray(start + quote.length, end - quote.length);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(inner);
}

function valueOf(bytes: Uint8Array, entry: Entry): string {
  const raw = rawValueOf(bytes, entry).replaceAll(/\r+\n/g, "\n");
  switch (entry.quote) {
    case "":
      return raw.split("#", 1)[0]?.trimEnd() ?? "";
    case '"':
      return raw.replaceAll(/\\([nrt"\\])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
    default:
      return raw;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Builds the new content; nothing is kept for each entry, since a hostile file may have millions. */
function withValues(
  bytes: Uint8Array,
  { stale, values, lines }: { stale: readonly Entry[]; values: ReadonlyMap<string, string>; lines: string },
): Uint8Array {
  const encoder = new TextEncoder();
  const rendered = new Map<string, Uint8Array>();
  const newValue = ({ name, quote, end }: Entry): Uint8Array => {
    const followed = bytes[end] === HASH;
    const key = `${quote}${followed}${name}`;
    const known = rendered.get(key);
    if (known !== undefined) return known;
    const text = renderValue({ name, value: values.get(name) ?? "" }, { keep: quote });
    // bash takes a hash for a comment only behind a blank.
    const encoded = encoder.encode(followed ? `${text} ` : text);
    rendered.set(key, encoded);
    return encoded;
  };
  const end = encoder.encode(lines);
  const length = stale.reduce(
    (sum, entry) => sum + newValue(entry).length - (entry.end - entry.start),
    bytes.length,
  );
  const result = new Uint8Array(length + end.length);
  let kept = 0;
  let at = 0;
  for (const entry of stale) {
    result.set(bytes.subarray(kept, entry.start), at);
    at += entry.start - kept;
    const value = newValue(entry);
    result.set(value, at);
    at += value.length;
    kept = entry.end;
  }
  result.set(bytes.subarray(kept), at);
  result.set(end, length);
  return result;
}
