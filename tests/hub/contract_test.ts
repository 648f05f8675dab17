import { assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

Deno.test("every citation of lib/hub/README.md names one of its headings", async () => {
  const contract = await Deno.readTextFile(new URL("lib/hub/README.md", ROOT));
  const headings = new Set(
    contract.matchAll(/^#+ (.+)$/gm).map(([, text = ""]) =>
      text.toLowerCase().replace(/[^\w -]/g, "").replaceAll(" ", "-")
    ),
  );
  const inside = contract.matchAll(/\]\(#([\w-]+)\)/g).map(([, anchor = ""]) =>
    ["README.md", anchor] as const
  );
  const broken = [...inside, ...await citationsIn("lib"), ...await citationsIn("tests")]
    .filter(([, anchor]) => !headings.has(anchor));
  assertEquals(broken, []);
});

async function citationsIn(folder: string): Promise<(readonly [file: string, anchor: string])[]> {
  const found: (readonly [string, string])[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await citationsIn(path));
    else if (name.endsWith(".ts")) {
      const text = await Deno.readTextFile(new URL(path, ROOT));
      for (const [, anchor = ""] of text.matchAll(/lib\/hub\/README\.md#([\w-]+)/g)) {
        found.push([path, anchor]);
      }
    }
  }
  return found;
}
