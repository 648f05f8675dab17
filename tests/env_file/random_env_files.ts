/** A small seeded generator of random numbers (mulberry32), so that a failure can be repeated. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** True in that share of cases. */
  is(share: number): boolean {
    return this.next() < share;
  }

  /** One of them. */
  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("There is nothing to choose from");
    return item;
  }
}

/** An env file in pieces: what must stay as it is, and where values of the variable stand. */
export interface RandomEnvFile {
  /** The text between the values: one more than there are values. */
  readonly kept: readonly string[];
  /** The values of the variable, as they are written, quotes included. */
  readonly values: readonly string[];
}

/** The variable that the files are made for. */
export const WANTED = "TRACKIO_DATASET_REPO";

/** Parts that shells understand as env files do. */
const SHELL_PARTS: readonly string[] = [
  "",
  "# a comment, with 'one and \"another\" and `a third`, and don't",
  `# ${WANTED}=commented/out`,
  `#${WANTED}='x`,
  `# export ${WANTED} = "x`,
  "#",
  "A=1",
  "export B=two",
  "C='single # quotes'",
  'D="double # quotes" # and a comment',
  "E='several\nlines\n'",
  `F='the key\n${WANTED}=inside\nof another value'`,
  `G="the key again\nexport ${WANTED}='inside'\n"`,
  `H=${WANTED}=not/me`,
  `MY_${WANTED}=longer`,
  `${WANTED}_2='longer too'`,
  "TRACKIO=shorter",
  "I=",
  "J=''",
  'K=""',
  "L=x # it's a \"comment",
  "M=https://example.test/path?query=1",
  'N=\'{"json": {"it": [1, 2]}}\'',
  'O="a $5 b"',
  'P="it\'s"',
  "Q='say \"hi\"'",
  "R='\u00fcber \u{1F600}'",
  "export   S=spaces",
  "  T=indented",
];

/** Parts that only readers of env files understand. */
const OTHER_PARTS: readonly string[] = [
  "AA = 1",
  "AB =  'x'  # comment",
  'export AC = "x"',
  "AD=it's an apostrophe",
  "AE=two words",
  "AF=a#b",
  "AG=`back \"and' ticks`",
  "AH=`several\nlines of\nbackticks` # end",
  'AI="say \\"hi\\""',
  'AJ="{\\"a\\": \\"b\\"}" # json',
  "AK=#comment",
  "AL= # comment",
  "AM=$5 and % and !",
];

const SHELL_HEADS = [`${WANTED}=`, `export ${WANTED}=`, `  ${WANTED}=`];
const OTHER_HEADS = [`${WANTED} = `, `${WANTED} =`, `export ${WANTED} =   `, `${WANTED}= `];
const SHELL_VALUES = [
  "old/name",
  "'old/name'",
  '"old/name"',
  "'old name'",
  '"it\'s # old"',
  "''",
  "'several\nlines'",
];
const OTHER_VALUES = ["old name", "`old`", "old#name", "it's", '"say \\"old\\""', "'x'y"];
const SHELL_TAILS = ["", "", " # comment", "   # don't 'ask' \"me"];
const OTHER_TAILS = ["", " ", "  # comment", " #comment"];

/**
 * Makes an env file out of everything that people write into such files.
 *
 * What Node before 24 misreads is left out (tabs around names, several blanks behind `export`, indented comments, lines without an
 * equals sign): no edit of one variable can make up for it.
 *
 * @param chance where the choices come from
 * @param options `shell`, whether shells must understand the file as well
 * @returns the file, in pieces
 */
export function randomEnvFile(chance: Chance, { shell }: { shell: boolean }): RandomEnvFile {
  const parts = shell ? SHELL_PARTS : [...SHELL_PARTS, ...OTHER_PARTS];
  const heads = shell ? SHELL_HEADS : [...SHELL_HEADS, ...OTHER_HEADS];
  const values = shell ? SHELL_VALUES : [...SHELL_VALUES, ...OTHER_VALUES];
  const tails = shell ? SHELL_TAILS : [...SHELL_TAILS, ...OTHER_TAILS];
  const style = shell ? "\n" : chance.of(["\n", "\n", "\r\n", "mixed"]);
  const lineEnd = () => style === "mixed" ? chance.of(["\n", "\r\n"]) : style;
  const kept: string[] = [!shell && chance.is(0.1) ? "\uFEFF" : ""];
  const found: string[] = [];
  const add = (text: string) => {
    kept[kept.length - 1] += text.replaceAll("\n", lineEnd);
  };
  const count = chance.below(9);
  for (let index = 0; index < count; index++) {
    if (chance.is(0.2)) {
      add(chance.of(heads));
      found.push(chance.of(values).replaceAll("\n", lineEnd));
      kept.push("");
      add(chance.of(tails));
    } else {
      add(chance.of(parts));
    }
    if (index < count - 1 || !chance.is(0.3)) add("\n");
  }
  return { kept, values: found };
}

/** The text of a file. */
export function textOfFile({ kept, values }: RandomEnvFile): string {
  return kept.map((text, index) => text + (values[index] ?? "")).join("");
}
