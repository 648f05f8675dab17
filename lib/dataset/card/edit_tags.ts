import { datasetFailure } from "../failures.ts";
import type { ParsedNode, YAMLSeq } from "yaml";
import { type FrontMatter, readFrontMatter } from "./read_front_matter.ts";
import { appendLines, columnOf, type Editing, findKey, type FoundKey, insert, isEmpty } from "./set_key.ts";
import { yamlScalar } from "./yaml_scalar.ts";

/** The tags of a card: a list, or one alone. */
export function tagsIn(data: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { tags } = data;
  if (tags === undefined || tags === null) return [];
  return Array.isArray(tags) ? tags : [tags];
}

/**
 * Adds a tag behind those that are there, in the way in which these are written.
 *
 * @param text the lines between the dashes
 * @returns the new lines; the same where the tag is there
 * @throws Failure `card_not_editable` and those of reading
 */
export function addTag(text: string, tag: string, editing: Editing): string {
  const matter = readFrontMatter(editing.yaml, text, editing);
  const present = tagsIn(matter.data);
  if (present.includes(tag)) return text;
  const written = yamlScalar(tag);
  const found = findKey(matter, "tags", editing);
  if (found === undefined) return appendList(text, { matter, tags: [...present, tag], editing });
  const { value } = found;
  if (value === null || isEmpty(value)) return insert(text, found.behindColon, ` [${written}]`);
  if (editing.yaml.isSeq(value)) return addItem(text, value, { written, lineEnd: editing.lineEnd });
  if (editing.yaml.isMap(value)) throw notEditable(editing, "it holds keys of its own");
  return writeList(text, found, { tags: [...present, tag], editing });
}

/**
 * Takes a tag out, with the line that it stands on.
 *
 * @param text the lines between the dashes
 * @returns the new lines; the same where the tag is not there
 * @throws Failure `card_not_editable` and those of reading
 */
export function removeTag(text: string, tag: string, editing: Editing): string {
  const matter = readFrontMatter(editing.yaml, text, editing);
  const present = tagsIn(matter.data);
  if (!present.includes(tag)) return text;
  const found = findKey(matter, "tags", editing);
  const others = present.filter((one) => one !== tag);
  if (found === undefined) return appendList(text, { matter, tags: others, editing });
  const { value } = found;
  if (!editing.yaml.isSeq(value)) return writeList(text, found, { tags: others, editing });
  const item = value.items.find((one) => editing.yaml.isScalar(one) && one.value === tag);
  if (item === undefined) throw notEditable(editing, `"${tag}" is in it by way of an alias`);
  if (value.flow) return removeFromBrackets(text, item);
  if (value.items.length > 1) return removeLines(text, value, item);
  return insert(removeLines(text, value, item), found.behindColon, " []");
}

function addItem(text: string, list: YAMLSeq.Parsed, item: { written: string; lineEnd: string }): string {
  const last = list.items.at(-1);
  if (list.flow) {
    if (last === undefined) return insert(text, list.range[0] + 1, item.written);
    return insert(text, last.range[1], `, ${item.written}`);
  }
  const line = `${" ".repeat(dashColumn(text, list, list.items.length - 1))}- ${item.written}`;
  const end = last === undefined ? list.range[1] : endOfItem(text, last);
  return insert(text, end, `${line}${item.lineEnd}`);
}

/** Where the line behind an item begins. */
function endOfItem(text: string, item: ParsedNode): number {
  const end = item.range[1];
  if (end > item.range[0] && text[end - 1] === "\n") return end;
  const lineEnd = text.indexOf("\n", end);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

function removeLines(text: string, list: YAMLSeq.Parsed, item: ParsedNode): string {
  const dash = dashOffset(list, list.items.indexOf(item)) ?? item.range[0];
  const start = dash - columnOf(text, dash);
  return text.slice(0, start) + text.slice(endOfItem(text, item));
}

function removeFromBrackets(text: string, item: ParsedNode): string {
  const before = text.slice(0, item.range[0]);
  const after = text.slice(item.range[1]);
  const comma = /^[ \t]*,[ \t]*/.exec(after);
  return comma === null ? before.replace(/,\s*$/, "") + after : before + after.slice(comma[0].length);
}

/** Writes the whole list in brackets where one word or an alias stood. */
function writeList(
  text: string,
  found: FoundKey,
  facts: { tags: readonly unknown[]; editing: Editing },
): string {
  const words = wordsOf(facts.tags, facts.editing);
  const { value } = found;
  if (value === null) return insert(text, found.behindColon, ` [${words.join(", ")}]`);
  const [start, end] = value.range;
  const lineEnd = /\r?\n$/.exec(text.slice(start, end))?.[0] ?? "";
  return `${text.slice(0, start)}[${words.join(", ")}]${lineEnd}${text.slice(end)}`;
}

/** Writes the whole list behind the keys; those that a merge (<<) brings along have no lines of their own. */
function appendList(
  text: string,
  facts: { matter: FrontMatter; tags: readonly unknown[]; editing: Editing },
): string {
  const { matter, tags, editing } = facts;
  const words = wordsOf(tags, editing);
  const lines = words.length === 0 ? ["tags: []"] : ["tags:", ...words.map((word) => `- ${word}`)];
  return appendLines(text, matter, lines, editing);
}

function wordsOf(tags: readonly unknown[], editing: Editing): string[] {
  return tags.map((tag) => {
    if (typeof tag !== "string") throw notEditable(editing, "it holds something other than words");
    return yamlScalar(tag);
  });
}

function dashColumn(text: string, list: YAMLSeq.Parsed, index: number): number {
  const dash = dashOffset(list, index);
  return columnOf(text, dash ?? list.range[0]);
}

function dashOffset(list: YAMLSeq.Parsed, index: number): number | undefined {
  const token = list.srcToken;
  if (token?.type !== "block-seq") return undefined;
  return token.items[index]?.start.find(({ type }) => type === "seq-item-ind")?.offset;
}

function notEditable(editing: Editing, reason: string): Error {
  return datasetFailure("card_not_editable", { card: editing.card, key: "tags", reason });
}
