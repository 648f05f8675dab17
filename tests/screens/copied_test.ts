import { assert, assertEquals } from "@std/assert";
import { checkRequiredWords, parseCommandLine } from "../../lib/cli/parser.ts";

const FOLDER = new URL(".", import.meta.url);

/** The lines of every screen of 80 and more columns, those aside that are drawn in 40. */
async function linesOfScreens(): Promise<readonly (readonly [file: string, line: string])[]> {
  const lines: [string, string][] = [];
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.endsWith(".txt")) continue;
    const [command = "", ...parts] = (await Deno.readTextFile(new URL(name, FOLDER))).split(
      /^-+ (?=\d+ columns$)/m,
    );
    // What was typed to see an error is one.
    if (!name.startsWith("error_")) lines.push([name, command.replace(/^\$ /, "").trim()]);
    for (const part of parts) {
      if (!part.startsWith("40 ")) {
        lines.push(...part.split("\n").map((line) => [name, line] as [string, string]));
      }
    }
  }
  return lines;
}

Deno.test("every command that a screen shows on a line of its own is one that the program takes", async () => {
  const lines = (await linesOfScreens()).filter(([, line]) => /^(?: {2})?hf-dataset-setup /.test(line));
  assert(lines.length > 100);
  for (const [file, line] of lines) {
    if (/\[OPTIONS\]|COMMAND|---/.test(line)) continue;
    const words = line.trim().replace(/(?: +#| [|&>]).*/, "").match(/(?:'[^']*'|\S)+/g) ?? [];
    const args = words.slice(1).map((word) => word.replaceAll("'", ""));
    try {
      const parsed = await parseCommandLine(args);
      if (!parsed.has("help")) checkRequiredWords(parsed);
    } catch (error) {
      throw new Error(`${file}: ${line}`, { cause: error });
    }
  }
});

Deno.test("every URL that ends a line of a screen is whole, with nothing behind it that is copied too", async () => {
  const urls = (await linesOfScreens()).flatMap(([file, line]) => {
    if (file.startsWith("help_")) return [];
    const url = /https?:\/\/\S+$/.exec(line.trim())?.[0];
    return url === undefined ? [] : [[file, url] as const];
  });
  assert(urls.length > 10);
  assertEquals(urls.filter(([, url]) => /[.,;:)\]'"]$/.test(url) || !URL.canParse(url)), []);
});
