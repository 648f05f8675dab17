import { type CutCard, yamlScalar } from "./card.ts";
import { contentFailure } from "./content_failures.ts";

/** Where a key is in the lines: from its own to the last of its value, without the comments that follow. */
interface Block {
  readonly start: number;
  readonly end: number;
  /** Up to and including the colon. */
  readonly key: string;
  /** What follows the colon on the same line, and the comment behind it. */
  readonly value: string;
  readonly comment: string;
}

/** The lines of a front matter that is being edited; whether the result says what it should is checked afterwards. */
export class CardLines {
  readonly #cut: CutCard;
  readonly #card: string;
  readonly #lines: string[];
  /** How far its keys are from the margin. */
  readonly #indent: string;

  constructor(cut: CutCard, { card, isEmpty }: { card: string; isEmpty: boolean }) {
    this.#cut = cut;
    this.#card = card;
    const lines = cut.yaml.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
    // Without keys, what is not a comment is braces or a word for nothing: keys take its place.
    this.#lines = isEmpty ? lines.flatMap((line) => isContent(line) ? this.#commentIn(line) : line) : lines;
    this.#indent = /^[ ]*/.exec(this.#lines.find(isContent) ?? "")?.[0] ?? "";
  }

  /** The card with these lines. */
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

  /** Sets a key to a text. */
  set(key: string, value: unknown): void {
    const written = yamlScalar(String(value));
    const block = this.#find(key);
    if (block === undefined) return this.#add([`${key}: ${written}`]);
    const space = /^[ \t]*/.exec(block.value)?.[0] || " ";
    this.#replace(block, `${block.key}${space}${written}${block.comment}`);
  }

  /** Sets the tags, in the way in which they are written where that is one of the common ones. */
  setTags(
    tags: unknown,
    { added, removed }: { added: readonly string[]; removed: readonly unknown[] },
  ): void {
    const all = Array.isArray(tags) ? tags : [];
    const block = this.#find("tags");
    const words = () =>
      all.map((tag) => {
        if (typeof tag === "string") return yamlScalar(tag);
        const reason = "it holds something other than text";
        throw contentFailure("card_not_editable", { card: this.#card, key: "tags", reason });
      });
    if (block === undefined) {
      return this.#add(all.length === 0 ? ["tags: []"] : ["tags:", ...words().map((word) => `- ${word}`)]);
    }
    const lines = this.#lines.slice(block.start + 1, block.end);
    const items = lines.filter((line) => /^[ ]*-[ \t]/.test(line));
    const [first] = items;
    // An anchor or a tag of YAML can be in front of the list.
    if (first !== undefined && /^[ \t]*(?:[&!]\S*[ \t]*)*$/.test(block.value)) {
      const kept = lines.filter((line) => !items.includes(line) || !removed.includes(itemIn(line)));
      const dash = /^[ ]*-[ \t]+/.exec(items.at(-1) ?? "")?.[0].replace(/[ \t]+$/, " ") ?? "- ";
      if (all.length === 0) {
        return this.#replace(block, `${block.key}${block.value.trimEnd()} []${block.comment}`);
      }
      const start = block.start + 1;
      this.#lines.splice(
        start,
        lines.length,
        ...kept,
        ...added.map((tag) => this.#line(`${dash}${yamlScalar(tag)}`)),
      );
      return;
    }
    if (
      /^[ \t]*(?:[&!]\S*[ \t]+)*\[/.test(block.value) && removed.length === 0 &&
      this.#addInBrackets(block, added)
    ) {
      return;
    }
    const anchor = /^[ \t]*((?:&\S+[ \t]*)?)/.exec(block.value)?.[1]?.trim() ?? "";
    this.#replace(
      block,
      `${block.key} ${anchor === "" ? "" : `${anchor} `}[${words().join(", ")}]${block.comment}`,
    );
  }

  /** Adds words behind the last one in brackets; `false` where these are not closed where the key ends. */
  #addInBrackets(block: Block, added: readonly string[]): boolean {
    const close = splitComment(this.#lines[block.end - 1] ?? "")[0].lastIndexOf("]");
    if (close < 0) return false;
    for (let index = block.end - 1; index >= block.start; index--) {
      const line = this.#lines[index] ?? "";
      const content = (index === block.end - 1 ? line.slice(0, close) : splitComment(line)[0]).trimEnd();
      if (content === "") continue;
      const separator = content.endsWith("[") ? "" : content.endsWith(",") ? " " : ", ";
      this.#lines[index] = `${content}${separator}${added.map(yamlScalar).join(", ")}${
        line.slice(content.length)
      }`;
      break;
    }
    return true;
  }

  #find(key: string): Block | undefined {
    const pattern = new RegExp(`^${this.#indent}(["']?)${key}\\1[ \\t]*:(?=[ \\t\\r\\n]|$)`);
    const start = this.#lines.findIndex((line) => pattern.test(line));
    const line = this.#lines[start];
    if (line === undefined) return undefined;
    const found = pattern.exec(line)?.[0] ?? "";
    const [value, comment] = splitComment(line.slice(found.length));
    let end = start + 1;
    while (end < this.#lines.length && this.#continues(this.#lines[end] ?? "")) end++;
    const isText = /[|>][-+\d]*$/.test(value.trimEnd());
    const isValue = (line: string) => isContent(line) || (isText && /^[ \t]+\S/.test(line));
    while (end > start + 1 && !isValue(this.#lines[end - 1] ?? "")) end--;
    return { start, end, key: found, value, comment };
  }

  /** Whether a line belongs to the value of the key above it. */
  #continues(line: string): boolean {
    if (!isContent(line)) return true;
    const rest = line.slice(this.#indent.length);
    return line.startsWith(this.#indent) && /^(?:[ \t]|-[ \t\r\n]|[\]}])/.test(rest);
  }

  #replace(block: Block, line: string): void {
    this.#lines.splice(block.start, block.end - block.start, this.#line(line));
  }

  /** Adds lines at the end, or at the top where a text in a block would gain a line end from lines that follow it. */
  #add(added: readonly string[]): void {
    const lines = added.map((line) => this.#line(`${this.#indent}${line}`));
    // A line of dots ends a YAML document.
    const dots = this.#lines.findIndex((line) => /^\.\.\.\s/.test(line));
    this.#lines.splice(this.#endsInBlock() ? 0 : dots < 0 ? this.#lines.length : dots, 0, ...lines);
  }

  /** Whether the last value is a text in a block, as in `description: |`. */
  #endsInBlock(): boolean {
    let depth = Infinity;
    for (const line of this.#lines.filter((line) => /\S/.test(line)).toReversed()) {
      const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
      if (indent >= depth) continue;
      if (depth < Infinity && /[|>][-+\d]*$/.test(splitComment(line)[0])) return true;
      depth = indent;
    }
    return false;
  }

  #commentIn(line: string): string[] {
    const comment = splitComment(line)[1].trimStart();
    return comment === "" ? [] : [this.#line(comment)];
  }

  #line(text: string): string {
    return `${text}${this.#cut.lineEnd}`;
  }
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
    if (quote !== "") {
      if (character === "\\" && quote === '"') index++;
      else if (character === quote) quote = "";
    } else if (/["']/.test(character) && /^[\s[,{:-]?$/.test(text[index - 1] ?? "")) quote = character;
    else if (character === "#" && /^\s?$/.test(text[index - 1] ?? "")) {
      const content = text.slice(0, index).trimEnd();
      return [content, text.slice(content.length)];
    }
  }
  return [text, ""];
}

/** The word in a line of a list, without its quotes and anchor. */
function itemIn(line: string): string {
  const text = splitComment(line)[0].replace(/^[ ]*-[ \t]+(?:&\S+[ \t]+)?/, "").trimEnd();
  if (/^'.*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (!/^".*"$/.test(text)) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
