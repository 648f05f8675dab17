import { scanEnv } from "../../env_file/scan.ts";
import { lineNumberAt } from "../../env_file/text.ts";
import { Failure } from "../../cli/failure.ts";
import type { EnvFileFacts, RepeatedName } from "./facts.ts";

const HEAD = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/;
const HARMLESS = /^\s*(?:#.*|export(?:\s+[A-Za-z_]\w*)+\s*)?$/;

/** A file with more variables than this is looked through for the wanted ones only. */
const MOST_NAMES = 500;

/**
 * Looks through the lines of an env file.
 *
 * @param bytes the content
 * @param options `path`, how the file is called in messages; `wanted`, the variables that count most
 * @returns the lines that set nothing and are no comment, and the names that are set more than once
 * @throws {Failure} `env_file_not_text`, `env_file_quote_open`, `env_file_ambiguous` about a wanted variable
 */
export function readLines(
  bytes: Uint8Array,
  options: { path: string; wanted: readonly string[] },
): Pick<EnvFileFacts, "oddLines" | "repeated"> {
  const { path, wanted } = options;
  scanEnv(bytes, { names: new Set(wanted), path });
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const lines = decoder.decode(bytes).replace(/^\uFEFF/, "").split("\n");
  const all = new Set(lines.flatMap((line) => HEAD.exec(line)?.[1] ?? []));
  if (all.size > MOST_NAMES) return { oddLines: [], repeated: [] };
  let entries;
  try {
    entries = scanEnv(bytes, { names: all, path }).entries;
  } catch (error) {
    // Programs disagree about a line that is none of ours.
    if (error instanceof Failure) return { oddLines: [], repeated: [] };
    throw error;
  }
  const covered = new Set<number>();
  const places = new Map<string, { line: number; text: string }[]>();
  for (const { name, start, end, quote } of entries) {
    const line = lineNumberAt(bytes, start);
    for (let number = line; number <= lineNumberAt(bytes, end); number++) covered.add(number);
    const text = decoder.decode(bytes.subarray(start + quote.length, end - quote.length));
    places.set(name, [...places.get(name) ?? [], { line, text }]);
  }
  return {
    oddLines: lines.flatMap((line, index) =>
      covered.has(index + 1) || HARMLESS.test(line.replace(/\r+$/, "")) ? [] : [index + 1]
    ),
    repeated: [...places].filter(([, set]) => set.length > 1).map(([name, set]): RepeatedName => ({
      name,
      lines: set.map(({ line }) => line),
      differ: new Set(set.map(({ text }) => text)).size > 1,
    })),
  };
}
