import { parse } from "@std/dotenv/parse";
import { stringify } from "@std/dotenv/stringify";
import { envFileFailure } from "./failures.ts";

/** What stands around a value in an env file; "" is nothing. */
export type Quote = "" | "'" | '"' | "`";

const BARE = /^[A-Za-z0-9_./:@-]+$/;
// deno-lint-ignore no-control-regex -- control characters are what this refuses
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]/;

/**
 * Whether @std/dotenv, npm dotenv, Node, bash and python-dotenv all read the value back from such quotes.
 *
 * Backticks are never right: only two of the five know them.
 */
export function fitsInQuotes(value: string, quote: Quote): boolean {
  switch (quote) {
    case "":
      return BARE.test(value);
    case "'":
      // python-dotenv replaces ${NAME} and halves double backslashes even here; npm dotenv takes \' as one character;
      // @std/dotenv drops a line end next to a quote.
      return !/'|\$\{|\\\\|\\$|^\n|\n$/.test(value) && isPlain(value);
    case '"':
      // bash acts on $, ` and \; the others each know different escapes.
      return !/["$`\\\n]/.test(value) && isPlain(value);
    case "`":
      return false;
  }
}

/**
 * Writes a value as every reader of env files understands it.
 *
 * @param assignment the name and the value
 * @param options `keep`, the quotes that stand there already and stay if they can hold the value
 * @returns what stands after the equals sign
 * @throws {Failure} `env_value_not_portable` where no quotes are read the same by all
 */
export function renderValue(
  { name, value }: { name: string; value: string },
  { keep = "" }: { keep?: Quote } = {},
): string {
  const quote = ([keep, "", "'", '"'] as const).find((candidate) => fitsInQuotes(value, candidate));
  if (quote === undefined) {
    if (value !== "") throw envFileFailure("env_value_not_portable", { name, reason: unportablePart(value) });
    return "''";
  }
  const rendered = quote === keep || quote === "" || /[\\\t\n]/.test(value)
    ? `${quote}${value}${quote}`
    : stringify({ [name]: value }).slice(name.length + 1);
  // Safe on this one line only: `parse` never ends on an unquoted `$NAME` (platform 0.6), and there is none here.
  if (parse(`${name}=${rendered}`)[name] !== value) {
    throw envFileFailure("env_value_not_portable", {
      name,
      reason: "characters that @std/dotenv reads differently",
    });
  }
  return rendered;
}

function isPlain(value: string): boolean {
  return !CONTROL.test(value) && value.isWellFormed();
}

function unportablePart(value: string): string {
  if (!isPlain(value)) return "control characters or broken characters";
  if (/^\n|\n$/.test(value)) return "a line end at its start or end";
  if (value.includes("\\")) return "backslashes that programs read differently";
  if (value.includes("${")) return 'the characters "${"';
  return "quotes of both kinds, or quotes together with characters that shells act on";
}
