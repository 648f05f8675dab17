import process from "node:process";
// Each by its name: the package is CommonJS, and in a bundle of several files an `import()` of it gives nothing but
// `default` (seen with Deno 2.8.3).
import { isMap, isScalar, parseDocument } from "yaml";

/** What a YAML document says, or why it cannot be read. */
type YamlReading =
  | { readonly value: unknown }
  | { readonly line: number; readonly problem: string };

/**
 * Reads YAML 1.1, as PyYAML and so the Python programs around datasets do.
 *
 * For every token the library looks up two variables of its own, `LOG_TOKENS` and `LOG_STREAM`, which Deno refuses where
 * they were not granted, and which would print to stdout where they are set. It is given an empty environment for as long
 * as it works, which is synchronous, so nothing else can look meanwhile.
 */
export function readYaml(text: string): YamlReading {
  const at = (offset: number, problem: string) => ({
    line: text.slice(0, offset).split("\n").length,
    problem: (problem.split("\n")[0] ?? "").trim(),
  });
  const environment = process.env;
  process.env = {};
  try {
    // The library compares every key with every other one to find those that come twice: seconds for a large card.
    const document = parseDocument(text, {
      version: "1.1",
      prettyErrors: false,
      logLevel: "silent",
      uniqueKeys: false,
    });
    const [error] = document.errors;
    if (error !== undefined) return at(error.pos[0], error.message);
    const keys = new Set<unknown>();
    for (const { key } of isMap(document.contents) ? document.contents.items : []) {
      if (!isScalar(key)) continue;
      if (keys.has(key.value)) return at(key.range?.[0] ?? 0, `the key "${String(key.value)}" appears twice`);
      keys.add(key.value);
    }
    return { value: document.toJS() };
  } catch (problem) {
    // An alias without its anchor, or one that grows beyond all measure.
    return at(0, problem instanceof Error ? problem.message : String(problem));
  } finally {
    process.env = environment;
  }
}
