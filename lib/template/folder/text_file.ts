/**
 * The text of a file.
 *
 * @param bytes its content
 * @returns the text, a byte order mark included; `undefined` where it is not UTF-8 text
 */
export function textOfFile(bytes: Uint8Array): string | undefined {
  // What git, too, takes for the mark of a binary file.
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A token of the Hub, as scanners look for it (hub-api 10). */
const TOKEN = /\bhf_[A-Za-z0-9]{30,}/;

/** The number of the first line with something like a token in it, or `undefined`: such a text must not be published. */
export function lineOfToken(text: string): number | undefined {
  const at = text.search(TOKEN);
  return at < 0 ? undefined : text.slice(0, at).split("\n").length;
}
