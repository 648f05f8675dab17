import { matchEnd } from "./text.ts";

/** One word of a command. */
export interface Word {
  /** As it is written, but for line ends behind a backslash, which a shell takes out first. */
  readonly raw: string;
  /** Without its quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly expands: boolean;
}

/** Thrown where a shell finds a syntax error, or the end of the file inside quotes: it runs nothing of what it was reading. */
export class Unfinished extends Error {}

/** Thrown where what a shell does is not plain to see: it could set or unset anything, and might read no further. */
export class NotPlain extends Error {
  constructor(readonly at: number) {
    super("A command that is not plain");
  }
}

/** What a value stands for: `$NAME`, a parameter of the shell's own, `${NAME}`, `${#NAME}`, or the start of `${NAME:-…}` and the like. */
const PARAMETER = /\$(?:[A-Za-z_]\w*|[\d@*#?$!-]|\{#?[A-Za-z_]\w*\}|\{[A-Za-z_]\w*(?::?[-+]|%%?|##?))/y;
/** Text in which bash knows escapes and others do not, but which ends at the same place for all. */
const ESCAPED = /\$'(?:[^'\\]|\\[^'])*'/y;
/** What makes a dollar sign mean something else, without quotes and inside double ones. */
const UNCLEAR = /[{'"[]|\\\n/y;
const UNCLEAR_QUOTED = /[{[]|\\\n/y;

/** Reads the words of a shell, with their quotes and expansions, from a position on. */
export abstract class WordReader {
  constructor(readonly text: string, protected at: number, readonly shell: "bash" | "sh") {}

  /** Reads commands inside a word, up to a character or the end of the text; returns where the text behind starts. */
  protected abstract endOfSubstitution(text: string, from: number, end: ")" | ""): number;

  protected skipBlanks(): void {
    this.at = matchEnd(/(?:[ \t]|\\\n)*/y, this.text, this.at);
  }

  protected word(): Word {
    const { text } = this;
    const start = this.at;
    let [raw, plain, expands] = ["", "", false];
    let isQuoted = false;
    while (isQuoted || (this.at < text.length && !/[ \t\n;&|()<>]/.test(text.charAt(this.at)))) {
      const from = this.at;
      const char = text[from];
      if (char === undefined) throw new Unfinished();
      if (char === "\\") {
        const next = text[from + 1] ?? "\\";
        this.at = Math.min(text.length, from + 2);
        if (next === "\n" && !isQuoted) continue;
        if (next !== "\n") plain += isQuoted && !/[$`"\\]/.test(next) ? char + next : next;
      } else if (char === '"') {
        isQuoted = !isQuoted;
        this.at++;
      } else if (char === "'" && !isQuoted) {
        this.at = this.#find("'", from + 1) + 1;
        plain += text.slice(from + 1, this.at - 1);
      } else {
        // To bash an element of an array, whose number may be any text.
        if (char === "[" && this.shell === "bash" && /^[A-Za-z_]\w*$/.test(raw)) throw new NotPlain(from);
        if (char !== "`" && char !== "$") this.at++;
        else if (this.#expansion({ isQuoted })) expands = true;
        plain += text.slice(from, this.at);
      }
      raw += text.slice(from, this.at);
    }
    return { raw, text: plain, start, end: this.at, expands };
  }

  /** Steps over what begins with a dollar sign or a backtick; false where it stands for itself. */
  #expansion({ isQuoted }: { isQuoted: boolean }): boolean {
    const { text } = this;
    const from = this.at;
    if (text[from] === "`") {
      const close = this.#find("`", from + 1);
      const commands = text.slice(from + 1, close);
      try {
        if (commands.includes("\\")) throw new Unfinished();
        this.endOfSubstitution(commands, 0, "");
      } catch (error) {
        throw error instanceof Unfinished || error instanceof NotPlain ? new NotPlain(from) : error;
      }
      this.at = close + 1;
      return true;
    }
    this.at = matchEnd(PARAMETER, text, from);
    if (/^\$\{.*[^}]$/.test(text.slice(from, this.at))) this.#skipDefault({ isQuoted });
    else if (this.at === from && !isQuoted) this.at = matchEnd(ESCAPED, text, from);
    if (this.at > from) return true;
    this.at++;
    if (text[this.at] === "(") {
      if (text[++this.at] === "(") throw new NotPlain(from);
      this.at = this.endOfSubstitution(text, this.at, ")");
      return true;
    }
    if (matchEnd(isQuoted ? UNCLEAR_QUOTED : UNCLEAR, text, this.at) > this.at) throw new NotPlain(from);
    return false;
  }

  /** Steps over the text behind `${NAME:-`, up to its brace. */
  #skipDefault(quoting: { isQuoted: boolean }): void {
    const { text } = this;
    while (text[this.at] !== "}") {
      const char = text[this.at] ?? "\n";
      if (/['"`\\{\n]/.test(char)) throw new NotPlain(this.at);
      if (char === "$") this.#expansion(quoting);
      else this.at++;
    }
    this.at++;
  }

  #find(char: string, from: number): number {
    const found = this.text.indexOf(char, from);
    if (found < 0) throw new Unfinished();
    return found;
  }
}
