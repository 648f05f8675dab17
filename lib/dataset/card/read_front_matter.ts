import { Failure } from "../../cli/failure.ts";
import { datasetFailure } from "../failures.ts";
import type { Yaml } from "../../ports/yaml.ts";
import type { Document, ParsedNode, YAMLMap } from "yaml";

/** The keys of a front matter, with their places in the text. */
export interface FrontMatter {
  readonly document: Document.Parsed<ParsedNode>;
  /** `undefined` where there are no keys yet. */
  readonly map: YAMLMap.Parsed | undefined;
  /** The values as plain data. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Reads the YAML of a front matter.
 *
 * @param yaml the library
 * @param text the lines between the dashes
 * @param card which card, for the errors
 * @throws Failure `card_yaml_broken`, `card_yaml_not_keys`
 */
export function readFrontMatter(yaml: Yaml, text: string, { card }: { card: string }): FrontMatter {
  const document = yaml.parse(text);
  const [error] = document.errors;
  if (error !== undefined) {
    // The line of dashes above counts.
    const line = text.slice(0, error.pos[0]).split("\n").length + 1;
    throw datasetFailure("card_yaml_broken", { card, line, problem: firstLine(error.message) });
  }
  const { contents } = document;
  if (contents === null || (yaml.isScalar(contents) && contents.value === null)) {
    return { document, map: undefined, data: {} };
  }
  if (!yaml.isMap(contents)) throw datasetFailure("card_yaml_not_keys", { card });
  return { document, map: contents, data: dataOf(document, card) };
}

/**
 * Makes sure that an edited front matter can still be read.
 *
 * @param yaml the library
 * @param text the lines between the dashes, after an edit of a key
 * @param edited the card and the key
 * @returns the same lines
 * @throws Failure `card_not_editable`
 */
export function stillReadable(yaml: Yaml, text: string, edited: { card: string; key: string }): string {
  try {
    readFrontMatter(yaml, text, edited);
    return text;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const reason = "something else in the card leans on it, such as an alias";
    throw datasetFailure("card_not_editable", { ...edited, reason }, { cause: error });
  }
}

function dataOf(document: Document.Parsed<ParsedNode>, card: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // An alias without its anchor, or one that grows beyond all measure.
    const problem = firstLine(error instanceof Error ? error.message : String(error));
    throw datasetFailure("card_yaml_broken", { card, line: 2, problem }, { cause: error });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw datasetFailure("card_yaml_not_keys", { card });
  }
  // A key may have any name: "constructor" is not there unless somebody wrote it.
  return { __proto__: null, ...value };
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").trim();
}
