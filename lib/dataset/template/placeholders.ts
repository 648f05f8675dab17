import { datasetFailure } from "../failures.ts";
import { nearest } from "../../cli/nearest.ts";

/** What the placeholders of a template stand for; `undefined` where it is not known. */
export interface PlaceholderValues {
  readonly namespace: string;
  readonly name: string;
  readonly visibility: string | undefined;
  /** The day in UTC, `2026-01-31`. */
  readonly date: string;
}

const NAMES = ["namespace", "name", "visibility", "date"] as const;

/** `{{name}}`, and the backslash that keeps it from being one. */
const PLACEHOLDER = /(\\?)\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}/g;

/**
 * Fills in the placeholders of a text; `\{{name}}` becomes `{{name}}`.
 *
 * @param text of a file
 * @param values what to fill in
 * @param options `file` names it in errors
 * @throws Failure `template_placeholder_unknown`, `template_visibility_unknown`
 */
export function fillPlaceholders(
  text: string,
  values: PlaceholderValues,
  { file }: { file: string },
): string {
  return text.replaceAll(PLACEHOLDER, (whole: string, escape: string, word: string, at: number) => {
    if (escape !== "") return whole.slice(1);
    const line = text.slice(0, at).split("\n").length;
    const name = NAMES.find((known) => known === word);
    if (name === undefined) {
      const placeholder = whole.slice(0, 60);
      throw datasetFailure("template_placeholder_unknown", {
        file,
        line,
        placeholder,
        nearest: nearest(word, NAMES),
      });
    }
    const value = values[name];
    if (value === undefined) throw datasetFailure("template_visibility_unknown", { file, line });
    return value;
  });
}
