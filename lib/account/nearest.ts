/**
 * Finds the candidate that was most likely meant: the fewest slips (a letter wrong, missing, too many, or two
 * swapped), whatever the letter case, or the only one that the word begins.
 *
 * @param candidates the likeliest first: the first wins where two are equally near
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  // One slip in three letters: "--nmae" is "--name", but "ada" is not "bob".
  const most = Math.max(1, Math.floor(typed.length / 3));
  let fewest = Math.min(most + 1, typed.length);
  let best: string | undefined;
  const begun: string[] = [];
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    if (typed.length > 1 && lower.startsWith(typed)) begun.push(candidate);
    // Two texts differ by at least the difference of their lengths, so a very long one is never measured.
    if (Math.abs(lower.length - typed.length) >= fewest) continue;
    const slips = countSlips(typed, lower);
    if (slips < fewest) [best, fewest] = [candidate, slips];
  }
  return best ?? (begun.length === 1 ? begun[0] : undefined);
}

/** Counts the slips between two texts (edit distance in which swapped neighbors count once). */
function countSlips(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
      ));
    }
  }
  return at(from.length, to.length);
}
