import type { Document, ParsedNode } from "yaml";

/** The YAML library, loaded; nothing of it is needed at the start of the program. */
export interface Yaml {
  /** Parses one document; errors are in the document, not thrown. */
  parse(text: string): Document.Parsed<ParsedNode>;
  readonly isMap: typeof import("yaml").isMap;
  readonly isSeq: typeof import("yaml").isSeq;
  readonly isScalar: typeof import("yaml").isScalar;
  readonly isAlias: typeof import("yaml").isAlias;
}

/**
 * Loads the YAML library.
 *
 * For every token it looks up two variables of its own, `LOG_TOKENS` and `LOG_STREAM`, which Deno refuses where
 * they were not granted, and which would print to stdout where they are set. It is given an empty environment for as
 * long as it works, which is synchronous: nobody else can look meanwhile.
 */
export async function loadYaml(): Promise<Yaml> {
  const [{ isAlias, isMap, isScalar, isSeq, parseDocument }, { default: process }] = await Promise.all([
    import("./yaml_library.ts"),
    import("node:process"),
  ]);
  return {
    isAlias,
    isMap,
    isScalar,
    isSeq,
    parse(text) {
      const environment = process.env;
      process.env = {};
      try {
        return parseDocument(text, {
          keepSourceTokens: true,
          prettyErrors: false,
          logLevel: "silent",
          // "<<" means what it means to those who read cards (PyYAML, js-yaml), which YAML 1.2 alone does not say.
          merge: true,
        });
      } finally {
        process.env = environment;
      }
    },
  };
}
