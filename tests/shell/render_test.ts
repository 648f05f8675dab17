import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { renderVariables, type ShellFormat, typedLine } from "../../lib/shell/render.ts";
import { failureOf } from "../support/failures.ts";

function rendered(format: ShellFormat, value: string): string {
  return renderVariables(format, [{ name: "REPO", value }]);
}

Deno.test("each syntax writes a variable in its own way", async (t) => {
  const cases: readonly [format: ShellFormat, value: string, expected: string][] = [
    ["sh", "ns/name", "export REPO=ns/name\n"],
    ["sh", "it's $5", "export REPO='it'\\''s $5'\n"],
    ["sh", "", "export REPO=''\n"],
    ["sh", "~", "export REPO='~'\n"],
    ["fish", "ns/name", "set -gx REPO ns/name\n"],
    ["fish", "it's \\", "set -gx REPO 'it\\'s \\\\'\n"],
    ["fish", "", "set -gx REPO ''\n"],
    ["powershell", "ns/name", "$env:REPO = 'ns/name'\n"],
    ["powershell", "it's", "$env:REPO = 'it''s'\n"],
    ["powershell", "", "$env:REPO = ''\n"],
    ["powershell", "a\nb", "$env:REPO = 'a' + [char]10 + 'b'\n"],
    ["powershell", "\u2019", "$env:REPO = '' + [char]8217\n"],
    ["powershell", "\u{1F600}", "$env:REPO = '' + [char]55357 + [char]56832\n"],
    ["cmd", "ns/name", 'set "REPO=ns/name"\r\n'],
    ["cmd", '100% a&b "c" !d!', 'set "REPO=100% a&b "c" !d!"\r\n'],
    ["nushell", 'a "b"', '{"REPO":"a \\"b\\""}\n'],
    ["dotenv", "ns/name", "REPO=ns/name\n"],
    ["dotenv", "two words", "REPO='two words'\n"],
  ];
  for (const [format, value, expected] of cases) {
    await t.step(
      `${format}: ${JSON.stringify(value)}`,
      () => assertEquals(rendered(format, value), expected),
    );
  }
});

Deno.test("several variables make several lines, and none make none", () => {
  const assignments = [{ name: "A", value: "1" }, { name: "B", value: "2" }];
  assertEquals(renderVariables("sh", assignments), "export A=1\nexport B=2\n");
  assertEquals(renderVariables("cmd", assignments), 'set "A=1"\r\nset "B=2"\r\n');
  assertEquals(renderVariables("nushell", assignments), '{"A":"1","B":"2"}\n');
  for (const format of ["sh", "nushell", "dotenv"] as const) assertEquals(renderVariables(format, []), "");
});

Deno.test("what is typed into nushell is a command, not the record that is piped", () => {
  const assignment = { name: "A", value: "1" };
  assertEquals(typedLine("nushell", assignment), 'load-env {"A":"1"}');
  assertEquals(typedLine("sh", assignment), "export A=1");
  assertEquals(
    typedLine("nushell", { name: "A", value: "\u0001\\u0001" }),
    'load-env {"A":"\\u{0001}\\\\u0001"}',
  );
});

Deno.test("a value that a syntax has no way to say is refused, without being told", async (t) => {
  const cases: readonly [format: ShellFormat, value: string, code: string, reason: RegExp][] = [
    ["cmd", "two\nlines", "shell_value_impossible", /a line end/],
    ["cmd", "carriage\rreturn", "shell_value_impossible", /a line end/],
    ["cmd", "\u00fcber", "shell_value_impossible", /beyond ASCII/],
    ["cmd", "x".repeat(9000), "shell_value_impossible", /8191/],
    ["sh", "a\0b", "shell_value_impossible", /NUL/],
    ["nushell", "a\0b", "shell_value_impossible", /NUL/],
    ["powershell", "\ud800", "shell_value_impossible", /half of a character/],
    ["dotenv", "both ' and \"", "env_value_not_portable", /quotes/],
  ];
  for (const [format, value, code, reason] of cases) {
    await t.step(`${format}: ${JSON.stringify(value.slice(0, 20))}`, () => {
      const refusal = failureOf(() => rendered(format, value));
      assertEquals([refusal.code, refusal.exitCode], [code, 7]);
      assertMatch(refusal.message, reason);
      assertStringIncludes(refusal.message, "REPO");
      assertEquals(refusal.message.includes(value), false);
    });
  }
});
