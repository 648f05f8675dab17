import { assertEquals } from "@std/assert";
import { renderGithubFile } from "../../lib/shell/github.ts";
import { HARD_VALUES } from "./values.ts";

/** Reads the file as GitHub describes its format: `NAME=value`, or `NAME<<MARK`, lines, `MARK`. */
function readGithubFile(text: string): [string, string][] {
  const found: [string, string][] = [];
  let rest = text;
  while (rest !== "") {
    const [all = "", name = "", sign, behind = ""] = /^([A-Za-z_0-9]+)(=|<<)([^\n]*)\n/.exec(rest) ?? [];
    rest = rest.slice(all.length);
    if (sign === "=") {
      found.push([name, behind]);
      continue;
    }
    const end = rest.indexOf(`\n${behind}\n`);
    found.push([name, rest.slice(0, end)]);
    rest = rest.slice(end + behind.length + 2);
  }
  return found;
}

Deno.test("variables are written for GitHub Actions, by a mark where the value has several lines", () => {
  const assignments = [{ name: "REPO", value: "ns/name" }, {
    name: "TEXT",
    value: "one\nEND_OF_VALUE_0\nthree",
  }];
  assertEquals(
    renderGithubFile(assignments),
    "REPO=ns/name\nTEXT<<END_OF_VALUE_1\none\nEND_OF_VALUE_0\nthree\nEND_OF_VALUE_1\n",
  );
  assertEquals(renderGithubFile([]), "");
});

Deno.test("every value comes back from the file of GitHub Actions", () => {
  const assignments = HARD_VALUES.map((value, index) => ({ name: `V_${index}`, value }));
  assertEquals(
    readGithubFile(renderGithubFile(assignments)),
    assignments.map(({ name, value }) => [name, value]),
  );
});
