/** Draws what a program wrote to a terminal as an SVG picture. */
import { type Cell, replay } from "./replay.ts";

const CHARACTER = { width: 8.4, height: 18 };
const MARGIN = 16;

/** The sixteen colors of a terminal on a dark ground, each with enough contrast to be read. */
const COLORS: Readonly<Record<number, string>> = {
  31: "#ff7b72",
  32: "#7ee787",
  33: "#f2cc60",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#76e3ea",
  90: "#9aa4af",
};

/**
 * Draws the last state of the screen.
 *
 * @param written what the program wrote, with its control sequences
 * @param options how wide the terminal is
 * @returns an SVG document whose text can be selected and read aloud
 */
export function drawTerminal(written: string, { columns }: { readonly columns: number }): string {
  const lines = replay(written, { columns });
  const width = columns * CHARACTER.width + 2 * MARGIN;
  const height = lines.length * CHARACTER.height + 2 * MARGIN;
  const texts = lines.flatMap((line, index) => {
    const spans = spansOf(line);
    if (spans.length === 0) return [];
    const y = MARGIN + (index + 0.75) * CHARACTER.height;
    return [`<text xml:space="preserve" x="${MARGIN}" y="${y}">${spans.join("")}</text>`];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>A run of hf-dataset-setup at a terminal</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3">
${texts.join("\n")}
</g>
</svg>
`;
}

/** Cells of one style next to each other become one span. */
function spansOf(line: readonly Cell[]): string[] {
  const spans: { style: string; text: string }[] = [];
  for (const { character, style } of line) {
    const attributes = attributesOf(style);
    const last = spans.at(-1);
    if (last?.style === attributes) last.text += character;
    else spans.push({ style: attributes, text: character });
  }
  return spans.map(({ style, text }) =>
    style === "" ? escape(text) : `<tspan${style}>${escape(text)}</tspan>`
  );
}

function attributesOf(style: ReadonlySet<number>): string {
  const color = [...style].map((code) => COLORS[code]).find((found) => found !== undefined);
  return [
    ...(color === undefined ? [] : [` fill="${color}"`]),
    ...(style.has(1) ? [' font-weight="bold"'] : []),
    ...(style.has(2) ? [' fill-opacity="0.7"'] : []),
    ...(style.has(4) ? [' text-decoration="underline"'] : []),
  ].join("");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
