import { assertEquals, assertStringIncludes } from "@std/assert";
import { contentOfFolder, fillPlaceholders } from "../../lib/dataset/content.ts";
import { failureOf } from "../support/failures.ts";
import type { TemplateFolder } from "../../lib/dataset/template_folder.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 31, 12);

function folderOf(card: string): TemplateFolder {
  const bytes = new TextEncoder().encode(card);
  return { path: "t", files: [{ path: "README.md", bytes }], leftOut: [] };
}

async function content(text: string, now: number) {
  const facts = { id: "ada/runs", template: "folder" as const, desired: {}, now };
  const { card, matches } = await contentOfFolder(folderOf(text), facts);
  return { card: await card(), matches };
}

Deno.test("A template's card is recognized on another day, and no other card is", async () => {
  const card = "# {{name}} (a+b) [x]\n\nOn {{date}} and {{date}}.\n";
  const today = await content(card, NOW);
  const tomorrow = await content(card, NOW + DAY);
  assertEquals(today.card, "# runs (a+b) [x]\n\nOn 2026-01-31 and 2026-01-31.\n");
  assertEquals([today.matches(today.card), tomorrow.matches(today.card)], [true, true]);
  assertEquals(tomorrow.matches(`${today.card}More`), false);
  assertEquals(tomorrow.matches(today.card.replace("runs", "other")), false);
  const undated = await content("# {{name}}\n", NOW);
  assertEquals([undated.matches("# runs\n"), undated.matches("# runs")], [true, false]);
});

Deno.test("A template's card is published so that huggingface_hub finds its front matter", async (t) => {
  const readable = "---\nlicense: mit\n---\n# runs\n";
  const rows: readonly (readonly [card: string, published: string])[] = [
    [readable, readable],
    ["\uFEFF---\nlicense: mit\n---\n# runs\n", readable],
    ["--- \nlicense: mit\n---\n# runs\n", readable],
    ["# runs\n", "# runs\n"],
    ["", ""],
  ];
  for (const [card, published] of rows) {
    await t.step(JSON.stringify(card), async () => {
      assertEquals((await content(card, NOW)).card, published);
    });
  }
});

const VALUES = { namespace: "ada", name: "runs", visibility: "private", date: "2026-01-31" };
const FILE = "README.md";

Deno.test("Placeholders are filled in, and other braces stay", async (t) => {
  const rows: Readonly<Record<string, string>> = {
    "{{namespace}}/{{name}}": "ada/runs",
    "{{ name }} and {{name}}": "runs and runs",
    "{{visibility}} since {{date}}": "private since 2026-01-31",
    "\\{{name}}": "{{name}}",
    "{{{name}}}": "{runs}",
    "$& $1 {{name}}": "$& $1 runs",
    "": "",
  };
  const others = [
    "{{}} {name} {{ a b }} {{1}} }}{{",
    "title = {{DeepSeek}}, author = {{Ada Lovelace}}",
    "@misc{a, title={{Name}}}",
    "token: ${{ secrets.HF_TOKEN }}",
    "ref: ${{ github.ref }} ${{name}}",
    "\\{{ secrets.X }}",
    "{{ user.name }} {{#if name}} {{/if}} {{> date }} {{ name | upper }}",
    "{{nmae}} {{NAME}} {{Date}} {{names}}",
    "{% if name %}{{- name -}}{% endif %}",
  ];
  for (const [text, filled] of [...Object.entries(rows), ...others.map((text) => [text, text] as const)]) {
    await t.step(JSON.stringify(text), () => assertEquals(fillPlaceholders(text, VALUES, FILE), filled));
  }
});

Deno.test("A visibility that is left to the Hub cannot be filled in", () => {
  const failure = failureOf(() =>
    fillPlaceholders("\n\n{{visibility}}", { ...VALUES, visibility: undefined }, FILE)
  );
  assertEquals([failure.code, failure.exitCode], ["template_visibility_unknown", 2]);
  assertStringIncludes(failure.message, 'Line 3 of "README.md"');
});
