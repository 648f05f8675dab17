import { isDeepStrictEqual } from "node:util";
import { Failure } from "../cli/failure.ts";
import type { DesiredDataset } from "./desired.ts";
import { type CardData, cardFailure, type CutCard, cutCard, loadCardReader, yamlScalar } from "./card.ts";

/** One thing that differs between the card before and after. */
export interface CardChange {
  /** The key of the front matter; `"text"` for what is below it. */
  readonly key: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface EditedCard {
  readonly text: string;
  /** Empty where nothing changes; then the text is the same, byte for byte. */
  readonly changes: readonly CardChange[];
}

/**
 * Edits a card line by line: comments, order, line ends and text stay.
 *
 * The result is read again before it is handed out; where it does not say exactly what was asked, such as for a list that
 * an alias shares, the edit is refused.
 *
 * @param card how errors name it
 * @throws Failure `card_front_matter_open`, `card_yaml_*`, `card_not_editable`
 */
export async function editCard(text: string, edits: DesiredDataset, card: string): Promise<EditedCard> {
  const read = await loadCardReader(card);
  const { license, prettyName, removedTags = [] } = edits;
  const before = readable(text, { card, read });
  const base = edits.card === undefined ? before : readable(edits.card, { card, read });
  const tags = [base.data["tags"] ?? []].flat();
  const added = (edits.tags ?? []).filter((tag) => !tags.includes(tag));
  const kept = tags.filter((tag) => !removedTags.some((removed) => removed === tag));
  const wanted: CardData = {
    ...(license === undefined || isDeepStrictEqual([base.data["license"]].flat(), [license])
      ? {}
      : { license }),
    ...(prettyName === undefined || base.data["pretty_name"] === prettyName
      ? {}
      : { pretty_name: prettyName }),
    ...(added.length === 0 && kept.length === tags.length ? {} : { tags: [...kept, ...added] }),
  };
  const expected: CardData = { __proto__: null, ...base.data, ...wanted };
  const isRemoved = (line: string) =>
    removedTags.some((tag) => isDeepStrictEqual(valueIn(read, line), [tag]));
  const lines = new CardLines(base.cut, { isEmpty: Object.keys(base.data).length === 0 });
  for (const [key, value] of Object.entries(wanted)) {
    if (Array.isArray(value)) lines.setList(key, value, { added, isRemoved });
    else lines.setText(key, String(value));
  }
  const after = Object.keys(wanted).length === 0 ? base.cut : lines.joined();
  const result = `${after.opening}${after.yaml}${after.closing}${after.body}`;
  const changes = [...new Set([...Object.keys(before.data), ...Object.keys(expected)])]
    .filter((key) => !isDeepStrictEqual(before.data[key], expected[key]))
    .map((key) => ({ key, from: before.data[key], to: expected[key] }));
  if (after.body !== before.cut.body || (changes.length === 0 && base !== before && result !== text)) {
    changes.push({ key: "text", from: before.cut.body, to: after.body });
  }
  if (changes.length === 0) return { text, changes };
  checkResult(result, { expected, card, read });
  return { text: result, changes };
}

type ReadCard = { readonly card: string; readonly read: (yaml: string) => CardData };

function readable(text: string, { card, read }: ReadCard): { cut: CutCard; data: CardData } {
  const cut = cutCard(text, card);
  // The last line end belongs to the dashes: a text in a block ends without it.
  return { cut, data: read(cut.yaml.replace(/(?:\r\n|[\r\n])$/, "")) };
}

/** The front matter as `huggingface_hub` 2.4 finds it: its own expression, with the white space of Python. */
const FRONT_MATTER =
  /^(?:(?!\uFEFF)[\s\x85])*---(?:\r\n|\r|\n)([\S\s]*?)(?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|$)/;

/** What a line of a list says; undefined where it is more than one value. */
function valueIn(read: ReadCard["read"], line: string): unknown {
  try {
    return read(`x:\n${line}`)["x"];
  } catch {
    return undefined;
  }
}

/** What readers find in the result must be what was announced. */
function checkResult(text: string, { expected, card, read }: ReadCard & { expected: CardData }): void {
  let found: CardData = {};
  try {
    found = read(FRONT_MATTER.exec(text)?.[1] ?? "");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  const key = [...Object.keys(expected), ...Object.keys(found)].find((key) =>
    !isDeepStrictEqual(found[key], expected[key])
  );
  if (key !== undefined) {
    const reason = "other parts of the card would change too";
    throw cardFailure("card_not_editable", { card, key, reason });
  }
}

/** The lines of a front matter that is being edited; whether the result says what it should is checked afterwards. */
class CardLines {
  readonly #cut: CutCard;
  readonly #lines: string[];
  /** How far its keys are from the margin. */
  readonly #indent: string;

  constructor(cut: CutCard, { isEmpty }: { isEmpty: boolean }) {
    this.#cut = cut;
    const lines = cut.yaml.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
    // Without keys, what is not a comment is braces or a word for nothing: keys take its place.
    this.#lines = isEmpty ? lines.flatMap((line) => isContent(line) ? this.#commentIn(line) : line) : lines;
    this.#indent = /^ */.exec(this.#lines.find(isContent) ?? "")?.[0] ?? "";
  }

  joined(): CutCard {
    const dashes = this.#line("---");
    const { opening, closing } = this.#cut;
    return {
      ...this.#cut,
      opening: opening || dashes,
      yaml: this.#lines.join(""),
      closing: closing || dashes,
    };
  }

  setText(key: string, text: string): void {
    if (!this.#replaceValue(key, yamlScalar(text))) this.#add([`${key}: ${yamlScalar(text)}`]);
  }

  /** Sets a key to a list: in a list of lines, lines come and go; any other value is replaced. */
  setList(
    key: string,
    list: readonly unknown[],
    { added, isRemoved }: { added: readonly string[]; isRemoved: (line: string) => boolean },
  ): void {
    const words = list.map((word) => yamlScalar(String(word)));
    const { start, end } = this.#find(key) ?? { start: 0, end: 0 };
    const lines = this.#lines.slice(start + 1, end);
    const items = lines.filter((line) => /^ *-[ \t]/.test(line));
    const dash = /^ *-[ \t]+/.exec(items.at(-1) ?? "")?.[0].trimEnd();
    if (dash !== undefined && words.length > 0) {
      const kept = lines.filter((line) => !items.includes(line) || !isRemoved(line));
      const further = added.map((word) => this.#line(`${dash} ${yamlScalar(word)}`));
      this.#lines.splice(start + 1, lines.length, ...kept, ...further);
    } else if (!this.#replaceValue(key, `[${words.join(", ")}]`)) {
      this.#add(words.length === 0 ? [`${key}: []`] : [`${key}:`, ...words.map((word) => `- ${word}`)]);
    }
  }

  /** Writes another value behind a key; its comments stay. */
  #replaceValue(key: string, written: string): boolean {
    const found = this.#find(key);
    if (found === undefined) return false;
    const { start, end, before, value, comment } = found;
    const space = /^[ \t]*/.exec(value)?.[0] || " ";
    const further = isBlockText(value) ? [] : this.#lines.slice(start + 1, end);
    this.#lines.splice(
      start,
      end - start,
      this.#line(`${before}${space}${written}${comment}`),
      ...further.flatMap((line) => this.#commentIn(line)),
    );
    return true;
  }

  /** Where a key is: from its own line to the last of its value, without the comments that follow. */
  #find(key: string) {
    const pattern = new RegExp(`^${this.#indent}(["']?)${key}\\1[ \\t]*:(?=[ \\t\\r\\n]|$)`);
    const start = this.#lines.findIndex((line) => pattern.test(line));
    const line = this.#lines[start];
    if (line === undefined) return undefined;
    const [before = ""] = pattern.exec(line) ?? [];
    const [value, comment] = splitComment(line.slice(before.length));
    const next = this.#lines.findIndex((line, index) => index > start && !this.#continues(line));
    const last = this.#lines.findLastIndex((line, index) =>
      index < (next < 0 ? this.#lines.length : next) &&
      (isContent(line) || (isBlockText(value) && /^[ \t]+\S/.test(line)))
    );
    return { start, end: last + 1, before, value, comment };
  }

  /** Whether a line belongs to the value of the key above it. */
  #continues(line: string): boolean {
    return !isContent(line) ||
      (line.startsWith(this.#indent) && /^(?:[ \t]|-[ \t\r\n]|[\]}])/.test(line.slice(this.#indent.length)));
  }

  /** Adds lines at the end; at the top where a text in a block would gain a line end, or dots end the YAML. */
  #add(added: readonly string[]): void {
    const isOpen = this.#lines.some((line) => isBlockText(splitComment(line)[0]) || /^\.\.\.\s/.test(line));
    const lines = added.map((line) => this.#line(`${this.#indent}${line}`));
    this.#lines.splice(isOpen ? 0 : this.#lines.length, 0, ...lines);
  }

  #commentIn(line: string): string[] {
    const comment = splitComment(line)[1].trimStart();
    return comment === "" ? [] : [this.#line(comment)];
  }

  #line(text: string): string {
    return `${text}${this.#cut.lineEnd}`;
  }
}

/** Whether a text in a block follows, as behind `description: |`. */
function isBlockText(value: string): boolean {
  return /[|>][-+\d]*$/.test(value);
}

function isContent(line: string): boolean {
  return /\S/.test(line) && !/^[ \t]*#/.test(line);
}

/** A line without its end, cut in front of its comment; the spaces before the comment belong to it. */
function splitComment(line: string): [content: string, comment: string] {
  const text = line.replace(/[\r\n]+$/, "");
  let quote = "";
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? "";
    const isBehindSpace = /^[\s[,{:-]?$/.test(text[index - 1] ?? "");
    if (quote !== "") {
      if (character === "\\" && quote === '"') index++;
      else if (character === quote) quote = "";
    } else if (/["']/.test(character) && isBehindSpace) quote = character;
    else if (character === "#" && /^\s?$/.test(text[index - 1] ?? "")) {
      const content = text.slice(0, index).trimEnd();
      return [content, text.slice(content.length)];
    }
  }
  return [text.trimEnd(), ""];
}
