/** Plays back what a program wrote to a terminal: as much of one as a program needs that asks questions. */

/** One character on the screen. */
export interface Cell {
  readonly character: string;
  /** The codes of SGR that are on: 1 is bold, 32 green, and so on. */
  readonly style: ReadonlySet<number>;
}

/**
 * The screen after everything was written, without the empty lines at its end.
 *
 * @param written the bytes as text, with control sequences
 * @param options how wide the terminal is
 * @throws RangeError for a control sequence that it does not know, so that the picture is never a wrong one
 */
export function replay(
  written: string,
  { columns }: { readonly columns: number },
): readonly (readonly Cell[])[] {
  const screen: Cell[][] = [[]];
  let row = 0;
  let column = 0;
  let style: ReadonlySet<number> = new Set();
  const lineAt = (index: number) => screen[index] ??= [];
  for (const [token, parameters = "", final] of written.matchAll(TOKENS)) {
    const count = Number(parameters.split(";")[0] || 1);
    if (token === "\n") row++;
    else if (token === "\r") column = 0;
    else if (token === "\b") column = Math.max(0, column - 1);
    else if (token === "\x07" || (token.startsWith("\x1b") && final === undefined)) continue;
    else if (final === undefined) {
      if (column === columns) {
        column = 0;
        row++;
      }
      const line = lineAt(row);
      while (line.length < column) line.push(BLANK);
      line[column++] = { character: token, style };
    } else if (final === "m") style = styled(style, parameters);
    else if (final === "A") row = Math.max(0, row - count);
    else if (final === "B") row += count;
    else if (final === "C") column = Math.min(columns - 1, column + count);
    else if (final === "D") column = Math.max(0, column - count);
    else if (final === "G") column = count - 1;
    else if (final === "K") {
      if (parameters === "2") lineAt(row).length = 0;
      else lineAt(row).length = Math.min(lineAt(row).length, column);
    } else if (final === "J") {
      lineAt(row).length = Math.min(lineAt(row).length, column);
      screen.length = row + 1;
    } else if (final !== "h" && final !== "l") {
      throw new RangeError(`Unknown control sequence ${JSON.stringify(token)}`);
    }
    lineAt(row);
  }
  while (screen.length > 0 && (screen.at(-1) ?? []).length === 0) screen.pop();
  return Array.from(screen, (line) => line ?? []);
}

// deno-lint-ignore no-control-regex -- control sequences are what is read
const TOKENS = /\x1b\[([0-9;?]*)([A-Za-z])|\x1b[=>78]|[^]/gu;

const BLANK: Cell = { character: " ", style: new Set() };

function styled(before: ReadonlySet<number>, parameters: string): ReadonlySet<number> {
  const style = new Set(before);
  for (const code of parameters.split(";").map(Number)) {
    if (code === 0) style.clear();
    else if (code === 22) { for (const weight of [1, 2]) style.delete(weight); }
    else if (code === 24) style.delete(4);
    else if (code === 39) { for (const color of style) if (color >= 30) style.delete(color); }
    else style.add(code);
  }
  return style;
}
