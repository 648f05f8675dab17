import type { ToneLine } from "../terminal/layout.ts";
import { columnsOf, wrap } from "../terminal/layout.ts";
import type { WhoamiDescription, WhoamiRow } from "./describe_whoami.ts";

const TITLE = "Where it may create datasets:";
const HEAD = ["Namespace", "May create", "Why not"] as const;
const GAP = 2;

/** A name that leaves the reasons fewer columns than this gets a line of its own; so does one longer than that. */
const LEAST_FOR_REASONS = 16;
const WIDEST_NAME = 32;

const TONES = { yes: "good", no: "bad", unknown: "unsure" } as const;

/**
 * Lays a description out in lines: the facts, an empty line, the table of namespaces.
 *
 * @param description what is to be shown
 * @param options `width`: the columns of the terminal, 80 when left out; `clean`: makes foreign text fit to be printed
 * @returns the lines, none wider than the terminal (but at least 40 columns are used)
 */
export function layOutWhoami(
  description: WhoamiDescription,
  options: { width?: number; clean?: (text: string) => string } = {},
): readonly ToneLine[] {
  const width = Math.max(40, options.width ?? 80);
  const clean = options.clean ?? ((text: string) => text);
  const facts = description.facts.map((fact) => ({ ...fact, value: clean(fact.value) }));
  const rows = description.rows.map((row) => ({
    ...row,
    namespace: clean(row.namespace),
    why: clean(row.why),
  }));
  const labels = Math.max(0, ...facts.map(({ label }) => label.length)) + GAP;
  return [
    ...facts.flatMap(({ label, value, urgent }) =>
      hang(label.padEnd(labels), value, width).map((text): ToneLine => ({
        text,
        tone: urgent ? "warning" : "plain",
      }))
    ),
    { text: "", tone: "plain" },
    { text: TITLE, tone: "heading" },
    ...layOutRows(rows, width),
  ];
}

function layOutRows(rows: readonly WhoamiRow[], width: number): readonly ToneLine[] {
  const second = HEAD[1].length + GAP;
  const widest = Math.min(WIDEST_NAME, width - GAP - second - LEAST_FOR_REASONS);
  const first = rows.map(({ namespace }) => columnsOf(namespace)).filter((columns) => columns <= widest)
    .reduce((most, columns) => Math.max(most, columns), HEAD[0].length) + GAP;
  // Where there is nothing to explain, there is no column for it.
  const last = rows.some(({ why }) => why !== "") ? HEAD[2] : "";
  return [
    { text: `${pad(HEAD[0], first)}${pad(HEAD[1], second)}${last}`.trimEnd(), tone: "heading" },
    ...rows.flatMap(({ namespace, mayCreate, why }) => {
      const fits = columnsOf(namespace) <= widest;
      const lead = `${pad(fits ? namespace : "", first)}${pad(mayCreate, second)}`;
      const lines = [...(fits ? [] : wrap(namespace, width)), ...hang(lead, why, width)];
      return lines.map((text): ToneLine => ({ text, tone: TONES[mayCreate] }));
    }),
  ];
}

/** Puts a text behind its lead, and further lines below the text's beginning. */
function hang(lead: string, text: string, width: number): readonly string[] {
  const indent = columnsOf(lead);
  return wrap(text, width - indent).map((line, index) =>
    `${index === 0 ? lead : " ".repeat(indent)}${line}`.trimEnd()
  );
}

function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}
