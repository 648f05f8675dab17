import { type Reading, readShell } from "./shell_reader.ts";
import { lineEnd, matchEnd, type Statement, VARIABLE_NAME } from "./text.ts";

/** A program that reads env files. */
export interface Reader {
  readonly name: string;
  /** What the text means to it. Every reader looks at a character a bounded number of times. */
  readonly read: (text: string) => Reading;
}

/** The readers that understand quotes and comments. */
export const READERS: readonly Reader[] = [
  { name: "python-dotenv", read: readPython },
  { name: "bash", read: (text) => readShell(text, "bash") },
  { name: "sh", read: (text) => readShell(text, "sh") },
  { name: "npm dotenv", read: readNpm },
  { name: "Node", read: (text) => readNode(text, { old: false }) },
  // Up to 20, Node takes a line without an equals sign for the start of the next name.
  { name: "Node 20", read: (text) => readNode(text, { old: true }) },
];

/** `docker run --env-file`, for which quotes and comments are a part of the value. */
export const DOCKER: Reader = { name: "Docker", read: readDocker };

/** Where a file sets a variable. */
export interface SetLine {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  /** The same, or the last line of a value of several. */
  readonly lastLine: number;
}

/**
 * The lines of a text that set a variable for some reader, in their order.
 *
 * @throws {Failure} `env_file_not_text`
 */
export function setLines(text: string): readonly SetLine[] {
  let lines = 1;
  const lineOf = text.split("").map((char) => char === "\n" ? lines++ : lines);
  const found = new Map<string, SetLine>();
  for (const { name, value, start, end } of READERS.flatMap(({ read }) => read(text).statements)) {
    if (value === undefined || !VARIABLE_NAME.test(name)) continue;
    const [line = lines, lastLine = lines] = [lineOf[start], lineOf[Math.max(start, end)]];
    const key = `${line} ${name}`;
    if (!found.has(key)) found.set(key, { name, value, line, lastLine });
  }
  return [...found.values()].sort((one, other) => one.line - other.line);
}

function readDocker(text: string): Reading {
  const statements: Statement[] = [];
  for (const { 0: whole, index: start } of text.matchAll(/[^\n]+/g)) {
    const line = (start === 0 ? whole.replace(/^\uFEFF/, "") : whole).replace(/\r$/, "").trimStart();
    if (line === "" || line.startsWith("#")) continue;
    const [name = ""] = line.split("=", 1);
    // One name with a space, as in `export NAME=`, and Docker takes nothing of the file.
    if (name === "" || /[ \t]/.test(name)) return { statements: [], stop: start };
    const value = line.slice(name.length + 1);
    if (name !== line) statements.push({ name, value, start, end: start + whole.length });
  }
  return { statements };
}

/** Node's own parser (`--env-file`, `util.parseEnv`), step by step as in https://github.com/nodejs/node/blob/main/src/node_dotenv.cc */
function readNode(content: string, { old }: { old: boolean }): Reading {
  const blanks = old ? / */y : /[ \t\n]*/y;
  const trim = (part: string) => trimEnd(part.slice(matchEnd(blanks, part, 0)), old ? / / : /[ \t\n]/);
  const { text: whole, placeOf } = withoutReturns(content);
  const text = trimEnd(whole, old ? / / : /[ \t\n]/);
  const statements: Statement[] = [];
  let at = matchEnd(blanks, text, 0);
  while (at < text.length) {
    const start = at;
    const line = lineEnd(text, at);
    if (text[at] === "\n" || (text[at] === "#" && !(old && line === text.length))) {
      at = line + 1;
      continue;
    }
    const equals = text.indexOf("=", at);
    if (equals < 0) break;
    if (!old && equals > line) {
      at = matchEnd(blanks, text, line + 1);
      continue;
    }
    const add = (value: string, end: number) =>
      statements.push({ name, value, start: placeOf(start), end: placeOf(end) });
    let name = trim(text.slice(at, equals));
    if (old && equals === at) return { statements, stop: placeOf(at) };
    // Of a name of spaces, the older one reads the line end in front of it.
    if (old && name === "") name = "\n";
    at = equals + 1;
    if (!old && (text[at] ?? "\n") === "\n") {
      add("", at);
      continue;
    }
    at = matchEnd(blanks, text, at);
    if (name === "") continue;
    if (name.startsWith("export ")) name = old ? name.slice(7) : trim(name.slice(7));
    const quote = quoteAt(text, at);
    const close = quote === "" ? -1 : text.indexOf(quote, at + 1);
    const next = lineEnd(text, Math.max(at, close));
    if (close >= 0) {
      const inner = text.slice(at + 1, close);
      add(quote === '"' ? inner.replaceAll("\\n", "\n") : inner, next);
    } else if (quote === "") add(trim(text.slice(at, next).split("#", 1)[0] ?? ""), next);
    // Behind a quote that is open on the last line, the older one looks for another name.
    else if (old && next === text.length) continue;
    else add(text.slice(at, next), next);
    at = next + 1;
    if (!old && close < 0) at = matchEnd(blanks, text, at);
  }
  return { statements };
}

/** The text without carriage returns, and where a place in it is in the text with them. */
function withoutReturns(content: string): { text: string; placeOf: (at: number) => number } {
  if (!content.includes("\r")) return { text: content, placeOf: (at) => at };
  const places = new Uint32Array(content.length + 1);
  let length = 0;
  for (let at = 0; at <= content.length; at++) if (content[at] !== "\r") places[length++] = at;
  return { text: content.replaceAll("\r", ""), placeOf: (at) => places[at] ?? content.length };
}

/** npm dotenv: a regular expression over the whole text, so that an assignment may go on over lines. */
function readNpm(text: string): Reading {
  const statements: Statement[] = [];
  const head = /(?:export\s+)?([\w.-]+)(?:\s*=|:(?:\r\n|\s))/y;
  let at = 0;
  while (at < text.length) {
    const start = matchEnd(/\s*/y, text, at);
    head.lastIndex = start;
    const [, name] = head.exec(text) ?? [];
    const value = name === undefined ? undefined : npmValue(text, head.lastIndex);
    if (name !== undefined && value !== undefined) {
      statements.push({ name, value: value.text, start, end: value.end });
    }
    at = lineEnd(text, value?.end ?? start) + 1;
  }
  return { statements };
}

/** The value behind the sign, and where it ends; undefined where something else than a comment follows it. */
function npmValue(text: string, from: number): { text: string; end: number } | undefined {
  const at = matchEnd(/\s*/y, text, from);
  const quote = quoteAt(text, at);
  for (const close of quote === "" ? [] : closingQuotes(text, at).reverse()) {
    const end = tailEnd(text, close + 1);
    if (end === undefined) continue;
    const inner = text.slice(at + 1, close).replaceAll("\r\n", "\n");
    return { text: quote === '"' ? inner.replaceAll("\\n", "\n").replaceAll("\\r", "\r") : inner, end };
  }
  const bareEnd = matchEnd(/[^#\r\n]*/y, text, from);
  const end = tailEnd(text, bareEnd);
  const bare = text.slice(from, bareEnd).trim();
  return end === undefined ? undefined : { text: bare.replace(/^(['"`])(.*)\1$/s, "$2"), end };
}

/** Where a line ends on which only blanks and a comment follow. */
function tailEnd(text: string, from: number): number | undefined {
  const end = matchEnd(/[^\S\n\r]*(?:#.*)?/y, text, from);
  return end === text.length || text[end] === "\n" || text[end] === "\r" ? end : undefined;
}

/** python-dotenv's parser; what it calls white space differs from JavaScript's. */
function readPython(text: string): Reading {
  const statements: Statement[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    if (found !== undefined) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    take(SPACES);
    if (at >= text.length) break;
    const start = at;
    take(EXPORT);
    const key = text[at] === "#" ? "" : take(text[at] === "'" ? QUOTED_KEY : BARE_KEY)?.[1];
    let value: string | undefined;
    let isRead = key !== undefined;
    if (isRead) {
      take(BLANKS);
      if (text[at] === "=") {
        at++;
        take(BLANKS);
        const found = pythonValue(text, at);
        value = found?.text;
        at = found?.end ?? at;
        isRead = found !== undefined;
      }
    }
    const end = isRead ? (take(COMMENT), take(BLANKS), at) : at;
    if (isRead && take(END_OF_LINE) === undefined) isRead = false;
    if (!isRead) take(REST_OF_LINE);
    else if (key !== undefined && key !== "") statements.push({ name: key, value, start, end });
  }
  return { statements };
}

/** The value at a position, and where its text ends; undefined where a quote is open. */
function pythonValue(text: string, at: number): { text: string; end: number } | undefined {
  const quote = text[at];
  if (quote === "'" || quote === '"') {
    const close = closingQuotes(text, at).at(-1);
    if (close === undefined) return undefined;
    const escapes = quote === "'" ? /\\([\\'])/g : /\\([\\'"abfnrtv])/g;
    const inner = text.slice(at + 1, close).replaceAll(
      escapes,
      (_, char: string) => PYTHON_ESCAPES[char] ?? char,
    );
    return { text: inner, end: close + 1 };
  }
  const end = matchEnd(/[^\r\n]*/y, text, at);
  const bare = text.slice(at, end);
  const comment = COMMENT_IN_VALUE.exec(bare);
  return { text: trimEnd(comment === null ? bare : bare.slice(0, comment.index), PYTHON_SPACES), end };
}

const PYTHON_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const PYTHON_SPACE = "\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const PYTHON_BLANK = PYTHON_SPACE.replace("\\t-\\r", "\\t\\v\\f");
const SPACES = new RegExp(`[${PYTHON_SPACE}]*`, "y");
const BLANKS = new RegExp(`[${PYTHON_BLANK}]*`, "y");
const EXPORT = new RegExp(`(?:export[${PYTHON_BLANK}]+)?`, "y");
const QUOTED_KEY = /'([^']+)'/y;
const BARE_KEY = new RegExp(`([^=#${PYTHON_SPACE}]+)`, "y");
const COMMENT_IN_VALUE = new RegExp(`[${PYTHON_SPACE}]#`);
const PYTHON_SPACES = new RegExp(`[${PYTHON_SPACE}]`);
const COMMENT = new RegExp(`(?:[${PYTHON_BLANK}]*#[^\\r\\n]*)?`, "y");
const END_OF_LINE = /\r\n|\n|\r|$/y;
const REST_OF_LINE = /[^\r\n]*(?:\r\n|\n|\r)?/y;

function trimEnd(text: string, blank: RegExp): string {
  let end = text.length;
  while (end > 0 && blank.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The quote at a position, "" where there is none. */
function quoteAt(text: string, at: number): string {
  const char = text[at] ?? "";
  return char === "'" || char === '"' || char === "`" ? char : "";
}

/** Where a quote may close: each one behind a backslash up to the first that is behind none. */
function closingQuotes(text: string, open: number): number[] {
  const closes: number[] = [];
  for (
    let at = text.indexOf(text.charAt(open), open + 1);
    at >= 0;
    at = text.indexOf(text.charAt(open), at + 1)
  ) {
    closes.push(at);
    if (text[at - 1] !== "\\") break;
  }
  return closes;
}
