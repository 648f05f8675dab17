/** What the files of lib/ offer to one another: no name with two meanings, and none that no one uses. */
import { assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

async function readTexts(folder: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory) { for (const [inner, text] of await readTexts(`${path}/`)) texts.set(inner, text); }
    else if (name.endsWith(".ts")) texts.set(path, await Deno.readTextFile(new URL(path, ROOT)));
  }
  return texts;
}

const LIB = await readTexts("lib/");
const OTHERS = [...await readTexts("tests/"), ...await readTexts(".github/")].map(([, text]) => text);
OTHERS.push(await Deno.readTextFile(new URL("main.ts", ROOT)));

const EXPORTS = [...LIB].flatMap(([path, text]) =>
  [...text.matchAll(/^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm)]
    .map(([, name = ""]) => ({ path, name }))
);

Deno.test("no two files export the same name", () => {
  const twice = Map.groupBy(EXPORTS, ({ name }) => name).entries().filter(([, files]) => files.length > 1);
  assertEquals([...twice].map(([name, files]) => `${name}: ${files.map(({ path }) => path).join(", ")}`), []);
});

Deno.test("every exported name is used in another file", () => {
  const wordsIn = (text: string) => new Set(text.match(/\w+/g));
  const elsewhere = wordsIn(OTHERS.join("\n"));
  const inLib = [...LIB].map(([path, text]) => ({ path, words: wordsIn(text) }));
  // `failures_test.ts` reads every table of failures, whatever its name.
  const isTable = (path: string, name: string) => LIB.get(path)?.includes(`${name} = failuresOf(`) === true;
  const unused = EXPORTS.filter(({ path, name }) =>
    !elsewhere.has(name) && !isTable(path, name) &&
    !inLib.some((other) => other.path !== path && other.words.has(name))
  );
  assertEquals(unused.map(({ path, name }) => `${path}: ${name}`), []);
});
