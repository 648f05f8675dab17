import type { Line } from "./lines.ts";
import { ambiguousLine, type ScanContext } from "./quotes.ts";
import { BLANK, COLON, EQUALS, HASH, TAB } from "./text.ts";

/** What JavaScript or Python take for white space. */
// deno-lint-ignore no-control-regex -- some of them are control characters
const BLANKS_AT_START = /^[\s\x1c-\x1f\x85]+/;
const NAME_AT_START = /^[A-Za-z_][A-Za-z0-9_]*/;
const EXPORT_AT_START = /^export(?=[\s\x85])/;

/**
 * Refuses a line that gives a wanted variable a value only for those who take more than spaces and tabs for blanks:
 * no-break spaces, as text from web pages has them, or form feeds.
 *
 * @param bytes the content
 * @param place the line
 * @param context the variables that are looked for, and the path
 * @throws {Failure} `env_file_ambiguous`
 */
export function checkUnusualBlanks(
  bytes: Uint8Array,
  { line, context: { names, path } }: { line: Line; context: ScanContext },
): void {
  const head = headOf(bytes, line);
  if (head === undefined) return;
  const content = new TextDecoder("utf-8", { ignoreBOM: true }).decode(head);
  const name = nameOnlySomeRead(content, names);
  if (name === undefined) return;
  const reason = "a blank that only some programs take for one";
  throw ambiguousLine(bytes, { at: line.start, name, reason, path });
}

/** A line up to its equals sign or colon, if a byte there could be a part of an unusual blank. */
function headOf(bytes: Uint8Array, { start, end }: Line): Uint8Array | undefined {
  let isUnusual = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80 || (byte < BLANK && byte !== TAB)) isUnusual = true;
    else if (byte === HASH) return undefined;
    else if (byte === EQUALS || byte === COLON) return isUnusual ? bytes.subarray(start, at + 1) : undefined;
  }
  return isUnusual ? bytes.subarray(start, end) : undefined;
}

function nameOnlySomeRead(line: string, names: ReadonlySet<string>): string | undefined {
  const text = withoutBlanks(withoutBlanks(line).replace(EXPORT_AT_START, ""));
  const [name = ""] = NAME_AT_START.exec(text) ?? [];
  return names.has(name) && /^(?:[=:]|$)/.test(withoutBlanks(text.slice(name.length))) ? name : undefined;
}

function withoutBlanks(text: string): string {
  return text.replace(BLANKS_AT_START, "");
}
