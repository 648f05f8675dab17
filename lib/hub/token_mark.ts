/**
 * What a secret's description says of the token in it, so that a later run sees whether it is there already.
 *
 * The Hub never tells the value of a secret, and setting it again would restart the Space for nothing. The mark is the
 * beginning of a hash over Space and token: nothing of a token of 200 random bits can be found from it, and it differs
 * from Space to Space.
 *
 * @param facts the Space and the token
 * @returns one line without the token
 */
export async function tokenMark(facts: { readonly space: string; readonly token: string }): Promise<string> {
  const bytes = new TextEncoder().encode(`hf-dataset-setup\n${facts.space.toLowerCase()}\n${facts.token}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `Set by hf-dataset-setup (mark ${hash.slice(0, 6).toHex()})`;
}
