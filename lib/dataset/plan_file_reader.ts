import type { Node } from "jsonc-parser";
import { nearest } from "../account/nearest.ts";

/** A place in the plan, counted from 1. */
export interface PlanPosition {
  readonly line: number;
  readonly column: number;
}

/** What is wrong in the plan, and where. */
export interface Mistake extends PlanPosition {
  readonly message: string;
}

/** Finds the line and column of an offset; made once for a text. */
export class Lines {
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#starts = [0, ...text.matchAll(/\r\n|[\r\n]/g).map((match) => match.index + match[0].length)];
  }

  /** The place of an offset. */
  at(offset: number): PlanPosition {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}

/** Reads values out of the tree of a plan, and notes every mistake instead of ending at the first. */
export class NodeReader {
  readonly mistakes: Mistake[] = [];
  readonly #lines: Lines;

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  /** Where a node begins. */
  positionOf(node: Node): PlanPosition {
    return this.#lines.at(node.offset);
  }

  /** Notes a mistake at a node; returns `undefined`, as what cannot be read is. */
  mistake(node: Node, message: string): undefined {
    this.mistakes.push({ ...this.positionOf(node), message });
    return undefined;
  }

  /** The properties of an object by name; unknown and repeated ones are mistakes. */
  properties(node: Node, known: readonly string[], what: string): ReadonlyMap<string, Node> {
    const found = new Map<string, Node>();
    if (node.type !== "object") this.mistake(node, `${what} must be an object, in braces`);
    for (const { children: [key, value] = [] } of node.type === "object" ? node.children ?? [] : []) {
      if (key === undefined || value === undefined) continue;
      const name = String(key.value);
      if (found.has(name)) this.mistake(key, `"${name}" appears twice`);
      else if (known.includes(name)) found.set(name, value);
      else {
        const meant = nearest(name, known);
        const hint = meant === undefined ? `known fields: ${known.join(", ")}` : `did you mean "${meant}"?`;
        this.mistake(key, `Unknown field "${name}"; ${hint}`);
      }
    }
    return found;
  }

  /** A text of one line that is not empty, and without spaces around it, which would be part of a name or path. */
  text(node: Node | undefined, what: string): string | undefined {
    if (node === undefined) return undefined;
    const value: unknown = node.value;
    if (node.type !== "string" || typeof value !== "string") {
      return this.mistake(node, `"${what}" must be text`);
    }
    if (value.trim() === "") return this.mistake(node, `"${what}" is empty`);
    if (/[\p{Cc}\u2028\u2029]/u.test(value)) return this.mistake(node, `"${what}" must be a single line`);
    if (value !== value.trim()) return this.mistake(node, `"${what}" starts or ends with a space`);
    return value;
  }

  /** One of several words. */
  choice<Word extends string>(
    node: Node | undefined,
    what: string,
    words: readonly Word[],
  ): Word | undefined {
    const use = words.length > 5 ? "" : ` (use ${words.join(", ")})`;
    if (node !== undefined && node.type !== "string") {
      return this.mistake(node, `"${what}" must be text${use}`);
    }
    const value = this.text(node, what);
    if (value === undefined || node === undefined) return undefined;
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    const meant = nearest(value, words);
    const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
    return this.mistake(node, `Invalid value "${value}" for "${what}"${hint}${use}`);
  }

  /** A list of texts; `problemOf` says what is wrong with one. */
  texts(
    node: Node | undefined,
    what: string,
    problemOf: (text: string) => string | undefined,
  ): readonly string[] | undefined {
    if (node === undefined) return undefined;
    if (node.type !== "array") return this.mistake(node, `"${what}" must be a list`);
    const found: string[] = [];
    for (const item of node.children ?? []) {
      const text = this.text(item, what);
      if (text === undefined) continue;
      const problem = problemOf(text);
      if (problem !== undefined) this.mistake(item, problem);
      else if (found.includes(text)) this.mistake(item, `"${text}" appears twice`);
      else found.push(text);
    }
    return found;
  }
}
