import { type Entry, type Scan, scanEnv } from "./scan.ts";
import { ambiguousLine, quoteOf } from "./quotes.ts";
import { HASH } from "./text.ts";
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
    if (last === undefined && scan.trapAtEnd) throw ambiguousLine(bytes, { ...scan.trapAtEnd, name, path });
    if (last === undefined) added.push(`${name}=${renderValue({ name, value })}`);
    changes.push({
      name,
      value,
      previous: last && valueOf(bytes, last),
      action: last === undefined ? "added" : stale.some((entry) => entry.name === name) ? "replaced" : "kept",
    });
  }
  if (stale.length === 0 && added.length === 0) return { bytes, changes };
  return { bytes: withValues(bytes, { stale, values, lines: newLines(added, scan) }), changes };
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
  return readVariables(bytes, [name], { path }).get(name);
}

/**
 * Reads several variables in one pass, each as {@linkcode readVariable} does.
 *
 * @param bytes the content
 * @param names the variables
 * @param options `path`, how the file is called in messages
 * @returns the values by name, without those that the file does not have
 * @throws {Failure} `env_file_not_text`, `env_file_quote_open`, `env_file_ambiguous`
 */
export function readVariables(
  bytes: Uint8Array,
  names: Iterable<string>,
  { path = ".env" }: { path?: string } = {},
): ReadonlyMap<string, string> {
  const { entries } = scanEnv(bytes, { names: new Set(names), path });
  return new Map(entries.map((entry) => [entry.name, valueOf(bytes, entry)]));
}

/** Whether an entry gives the value to every reader, so that it can stay as it is. */
function holdsValue(bytes: Uint8Array, { entry, value }: { entry: Entry; value: string }): boolean {
  const { start, end, quote } = entry;
  // Most values that differ do so in length; this keeps a file of nothing else quick.
  if (end - start < value.length + 2 * quote.length || !fitsInQuotes(value, quote)) return false;
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
    // Without quotes, a comment needs a blank in front of it.
    const encoded = encoder.encode(followed && quoteOf(text.charCodeAt(0)) === "" ? `${text} ` : text);
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
