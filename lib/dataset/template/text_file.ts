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
