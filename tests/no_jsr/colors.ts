/** Stands in for `@std/fmt/colors` on a network without JSR: the few functions that this project uses. */

let enabled = !Deno.noColor;

/** Switches colors on or off; `NO_COLOR` keeps them off. */
export function setColorEnabled(value: boolean): void {
  if (!Deno.noColor) enabled = value;
}

/** As `@std/fmt` does it: what would end the style within the text begins it anew. */
function paint(text: string, [open, close]: readonly [open: number, close: number]): string {
  if (!enabled) return text;
  const end = `\x1b[${close}m`;
  return `\x1b[${open}m${text.replaceAll(end, `\x1b[${open}m`)}${end}`;
}

/** Makes the text bold. */
export function bold(text: string): string {
  return paint(text, [1, 22]);
}

/** Makes the text faint. */
export function dim(text: string): string {
  return paint(text, [2, 22]);
}

/** Makes the text red. */
export function red(text: string): string {
  return paint(text, [31, 39]);
}

/** Makes the text green. */
export function green(text: string): string {
  return paint(text, [32, 39]);
}

/** Makes the text yellow. */
export function yellow(text: string): string {
  return paint(text, [33, 39]);
}

/** Makes the text cyan. */
export function cyan(text: string): string {
  return paint(text, [36, 39]);
}
