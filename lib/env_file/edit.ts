import { type Entry, type Scan, scanEnv } from "./scan.ts";
import { ambiguousLine, quoteOf } from "./quotes.ts";
import { HASH } from "./text.ts";
import { fitsInQuotes, type Quote, renderValue } from "./value.ts";

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

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
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
  const replacements: Replacement[] = [];
  const added: string[] = [];
  const changes: EnvChange[] = [];
  for (const [name, value] of values) {
    const entries = scan.entries.filter((entry) => entry.name === name);
    const last = entries.at(-1);
    const stale = staleEntries(bytes, { entries, value });
    const texts = new Map<Quote, string>();
    for (const { start, end, quote } of stale) {
      const text = texts.get(quote) ?? renderValue({ name, value }, { keep: quote });
      texts.set(quote, text);
      // Without quotes, a comment needs a blank in front of it.
      const needsBlank = bytes[end] === HASH && quoteOf(text.charCodeAt(0)) === "";
      replacements.push({ start, end, text: needsBlank ? `${text} ` : text });
    }
    if (last === undefined && scan.trapAtEnd) throw ambiguousLine(bytes, { ...scan.trapAtEnd, name, path });
    if (last === undefined) added.push(`${name}=${renderValue({ name, value })}`);
    changes.push({
      name,
      value,
      previous: last && valueOf(bytes, last),
      action: last === undefined ? "added" : stale.length > 0 ? "replaced" : "kept",
    });
  }
  replacements.sort((one, other) => one.start - other.start);
  if (added.length > 0) {
    replacements.push({ start: bytes.length, end: bytes.length, text: newLines(added, scan) });
  }
  return { bytes: replacements.length === 0 ? bytes : withReplacements(bytes, replacements), changes };
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
  const last = scanEnv(bytes, { names: new Set([name]), path }).entries.at(-1);
  return last && valueOf(bytes, last);
}

/** The entries that do not give the value to every reader; the others can stay as they are. */
function staleEntries(
  bytes: Uint8Array,
  { entries, value }: { entries: readonly Entry[]; value: string },
): readonly Entry[] {
  const encoded = new TextEncoder().encode(value);
  return entries.filter(({ start, end, quote }) => {
    const length = end - start - 2 * quote.length;
    if (length !== encoded.length || !fitsInQuotes(value, quote)) return true;
    return !encoded.every((byte, index) => byte === bytes[start + quote.length + index]);
  });
}

function newLines(lines: readonly string[], { lineEnd, endsOpen }: Scan): string {
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

function withReplacements(bytes: Uint8Array, replacements: readonly Replacement[]): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let kept = 0;
  for (const { start, end, text } of replacements) {
    parts.push(bytes.subarray(kept, start), encoder.encode(text));
    kept = end;
  }
  parts.push(bytes.subarray(kept));
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
