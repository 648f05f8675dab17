import { isDeepStrictEqual } from "node:util";
import { Failure } from "../cli/failure.ts";
import { type CardData, type CutCard, cutCard, loadCardReader } from "./card.ts";
import { CardLines } from "./card_lines.ts";
import { contentFailure } from "./content_failures.ts";

/** What is to become of a card; what is left out stays. */
export interface CardEdits {
  readonly license?: string | undefined;
  readonly prettyName?: string | undefined;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  /** The text that replaces the whole card before the other edits. */
  readonly replacement?: string | undefined;
}

/** One thing that differs between the card before and after. */
export interface CardChange {
  /** The key of the front matter; `"text"` for what is below it. */
  readonly key: string;
  /** `undefined` where it did not exist. */
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
 * Edits a card line by line: comments, order, quotes, line ends and text stay.
 *
 * The result is read again before it is handed out; where it does not say exactly what was asked, such as for a list that
 * an alias shares, the edit is refused.
 *
 * @param text the whole README.md, `""` where there is none
 * @param options `card` names the card in errors
 * @throws Failure `card_front_matter_open`, `card_yaml_*`, `card_not_editable`
 */
export async function editCard(
  text: string,
  edits: CardEdits,
  { card }: { card: string },
): Promise<EditedCard> {
  const read = await loadCardReader({ card });
  const before = readable(text, { card, read });
  const base = edits.replacement === undefined ? before : readable(edits.replacement, { card, read });
  const { license, prettyName } = edits;
  const tags = tagsIn(base.data);
  const added = (edits.addTags ?? []).filter((tag) => !tags.includes(tag));
  const removed = tags.filter((tag) => typeof tag === "string" && edits.removeTags?.includes(tag));
  const wanted: CardData = {
    ...(license === undefined || isOnly(base.data["license"], license) ? {} : { license }),
    ...(prettyName === undefined || base.data["pretty_name"] === prettyName
      ? {}
      : { pretty_name: prettyName }),
    ...(added.length + removed.length === 0
      ? {}
      : { tags: [...tags, ...added].filter((tag) => !removed.includes(tag)) }),
  };
  const expected: CardData = { __proto__: null, ...base.data, ...wanted };
  const lines = new CardLines(base.cut, { card, isEmpty: Object.keys(base.data).length === 0 });
  for (const [key, value] of Object.entries(wanted)) {
    if (key !== "tags") lines.set(key, value);
    else lines.setTags(wanted["tags"], { added, removed });
  }
  const after = Object.keys(wanted).length === 0 ? base.cut : lines.joined();
  const result = `${after.opening}${after.yaml}${after.closing}${after.body}`;
  const changes = changesBetween(before.data, expected);
  if (after.body !== before.cut.body || (changes.length === 0 && base !== before && result !== text)) {
    changes.push({ key: "text", from: before.cut.body, to: after.body });
  }
  if (changes.length === 0) return { text, changes };
  checkResult(result, { expected, card, read });
  return { text: result, changes };
}

type ReadCard = { readonly card: string; readonly read: (yaml: string) => CardData };

function readable(text: string, { card, read }: ReadCard): { cut: CutCard; data: CardData } {
  const cut = cutCard(text, { card });
  // The last line end belongs to the dashes: a text in a block ends without it.
  return { cut, data: read(cut.yaml.replace(/(?:\r\n|[\r\n])$/, "")) };
}

/**
 * The front matter as `huggingface_hub` 2.4 finds it: its own expression, with the white space of Python.
 */
const FRONT_MATTER =
  /^(?:(?!\uFEFF)[\s\x85])*---(?:\r\n|\r|\n)([\S\s]*?)(?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|$)/;

/** What readers find in the result must be what was announced. */
function checkResult(text: string, { expected, card, read }: ReadCard & { expected: CardData }): void {
  let found: CardData = {};
  try {
    found = read(FRONT_MATTER.exec(text)?.[1] ?? "");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    if (isDeepStrictEqual(found[key], expected[key])) continue;
    throw contentFailure("card_not_editable", {
      card,
      key,
      reason: "other parts of the card would change too",
    });
  }
}

function changesBetween(before: CardData, after: CardData): CardChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .map((key) => ({ key, from: before[key], to: after[key] }));
}

/** The tags of a card: a list, or one alone. */
function tagsIn({ tags }: CardData): readonly unknown[] {
  if (tags === undefined || tags === null) return [];
  return Array.isArray(tags) ? tags : [tags];
}

/** Whether a value is a word, alone or in a list. */
function isOnly(value: unknown, word: string): boolean {
  return value === word || (Array.isArray(value) && value.length === 1 && value[0] === word);
}
