/**
 * `deno task readme`: writes the tables of README.md from the tables of the program.
 *
 * Each part stands between two marks, `<!-- options -->` and `<!-- /options -->`; the text around them is written by hand.
 */
import { GRANTS, REFUSED, runFlags } from "../.github/build/permissions.ts";
import { optionMeaning, optionTerm } from "../lib/cli/help.ts";
import { COMMANDS, DEFAULT_COMMAND, type OptionRow, OPTIONS } from "../lib/cli/options.ts";
import { PROGRAM } from "../lib/cli/failure.ts";

const README = new URL("../README.md", import.meta.url);

/** The parts of README.md that are made, by the names of their marks. */
export function readmeParts(): Readonly<Record<string, string>> {
  return {
    commands: table(["command", "what it does"], COMMANDS.map((row) => [code(usageOf(row)), row.help])),
    options: table(
      ["option", "meaning", "commands"],
      (OPTIONS as readonly OptionRow[]).map((row) => [
        code(optionTerm(row)),
        optionMeaning(row),
        row.commands === undefined ? "all" : row.commands.join(", "),
      ]),
    ),
    run: [
      "```sh",
      `deno run --no-prompt \\\n  ${runFlags().map(quoted).join(" \\\n  ")} \\\n  main.ts`,
      "```",
    ].join(
      "\n",
    ),
    permissions: table(
      ["permission", "in a binary", "why"],
      [
        ...GRANTS.map(({ permission, binary, reason }) => [
          permission,
          binary === "any" ? "any" : "the variables above",
          reason,
        ]),
        [
          REFUSED.join(", "),
          "refused",
          "it runs no program, loads no native code and does not ask for the system",
        ],
      ],
    ),
  };
}

/** The text with each marked part replaced by the one that belongs there now. */
export function withParts(text: string, parts: Readonly<Record<string, string>>): string {
  return text.replace(
    /<!-- (\w+) -->\n[\s\S]*?<!-- \/\1 -->/g,
    (found, name: string) =>
      parts[name] === undefined ? found : `<!-- ${name} -->\n\n${parts[name]}\n\n<!-- /${name} -->`,
  );
}

/** A star would be a pattern for the shell. */
function quoted(flag: string): string {
  return flag.includes("*") ? `"${flag}"` : flag;
}

function usageOf(row: { name: string; words: readonly { name: string; required: boolean }[] }): string {
  const words = row.words.map((word) => word.required ? word.name : `[${word.name}]`);
  return [PROGRAM, ...(row.name === DEFAULT_COMMAND ? [] : [row.name]), ...words].join(" ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) {
  await Deno.writeTextFile(README, withParts(await Deno.readTextFile(README), readmeParts()));
}
