/**
 * Hides a word that was not understood and may be a secret.
 *
 * A token pasted in the wrong place must not be repeated in an error: logs keep what the terminal forgets.
 *
 * @param word as it was typed
 * @returns the word, or a note of its length where it looks like a secret
 */
export function maskUnknownWord(word: string): string {
  return word.length >= 20 && /^[\w.=+/:"' -]*[A-Za-z0-9]{16}/.test(word)
    ? `(${word.length} characters, hidden)`
    : word;
}
