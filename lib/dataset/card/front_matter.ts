/** A card, cut around its front matter; the three parts joined are the card again. */
export interface CardParts {
  /** Up to and including the first line of dashes. */
  readonly opening: string;
  /** The YAML, whole lines; may be empty. */
  readonly yaml: string;
  /** From the second line of dashes on. */
  readonly rest: string;
  /** How the card ends its lines. */
  readonly lineEnd: "\n" | "\r\n";
}

/** How a card begins. */
export type CutCard =
  | { readonly kind: "front matter"; readonly parts: CardParts }
  /** No front matter: it would come behind `mark`, the byte order mark where there is one. */
  | { readonly kind: "none"; readonly mark: string; readonly body: string; readonly lineEnd: "\n" | "\r\n" }
  /** A first line of dashes and no second one. */
  | { readonly kind: "open" };

/**
 * Cuts a card around its front matter, the YAML between two lines of dashes at its beginning (hub-api 6).
 *
 * @param text the whole README.md
 */
export function cutCard(text: string): CutCard {
  const opening = /^\uFEFF?\s*---[ \t]*(\r?\n|$)/.exec(text);
  if (opening === null) {
    const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
    const lineEnd = /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
    return { kind: "none", mark, body: text.slice(mark.length), lineEnd };
  }
  const after = text.slice(opening[0].length);
  const closing = /^---[ \t]*\r?$/m.exec(after);
  if (closing === null) return { kind: "open" };
  return {
    kind: "front matter",
    parts: {
      opening: opening[0],
      yaml: after.slice(0, closing.index),
      rest: after.slice(closing.index),
      lineEnd: opening[1] === "\r\n" ? "\r\n" : "\n",
    },
  };
}

/** The text of a card behind its front matter. */
export function bodyOf(card: CutCard): string {
  if (card.kind === "none") return card.body;
  return card.kind === "open" ? "" : card.parts.rest.replace(/^---[ \t]*(?:\r?\n|$)/, "");
}
