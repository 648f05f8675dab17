import { datasetFailure } from "../failures.ts";
import type { Yaml } from "../../ports/yaml.ts";
import type { ParsedNode, Scalar, YAMLMap } from "yaml";
import { type FrontMatter, readFrontMatter } from "./read_front_matter.ts";
import { yamlScalar } from "./yaml_scalar.ts";

/** A front matter that is being edited, as text. */
export interface Editing {
  readonly yaml: Yaml;
  /** Which card, for the errors. */
  readonly card: string;
  readonly lineEnd: "\n" | "\r\n";
}

/** A key of the front matter, where it stands. */
export interface FoundKey {
  /** The place behind its colon, and behind the anchor or the type where its value has one. */
  readonly behindColon: number;
  readonly key: Scalar.Parsed;
  readonly value: ParsedNode | null;
}

/**
 * Sets a key to a text; the rest of the lines stay as they are, comments and order included.
 *
 * @param text the lines between the dashes
 * @param change the key and its new value
 * @returns the new lines
 * @throws Failure `card_not_editable` and those of reading
 */
export function setKey(
  text: string,
  change: { readonly key: string; readonly value: string },
  editing: Editing,
): string {
  const matter = readFrontMatter(editing.yaml, text, editing);
  if (matter.data[change.key] === change.value) return text;
  const found = findKey(matter, change.key, editing);
  const scalar = yamlScalar(change.value);
  if (found === undefined) return appendLines(text, matter, [`${change.key}: ${scalar}`], editing);
  const { value } = found;
  if (value === null || isEmpty(value)) return insert(text, found.behindColon, ` ${scalar}`);
  if (editing.yaml.isMap(value)) {
    throw datasetFailure("card_not_editable", {
      card: editing.card,
      key: change.key,
      reason: "it holds keys of its own",
    });
  }
  if (editing.yaml.isSeq(value)) {
    const [only, second] = value.items;
    if (only === undefined || second !== undefined || !editing.yaml.isScalar(only) || isEmpty(only)) {
      throw datasetFailure("card_not_editable", {
        card: editing.card,
        key: change.key,
        reason: "it is a list",
      });
    }
    return replace(text, only, scalar);
  }
  return replace(text, value, scalar);
}

/**
 * Finds a key of the front matter.
 *
 * @throws Failure `card_not_editable` where the keys are not written as lines
 */
export function findKey(matter: FrontMatter, name: string, editing: Editing): FoundKey | undefined {
  const { map } = matter;
  if (map === undefined) return undefined;
  if (map.flow) {
    throw datasetFailure("card_not_editable", { card: editing.card, key: name, reason: "it is in braces" });
  }
  const pair = map.items.find(({ key }) => editing.yaml.isScalar(key) && key.value === name);
  if (pair === undefined || !editing.yaml.isScalar(pair.key)) return undefined;
  return { key: pair.key, value: pair.value, behindColon: behindColon(map, pair.key) };
}

/** Adds lines behind the keys, as far from the margin as these. */
export function appendLines(
  text: string,
  matter: FrontMatter,
  lines: readonly string[],
  editing: Editing,
): string {
  const indent = matter.map === undefined ? "" : " ".repeat(columnOf(text, matter.map.range[0]));
  return insert(text, endOfKeys(text), lines.map((line) => `${indent}${line}${editing.lineEnd}`).join(""));
}

/** The place behind all keys: the end, or before the line of dots that ends a YAML document. */
export function endOfKeys(text: string): number {
  const dots = /^\.\.\.(?=\s)/m.exec(text);
  return dots?.index ?? text.length;
}

/** Whether nothing is written where the value should be. */
export function isEmpty(node: ParsedNode): boolean {
  return node.range[0] === node.range[1];
}

/** Replaces what a node is written as, its line end left where it is. */
export function replace(text: string, node: ParsedNode, written: string): string {
  const [start, end] = node.range;
  const old = text.slice(start, end);
  const lineEnd = /\r?\n$/.exec(old)?.[0] ?? "";
  return text.slice(0, start) + written + lineEnd + text.slice(end);
}

/** Puts text in at a place. */
export function insert(text: string, at: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at);
}

/** How far a place is from the margin. */
export function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}

function behindColon(map: YAMLMap.Parsed, key: Scalar.Parsed): number {
  const token = map.srcToken;
  const items = token?.type === "block-map" ? token.items : [];
  for (const item of items) {
    if (item.key !== key.srcToken) continue;
    const last = item.sep?.findLast(({ type }) => ["map-value-ind", "anchor", "tag"].includes(type));
    if (last !== undefined) return last.offset + last.source.length;
  }
  return key.range[1] + 1;
}
