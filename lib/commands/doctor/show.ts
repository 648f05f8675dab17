import { hang, type ToneLine } from "../../terminal/layout.ts";
import { CHECKS, type Finding } from "./finding.ts";

/** How the findings are shown. */
export interface ShowOptions {
  /** Leave out what is good. */
  readonly quiet: boolean;
  /** Of the terminal. */
  readonly columns: number;
  /** Whether the terminal shows `✓ ! ✗`. */
  readonly symbols: boolean;
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

/** Lays the findings out: errors, warnings, then one line for all that is good under the same heading. */
export function findingLines(
  findings: readonly Finding[],
  { quiet, columns, symbols }: ShowOptions,
): readonly ToneLine[] {
  const isNarrow = columns < NARROW;
  const indent = " ".repeat(isNarrow ? 2 : (symbols ? 2 : WORD_WIDTH) + HEADING_WIDTH);
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
  const problems = (["bad", "warning"] as const).flatMap((grade) =>
    findings.filter((finding) => finding.grade === grade)
  );
  const passed = Map.groupBy(findings.filter(({ grade }) => grade === "good"), ({ check }) => CHECKS[check]);
  return [
    ...problems.flatMap(({ grade, check, text, fix, command, url }) => [
      ...lines(grade, CHECKS[check], text),
      ...(fix === undefined ? [] : hang(indent, fix, columns)).map(plain),
      // Near the first column, so that it can be copied whole.
      ...[url, command].filter((each) => each !== undefined).map((each) => plain(`  ${each}`)),
    ]),
    ...(quiet
      ? []
      : [...passed].flatMap(([heading, each]) =>
        lines("good", heading, each.map(({ text }) => text).join("; "))
      )),
  ];
}

function plain(text: string): ToneLine {
  return { text, tone: "plain" };
}

/** `2 warnings, 0 errors`. */
export function summary(findings: readonly Finding[]): string {
  const count = (grade: Finding["grade"], noun: string) => {
    const { length } = findings.filter((finding) => finding.grade === grade);
    return `${length} ${noun}${length === 1 ? "" : "s"}`;
  };
  return `${count("warning", "warning")}, ${count("bad", "error")}`;
}
