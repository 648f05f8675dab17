/** Stands in for `@std/fmt/colors` on a network without JSR: the few functions that this project uses. */
import { styleText } from "node:util";

let enabled = !Deno.noColor;

/** Switches colours on or off; `NO_COLOR` keeps them off. */
export function setColorEnabled(value: boolean): void {
  if (!Deno.noColor) enabled = value;
}

/** Whether the functions below colour. */
export function getColorEnabled(): boolean {
  return enabled;
}

function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return enabled ? styleText(style, text, { validateStream: false }) : text;
}

/** Makes the text bold. */
export function bold(text: string): string {
  return paint("bold", text);
}

/** Makes the text faint. */
export function dim(text: string): string {
  return paint("dim", text);
}

/** Makes the text red. */
export function red(text: string): string {
  return paint("red", text);
}

/** Makes the text green. */
export function green(text: string): string {
  return paint("green", text);
}

/** Makes the text yellow. */
export function yellow(text: string): string {
  return paint("yellow", text);
}

/** Makes the text cyan. */
export function cyan(text: string): string {
  return paint("cyan", text);
}
