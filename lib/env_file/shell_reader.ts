import { Unfinished, type Word, WordReader } from "./shell_words.ts";
import { hasWindowsLineEnds, type Reading, type Statement } from "./text.ts";

const ASSIGNMENT = /^([A-Za-z_]\w*)(\+?)=/;
const EXPORTING = /^(?:export|readonly|declare|typeset|local)$/;
/** What closes a compound command, by what opens it. */
const CLOSING: Readonly<Record<string, string>> = { if: "fi", do: "done", case: "esac", "{": "}" };
const INSIDE = /^(?:then|else|elif|fi|done|esac|[}])$/;
/** After these a shell reads no further. */
const LEAVING = /^(?:exit|return|exec)$/;
/** An option or a name; anything else ends dash, and with it the rest of the file. */
const IN_EXPORT = /^-|^[A-Za-z_]\w*$/;
const RESERVED =
  /^(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|in|select|function|time|coproc|[!{}]|\[\[)$/;

/**
 * Reads an env file as a shell runs it (`. ./.env`), as far as assignments go.
 *
 * @param content the file
 * @param shell `sh` stands for dash and others that know nothing beyond POSIX
 */
export function readShell(content: string, shell: "bash" | "sh"): Reading {
  // In a file of Windows every value ends in a carriage return for a shell: it is judged as if its line ends were usual.
  const text = hasWindowsLineEnds(content)
    ? content.replaceAll(/\r+\n/g, (end) => `${" ".repeat(end.length - 1)}\n`)
    : content;
  const statements: Statement[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    try {
      const list = new CommandList(text, at, shell);
      at = list.read();
      statements.push(...list.statements);
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error;
      return { statements, stop: start };
    }
  }
  return { statements };
}

/** The commands up to the end of a line, which a shell parses before it runs the first of them. */
class CommandList extends WordReader {
  readonly statements: Statement[] = [];
  #words: Word[] = [];
  #redirects = false;
  #heredocs: string[] = [];
  #isConditional = false;
  /** What closes the open compound commands and subshells: what they set may not come to pass. */
  #open: string[] = [];

  /** Reads them; returns where the next line starts. */
  read(): number {
    const { text } = this;
    while (true) {
      this.skipBlanks();
      const char = text[this.at];
      if (char === undefined) return this.#end();
      if (char === "#") {
        this.at = endOfLine(text, this.at);
        continue;
      }
      if (char === "\n") {
        this.at++;
        if (this.#isConditional && this.#words.length === 0) continue;
        if (this.#words.length > 0) this.#command(false);
        if (this.#open.length > 0) continue;
        return this.#end();
      }
      if (/[;&|()<>]/.test(char)) {
        this.#operator();
        continue;
      }
      this.#words.push(this.word());
    }
  }

  #operator(): void {
    const [operator = ""] =
      /^(?:&&|\|\||;;|>>|<<-?|>&|<&|&>|[;&|()<>])/.exec(this.text.slice(this.at, this.at + 3)) ?? [];
    const isFirst = this.#words.length === 0;
    this.at += operator.length;
    if (/[<>]/.test(operator)) {
      this.#redirects = true;
      this.skipBlanks();
      const next = this.text[this.at];
      if (next === undefined || /[\n;&|()<>]/.test(next)) throw new Unfinished();
      const target = this.word();
      if (operator.startsWith("<<")) this.#heredocs.push(target.text);
      return;
    }
    const last = this.#words.at(-1);
    if (operator === "(" && last === undefined) {
      this.#open.push(")");
      return;
    }
    if (operator === "(" && last !== undefined) {
      const isArray = this.shell === "bash" && last.raw.endsWith("=") && last.end === this.at - 1;
      const close = this.text.indexOf(")", this.at);
      const isPlain = isArray && !/['"`\\#\n&|;<>(]/.test(this.text.slice(this.at, close));
      if (close < 0 || (!isPlain && close !== this.at)) throw new Unfinished();
      this.at = close + 1;
      if (isArray) this.#words[this.#words.length - 1] = { ...last, end: this.at, expands: true };
      return;
    }
    // A line that begins with one, or two of them in a row, are no commands.
    if (isFirst && /^[;&|]/.test(operator) && !this.#isConditional) throw new Unfinished();
    if (operator === ";;" && this.#open.at(-1) !== "esac") throw new Unfinished();
    if (operator === ")" && !/^(?:\)|esac)$/.test(this.#open.at(-1) ?? "")) throw new Unfinished();
    this.#command(operator === "|" || operator === "&");
    if (operator === ")" && this.#open.at(-1) === ")") this.#open.pop();
    this.#isConditional = operator === "&&" || operator === "||" || operator === "|";
  }

  #end(): number {
    if (this.#words.length > 0) this.#command(false);
    else if (this.#isConditional) throw new Unfinished();
    if (this.#open.length > 0) throw new Unfinished();
    for (const mark of this.#heredocs) {
      while (true) {
        if (this.at >= this.text.length) break;
        const end = endOfLine(this.text, this.at);
        const line = this.text.slice(this.at, end);
        this.at = end + 1;
        if (line.replace(/^\t+/, "") === mark) break;
      }
    }
    return this.at;
  }

  /** Ends a command: what it sets, or the command itself. */
  #command(isElsewhere: boolean): void {
    const words = this.#words;
    const hasRedirects = this.#redirects;
    this.#words = [];
    this.#redirects = false;
    const isUncertain = isElsewhere || hasRedirects || this.#isConditional;
    this.#isConditional = false;
    let first = 0;
    for (; RESERVED.test(words[first]?.raw ?? ""); first++) {
      const word = words[first]?.raw ?? "";
      const close = CLOSING[word];
      if (close !== undefined) this.#open.push(close);
      else if (INSIDE.test(word) && this.#open.length === 0) throw new Unfinished();
      else if (word === this.#open.at(-1)) this.#open.pop();
    }
    let commandAt = first;
    while (commandAt < words.length && this.#isAssignment(words[commandAt])) commandAt++;
    const start = words[first]?.start ?? this.at;
    const end = words.at(-1)?.end ?? this.at;
    const command = words[commandAt];
    if (command === undefined) {
      for (const word of words.slice(first)) this.#assign(word, { isUncertain, start: word.start });
    } else if (EXPORTING.test(command.raw)) {
      for (const word of words.slice(commandAt + 1)) {
        if (this.#isAssignment(word)) this.#assign(word, { isUncertain, start: command.start });
        else if (this.shell === "sh" && !word.expands && !IN_EXPORT.test(word.text)) {
          // A name that cannot be one ends dash, and with it the rest of the file.
          throw new Unfinished();
        }
      }
    } else if (command.raw === "unset") {
      for (const { text } of words.slice(commandAt + 1)) {
        if (this.shell === "sh" && !IN_EXPORT.test(text)) throw new Unfinished();
        this.statements.push({ name: text, value: undefined, start, end });
      }
    } else if (commandAt === first) {
      if (LEAVING.test(command.raw) && !isUncertain && this.#open.length === 0) throw new Unfinished();
      this.statements.push({ name: "", value: this.text.slice(command.start, end), start, end });
    }
    // Else assignments in front of a command, as in `NAME=two words`: they hold for that command alone.
  }

  #isAssignment(word: Word | undefined): boolean {
    const [, , plus] = ASSIGNMENT.exec(word?.raw ?? "") ?? [];
    return plus === "" || (plus === "+" && this.shell === "bash");
  }

  #assign(word: Word, { isUncertain, start }: { isUncertain: boolean; start: number }): void {
    const [head = "", name = "", plus] = ASSIGNMENT.exec(word.raw) ?? [];
    const value = word.text.slice(head.length);
    const tilde = /(?:^|:)~/.test(word.raw.slice(head.length));
    if (isUncertain || this.#open.length > 0) {
      this.statements.push({ name: "", value: word.raw, start, end: word.end });
    } else {this.statements.push({
        name,
        value,
        start,
        end: word.end,
        expands: word.expands || tilde || plus === "+",
      });}
  }
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf("\n", from);
  return found < 0 ? text.length : found;
}
