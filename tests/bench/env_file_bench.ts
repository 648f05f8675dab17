/**
 * Measures how the time of editing an env file grows with its size, for usual and for hostile content.
 *
 * `deno task bench:env-file [MEGABYTES …]` prints a table (1, 10 and 100 when nothing is given); the time
 * for a megabyte must stay about the same along each row. It ends with 1 where ten times the size takes more than thirty
 * times as long.
 */
import { editEnvBytes } from "../../lib/env_file/edit.ts";
import { Failure } from "../../lib/cli/failure.ts";

const MEGABYTE = 1_000_000;
const encoder = new TextEncoder();

/** Content of about so many bytes, made of one piece again and again, with something before and behind. */
function repeated(piece: string, { before = "", behind = "" }: { before?: string; behind?: string } = {}) {
  return (size: number): Uint8Array => {
    const one = encoder.encode(piece);
    const bytes = new Uint8Array(Math.max(1, Math.floor(size / one.length)) * one.length);
    bytes.set(one);
    for (let filled = one.length; filled < bytes.length; filled *= 2) {
      bytes.copyWithin(filled, 0, Math.min(filled, bytes.length - filled));
    }
    return encoder.encode(before + new TextDecoder().decode(bytes) + behind);
  };
}

/** What the rows of the table are: a usual file, and files made to be slow. */
const CONTENTS: Readonly<Record<string, (size: number) => Uint8Array>> = {
  "usual lines, the variable last": repeated("SOME_NAME='some value' # a comment\n", {
    behind: "REPO=old\n",
  }),
  "usual lines, without the variable": repeated("SOME_NAME=some/value\n"),
  "the variable on every line": repeated("REPO=old\n"),
  "empty lines": repeated("\n"),
  "one line without an equals sign": repeated("x"),
  "one line of blanks": repeated(" ", { before: "REPO=old", behind: "#" }),
  "one line of equals signs": repeated("="),
  "one comment": repeated("# "),
  "one value of several lines": repeated("line\n", { before: "A='", behind: "'\n" }),
  "one quote that never closes": repeated("line\n", { before: "A='" }),
  "a quote that never closes on every line, each after the other": repeated("A='b\nC=\"d\nE=`f\n"),
  "escaped quotes only": repeated('\\"', { before: 'A="' }),
  "backslashes only": repeated("\\", { before: 'A="', behind: '"\n' }),
  "an escaped quote on every line": repeated('A="\\"\n'),
  "Windows paths that end in a backslash": repeated('A="C:\\b\\"\n'),
  "a disputed value of many lines": repeated("x=1\n", { before: 'A="\\"\n', behind: '"\n' }),
  "many disputed values": repeated("A=`\nx=1\n`\n"),
  "beyond ASCII on every line": repeated("\u00a0N=\u00fc\n"),
  "text behind every quote": repeated("A='b'c 'd'\n"),
  "line ends of Windows": repeated("A=1\r\n"),
  "carriage returns only": repeated("\r", { behind: "\n" }),
  "bytes that are not UTF-8, at the end": (size) => {
    const bytes = repeated("A=1\n")(size);
    bytes[bytes.length - 2] = 0xff;
    return bytes;
  },
};

/** The time of one edit in milliseconds: the best of three, so that others on the machine count less. */
async function millisecondsToEdit(bytes: Uint8Array): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    try {
      await editEnvBytes(bytes, [{ name: "REPO", value: "ns/name" }]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const given = Deno.args.map(Number).filter((size) => size > 0);
const sizes = given.length > 0 ? given : [1, 10, 100];
const width = Math.max(...Object.keys(CONTENTS).map((name) => name.length));
const rows = [`${"content".padEnd(width)} ${sizes.map((size) => `${size} MB`.padStart(12)).join("")}`];
const slow: string[] = [];
await millisecondsToEdit(repeated("WARM='up'\n")(MEGABYTE));
for (const [name, make] of Object.entries(CONTENTS)) {
  const times: number[] = [];
  for (const size of sizes) times.push(await millisecondsToEdit(make(size * MEGABYTE)));
  rows.push(`${name.padEnd(width)} ${times.map((time) => `${time.toFixed(1)} ms`.padStart(12)).join("")}`);
  for (const [index, time] of times.entries()) {
    const [before, size] = [times[index - 1], sizes[index]];
    const sizeBefore = sizes[index - 1];
    if (before === undefined || size === undefined || sizeBefore === undefined) continue;
    // Below some milliseconds, what is measured is the machine.
    if (time > 50 && time > 3 * before * (size / sizeBefore)) {
      slow.push(`${name}: ${sizeBefore} to ${size} MB`);
    }
  }
}
const verdict = slow.length === 0 ? "Linear in every row" : `More than linear: ${slow.join("; ")}`;
await Deno.stdout.write(encoder.encode(`${rows.join("\n")}\n${verdict}\n`));
if (slow.length > 0) Deno.exit(1);
