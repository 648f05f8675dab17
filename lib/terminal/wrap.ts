/** Counts the columns that a text takes in a terminal: two for wide characters, none for combining ones. */
export function columnsOf(text: string): number {
  // Plain ASCII, the usual case, needs no look at each character.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return [...text].reduce((columns, character) => columns + columnsOfCharacter(character), 0);
}

/**
 * Breaks a text into lines, between words where it can.
 *
 * @param text one paragraph
 * @param width the most columns that a line may take, at least 2
 * @returns the lines, without spaces at their ends; one empty line for an empty text
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (columnsOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = columnsOf(word) <= width ? [word] : chop(word, width);
    line = pieces.pop() ?? "";
    lines.push(...pieces);
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

/** Cuts a word that is longer than a line. */
function chop(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let columns = 0;
  for (const character of word) {
    const wide = columnsOfCharacter(character);
    if (columns + wide > width) {
      pieces.push(piece);
      piece = "";
      columns = 0;
    }
    piece += character;
    columns += wide;
  }
  return [...pieces, piece];
}

function columnsOfCharacter(character: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** East Asian wide and full-width blocks, and emoji (Unicode Standard Annex 11). */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
