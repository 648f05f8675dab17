import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { drawTerminal } from "./draw.ts";
import { replay } from "./replay.ts";

Deno.test("replay() shows what a terminal shows after everything was written", async (t) => {
  const rows: [name: string, written: string, screen: string[]][] = [
    ["lines", "a\r\nb\r\n", ["a", "b"]],
    ["a line that is written over", "abc\rx", ["xbc"]],
    ["a line that is erased", "abc\r\x1b[Kx", ["x"]],
    ["a whole line that is erased from within", "abc\x1b[2K\x1b[Gx", ["x"]],
    ["lines that are drawn anew", "ask\r\nhint\x1b[1A\x1b[G\x1b[Jdone", ["done"]],
    ["moves to the right and back", "abc\x1b[2Dx\x1b[1Cy", ["axcy"]],
    ["a line longer than the terminal", "abcdefghijk", ["abcdefghij", "k"]],
    ["a hidden cursor and a bell", "\x1b[?25la\x07\x1b[?25h", ["a"]],
  ];
  for (const [name, written, screen] of rows) {
    await t.step(name, () => {
      const lines = replay(written, { columns: 10 }).map((line) =>
        line.map(({ character }) => character).join("")
      );
      assertEquals(lines, screen);
    });
  }
});

Deno.test("replay() refuses a control sequence that it does not know", () => {
  assertThrows(() => replay("\x1b[5z", { columns: 10 }), RangeError);
});

Deno.test("drawTerminal() keeps colors and escapes what SVG would read", () => {
  const svg = drawTerminal("\x1b[32m<ok>\x1b[39m & \x1b[1mbold\x1b[22m", { columns: 20 });
  assertStringIncludes(
    svg,
    '<tspan fill="#7ee787">&lt;ok&gt;</tspan> &amp; <tspan font-weight="bold">bold</tspan>',
  );
});
