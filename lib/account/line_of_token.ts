/** Tokens of the Hub, as scanners look for them; those of programs and organizations have prefixes (hub-api 10). */
const TOKEN = /hf_(?:oauth|jwt)_[A-Za-z0-9._~+/=-]{20,}|(?:hf|api_org)_[A-Za-z0-9]{30,}/;

/**
 * The number of the first line with something like a token in it, or `undefined`.
 *
 * @param bytes its content, in any encoding: Windows writes UTF-16 where a shell sends a command's output to a file
 */
export function lineOfToken(bytes: Uint8Array): number | undefined {
  const text = new TextDecoder("latin1").decode(bytes).replaceAll("\0", "");
  const at = text.search(TOKEN);
  return at < 0 ? undefined : text.slice(0, at).split("\n").length;
}
