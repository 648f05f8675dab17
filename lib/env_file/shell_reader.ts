import { NotPlain, Unfinished, type Word, WordReader } from "./shell_words.ts";
import { hasWindowsLineEnds, lineEnd, matchEnd, type Statement, VARIABLE_NAME } from "./text.ts";

const ASSIGNMENT = /^([A-Za-z_]\w*)(\+?)=/;
/** A word with which a command cannot begin. */
const CLOSING = /^(?:then|else|elif|fi|do|done|esac|[}])$/;
/** What begins a command of several lines other than `if`. */
const COMPOUND = /^(?:for|while|until|case|select|function|time|coproc|[!{]|\[\[|\]\])$/;
/** Commands of the shell itself that may set a variable, change how the rest is read, or leave. */
const MIGHTY = new RegExp(
  "^(?:[.]|source|eval|exec|command|builtin|enable|set|shopt|trap|alias|unalias|readonly|declare|typeset|local|let|" +
    "read|readarray|mapfile|getopts|printf|shift|break|continue|wait|kill|suspend|logout|ulimit|fc|bind|hash|" +
    "export|unset|exit|return)$",
);

/** What one reader makes of an env file. */
export interface Reading {
  readonly statements: readonly Statement[];
  /** Where it gives up: nothing from there on is read. Undefined where it reads to the end. */
  readonly stop?: number;
  /** What it does there is not plain to see: it could set or unset anything. */
  readonly isUnclear?: boolean;
}

/** Reads an env file as a shell runs it (`. ./.env`), as far as assignments go; `sh` is dash, and others without more than POSIX. */
export function readShell(content: string, shell: "bash" | "sh"): Reading {
  // In a file of Windows every value ends in a carriage return for a shell: it is judged as if its line ends were usual.
  const text = hasWindowsLineEnds(content)
    ? content.replaceAll(/\r+\n/g, (end) => `${" ".repeat(end.length - 1)}\n`)
    : content;
  const statements: Statement[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const commands = new CommandReader(text, at, shell);
    try {
      at = commands.readLine();
    } catch (error) {
      if (error instanceof Unfinished) return { statements, stop: start };
      if (!(error instanceof NotPlain)) throw error;
      return { statements: [...statements, ...commands.statements], stop: error.at, isUnclear: true };
    }
    statements.push(...commands.statements);
    if (commands.leaves) return { statements, stop: start };
  }
  return { statements };
}

/** The commands up to the end of a line, which a shell parses before it runs the first of them. */
class CommandReader extends WordReader {
  readonly statements: Statement[] = [];
  /** The shell reads no further than this line. */
  leaves = false;
  #isSubstitution = false;
  /** How many conditions the commands are inside of. */
  #depth = 0;

  /** Reads them; returns where the next line starts. */
  readLine(): number {
    this.#commands(["\n", ""]);
    return this.at;
  }

  protected override endOfSubstitution(text: string, from: number, end: ")" | ""): number {
    const inner = new CommandReader(text, from, this.shell);
    inner.#isSubstitution = true;
    try {
      inner.#commands([end]);
    } catch (error) {
      // What bash finds wrong inside, it finds now or when it runs it, which depends on its version.
      if (error instanceof Unfinished && inner.at < text.length) throw new NotPlain(from);
      throw error;
    }
    return inner.at;
  }

  /** Reads commands up to one of the ends: a character, "" for the end of the text, or a word; returns it. */
  #commands(ends: readonly string[]): string {
    const { text } = this;
    let isEmpty = true;
    // Behind `&&`, `||` and `|` another command has to come.
    let follows = false;
    while (true) {
      this.skipBlanks();
      const char = text[this.at] ?? "";
      if (ends.includes(char) && !follows) {
        if (char === ")" && isEmpty && !this.#isSubstitution) throw new Unfinished();
        this.at += char.length;
        return char;
      }
      if (char === "\n") {
        this.at++;
        continue;
      }
      if (char === "#") {
        this.at = lineEnd(text, this.at);
        continue;
      }
      // A command cannot begin with one of these.
      if (char === "" || /[;&|)]/.test(char)) throw new Unfinished();
      const start = this.at;
      const first = /[<>(]/.test(char) ? undefined : this.word();
      const word = first?.raw ?? "";
      if (word !== "" && ends.includes(word) && !isEmpty && !follows) return word;
      if (CLOSING.test(word)) throw new Unfinished();
      if (COMPOUND.test(word) || text.startsWith("((", start)) throw new NotPlain(start);
      if (char === "(") this.#subshell();
      else if (word === "if") this.#condition();
      else this.#command(first, { follows });
      isEmpty = false;
      const rest = text.slice(this.at, this.at + 3);
      if (/^(?:&>|\|&|[;&|]{1,2}\\\n)/.test(rest)) throw new NotPlain(this.at);
      const [operator = ""] = /^(?:&&|\|\||[;&|])/.exec(rest) ?? [];
      this.at += operator.length;
      follows = /^(?:&&|\|)/.test(operator);
    }
  }

  /** Reads what follows `if`, up to its `fi`: what is set inside may not come to pass. */
  #condition(): void {
    this.#depth++;
    let end: string;
    do {
      this.#commands(["then"]);
      end = this.#commands(["elif", "else", "fi"]);
    } while (end === "elif");
    if (end === "else") this.#commands(["fi"]);
    this.#depth--;
    this.#endOfCompound();
  }

  /** Reads commands in parentheses, which set nothing for those behind them. */
  #subshell(): void {
    this.at++;
    this.#depth++;
    this.#commands([")"]);
    this.#depth--;
    this.#endOfCompound();
  }

  #endOfCompound(): void {
    this.skipBlanks();
    const next = this.text[this.at] ?? "\n";
    if (/[<>]/.test(next)) throw new NotPlain(this.at);
    if (!/[\n#;&|)]/.test(next)) throw new Unfinished();
  }

  /** Reads the words of a command, up to an operator, a comment or the end of the line. */
  #command(first: Word | undefined, { follows }: { follows: boolean }): void {
    const { text } = this;
    const words = first === undefined ? [] : [first];
    let isRedirected = false;
    while (true) {
      this.skipBlanks();
      const char = text[this.at] ?? "\n";
      if (/[\n#;&|)]/.test(char)) break;
      if (char === "(") this.#parenthesis(words);
      else if (/[<>]/.test(char)) {
        this.#redirection(words);
        isRedirected = true;
      } else words.push(this.word());
    }
    if (this.#isSubstitution || this.leaves) return;
    const isElsewhere = /^(?:&(?!&)|\|(?!\|))/.test(text.slice(this.at, this.at + 2));
    this.#run(words, { isRedirected, isSure: this.#depth === 0 && !follows && !isElsewhere });
  }

  #parenthesis(words: Word[]): void {
    const last = words.at(-1);
    // Only bash knows arrays, and only where nothing is between the sign and the parenthesis.
    if (this.shell === "bash" && last?.end === this.at && /^[A-Za-z_]\w*\+?=$/.test(last.raw)) {
      if (!words.every(({ raw }) => this.#isAssignment(raw))) throw new NotPlain(this.at);
      this.#skipArray();
      words[words.length - 1] = { ...last, end: this.at, expands: true };
      return;
    }
    // `name()` begins a function; anything else is a mistake.
    const isFunction = words.length === 1 && !this.#isAssignment(last?.raw ?? "") &&
      /^\((?:[ \t]|\\\n)*\)/.test(this.text.slice(this.at));
    throw isFunction ? new NotPlain(this.at) : new Unfinished();
  }

  #skipArray(): void {
    for (this.at++;; this.word()) {
      this.at = matchEnd(/\s*/y, this.text, this.at);
      const char = this.text[this.at] ?? "";
      if (char === ")") break;
      if (/^$|[[\\#;&|<>(]/.test(char)) throw new NotPlain(this.at);
    }
    this.at++;
  }

  #redirection(words: readonly Word[]): void {
    const { text } = this;
    const last = words.at(-1);
    if (last?.end === this.at && /^\d+$|^\{/.test(last.raw)) throw new NotPlain(this.at);
    this.at++;
    if (/[<>&|(\\]/.test(text[this.at] ?? "")) throw new NotPlain(this.at);
    this.skipBlanks();
    if (/[\n#;&|()<>]/.test(text[this.at] ?? "\n")) throw new Unfinished();
    this.word();
  }

  /** What a command does to variables. */
  #run(
    words: readonly Word[],
    { isRedirected, isSure }: { isRedirected: boolean; isSure: boolean },
  ): void {
    const found = words.findIndex(({ raw }) => !this.#isAssignment(raw));
    const assigned = found < 0 ? words : words.slice(0, found);
    const [command, ...args] = found < 0 ? [] : words.slice(found);
    if (command === undefined) {
      for (const word of assigned) this.#assign(word, { isSure: isSure && !isRedirected });
      return;
    }
    const unclear = new NotPlain(command.start);
    const { raw, start } = command;
    const end = words.at(-1)?.end ?? command.end;
    const isLonger = assigned.length > 0 || isRedirected;
    // What is assigned in front of a command of this kind stays in dash, which a failing redirection ends.
    if (/^(?::|times|set|export|unset|exit|return)$/.test(command.text) && isLonger) throw unclear;
    if (raw === "export") {
      for (const word of args) {
        if (this.#isAssignment(word.text)) this.#assign(word, { isSure, start });
        else this.#isName(word, { isSure });
      }
    } else if (raw === "unset") {
      for (const word of args) {
        const { text: name } = word;
        if (ASSIGNMENT.test(name)) throw unclear;
        if (this.#isName(word, { isSure })) this.statements.push({ name, value: undefined, start, end });
      }
    } else if (raw === "exit" || raw === "return") {
      if (!isSure) throw unclear;
      this.leaves = true;
    } else {
      // Words behind `set`, as in cmd's own `set A=b`, become parameters, not variables.
      const isHarmless = raw === "set" &&
        /^(?:[-+](?:a|o allexport)$|[A-Za-z])/.test(args.map((word) => word.raw).join(" "));
      if (!isHarmless && isMighty(command)) {
        for (const word of args) if (this.#isAssignment(word.text)) this.#assign(word, { isSure });
        throw unclear;
      }
    }
    // Assignments in front of a command, as in `NAME=two words`, hold for that command alone.
    if (assigned.length === 0 && !/^(?:export|unset)$/.test(raw)) {
      this.statements.push({ name: "", value: this.text.slice(start, end), start, end });
    }
  }

  /** Whether a word behind `export` or `unset` names a variable. */
  #isName({ raw, text, start, expands }: Word, { isSure }: { isSure: boolean }): boolean {
    if (expands || /^-|[*?[{]/.test(raw)) throw new NotPlain(start);
    if (VARIABLE_NAME.test(text)) return true;
    if (this.shell === "sh") {
      // A name that cannot be one ends dash, and with it the rest of the file.
      if (!isSure) throw new NotPlain(start);
      this.leaves = true;
    }
    return false;
  }

  #isAssignment(word: string): boolean {
    const [, , plus] = ASSIGNMENT.exec(word) ?? [];
    return plus === "" || (plus === "+" && this.shell === "bash");
  }

  #assign(word: Word, { isSure, start = word.start }: { isSure: boolean; start?: number }): void {
    if (this.leaves) return;
    const [head = "", name = "", plus] = ASSIGNMENT.exec(word.text) ?? [];
    const value = word.text.slice(head.length);
    const expands = word.expands || /(?:[=:])~/.test(word.raw) || plus === "+";
    this.statements.push({ name, value, start, end: word.end, expands, isUnsure: !isSure });
  }
}

/** Whether a word could call one of the shell's own commands, whatever it expands to. */
function isMighty({ raw, text, expands }: Word): boolean {
  if (raw === "[" || !(expands || /[*?[{]/.test(raw))) return MIGHTY.test(text);
  const [fixed = ""] = /^[^$`*?[{]*/.exec(text) ?? [];
  return /^[a-z.]*$/.test(fixed);
}
