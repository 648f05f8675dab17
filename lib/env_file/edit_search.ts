import { DOCKER, type Reader, READERS } from "./readers.ts";
import { type Reading, readShell } from "./shell_reader.ts";
import {
  hasWindowsLineEnds,
  lineEnd,
  type Piece,
  type Statement,
  type TextEdit,
  withPieces,
} from "./text.ts";

/** A line of a variable, or several where the value goes on. */
interface Span {
  readonly start: number;
  readonly end: number;
  /** All who read the variable there see the same end. */
  readonly isAgreed: boolean;
}

/** Why some reader would not get what it should. */
interface Problem {
  readonly name: string;
  readonly reason: string;
  /** What is in the way, in the text as it was. */
  readonly at: number;
  /**
   * `unseen`: the line is not read, so it has to come earlier; `undone`: a later line takes the value away, so the line has to
   * come last; `other`: no place helps.
   */
  readonly kind: "unseen" | "undone" | "other";
}

const ATTEMPTS = 12;

/** One search for an edit after which every reader sees the values. */
export class EditSearch {
  /** What replaces the lines of each variable. */
  #lines: ReadonlyMap<string, readonly Piece[]>;
  #newLine: string;
  #readers: readonly { readonly reader: Reader; readonly before: Reading }[];
  #isForDocker: boolean;
  /** Why a line of a variable cannot be edited. */
  #refusal: Problem | undefined;

  constructor(readonly text: string, readonly values: ReadonlyMap<string, string>) {
    this.#newLine = hasWindowsLineEnds(text) ? "\r\n" : "\n";
    this.#readers = READERS.map((reader) => ({ reader, before: reader.read(text) }));
    const spans = new Map([...values.keys()].map((name) => [name, this.#spansOf(name)]));
    this.#isForDocker = this.#suitsDocker([...spans.values()].flat());
    if (this.#isForDocker) {
      this.#readers = [...this.#readers, { reader: DOCKER, before: DOCKER.read(text) }];
    }
    this.#lines = new Map([...spans].map(([name, own]) => [name, this.#linesOf(name, own)]));
  }

  /** What is in the way of the values in the text as it is. */
  problem(): Problem | undefined {
    return this.#problemOf([], undefined);
  }

  /** The edit, or what is in the way of it. */
  find(): TextEdit | Problem {
    const previous = (name: string) => this.#previous(name);
    const isSet = this.#readers.every(({ before }) =>
      before.statements.every(({ name, value }) =>
        value === undefined || (this.values.get(name) ?? value) === value
      )
    );
    if (isSet && this.problem() === undefined) return { pieces: [], changed: new Set(), previous };
    if (this.#refusal !== undefined) return this.#refusal;
    const own = [...this.#lines].flatMap(([name, pieces]) =>
      pieces.filter(({ start, end, text }) => this.text.slice(start, end) !== text)
        .map((piece) => ({ ...piece, name }))
    );
    const missing = new Set([...this.values.keys()].filter((name) => this.#lines.get(name)?.length === 0));
    const end = this.text === "\uFEFF" ? 0 : this.text.length;
    let at = end;
    let isUndone = false;
    let first: Problem | undefined;
    for (let attempt = 1;; attempt++) {
      const added = [...missing];
      const places = added.length === 0 ? [] : isUndone && at < end ? [at, end] : [at];
      const pieces = [...own, ...places.map((place) => this.#insertion(added, place))]
        .sort((one, other) => one.start - other.start || one.end - other.end);
      const problem = this.#problemOf(pieces, places[0]);
      if (problem === undefined) {
        return { pieces, changed: new Set([...own.map(({ name }) => name), ...added]), previous };
      }
      first ??= problem;
      if (problem.kind === "other") return problem;
      if (!missing.has(problem.name)) missing.add(problem.name);
      else if (problem.kind === "undone" && !isUndone) isUndone = true;
      else {
        if (at === 0 || attempt >= ATTEMPTS) return first;
        at = this.text.lastIndexOf("\n", Math.min(problem.at, at - 1) - 1) + 1;
      }
    }
  }

  /**
   * Whether the file is for Docker too: it takes the other lines, and reads what the others read from them. To Docker quotes
   * and comments are a part of the value, a value has one line, and `export` is an error.
   */
  #suitsDocker(own: readonly Span[]): boolean {
    const pieces = own.map(({ start, end }) => ({ start, end, text: "" }))
      .sort((one, other) => one.start - other.start);
    if (pieces.some(({ start, end }) => /^\s*export\s/.test(this.text.slice(start, end)))) return false;
    const last = (statements: readonly Statement[]) =>
      new Map(statements.map(({ name, value }) => [name, value]));
    const meant = last(this.#readers.flatMap(({ before }) => before.statements));
    const { statements, stop } = DOCKER.read(withPieces(this.text, pieces));
    return stop === undefined && [...last(statements)].every(([name, value]) => meant.get(name) === value);
  }

  /** The value that the variable had, as most readers see it. */
  #previous(name: string): string | undefined {
    const last = this.#readers.map(({ before }) =>
      before.statements.findLast((statement) => statement.name === name)
    );
    return last.find((statement) => statement?.value !== undefined)?.value ??
      (this.#lines.get(name)?.length ? "" : undefined);
  }

  /** The lines on which some reader sees the variable get a value. */
  #spansOf(name: string): Span[] {
    const spans = new Map<number, Span>();
    for (const { before } of this.#readers) {
      for (const statement of before.statements) {
        if (statement.name !== name || statement.value === undefined || statement.isUnsure) continue;
        const start = this.text.lastIndexOf("\n", statement.start - 1) + 1;
        const end = lineEnd(this.text, statement.end);
        const known = spans.get(start);
        const isAgreed = known === undefined || (known.isAgreed && known.end === end);
        spans.set(start, { start, end: Math.max(end, known?.end ?? 0), isAgreed });
      }
    }
    return [...spans.values()].sort((one, other) => one.start - other.start);
  }

  #linesOf(name: string, spans: readonly Span[]): Piece[] {
    return spans.flatMap((span) => {
      const piece = this.#lineOf(name, span);
      if (typeof piece !== "string") return [piece];
      this.#refusal ??= { name, at: span.start, reason: piece, kind: "other" };
      return [];
    });
  }

  /** What a line of the variable becomes, or why it cannot be edited. */
  #lineOf(name: string, { start, end, isAgreed }: Span): Piece | string {
    if (!isAgreed) return REASONS.ends;
    const line = this.text.slice(start, end);
    const [, indent = "", exported, rest] =
      new RegExp(`^\\uFEFF?([ \\t]*)(export[ \\t]+)?${name}[ \\t]*=(.*)$`, "s").exec(line) ?? [];
    if (rest === undefined) return REASONS.form;
    // What it does besides for a shell counts even where that does not get as far now.
    const { statements, isUnclear } = readShell(line.replace(/^\uFEFF/, ""), "bash");
    if (isUnclear || statements.some((statement) => !this.#isOwn(statement))) return REASONS.others;
    // Node 20 takes a tab for a part of the name, and shells a byte order mark.
    const lead = indent.replaceAll("\t", "");
    const comment = commentOf(rest.trim());
    const above = comment !== undefined && this.#isForDocker
      ? `${lead}${comment.trimStart()}${this.#newLine}`
      : "";
    // Shells see a comment only behind a space.
    const behind = comment === undefined || this.#isForDocker ? "" : comment.replace(/^#/, " #");
    const ending = this.#newLine === "\r\n" && end < this.text.length ? "\r" : "";
    const text = `${above}${lead}${exported === undefined ? "" : "export "}${name}=${
      this.values.get(name) ?? ""
    }${behind}${ending}`;
    return { start, end, text };
  }

  #insertion(names: readonly string[], at: number): Piece {
    const { text } = this;
    const lines = names.map((name) => `${name}=${this.values.get(name) ?? ""}${this.#newLine}`).join("");
    // A byte order mark before it would be a part of the name.
    if (at === 0 && text.startsWith("\uFEFF")) return { start: 0, end: 1, text: lines };
    const isOpen = at === text.length && at > 0 && text[at - 1] !== "\n";
    return { start: at, end: at, text: isOpen ? this.#newLine + lines : lines };
  }

  /** What the first reader would miss that does not see the values, or sees another variable changed. */
  #problemOf(pieces: readonly Piece[], place: number | undefined): Problem | undefined {
    const text = withPieces(this.text, pieces);
    for (const { reader, before } of this.#readers) {
      const after = reader.read(text);
      const problem = this.#lost(pieces, { reader, before, after }) ??
        this.#unseen(pieces, { reader, after, place });
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #lost(
    pieces: readonly Piece[],
    { reader, before, after }: { reader: Reader; before: Reading; after: Reading },
  ): Problem | undefined {
    const [name = ""] = this.values.keys();
    if (after.isUnclear) {
      const at = oldPosition(after.stop ?? 0, pieces);
      return { name, at, reason: REASONS.unclear(reader), kind: "other" };
    }
    const had = before.statements.filter((statement) => !this.#isOwn(statement));
    const has = after.statements.filter((statement) => !this.#isOwn(statement));
    const differs = had.findIndex(({ name, value, isUnsure }, index) =>
      name !== has[index]?.name || value !== has[index]?.value || isUnsure !== has[index]?.isUnsure
    );
    const { stop } = before;
    // Where one of our own lines made it give up, it can read on now.
    const readsOn = stop !== undefined && pieces.some(({ start, end }) => start <= stop && stop < end);
    if (differs < 0 && (has.length === had.length || readsOn)) return undefined;
    const at = had[differs]?.start ?? stop ?? 0;
    const isOnLine = pieces.some(({ start, end }) => start <= at && at < end);
    return isOnLine
      ? { name, at, reason: REASONS.others, kind: "other" }
      : { name, at, reason: REASONS.covered(reader), kind: "unseen" };
  }

  /** Whether a statement is about one of the variables, perhaps in a way that hides it from this reader. */
  #isOwn({ name, value }: Statement): boolean {
    if (this.values.has(name) || name === "\uFEFF") return true;
    // As a command: `NAME = value`, or behind a byte order mark.
    if (name === "") {
      const [, word = ""] = /^\uFEFF?(?:export[ \t]+)?(\w*)/.exec(value ?? "") ?? [];
      return value === "\uFEFF" || this.values.has(word);
    }
    // As the end of a name: a byte order mark, a tab, `export` or a line without an equals sign is a part of it.
    const [, last = ""] = /[\s\uFEFF](\w+)$/.exec(name) ?? [];
    if (this.values.has(last)) return true;
    // As the value of an empty variable on the line before.
    const [, assigned = ""] = /^(?:export[ \t]+)?(\w+)[ \t]*=/.exec(value ?? "") ?? [];
    return this.values.has(assigned);
  }

  #unseen(
    pieces: readonly Piece[],
    { reader, after, place }: { reader: Reader; after: Reading; place: number | undefined },
  ): Problem | undefined {
    for (const [name, value] of this.values) {
      const own = after.statements.filter((statement) => statement.name === name);
      const sure = own.findLastIndex(({ isUnsure }) => !isUnsure);
      const last = own.slice(Math.max(sure, 0)).find((statement) =>
        statement.value !== value || statement.expands
      );
      if (sure >= 0 && last === undefined) continue;
      const line = place ?? this.#lines.get(name)?.[0]?.start ?? this.text.length;
      const at = newPosition(line, pieces) + (place === this.text.length ? this.#newLine.length : 0);
      if (last !== undefined && last.start >= at) {
        const kind = last.value === undefined ? "undone" : "other";
        return { name, at: oldPosition(last.start, pieces), reason: REASONS.value(reader), kind };
      }
      const cover = after.statements.find(({ start, end }) => start < at && at < end)?.start;
      const obstacle = cover ?? Math.min(after.stop ?? at, at);
      return { name, at: oldPosition(obstacle, pieces), reason: REASONS.covered(reader), kind: "unseen" };
    }
    return undefined;
  }
}

/** The comment behind a value, with the spaces before it. */
function commentOf(rest: string): string | undefined {
  const quote = /^['"`]/.exec(rest)?.[0];
  if (quote === undefined) return /^#.*$|[ \t]+#.*$/s.exec(rest)?.[0];
  for (let close = rest.indexOf(quote, 1); close >= 0; close = rest.indexOf(quote, close + 1)) {
    const tail = rest.slice(close + 1);
    if (/^[ \t]*#.*$/.test(tail)) return tail;
  }
  return undefined;
}

/** Where a place of the old text is in the new one. */
function newPosition(position: number, pieces: readonly Piece[]): number {
  return pieces.filter(({ start }) => start < position)
    .reduce((at, { start, end, text }) => at + text.length - (end - start), position);
}

/** Where a place of the new text was in the old one. */
function oldPosition(position: number, pieces: readonly Piece[]): number {
  let shift = 0;
  for (const { start, end, text } of pieces) {
    if (position < start + shift) break;
    if (position < start + shift + text.length) return start;
    shift += text.length - (end - start);
  }
  return position - shift;
}

const REASONS = {
  form: "programs disagree about what it sets",
  ends: "programs disagree about where its value ends",
  others: "it also sets another variable or runs a command",
  covered: ({ name }: Reader) => `${name} does not read past it`,
  unclear: ({ name }: Reader) => `${name} could set any variable there`,
  value: ({ name }: Reader) => `${name} reads a different value from it`,
};
