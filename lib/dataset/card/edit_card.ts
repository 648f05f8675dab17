import { datasetFailure } from "../failures.ts";
import { loadYaml } from "../../ports/yaml.ts";
import { addTag, removeTag, tagsIn } from "./edit_tags.ts";
import { bodyOf, type CutCard, cutCard } from "./front_matter.ts";
import { mergeKeys } from "./merge_keys.ts";
import { readFrontMatter, stillReadable } from "./read_front_matter.ts";
import { type Editing, setKey } from "./set_key.ts";

/** What is to become of a card; what is left out stays. */
export interface CardEdits {
  readonly license?: string | undefined;
  readonly prettyName?: string | undefined;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  /** Another card: its keys are taken over into the front matter, and its text replaces the text. */
  readonly from?: string | undefined;
}

/** One thing that differs between the card before and after. */
export interface CardChange {
  /** The key of the front matter; `"text"` for what is below it. */
  readonly key: string;
  /** `undefined` where it was not there. */
  readonly from: unknown;
  readonly to: unknown;
}

/** The card after the edits. */
export interface EditedCard {
  readonly text: string;
  /** Empty where nothing changes; then the text is the same, byte for byte. */
  readonly changes: readonly CardChange[];
}

/**
 * Edits a card without touching what was not asked for: comments, order, quotes, line ends and text stay.
 *
 * The result is read again before it is handed out; an edit that would change anything else, such as a list that an
 * alias shares, is refused.
 *
 * @param text the whole README.md, `""` where there is none
 * @param edits what is to change
 * @param options `card` names the card in errors
 * @throws Failure of the card table
 */
export async function editCard(
  text: string,
  edits: CardEdits,
  { card }: { card: string },
): Promise<EditedCard> {
  const cut = cutCard(text);
  if (cut.kind === "open") throw datasetFailure("card_front_matter_open", { card });
  const yaml = await loadYaml();
  const lineEnd = cut.kind === "none" ? cut.lineEnd : cut.parts.lineEnd;
  const editing: Editing = { yaml, card, lineEnd };
  const before = cut.kind === "none" ? "" : cut.parts.yaml;
  const { data } = readFrontMatter(yaml, before, { card });
  const other = edits.from === undefined ? undefined : cutOther(edits.from);
  const otherYaml = other?.kind === "front matter" ? other.parts.yaml : "";
  let expected = { ...data, ...readFrontMatter(yaml, otherYaml, { card: "the new card" }).data };

  let after = mergeKeys(before, otherYaml, editing);
  for (const [key, value] of [["license", edits.license], ["pretty_name", edits.prettyName]] as const) {
    if (value === undefined) continue;
    after = stillReadable(yaml, setKey(after, { key, value }, editing), { card, key });
    expected = { ...expected, [key]: keptList(expected[key], value) };
  }
  const added = (edits.addTags ?? []).filter((tag) => !tagsIn(expected).includes(tag));
  const removed = tagsIn(expected).filter((tag) =>
    typeof tag === "string" && edits.removeTags?.includes(tag)
  );
  for (const tag of added) after = addTag(after, tag, editing);
  for (const tag of removed) after = removeTag(after, String(tag), editing);
  after = stillReadable(yaml, after, { card, key: "tags" });
  if (added.length > 0 || removed.length > 0) {
    const tags = [...tagsIn(expected), ...added].filter((tag) => !removed.includes(tag));
    expected = { ...expected, tags };
  }
  const read = readFrontMatter(yaml, after, { card }).data;
  for (const key of new Set([...Object.keys(expected), ...Object.keys(read)])) {
    if (!sameData(read[key], expected[key])) {
      throw datasetFailure("card_not_editable", {
        card,
        key,
        reason: "that would change other parts of the card too",
      });
    }
  }
  const changes = changesBetween(data, read);
  const body = bodyOf(cut);
  const newBody = other === undefined ? body : withLineEnd(bodyOf(other), lineEnd);
  if (newBody !== body) changes.push({ key: "text", from: body, to: newBody });
  return {
    text: changes.length === 0 ? text : joined(cut, { yaml: after, body: newBody, lineEnd }),
    changes,
  };
}

/** A license that was a list of one stays a list of one. */
function keptList(before: unknown, value: string): unknown {
  return Array.isArray(before) ? [value] : value;
}

function cutOther(text: string): CutCard {
  const cut = cutCard(text);
  if (cut.kind === "open") throw datasetFailure("card_front_matter_open", { card: "the new card" });
  return cut;
}

function joined(cut: CutCard, parts: { yaml: string; body: string; lineEnd: string }): string {
  if (cut.kind === "front matter") {
    const { opening, rest } = cut.parts;
    const dashes = /^---[ \t]*(?:\r?\n|$)/.exec(rest)?.[0] ?? "";
    const closing = parts.body === "" || dashes.endsWith("\n") ? dashes : `${dashes}${parts.lineEnd}`;
    return opening + parts.yaml + closing + parts.body;
  }
  const mark = cut.kind === "none" ? cut.mark : "";
  const { lineEnd } = parts;
  const front = parts.yaml === "" ? "" : `---${lineEnd}${parts.yaml}---${lineEnd}`;
  return mark + front + parts.body;
}

function withLineEnd(text: string, lineEnd: string): string {
  return text.replaceAll(/\r?\n/g, lineEnd);
}

function changesBetween(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): CardChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !sameData(before[key], after[key]))
    .map((key) => ({ key, from: before[key], to: after[key] }));
}

/** Compares plain data as YAML gives it: texts, numbers, lists, keys. */
function sameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameData(item, other[index]));
  }
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) return false;
  const left = new Map(Object.entries(one));
  const right = new Map(Object.entries(other));
  return left.size === right.size &&
    [...left].every(([key, value]) => right.has(key) && sameData(value, right.get(key)));
}
