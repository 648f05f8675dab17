import { assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);
const BRITISH =
  /\b\w*(?:organis|licence|colour|behaviour|neighbour|recognis|initialis|normalis|favour|honour|catalogue|labelled)\w*/gi;

Deno.test("nothing is spelled in another way than the Hub's own pages spell it", async () => {
  const found: string[] = [];
  for (const place of ["README.md", "lib/", ".github/", "tests/"]) {
    for await (const [path, text] of filesIn(new URL(place, ROOT))) {
      if (path.endsWith("spelling_test.ts")) continue;
      for (const [word] of text.matchAll(BRITISH)) found.push(`${path.slice(ROOT.pathname.length)}: ${word}`);
    }
  }
  assertEquals(found, []);
});

async function* filesIn(place: URL): AsyncGenerator<readonly [path: string, text: string]> {
  if (!place.href.endsWith("/")) {
    if (/\.(?:ts|md|sh|ps1|py|js|yml|json|txt)$/.test(place.pathname)) {
      yield [place.pathname, await Deno.readTextFile(place)];
    }
    return;
  }
  for await (const { name, isDirectory } of Deno.readDir(place)) {
    yield* filesIn(new URL(isDirectory ? `${name}/` : encodeURIComponent(name), place));
  }
}
