import { columnsOf } from "../../terminal/layout.ts";
import type { ToneLine } from "../../terminal/layout.ts";
import { CHECKS, type Finding, type Grade } from "./finding.ts";

const WIDTH = 80;
const GRADE_WIDTH = 9;
const LABEL_WIDTH = 14;
const INDENT = GRADE_WIDTH + LABEL_WIDTH;

const TONES: Readonly<Record<Grade, ToneLine["tone"]>> = { good: "good", warning: "warning", bad: "bad" };

/**
 * Lays the findings out in lines of at most 80 columns; only what is to be copied (an address, a command) may be longer.
 *
 * @param findings in their order
 * @param options `quiet`: leave out what is good; `clean`: makes foreign text fit to be printed
 */
export function layOutFindings(
  findings: readonly Finding[],
  options: { quiet: boolean; clean: (text: string) => string },
): readonly ToneLine[] {
  const shown = options.quiet ? findings.filter(({ grade }) => grade !== "good") : findings;
  return shown.flatMap((finding) => {
    const lead = finding.grade.padEnd(GRADE_WIDTH) + CHECKS[finding.check].padEnd(LABEL_WIDTH);
    const text = hang(lead, options.clean(finding.text).replaceAll("\n", " "));
    return [
      ...text.map((line): ToneLine => ({ text: line, tone: TONES[finding.grade] })),
      ...mendingLines(finding).map((line): ToneLine => ({ text: line, tone: "plain" })),
    ];
  });
}

function mendingLines({ mend, command }: Finding): readonly string[] {
  const indent = " ".repeat(INDENT);
  if (mend === undefined && command === undefined) return [];
  if (mend === undefined) return hangCommand("To mend it: ", command ?? "");
  return [
    ...hang(indent, mend),
    ...(command === undefined ? [] : hangCommand("", command)),
  ];
}

/** A command stays in one piece, so that it can be copied; where it is long it starts further to the left. */
function hangCommand(lead: string, command: string): readonly string[] {
  const indent = " ".repeat(INDENT);
  if (INDENT + columnsOf(`${lead}  ${command}`) <= WIDTH) {
    return [lead === "" ? `${indent}  ${command}` : `${indent}${lead}${command}`];
  }
  return [...(lead === "" ? [] : [`${indent}${lead.trimEnd()}`]), `  ${command}`];
}

/** Breaks a text between words behind its lead; a word longer than a line gets one of its own, whole. */
function hang(lead: string, text: string): readonly string[] {
  const indent = " ".repeat(columnsOf(lead));
  const lines: string[] = [];
  let line = lead;
  let empty = true;
  for (const word of text.split(/\s+/)) {
    const fits = columnsOf(line) + (empty ? 0 : 1) + columnsOf(word) <= WIDTH;
    if (fits) {
      line += empty ? word : ` ${word}`;
      empty = false;
      continue;
    }
    if (!empty) lines.push(line);
    if (columnsOf(indent) + columnsOf(word) > WIDTH) {
      if (empty && line.trim() !== "") lines.push(line.trimEnd());
      lines.push(`  ${word}`);
      line = indent;
      empty = true;
    } else {
      line = indent + word;
      empty = false;
    }
  }
  if (!empty) lines.push(line);
  return lines;
}
