/** Where in a text something was found. */
export interface Place {
  readonly start: number;
  readonly end: number;
  /** What was looked for. */
  readonly wanted: string;
}

// A character by its number, as addresses (several bytes of UTF-8 too), JSON and HTML write it; a run of white space; a
// run of anything else. JSON within JSON doubles the backslashes. Every repetition is bounded or of one kind of character,
// so that time stays linear.
const PIECES =
  /(?<utf8>%[c-f][0-9a-f](?:%[89ab][0-9a-f]){1,3})|(?:%(?<percent>[0-9a-f]{2})|\\{1,4}(?:u(?<u>[0-9a-f]{4})|x(?<x>[0-9a-f]{2}))|&#x0{0,6}(?<hex>[0-9a-f]{1,6});?|&#0{0,6}(?<decimal>\d{1,7});?)|(?<space>\s+)|[^%\\&\s]+|[%\\&]/gi;

/**
 * Finds texts that are there in disguise: characters written by their numbers, or white space in between, which mail, logs
 * and dumps put in where they break lines.
 *
 * @param text to be searched
 * @param wanted in lower case; the case in the text does not matter
 * @param options `acrossSpace`: white space within is passed over, on both sides
 * @returns the places in order, none within another
 */
export function findDisguised(
  text: string,
  wanted: Iterable<string>,
  options: { readonly acrossSpace: boolean },
): Place[] {
  const { plain, starts, ends } = unfold(text, options.acrossSpace);
  const places: Place[] = [];
  for (const one of wanted) {
    const needle = options.acrossSpace ? one.replace(/\s+/g, "") : one;
    if (needle === "") continue;
    for (let at = plain.indexOf(needle); at >= 0; at = plain.indexOf(needle, at + needle.length)) {
      places.push({ start: starts[at] ?? 0, end: ends[at + needle.length - 1] ?? text.length, wanted: one });
    }
  }
  places.sort((a, b) => a.start - b.start || b.end - a.end);
  let reached = 0;
  return places.filter(({ start, end }) => {
    const isApart = start >= reached;
    if (isApart) reached = end;
    return isApart;
  });
}

interface Unfolded {
  /** In lower case. */
  readonly plain: string;
  /** Where each unit of `plain` began and ended. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function unfold(text: string, dropSpace: boolean): Unfolded {
  let plain = "";
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: piece, index, groups = {} } of text.matchAll(PIECES)) {
    if (groups["space"] !== undefined && dropSpace) continue;
    const character = characterIn(groups);
    if (character !== undefined) {
      plain += character;
      for (let unit = 0; unit < character.length; unit++) {
        starts.push(index);
        ends.push(index + piece.length);
      }
      continue;
    }
    plain += piece;
    for (let at = index; at < index + piece.length; at++) {
      starts.push(at);
      ends.push(at + 1);
    }
  }
  // All but the one letter that becomes longer by it: places must stay what they are.
  return { plain: plain.replace(/[^\u0130]+/g, (letters) => letters.toLowerCase()), starts, ends };
}

function characterIn(groups: Readonly<Record<string, string | undefined>>): string | undefined {
  const { utf8, percent, u, x, hex, decimal } = groups;
  if (utf8 !== undefined) {
    try {
      return decodeURIComponent(utf8);
    } catch {
      return undefined;
    }
  }
  const number = percent ?? u ?? x ?? hex;
  const code = number === undefined ? Number(decimal ?? NaN) : parseInt(number, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
