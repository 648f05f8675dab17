/**
 * Writes variables the way `stringify` of @std/dotenv 0.225.7 does, for networks without JSR (platform 6).
 *
 * @param object the variables
 * @returns one line each, no line end behind the last
 */
export function stringify(object: Record<string, string>): string {
  return Object.entries(object)
    .filter(([name]) => !name.startsWith("#"))
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join("\n");
}

const ESCAPED: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
};

function quoted(value: string): string {
  if (/[\n\r\t'\\]/.test(value)) {
    return `"${value.replaceAll(/[\\\n\r\t"]/g, (character) => ESCAPED[character] ?? character)}"`;
  }
  return /\W/.test(value) ? `'${value}'` : value;
}
