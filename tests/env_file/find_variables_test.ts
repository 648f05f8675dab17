import { assertEquals } from "@std/assert";
import { readVariable, readVariables } from "../../lib/env_file/edit.ts";
import { findVariables } from "../../lib/env_file/find_variables.ts";

function found(text: string): [name: string, value: string][] {
  return [...findVariables(new TextEncoder().encode(text), (name) => name.endsWith("_REPO"))];
}

Deno.test("the variables that are wanted are found in the order of the file, the last value of each", () => {
  assertEquals(found("B_REPO=1\nOTHER=2\nexport A_REPO = '3' # c\nB_REPO=4\nC_REPO=\n"), [
    ["B_REPO", "4"],
    ["A_REPO", "3"],
  ]);
});

Deno.test("one that programs read differently is left out, and the others are found", () => {
  assertEquals(found("A_REPO=1\nB_REPO: 2\nB_REPO=3\nC_REPO=4\n"), [["A_REPO", "1"], ["C_REPO", "4"]]);
});

Deno.test("nothing is found in what cannot be read", () => {
  assertEquals(found("A_REPO=1\nB='\nC_REPO=2\n"), []);
  assertEquals(found("A_REPO=1\n\0\n"), []);
});

Deno.test("twenty thousand of them are found in one pass over the file", () => {
  const names = Array.from({ length: 20_000 }, (_, number) => `N${number}_REPO`);
  assertEquals(found(names.map((name) => `${name}=x\n`).join("")).length, names.length);
  assertEquals(found(names.map((name) => `${name}=x\n`).join("") + "N1_REPO: y\n"), []);
});

Deno.test("readVariables() reads in one pass what readVariable() reads one by one", () => {
  const bytes = new TextEncoder().encode("export A='ada/a'\nB=ada/b # old\nB=\"ada/new\"\nC=\nOTHER=1\n");
  const names = ["A", "B", "C", "D"];
  const values = readVariables(bytes, new Set(names));
  assertEquals(names.map((name) => values.get(name)), names.map((name) => readVariable(bytes, name)));
  assertEquals(values.get("B"), "ada/new");
});

Deno.test("a value that some reader takes for that of the line before is not found", () => {
  assertEquals(found("A_REPO=1\nE_REPO= \nF_REPO=2\n"), [["A_REPO", "1"]]);
});
