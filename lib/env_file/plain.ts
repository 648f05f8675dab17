import type { Statement, TextEdit } from "./text.ts";

/** A line that every reader takes alike, whatever stands around it: a comment, `NAME=value` or nothing. */
const PLAIN_LINE = /(?:#.*)?\n|(?:export )?([A-Za-z_]\w*)=([\w./:@%+,=-]*)(?:\n|$)/y;

/** What a file means to all readers; undefined where one of its lines is not plain. */
export function readPlain(text: string): readonly Statement[] | undefined {
  const statements: Statement[] = [];
  PLAIN_LINE.lastIndex = 0;
  for (let start = 0; start < text.length; start = PLAIN_LINE.lastIndex) {
    const [line, name, value = ""] = PLAIN_LINE.exec(text) ?? [];
    if (line === undefined) return undefined;
    if (name !== undefined) statements.push({ name, value, start, end: start + line.trimEnd().length });
  }
  return statements;
}

/** Gives variables their values in a file of plain lines, which stays one. */
export function editPlain(
  text: string,
  { statements, values }: { statements: readonly Statement[]; values: ReadonlyMap<string, string> },
): TextEdit {
  const previous = new Map(statements.map(({ name, value }) => [name, value]));
  const replaced = statements.filter(({ name, value }) => (values.get(name) ?? value) !== value);
  const pieces = replaced.map(({ name, value = "", end }) => ({
    start: end - value.length,
    end,
    text: values.get(name) ?? "",
  }));
  const added = [...values].filter(([name]) => !previous.has(name));
  if (added.length > 0) {
    const lines = added.map(([name, value]) => `${name}=${value}\n`).join("");
    const end = text.length;
    pieces.push({ start: end, end, text: text === "" || text.endsWith("\n") ? lines : `\n${lines}` });
  }
  return {
    pieces,
    changed: new Set([...replaced.map(({ name }) => name), ...added.map(([name]) => name)]),
    previous: (name) => previous.get(name),
  };
}
