/**
 * Writes a text as one YAML scalar on one line, readable alike by YAML 1.1 (Python) and 1.2 (the Hub), also inside
 * `[…]`.
 *
 * @param text any text
 * @returns the text itself where nobody can take it for anything else, else the text in double quotes
 */
export function yamlScalar(text: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9_.+/-]*(?: [A-Za-z0-9(][A-Za-z0-9_.+/()-]*)*$/;
  if (plain.test(text) && !OTHER_TYPES.test(text)) return text;
  // Characters that PyYAML takes for line ends, and those that no terminal shows.
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Words that YAML 1.1 reads as truth values or as nothing. */
const OTHER_TYPES = /^(?:y|n|yes|no|true|false|on|off|null)$/i;
