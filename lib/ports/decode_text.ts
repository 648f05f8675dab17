/**
 * The text of a file that a person wrote: PowerShell's `>` writes UTF-16, mostly with a byte order mark. Without one, a
 * first character of ASCII gives it away by the zero beside it.
 *
 * @throws TypeError with `fatal`, where it is no text in its encoding
 */
export function decodeText(bytes: Uint8Array, { fatal = false }: { fatal?: boolean } = {}): string {
  const [first = 1, second = 1] = bytes;
  const encoding = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0)
    ? "utf-16le"
    : (first === 0xfe && second === 0xff) || (first === 0 && second !== 0)
    ? "utf-16be"
    : "utf-8";
  return new TextDecoder(encoding, { fatal }).decode(bytes);
}
