import { columnsOf, hang, wrap } from "../terminal/layout.ts";
import { COMMAND_HELP, optionHelp } from "./help_texts.ts";
import { DEFAULT_COMMAND, PROGRAM } from "./failure.ts";
import {
  choicesOf,
  type CommandName,
  COMMANDS,
  type OptionName,
  type OptionRow,
  OPTIONS,
  optionsOf,
} from "./options.ts";
import { type Block, type Term, TOPICS } from "./topics.ts";

export interface HelpStyle {
  readonly columns: number;
  heading(text: string): string;
  /** A command, an option, a variable. */
  term(text: string): string;
}

export const PLAIN: HelpStyle = { columns: 80, heading: String, term: String };

/** The headings under which the options are, each with the first one below it. */
const OPTION_GROUPS: readonly (readonly [heading: string, first: OptionName])[] = [
  ["Dataset", "name"],
  ["Access", "requests"],
  ["Env file", "var"],
  ["Run", "yes"],
  ["Token and connection", "token-stdin"],
  ["Output", "output"],
];

const COMMON_COMMANDS: readonly string[] = ["list", "use", "env", "doctor", "whoami"];
const COMMON_OPTIONS: readonly string[] =
  "name org private public env-file save-token space yes dry-run token-stdin output quiet".split(" ");
/** What is the same with every command that asks the Hub. */
const OPTIONS_OF_ALL: readonly string[] =
  "token-stdin token-file endpoint timeout retries verbose no-color version".split(" ");

/** Who the variable is for: its name and the packages of that name suggest otherwise. */
const READERS =
  `TRACKIO_DATASET_REPO is read by SmolFactory and programs built like it, not by the trackio package; to set up Trackio: ${PROGRAM} trackio`;

const TOKEN_ORDER =
  `Token lookup order: --token-stdin or --token-file, HF_TOKEN, HUGGING_FACE_HUB_TOKEN, the login of "hf auth login", then the env file; otherwise you are asked. Passing TOKEN as an argument still works, but it shows up in ps and in your shell history.`;

/** The complete help of a command, with examples first. */
export function helpText(command: CommandName, style = PLAIN): string {
  const { help, examples } = COMMAND_HELP[command];
  const isDefault = command === DEFAULT_COMMAND;
  return render([
    { text: `${help}.` },
    { title: "Examples", code: examples },
    { title: "Usage", code: usage(command) },
    ...(isDefault ? [{ title: "Commands", terms: commandTerms(COMMANDS) }] : []),
    ...optionBlocks(command),
    ...(isDefault
      ? [
        { title: "Topics", terms: TOPICS.map(({ name, help }) => [`help ${name}`, help] as const) },
        { text: READERS },
        { text: TOKEN_ORDER },
      ]
      : []),
  ], style);
}

export function shortHelpText(command: CommandName, style = PLAIN): string {
  const { help, examples } = COMMAND_HELP[command];
  const isDefault = command === DEFAULT_COMMAND;
  const common = optionsOf(command).filter(({ name }) =>
    isDefault ? COMMON_OPTIONS.includes(name) : !OPTIONS_OF_ALL.includes(name)
  );
  const rest = COMMANDS.map(({ name }) => name)
    .filter((name) => name !== DEFAULT_COMMAND && !COMMON_COMMANDS.includes(name));
  return render([
    { text: `${help}.` },
    { title: "Usage", code: usage(command) },
    { title: "Examples", code: examples.slice(0, 3) },
    ...(isDefault
      ? [{
        title: "Commands",
        terms: [
          ...commandTerms(COMMANDS.filter(({ name }) => COMMON_COMMANDS.includes(name))),
          ["More", rest.join(", ")] as const,
        ],
      }]
      : []),
    { title: "Options", terms: optionTerms(common, command) },
    { text: `All options, commands and topics: ${PROGRAM} ${isDefault ? "" : `${command} `}--help` },
  ], style);
}

export function topicText(topic: string, style = PLAIN): string | undefined {
  const found = TOPICS.find(({ name }) => name === topic);
  return found === undefined ? undefined : render([{ text: `${found.help}.` }, ...found.blocks], style);
}

/** How an option is written, as in `-n, --name NAME`. */
export function optionTerm(option: OptionRow): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  return `${short}--${option.name}${option.value === undefined ? "" : ` ${option.value}`}`;
}

function usage(command: CommandName): readonly (readonly [line: string])[] {
  const words = COMMANDS.find(({ name }) => name === command)?.words ?? [];
  if (command !== DEFAULT_COMMAND) return [[[PROGRAM, command, "[OPTIONS]", ...words].join(" ")]];
  return [[[PROGRAM, "[OPTIONS]", ...words].join(" ")], [`${PROGRAM} COMMAND [OPTIONS]`]];
}

function commandTerms(rows: typeof COMMANDS): readonly Term[] {
  return rows.filter(({ name }) => name !== DEFAULT_COMMAND)
    .map(({ name, words }) => [[name, ...words].join(" "), COMMAND_HELP[name].help]);
}

function optionBlocks(command: CommandName): Block[] {
  const options = optionsOf(command);
  const starts = OPTION_GROUPS.map(([, first]) => OPTIONS.findIndex(({ name }) => name === first));
  return OPTION_GROUPS.map(([title], index) => {
    const group = OPTIONS.slice(starts[index], starts[index + 1]);
    return { title, terms: optionTerms(options.filter((option) => group.includes(option)), command) };
  }).filter(({ terms }) => terms.length > 0);
}

function optionTerms(options: readonly OptionRow[], command: CommandName): readonly Term[] {
  return options.map((option) => {
    const [help, fallback] = optionHelp(option.name, command);
    const choices = choicesOf(option, command)?.join(", ");
    const notes = [
      ...(choices === undefined ? [] : [`(${choices})`]),
      ...(option.repeatable ? ["(repeatable)"] : []),
      ...(fallback === undefined ? [] : [`[default: ${fallback}]`]),
    ];
    return [optionTerm(option), [help, ...notes].join(" ")];
  });
}

function render(blocks: readonly Block[], style: HelpStyle): string {
  const terms = blocks.flatMap((block) => block.terms ?? []).map(([term]) => columnsOf(term));
  const indent = 4 + Math.max(0, ...terms.filter((columns) => columns <= WIDEST_TERM));
  const rendered = blocks.map(({ title, text, terms = [], code = [] }) =>
    [
      ...(title === undefined ? [] : [style.heading(`${title}:`)]),
      ...(text === undefined ? [] : hang(title === undefined ? "" : "  ", text, style.columns)),
      ...terms.flatMap((term) => termLines(term, indent, style)),
      ...codeLines(code, style),
    ].join("\n")
  );
  return `${rendered.join("\n\n")}\n`;
}

const WIDEST_TERM = 20;
const LEAST_FOR_MEANINGS = 30;

/** A name with its meaning beside it, or below it where the name is long or the terminal narrow. */
function termLines([term, meaning]: Term, indent: number, style: HelpStyle): string[] {
  const isNarrow = style.columns < indent + LEAST_FOR_MEANINGS;
  const below = isNarrow ? 6 : indent;
  const meanings = wrap(meaning, style.columns - below);
  if (!isNarrow && columnsOf(term) + 4 <= indent) {
    const [first, ...others] = meanings;
    const gap = " ".repeat(indent - 2 - columnsOf(term));
    return [`  ${style.term(term)}${gap}${first}`, ...others.map((line) => " ".repeat(indent) + line)];
  }
  return [
    ...wrap(term, style.columns - 2).map((line) => `  ${style.term(line)}`),
    ...meanings.map((line) => " ".repeat(below) + line),
  ];
}

/** Lines to be copied: whole, each with its meaning behind it as a comment, or below it. */
function codeLines(code: NonNullable<Block["code"]>, style: HelpStyle): string[] {
  const widest = Math.max(0, ...code.map(([line]) => line.length)) + 4;
  const isWide = code.every(([, meaning = ""]) => widest + meaning.length + 2 <= style.columns);
  return code.flatMap(([line, meaning]) => {
    if (meaning === undefined) return [`  ${style.term(line)}`];
    if (isWide) return [`  ${style.term(line)}${" ".repeat(widest - line.length - 2)}# ${meaning}`];
    return [`  ${style.term(line)}`, ...wrap(meaning, style.columns - 6).map((text) => `      ${text}`)];
  });
}
