import { assertEquals, assertStringIncludes } from "@std/assert";
import { fillPlaceholders } from "../../../lib/dataset/template/placeholders.ts";
import { failureOf } from "../../support/failures.ts";

const VALUES = { namespace: "ada", name: "runs", visibility: "private", date: "2026-01-31" };
const FILE = { file: "README.md" };

Deno.test("Placeholders are filled in wherever they stand", async (t) => {
  const rows: Readonly<Record<string, string>> = {
    "{{namespace}}/{{name}}": "ada/runs",
    "{{ name }} and {{name}}": "runs and runs",
    "{{visibility}} since {{date}}": "private since 2026-01-31",
    "\\{{name}}": "{{name}}",
    "\\{{ secrets.X }}": "{{ secrets.X }}",
    "{{}} {name} {{ a b }} {{1}} }}{{": "{{}} {name} {{ a b }} {{1}} }}{{",
    "{{{name}}}": "{runs}",
    "$& $1 {{name}}": "$& $1 runs",
    "": "",
  };
  for (const [text, filled] of Object.entries(rows)) {
    await t.step(JSON.stringify(text), () => assertEquals(fillPlaceholders(text, VALUES, FILE), filled));
  }
});

Deno.test("A placeholder that nothing is known for is an error that names file and line", async (t) => {
  const rows:
    readonly (readonly [text: string, values: typeof VALUES | undefined, code: string, says: string])[] = [
      ["a\nb {{nmae}}", VALUES, "template_placeholder_unknown", 'Line 2 of "README.md"'],
      ["${{ secrets.TOKEN }}", VALUES, "template_placeholder_unknown", "{{ secrets.TOKEN }}"],
      ["{{Name}}", VALUES, "template_placeholder_unknown", "{{Name}}"],
      ["\n\n{{visibility}}", undefined, "template_visibility_unknown", "Line 3"],
    ];
  for (const [text, values, code, says] of rows) {
    await t.step(JSON.stringify(text), () => {
      const known = values ?? { ...VALUES, visibility: undefined };
      const failure = failureOf(() => fillPlaceholders(text, known, FILE));
      assertEquals([failure.code, failure.exitCode], [code, 2]);
      assertStringIncludes(failure.message, says);
    });
  }
  const { hint } = failureOf(() => fillPlaceholders("{{nmae}}", VALUES, FILE));
  assertStringIncludes(hint, 'did you mean "{{name}}"?');
});
