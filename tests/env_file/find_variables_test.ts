import { assertEquals } from "@std/assert";
import { readVariable, readVariables } from "../../lib/env_file/edit.ts";
import { findVariables } from "../../lib/env_file/find_variables.ts";

const TEXT = `export A_DATASET_REPO='ada/a'
B_DATASET_REPO=ada/b # old
B_DATASET_REPO="ada/new"
C_DATASET_REPO=
OTHER=1
`;
const NAMES = ["A_DATASET_REPO", "B_DATASET_REPO", "C_DATASET_REPO", "D_DATASET_REPO"];

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("readVariables() reads in one pass what readVariable() reads one by one", () => {
  const values = readVariables(bytesOf(TEXT), NAMES);
  assertEquals(
    NAMES.map((name) => values.get(name)),
    NAMES.map((name) => readVariable(bytesOf(TEXT), name)),
  );
  assertEquals(values.get("B_DATASET_REPO"), "ada/new");
});

Deno.test("findVariables() finds those that have a value, and passes over one that readers read differently", () => {
  const isWanted = (name: string) => name !== "OTHER";
  const expected = { A_DATASET_REPO: "ada/a", B_DATASET_REPO: "ada/new" };
  assertEquals(Object.fromEntries(findVariables(bytesOf(TEXT), isWanted)), expected);
  // A reader that skips line ends takes the last line for the value of the one before.
  const disputed = `${TEXT}E_DATASET_REPO= \nF_DATASET_REPO=ada/f\n`;
  assertEquals(Object.fromEntries(findVariables(bytesOf(disputed), isWanted)), expected);
});
