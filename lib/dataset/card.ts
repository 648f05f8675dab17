import { contentFailure } from "./content_failures.ts";

/** A card, cut around its front matter. */
export interface CutCard {
  /** The line of dashes above the front matter; empty where there is no front matter. */
  readonly opening: string;
  /** The YAML, whole lines. */
  readonly yaml: string;
  /** The line of dashes below it. */
  readonly closing: string;
  readonly body: string;
  /** How added lines end. */
  readonly lineEnd: "\n" | "\r\n";
}

/**
 * Cuts a card around its front matter, the YAML between two lines of dashes at its beginning.
 *
 * A byte order mark or spaces on the first line make `huggingface_hub` take the front matter for text
 * (https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/repocard.py), though a person sees one.
 * Such lines of dashes are handed out as they should be written.
 *
 * @param options `card` names it in errors
 * @throws Failure `card_front_matter_open`
 */
export function cutCard(text: string, { card }: { card: string }): CutCard {
  const start = /^([\s\x85]*)---([ \t]*)(\r\n|[\r\n]|$)/.exec(text);
  if (start === null) {
    const body = text.replace(/^\uFEFF/, "");
    const lineEnd = /\r?\n/.exec(body)?.[0] === "\r\n" ? "\r\n" : "\n";
    return { opening: "", yaml: "", closing: "", body, lineEnd };
  }
  const [whole, before = "", spaces, end] = start;
  const lineEnd = end === "\r\n" ? "\r\n" : "\n";
  const rest = text.slice(whole.length);
  const close = /(?:^|(?<=[\r\n]))---[ \t]*(\r\n|[\r\n]|$)/.exec(rest);
  if (close === null) throw contentFailure("card_front_matter_open", { card });
  const isRead = !before.includes("\uFEFF") && spaces === "" && end !== "";
  return {
    opening: isRead ? whole : `---${lineEnd}`,
    yaml: rest.slice(0, close.index),
    closing: close[1] === "\r" ? `---${lineEnd}` : close[0],
    body: rest.slice(close.index + close[0].length),
    lineEnd,
  };
}

/** What the keys of a front matter say. */
export type CardData = Readonly<Record<string, unknown>>;

/** Loads what reads the lines between the dashes, and throws `card_yaml_broken` or `card_yaml_not_keys`. */
export async function loadCardReader({ card }: { card: string }): Promise<(yaml: string) => CardData> {
  const { readYaml } = await import("../ports/yaml.ts");
  return (yaml) => {
    // PyYAML ends a line at each of these.
    const reading = readYaml(yaml.replaceAll(/\r\n|[\r\x85\u2028\u2029]/g, "\n"));
    // The line of dashes above counts.
    if ("problem" in reading) {
      throw contentFailure("card_yaml_broken", { ...reading, card, line: reading.line + 1 });
    }
    const { value } = reading;
    if (typeof value !== "object" || Array.isArray(value)) {
      throw contentFailure("card_yaml_not_keys", { card });
    }
    // A key can have any name: "constructor" exists only where the card has it.
    return { __proto__: null, ...value };
  };
}

/** A text as YAML on one line, quoted unless it can be read as nothing else: by Python (1.1), the Hub (1.2), in brackets. */
export function yamlScalar(text: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9_.+/-]*(?: [A-Za-z0-9(][A-Za-z0-9_.+/()-]*)*$/;
  if (plain.test(text) && !OTHER_TYPES.test(text)) return text;
  // Characters that PyYAML takes for line ends, and those that no terminal shows.
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Words that YAML 1.1 reads as truth values or as nothing. */
const OTHER_TYPES = /^(?:y|n|yes|no|true|false|on|off|null)$/i;

/** The text of a file, a byte order mark included; `undefined` where it is not UTF-8 text. */
export function textOfFile(bytes: Uint8Array): string | undefined {
  // What git, too, takes for the mark of a binary file.
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
