import { wrap } from "../terminal/layout.ts";
import {
  type CommandName,
  type CommandRow,
  COMMANDS,
  DEFAULT_COMMAND,
  type OptionRow,
  optionsOf,
} from "./options.ts";
import { PROGRAM } from "./failure.ts";

const WIDTH = 80;

/**
 * The help of a command, with examples first.
 *
 * @param command whose help
 * @returns lines of at most 80 columns, ending with a newline
 */
export function helpText(command: CommandName): string {
  const row: CommandRow | undefined = COMMANDS.find((candidate) => candidate.name === command);
  if (row === undefined) return "";
  const words = row.words.map((word) => word.required ? word.name : `[${word.name}]`);
  const isDefault = command === DEFAULT_COMMAND;
  const usage = [PROGRAM, ...(isDefault ? [] : [command]), "[OPTIONS]", ...words].join(" ");
  const sections = [
    wrap(`${row.help}.`, WIDTH).join("\n"),
    section("Examples", row.examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`])),
    section("Usage", [`  ${usage}`]),
    ...(isDefault ? [section("Commands", definitionLines(commandTerms()))] : []),
    section(
      "Options",
      definitionLines(optionsOf(command).map((option) => [optionTerm(option), optionMeaning(option)])),
    ),
    ...(isDefault
      ? [READERS_TEXT, TOKEN_TEXT, EXIT_TEXT]
      : [`Exit codes and the order of token sources: ${PROGRAM} --help`]),
  ];
  return `${sections.join("\n\n")}\n`;
}

const READERS_TEXT = `TRACKIO_DATASET_REPO is read by SmolFactory and programs built like it, not
by the trackio package; to set up Trackio: ${PROGRAM} trackio`;

const TOKEN_TEXT = `Token, the first that is there: --token-stdin or --token-file; HF_TOKEN;
HUGGING_FACE_HUB_TOKEN; the file of "hf auth login"; a hidden question.
TOKEN as a word still works, but shows in process lists and in shell history.`;

const EXIT_TEXT = `Exit codes: 0 done (an id typed at a terminal may be marked unverified);
1 defect; 2 usage; 3 token; 4 not allowed; 5 the Hub's state stands against it;
6 network or Hub; 7 local file; 130 cancelled. The doctor exits with the code
of its first bad finding.`;

/** How an option is written, as in `-n, --name NAME`. */
export function optionTerm(option: OptionRow): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  return `${short}--${option.name}${option.value === undefined ? "" : ` ${option.value}`}`;
}

/** What an option does, with its choices and its default. */
export function optionMeaning(option: OptionRow): string {
  const choices = option.choices === undefined ? "" : `: ${option.choices.join(", ")}`;
  const repeatable = option.repeatable ? " (repeatable)" : "";
  const fallback = option.default === undefined ? "" : ` [default: ${option.default}]`;
  return `${option.help}${choices}${repeatable}${fallback}`;
}

function commandTerms(): [string, string][] {
  return COMMANDS.filter((row) => row.name !== DEFAULT_COMMAND).map((row) => [
    [row.name, ...row.words.map((word) => word.name)].join(" "),
    row.help,
  ]);
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines].join("\n");
}

function definitionLines(terms: readonly (readonly [string, string])[]): string[] {
  const indent = Math.max(...terms.map(([term]) => term.length)) + 4;
  return terms.flatMap(([term, meaning]) => {
    const lines = wrap(meaning, WIDTH - indent);
    return lines.map((line, index) =>
      `${index === 0 ? `  ${term}`.padEnd(indent) : " ".repeat(indent)}${line}`
    );
  });
}
