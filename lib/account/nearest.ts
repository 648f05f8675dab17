/**
 * Finds the candidate that was most likely meant: the fewest slips (a letter wrong, missing, too many, or two
 * swapped), whatever the letter case, or the only one that the word begins.
 *
 * @param candidates the likeliest first: the first wins where two are equally near
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = [...word.toLowerCase()];
  if (typed.length === 0) return undefined;
  // One slip in three letters: "--nmae" is "--name", but "ada" is not "bob".
  const most = Math.max(1, Math.floor(typed.length / 3));
  let best: { candidate: string; slips: number } | undefined;
  const begun: string[] = [];
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    if (typed.length > 1 && lower.startsWith(word.toLowerCase())) begun.push(candidate);
    // Two texts differ by at least the difference of their lengths, so a very long one is never measured.
    if (Math.abs(lower.length - word.length) > 2 * most) continue;
    const slips = countSlips(typed, [...lower]);
    if (slips <= most && slips < typed.length && slips < (best?.slips ?? Infinity)) {
      best = { candidate, slips };
    }
  }
  if (best !== undefined) return best.candidate;
  return begun.length === 1 ? begun[0] : undefined;
}

/** Counts the slips between two texts (edit distance in which swapped neighbors count once). */
function countSlips(from: readonly string[], to: readonly string[]): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of from.entries()) {
    const current = [row + 1];
    for (const [column, other] of to.entries()) {
      let slips = Math.min(
        at(last, column + 1) + 1,
        at(current, column) + 1,
        at(last, column) + (letter === other ? 0 : 1),
      );
      if (row > 0 && column > 0 && letter === to[column - 1] && from[row - 1] === other) {
        slips = Math.min(slips, at(beforeLast, column - 1) + 1);
      }
      current.push(slips);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
