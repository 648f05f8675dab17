import { datasetFailure } from "../failures.ts";
import type { ParsedNode } from "yaml";
import { readFrontMatter, stillReadable } from "./read_front_matter.ts";
import { type Editing, endOfKeys, findKey, insert } from "./set_key.ts";

/**
 * Takes the keys of another front matter over: those that are there get the other's lines in their place, the others
 * come at the end.
 *
 * @param text the lines between the dashes
 * @param other those of the other card, `""` for none
 * @returns the new lines
 * @throws Failure `card_not_editable` and those of reading
 */
export function mergeKeys(text: string, other: string, editing: Editing): string {
  const card = "the new card";
  const source = readFrontMatter(editing.yaml, other, { card });
  let result = text;
  for (const name of Object.keys(source.data)) {
    const matter = readFrontMatter(editing.yaml, result, editing);
    if (name in matter.data && same(matter.data[name], source.data[name])) continue;
    const taken = findKey(source, name, { ...editing, card });
    if (taken === undefined) {
      throw datasetFailure("card_not_editable", {
        card,
        key: name,
        reason: "it comes by way of a merge (<<)",
      });
    }
    const lines = other.slice(taken.key.range[0], endOf(taken)).replaceAll(/\r?\n/g, editing.lineEnd);
    const found = findKey(matter, name, editing);
    const merged = found === undefined
      ? insert(result, endOfKeys(result), `${lines}${lines.endsWith("\n") ? "" : editing.lineEnd}`)
      : result.slice(0, found.key.range[0]) + withoutLineEnd(lines) +
        lineEndOf(result.slice(found.key.range[0], endOf(found))) + result.slice(endOf(found));
    result = stillReadable(editing.yaml, merged, { card: editing.card, key: name });
  }
  return result;
}

function endOf(found: { behindColon: number; value: ParsedNode | null }): number {
  return Math.max(found.behindColon, found.value?.range[1] ?? 0);
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}

function lineEndOf(text: string): string {
  return /\r?\n$/.exec(text)?.[0] ?? "";
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
