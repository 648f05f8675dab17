/**
 * Reads variables by the rules of `parse` of @std/dotenv 0.225.7, for networks without JSR (platform 6).
 *
 * Single quotes keep everything; double quotes know `\n`, `\r`, `\t`, `\"` and `\\`; without quotes a value ends at `#`
 * and `$NAME`, `${NAME}` and `${NAME:-default}` are replaced. The last of several lines counts. Where the real one never
 * ends, on a value that names itself (platform 0.6), this one throws.
 *
 * @param text the content of an env file
 * @returns the variables, in an object without a prototype
 */
export function parse(text: string): Record<string, string> {
  const read: Record<string, string> = Object.create(null);
  const bare = new Set<string>();
  let rest = text;
  while (rest !== "") {
    const head = /^\s*(?:export\s+)?([^\s=#]+)\s*=[ \t]*/.exec(rest);
    if (head === null) {
      rest = nextLine(rest);
      continue;
    }
    const [all, name = ""] = head;
    const value = readValue(rest.slice(all.length));
    rest = nextLine(value.rest);
    // The real one warns of such a name and leaves it out.
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) continue;
    read[name] = value.text;
    if (value.bare) bare.add(name);
    else bare.delete(name);
  }
  const before = { ...read };
  for (const name of bare) read[name] = replaceNames(read[name] ?? "", before);
  return read;
}

function readValue(text: string): { text: string; bare: boolean; rest: string } {
  const single = /^'\r?\n?([^']*?)\r?\n?'/.exec(text);
  if (single) return { text: single[1] ?? "", bare: false, rest: text.slice(single[0].length) };
  const double = /^"\r?\n?((?:[^"\\]|\\[\s\S])*?)\r?\n?"/.exec(text);
  if (double) {
    return { text: withoutEscapes(double[1] ?? ""), bare: false, rest: text.slice(double[0].length) };
  }
  const [bare = ""] = /^[^\r\n#]*/.exec(text) ?? [];
  return { text: bare.trim(), bare: true, rest: text.slice(bare.length) };
}

function withoutEscapes(text: string): string {
  const meanings: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
  return text.replaceAll(/\\([nrt"\\])/g, (_, escaped: string) => meanings[escaped] ?? escaped);
}

function replaceNames(text: string, variables: Readonly<Record<string, string>>): string {
  const reference = /\$\{([^}]+?)(?::-([^}]*))?\}|(?<!\\)\$(\w+)(?::-(.+))?/g;
  let current = text;
  for (let round = 0; round < 100 && current.length < 100_000; round++) {
    const next = current.replaceAll(
      reference,
      (_, braced?: string, bracedDefault?: string, plain?: string, plainDefault?: string) => {
        const name = braced ?? plain ?? "";
        return variables[name] ?? Deno.env.get(name) ?? bracedDefault ?? plainDefault ?? "";
      },
    );
    if (next === current) return current;
    current = next;
  }
  throw new RangeError("A value names itself");
}

function nextLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return end < 0 ? "" : text.slice(end + 1);
}
