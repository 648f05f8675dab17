import { assert, assertEquals } from "@std/assert";
import grammar from "tree-sitter-powershell/tree-sitter-powershell.wasm" with { type: "bytes" };
import { Language, type Node, Parser } from "web-tree-sitter";
import { COMPLETION_SCRIPTS } from "../../lib/cli/completions.ts";
import { renderVariables } from "../../lib/shell/render.ts";
import { ROOT } from "../binary/build.ts";
import { HARD_VALUES } from "../shell/values.ts";

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));

/** The places that the grammar of PowerShell does not accept. */
function faultsOf(script: string): readonly string[] {
  const tree = parser.parse(script);
  assert(tree !== null);
  const faults: string[] = [];
  const visit = (node: Node | null) => {
    if (node === null) return;
    if (node.isError || node.isMissing) {
      faults.push(`line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`);
    } else if (node.hasError) node.children.forEach(visit);
  };
  visit(tree.rootNode);
  tree.delete();
  return faults;
}

Deno.test("PowerShell's grammar accepts install.ps1", async () => {
  assertEquals(faultsOf(await Deno.readTextFile(`${ROOT}.github/install/install.ps1`)), []);
});

Deno.test("PowerShell's grammar accepts the completions", () => {
  assertEquals(faultsOf(COMPLETION_SCRIPTS.powershell), []);
});

Deno.test("PowerShell's grammar accepts a line that hands over any value", () => {
  for (const value of HARD_VALUES) {
    assertEquals(faultsOf(renderVariables("powershell", [{ name: "A", value }])), [], value);
  }
});

Deno.test("PowerShell's grammar finds what is wrong", () => {
  for (const script of ["if ($a { b }", "function f { 'open }", "foreach ($a on $b) { }"]) {
    assert(faultsOf(script).length > 0, script);
  }
});
