/** What people write of a dataset, how it is or how it was made; a "not" before the word says nothing certain. */
const CLAIMS = [
  /\b(?:dataset|repository|repo) (?:is|was|stays|remains) (?:(?:kept|created|made|now|currently|always|a|as) ){0,3}(private|public)/gi,
  /(?<!\bnot )\b(?:a|an|this|the|your) (private|public) (?:\w+ )?(?:dataset|repository|repo)\b/gi,
  /\b(?:visibility|privacy|access): (private|public)\b/gi,
];

/**
 * Finds what a card claims about the visibility of its dataset (experiments-dataset B5: public, and the card says private).
 *
 * @param card the text of README.md
 * @returns the visibility; `undefined` where it claims none, or both
 */
export function visibilityInCard(card: string): "private" | "public" | undefined {
  // Code and front matter speak of other things.
  const text = card.slice(0, 100_000).replace(/^\uFEFF?---[^]*?\n---/, "").replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`/g, "").replace(/[*_]/g, "").replace(/\s+/g, " ");
  const claims = new Set(
    CLAIMS.flatMap((claim) => [...text.matchAll(claim)].map((match) => match[1]?.toLowerCase())),
  );
  if (claims.size !== 1) return undefined;
  return claims.has("private") ? "private" : "public";
}
