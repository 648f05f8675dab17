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

/** Lines as people write them; `K` is the variable that is edited. */
const LINES: readonly string[] = [
  ..."A=1|B=two words|export A=b|A='q # x'|B=\"a b\" # c|# c 'one|A=it's|B=\"x|A=C:\\d\\|A= |B=|A=<key>|A=$(date +%Y)|B=${A}/x"
    .split("|"),
  ..."A=http://x/?a=1&b=2|A=a;b|K=old|export K=old|K='old'|K=\"old\" # c|K = old|  K=old|\tK=old|K=|K= # c|#K=1"
    .split("|"),
  ..."K=old; export B=2|export K=old B=2|K: old|A: 1|words|export A|A=(1 2)|K=${A}|if true; then|fi||  |A=1 # it's"
    .split("|"),
  ..."A\u00a0=1|A-B=1|export A-B=1|A=a#b|A=a'b'c|K=old # it's|A=!x|A=x\\|K=it's|echo hi|A=~/x|K=old\\|A=1 B=2|B=a)"
    .split("|"),
  ..."export|=x|K|unset A|A=x &&|K=old && A=1|export\tK=old|A='b' 'c'|A=\"b\\\"c\"|A=`b`|K=`old`|B=`".split(
    "|",
  ),
  "B='m\nK=in\n'",
  'A="m\nn"',
  "K='m\nn'",
];

/** Lines that need no more than a look. */
const PLAIN_LINES: readonly string[] =
  "A=1|export A=b|A=|B=x/y:z|B=a,b=c+d%20|export B=|# it's|#K=1|#|K=old|K=|export K=old|K=ns/name|"
    .split("|");

/** What the texts are made of that show where readers disagree. */
const CRUMBS: readonly string[] = [
  ..."K= A= B= ' \" ` \\ # x = : ; && $A ${A} ( ) < ~ it's".split(" "),
  ..."K|A|export |y |unset K|export K|K = 1\n|export A=1; |\\\n|\ufeff|\t| |\n|\n|\n|\r\n".split("|"),
];

/** Makes an env file: of plain lines, of lines as people write them, or of crumbs of syntax. */
export function randomEnvFile(chance: Chance): string {
  if (chance.is(0.1)) {
    return Array.from({ length: chance.below(7) }, () => chance.of(PLAIN_LINES)).join("\n") +
      (chance.is(0.7) ? "\n" : "");
  }
  if (chance.is(0.5)) return Array.from({ length: chance.below(14) }, () => chance.of(CRUMBS)).join("");
  const lineEnd = chance.is(0.1) ? "\r\n" : "\n";
  const lines = Array.from({ length: chance.below(7) }, () => chance.of(LINES).replaceAll("\n", lineEnd));
  return (chance.is(0.08) ? "\uFEFF" : "") + lines.join(lineEnd) +
    (chance.is(0.7) ? lineEnd : chance.is(0.1) ? "\r" : "");
}
