/**
 * Whether text gives a secret away: eight characters in a row of it, as they are or in an encoding; or twelve of them with
 * white space in between.
 *
 * @param shown what left the program
 * @param secret what must not be in it; the mask shows no more than four characters
 * @returns true when it does
 */
export function leaks(shown: string, secret: string): boolean {
  return holds(shown, secret, 8) || holds(shown.replace(/\s+/g, ""), secret, 12);
}

function holds(shown: string, secret: string, length: number): boolean {
  const views = [shown, ...decodings(shown)].map((view) => view.toLowerCase());
  for (let start = 0; start + length <= secret.length; start++) {
    const part = secret.slice(start, start + length).toLowerCase();
    if (views.some((view) => view.includes(part))) return true;
  }
  return false;
}

function decodings(text: string): string[] {
  const found = [
    text.replace(/&#(x?)([0-9a-f]{1,7});?/gi, (_, x: string, code: string) => character(code, x ? 16 : 10)),
    text.replace(
      /\\+(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/gi,
      (_, u?: string, x?: string) => character(u ?? x ?? "", 16),
    ),
    text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => character(code, 16)),
  ];
  for (const word of text.match(/[A-Za-z0-9+/_-]{8,}/g) ?? []) {
    for (const shift of [0, 1, 2, 3]) {
      const piece = word.slice(shift).replaceAll("-", "+").replaceAll("_", "/");
      const whole = piece.slice(0, piece.length - piece.length % 4);
      if (whole !== "") found.push(decodeBytes(Uint8Array.from(atob(whole), (c) => c.charCodeAt(0))));
    }
    if (/^(?:[0-9a-f]{2})+$/i.test(word)) found.push(decodeBytes(Uint8Array.fromHex(word)));
  }
  try {
    found.push(decodeURIComponent(text.replaceAll("+", " ")));
  } catch {
    // Not everything that was masked can be decoded any more.
  }
  return found;
}

function character(code: string, radix: number): string {
  const point = parseInt(code, radix);
  return point <= 0x10ffff ? String.fromCodePoint(point) : "";
}

function decodeBytes(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
