import stringWidth from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";
import type { Environment } from "../ports/environment.ts";

export interface ToneLine {
  readonly text: string;
  readonly tone: "plain" | "heading" | "good" | "bad" | "unsure" | "warning";
  /** The word of the text that has the color; all of it when left out. */
  readonly mark?: string;
}

/** Holds words together that are copied as one; a private character that no font and no message has. */
const GLUE = "\ue000";

/** A command or an address at the end of a text, which is copied as one. */
const COPIED =
  /(?<=\S)(?:: +(?=(?:\w+=)?(?:eval )?"?(?:\$\()?hf-dataset-setup\b|hf auth |git \w|chmod \d)(?<command>.*)| +(?<url>https?:\/\/\S+))$/s;

/** Counts the columns that a text takes in a terminal: two for wide characters, none for combining ones. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** Breaks a paragraph between words; a longer word, and a command in quotes, gets a line of its own, whole. */
export function wrap(text: string, columns: number): string[] {
  const line = text.trim().replaceAll(/[\t\n]+/g, " ");
  if (columnsOf(line) <= columns) return [line];
  const glued = line.replace(/"hf-dataset-setup [^"]*"/g, (command) => command.replaceAll(" ", GLUE));
  return wrapAnsi(glued, columns, { hard: false }).replaceAll(GLUE, " ").split("\n");
}

/**
 * Puts a sentence behind its lead, and further lines below its beginning; where a word of it is too wide for that, all of it
 * goes below the lead. A command or an address at its end goes to a line of its own, so that it can be copied.
 *
 * @param lead a label or a mark, with the space behind it
 */
export function hang(lead: string, text: string, columns: number): string[] {
  const indent = columnsOf(lead);
  const { index, groups } = COPIED.exec(text) ?? {};
  const copied = groups?.["command"] ?? groups?.["url"];
  const sentence = copied === undefined
    ? text
    : `${text.slice(0, index)}${groups?.["command"] === undefined ? "" : ":"}`;
  const room = Math.max(LEAST_COLUMNS, columns - indent);
  const behind = wrap(sentence, room);
  const isTooWide = indent > BELOW.length && behind.some((line) => columnsOf(line) > room);
  const lines = isTooWide
    ? [lead.trimEnd(), ...wrap(sentence, columns - BELOW.length).map((line) => `${BELOW}${line}`)]
    : behind.map((line, row) => `${row === 0 ? lead : " ".repeat(indent)}${line}`.trimEnd());
  return copied === undefined ? lines : [...lines, `${BELOW}${copied}`];
}

/** What a text begins with that does not fit behind its lead. */
const BELOW = "  ";

/** In a terminal that is narrower than this behind a lead, nothing could be read. */
const LEAST_COLUMNS = 16;

/** Whether the terminal shows `✓ ! ✗`, as far as its environment says: the console of Linux has no font for them. */
export function showsSymbols(environment: Environment): boolean {
  const get = (name: string) => environment.get(name);
  if (environment.system === "windows") return (get("WT_SESSION") ?? get("TERM_PROGRAM")) !== undefined;
  return get("TERM") !== "linux" && /utf-?8/i.test(get("LC_ALL") ?? get("LC_CTYPE") ?? get("LANG") ?? "");
}
