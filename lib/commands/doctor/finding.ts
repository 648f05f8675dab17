import { type ExitCode, Failure, failuresOf, PROGRAM } from "../../cli/failure.ts";
import { DEFAULT_VARIABLE } from "../../env_file/variables.ts";
import { quoted, type Shell } from "../../shell/shell.ts";
import type { Context } from "../context.ts";
import { hang, type ToneLine } from "../../terminal/layout.ts";

/** What the doctor ends with. */
export const doctorFailure = failuresOf(() => ({
  problems_found: (
    { summary, headings, headings: [first = ""], next }: {
      summary: string;
      headings: readonly string[];
      next: readonly string[];
    },
  ) => ({
    // The exit code of the first error is used instead.
    exitCode: 1,
    message: `${summary} (${headings.join(", ")})`,
    hint: `Start with the fix under "${first}" above`,
    next,
  }),
  rows_unreadable: ({ repository, path }: { repository: string; path: string }) => ({
    exitCode: 5,
    message: `${path} of ${repository} is not a readable parquet file`,
    hint: "Upload the file again, or remove it",
  }),
}));

/** What the doctor checks, each a code in the JSON result, and the heading that people see it under. */
export const CHECKS = {
  endpoint: "Network",
  proxy: "Network",
  certificates: "Network",
  token_source: "Token",
  token_shadowed: "Token",
  token_valid: "Token",
  token_expiry: "Token",
  token_owner: "Token",
  clock: "Network",
  rights: "Token",
  env_file: "Env file",
  env_file_syntax: "Env file",
  env_file_duplicates: "Env file",
  env_file_mode: "Env file",
  env_file_git: "Env file",
  variable: "Variable",
  defaults: "Variable",
  repository: "Repository",
  repository_writable: "Repository",
  repository_card: "Repository",
  first_row: "Repository",
  columns: "Repository",
  trackio_variables: "Variable",
  trackio_variable: "Variable",
  trackio_space: "Trackio",
  trackio_bucket: "Trackio",
} as const;

/** The code of one check. */
export type CheckName = keyof typeof CHECKS;

/** What to do about a problem: a sentence, then a command of this program or a page. */
export interface Fix {
  readonly fix?: string;
  readonly command?: string;
  readonly url?: string;
}

/** One result of a check. */
export interface Finding extends Fix {
  readonly check: CheckName;
  readonly grade: "good" | "warning" | "bad";
  /** A sentence; of a good finding, a fragment that others can follow. */
  readonly text: string;
  /** What the program exits with when this is the first error; only of bad findings. */
  readonly exit?: ExitCode;
}

/** Nothing to do. */
export function good(check: CheckName, text: string): Finding {
  return { check, grade: "good", text };
}

/** It works, and can still surprise. */
export function warning(check: CheckName, text: string, fix: string | Fix): Finding {
  return { check, grade: "warning", text, ...(typeof fix === "string" ? { fix } : fix) };
}

/** It does not work. */
export function bad(check: CheckName, text: string, exit: ExitCode, fix: string | Fix): Finding {
  return { ...warning(check, text, fix), grade: "bad", exit };
}

/** An error in the words and with the exit code that the failure has everywhere else. */
export function badOfFailure(check: CheckName, failure: Failure): Finding {
  return bad(check, failure.message, failure.exitCode, fixOf(failure));
}

/** What a failure says to do: its page or its command, unless that is the doctor. */
export function fixOf({ hint, page, next: [command] }: Failure): Fix {
  const url = page ?? /https?:\/\/\S+$/.exec(hint)?.[0];
  if (url !== undefined) return { fix: hint.replace(url, "").trimEnd(), url };
  return command === undefined || command.includes(`${PROGRAM} doctor`)
    ? { fix: hint }
    : { fix: hint, command };
}

/** What some work returns, or the failure that it ends with; a defect, or the end of the run, is thrown. */
export async function orFailure<Result>(
  { interrupted }: Pick<Context, "interrupted">,
  work: () => Result | Promise<Result>,
): Promise<Result | Failure> {
  try {
    return await work();
  } catch (error) {
    if (interrupted.aborted || !(error instanceof Failure)) throw error;
    return error;
  }
}

/** What to type differs from shell to shell, and the command's help has it for each. */
export const LOAD_FILE: Fix = {
  fix: "To load the file into this shell, see:",
  command: `${PROGRAM} env --help`,
};

/** Where the program runs, for the commands that fix something. */
export interface Place {
  readonly shell: Shell;
  /** As it was named. */
  readonly envFile: string;
  readonly variables: readonly string[];
  /** What was given with --endpoint. */
  readonly endpointOption: string | undefined;
}

/** What the checks work with. */
export interface Checkup extends Context, Place {}

/** A command of this program for the same file, variables and Hub as this run. */
export function ownCommand(words: string, place: Place): string {
  const isUsual = place.variables.length === 1 && place.variables[0] === DEFAULT_VARIABLE;
  return [
    PROGRAM,
    ...(words === "" ? [] : [words]),
    ...(place.envFile === ".env" ? [] : [`--env-file ${quoted(place.envFile, place)}`]),
    ...(isUsual ? [] : place.variables.map((name) => `--var ${name}`)),
    ...(place.endpointOption === undefined ? [] : [`--endpoint ${quoted(place.endpointOption, place)}`]),
  ].join(" ");
}

const MARKS = {
  good: { symbol: "✓", word: "good" },
  warning: { symbol: "!", word: "warning" },
  bad: { symbol: "✗", word: "error" },
} as const;

/** The longest of the words and of the headings, and the spaces behind it. */
const WORD_WIDTH = 9;
const HEADING_WIDTH = 12;

/** In fewer columns the texts are not beside the headings, but below them. */
const NARROW = 60;

/** Lays the findings out: errors, warnings, then, unless `quiet`, one line for all that is good under the same heading. */
export function findingLines(
  findings: readonly Finding[],
  { quiet, columns, symbols }: { quiet: boolean; columns: number; symbols: boolean },
): readonly ToneLine[] {
  const isNarrow = columns < NARROW;
  const indent = " ".repeat(isNarrow ? 2 : (symbols ? 2 : WORD_WIDTH) + HEADING_WIDTH);
  const plain = (text: string): ToneLine => ({ text, tone: "plain" });
  function lines(grade: Finding["grade"], heading: string, text: string): readonly ToneLine[] {
    const { symbol, word } = MARKS[grade];
    const mark = symbols ? `${symbol} ` : word.padEnd(WORD_WIDTH);
    const lead = mark + heading.padEnd(HEADING_WIDTH);
    const oneLine = text.replaceAll("\n", " ");
    const [first = "", ...others] = isNarrow
      ? [lead.trimEnd(), ...hang(indent, oneLine, columns)]
      : hang(lead, oneLine, columns);
    return [{ text: first, tone: grade, mark: mark.trimEnd() }, ...others.map(plain)];
  }
  const of = (grade: Finding["grade"]) => findings.filter((finding) => finding.grade === grade);
  const passed = Map.groupBy(quiet ? [] : of("good"), ({ check }) => CHECKS[check]);
  return [
    ...[...of("bad"), ...of("warning")].flatMap(({ grade, check, text, fix, command, url }) => [
      ...lines(grade, CHECKS[check], text),
      ...(fix === undefined ? [] : hang(indent, fix, columns)).map(plain),
      // Near the first column, so that it can be copied whole.
      ...[url, command].filter((each) => each !== undefined).map((each) => plain(`  ${each}`)),
    ]),
    ...[...passed].flatMap(([heading, each]) =>
      lines("good", heading, each.map(({ text }) => text).join("; "))
    ),
  ];
}

/** `2 warnings, 0 errors`. */
export function summary(findings: readonly Finding[]): string {
  const count = (grade: Finding["grade"], noun: string) => {
    const { length } = findings.filter((finding) => finding.grade === grade);
    return `${length} ${noun}${length === 1 ? "" : "s"}`;
  };
  return `${count("warning", "warning")}, ${count("bad", "error")}`;
}
