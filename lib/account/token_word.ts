/**
 * Whether the first word of a command line stands for the token, as in `TOKEN [NAME]`.
 *
 * An empty one does: a variable that was meant to hold the token and holds nothing must not be passed over for the token
 * of somebody else. What copying leaves around a token is taken off later.
 *
 * @param word the word, undefined where there is none
 */
export function isTokenWord(word: string | undefined): boolean {
  return word !== undefined &&
    /^(?:\s*$|[\s"'`\u2018-\u201f]*(?:[Bb]earer\s+)?["'`]?(?:hf_|api_org_))/.test(word);
}
