/** One word of a command. */
export interface Word {
  /** As it is written. */
  readonly raw: string;
  /** Without its quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly expands: boolean;
}

/** Thrown where a shell finds a syntax error, or the end of the file inside quotes: it runs nothing of what it was reading. */
export class Unfinished extends Error {}

/** Reads the words of a shell, with their quotes and expansions, from a position on. */
export class WordReader {
  constructor(readonly text: string, protected at: number, readonly shell: "bash" | "sh") {}

  protected skipBlanks(): void {
    const blanks = /(?:[ \t]|\\\n)*/y;
    blanks.lastIndex = this.at;
    blanks.test(this.text);
    this.at = blanks.lastIndex;
  }

  protected word(): Word {
    const { text } = this;
    const start = this.at;
    let plain = "";
    let expands = false;
    while (true) {
      const char = text[this.at];
      if (char === undefined || /[ \t\n;&|()<>]/.test(char)) break;
      if (char === "\\") {
        const next = text[this.at + 1] ?? "\\";
        if (next !== "\n") plain += next;
        this.at = Math.min(text.length, this.at + 2);
      } else if (char === "'") {
        const close = this.#find("'", this.at + 1);
        plain += text.slice(this.at + 1, close);
        this.at = close + 1;
      } else if (char === '"') {
        const inner = this.#doubleQuoted();
        plain += inner.text;
        expands ||= inner.expands;
      } else if (char === "`" || char === "$") {
        const from = this.at;
        const isBare = this.#expansion();
        if (!isBare) expands = true;
        plain += text.slice(from, this.at);
      } else {
        plain += char;
        this.at++;
      }
    }
    return { raw: text.slice(start, this.at), text: plain, start, end: this.at, expands };
  }

  #doubleQuoted(): { text: string; expands: boolean } {
    const { text } = this;
    let plain = "";
    let expands = false;
    for (this.at++;;) {
      const char = text[this.at];
      if (char === undefined) throw new Unfinished();
      if (char === '"') break;
      if (char === "\\") {
        const next = text[this.at + 1] ?? "";
        plain += next === "\n" ? "" : /[$`"\\]/.test(next) ? next : char + next;
        this.at += 2;
      } else if (char === "`" || char === "$") {
        const from = this.at;
        if (!this.#expansion(true)) expands = true;
        plain += text.slice(from, this.at);
      } else {
        plain += char;
        this.at++;
      }
    }
    this.at++;
    return { text: plain, expands };
  }

  /** Steps over what begins with a dollar sign or a backtick; true where it stands for itself. */
  #expansion(isQuoted = false): boolean {
    const { text } = this;
    const next = text[this.at + 1] ?? "";
    if (text[this.at] === "`") {
      let close = this.#find("`", this.at + 1);
      while (text[close - 1] === "\\") close = this.#find("`", close + 1);
      this.at = close + 1;
      return false;
    }
    if (next === "(" || next === "{") {
      let depth = 0;
      const [open, close] = next === "(" ? ["(", ")"] : ["{", "}"];
      for (this.at++; this.at < text.length; this.at++) {
        const char = text[this.at];
        if (char === "\\") this.at++;
        else if (char === "'" && !isQuoted) this.at = this.#find("'", this.at + 1);
        else if (char === open) depth++;
        else if (char === close && --depth === 0) {
          this.at++;
          return false;
        }
      }
      throw new Unfinished();
    }
    this.at++;
    if (next === "'" && !isQuoted && this.shell === "bash") {
      let close = this.#find("'", this.at + 1);
      while (text[close - 1] === "\\") close = this.#find("'", close + 1);
      this.at = close + 1;
      return false;
    }
    return !/[A-Za-z0-9_@*#?$!-]/.test(next);
  }

  #find(char: string, from: number): number {
    const found = this.text.indexOf(char, from);
    if (found < 0) throw new Unfinished();
    return found;
  }
}
