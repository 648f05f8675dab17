import { parse as parseByStd } from "@std/dotenv/parse";
import { assert, assertEquals } from "@std/assert";
import dotenv from "dotenv";
import { parseEnv } from "node:util";
import { editEnvBytes, readVariable } from "../../lib/env_file/edit.ts";
import { Failure } from "../../lib/cli/failure.ts";
import { parse as parseByRules } from "../no_jsr/dotenv_parse.ts";
import { Chance, randomEnvFile, textOfFile, WANTED } from "./random_env_files.ts";

const FILES = 10_000;
const SEED = 20_260_101;

/** Mostly what the program writes, sometimes what needs quotes. */
const NEW_VALUES = [
  "ns/name",
  "ns/name",
  "some-org/data.set_1",
  "hf_" + "a1B2".repeat(9),
  "two words",
  "it's",
  'say "x"',
  "a # b",
  "$HOME and `more`",
  "C:\\data",
  "\u00fcber",
];

interface Case {
  readonly number: number;
  readonly before: string;
  readonly after: string;
  readonly value: string;
}

/** Edits one random file, and checks everything that needs no other program. */
function editedCase(number: number, { shell }: { shell: boolean }): Case {
  const chance = new Chance(SEED + number);
  const file = randomEnvFile(chance, { shell });
  const value = chance.of(NEW_VALUES);
  const before = textOfFile(file);
  const edit = editEnvBytes(new TextEncoder().encode(before), [{ name: WANTED, value }]);
  const after = new TextDecoder("utf-8", { ignoreBOM: true }).decode(edit.bytes);
  if (file.values.length === 0) {
    checkAppended({ before, after, value });
  } else {
    checkKept(file.kept, { after, value });
  }
  const again = editEnvBytes(edit.bytes, [{ name: WANTED, value }]);
  assert(
    again.bytes === edit.bytes && again.changes[0]?.action === "kept",
    "The second edit changed something",
  );
  assertEquals(readVariable(edit.bytes, WANTED), value);
  return { number, before, after, value };
}

/** Every byte outside the values is where it was; a value is bare or in one kind of quotes. */
function checkKept(kept: readonly string[], { after, value }: { after: string; value: string }): void {
  let rest = after;
  for (const [index, text] of kept.entries()) {
    assert(rest.startsWith(text), `Bytes outside of a value changed: ${JSON.stringify(text)}`);
    rest = rest.slice(text.length);
    if (index === kept.length - 1) break;
    const form = [value, `'${value}'`, `"${value}"`].find((candidate) => rest.startsWith(candidate));
    assert(form !== undefined, `No value at ${JSON.stringify(rest.slice(0, 40))}`);
    rest = rest.slice(form.length);
    // `NAME=#comment` gets a blank, for those who take the comment for the value otherwise.
    if (rest.startsWith(" #") && kept[index + 1]?.startsWith("#")) rest = rest.slice(1);
  }
  assertEquals(rest, "");
}

function checkAppended({ before, after, value }: { before: string; after: string; value: string }): void {
  assert(after.startsWith(before), "Bytes changed although the variable was not there");
  const added = after.slice(before.length);
  const open = before !== "" && before !== "\uFEFF" && !before.endsWith("\n");
  const [, lead, line, end] = /^((?:\r?\n)?)([^\r\n]*)(\r?\n)$/.exec(added) ?? [];
  assertEquals(lead, open ? end : "");
  assert([value, `'${value}'`, `"${value}"`].some((form) => line === `${WANTED}=${form}`));
  const windows = before.split("\r\n").length - 1;
  const plain = before.split("\n").length - 1 - windows;
  assertEquals(end, windows > plain ? "\r\n" : "\n");
}

/** What a program gets that reads a file as UTF-8 text: the mark at its start is no part of it. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

function failedCase(found: Case, reader: string, read: unknown): Error {
  return new Error(
    `Case ${found.number}: ${reader} reads ${JSON.stringify(read)}, not ${
      JSON.stringify(found.value)
    }, from ${JSON.stringify(found.after)} (before: ${JSON.stringify(found.before)})`,
  );
}

/** Runs a program that reads cases as JSON from stdin and prints what it read, a JSON string a line. */
async function readByProgram(command: string, args: string[], cases: readonly Case[]): Promise<unknown[]> {
  const child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped", stderr: "null" })
    .spawn();
  const writer = child.stdin.getWriter();
  const texts = cases.map(({ after }) => withoutMark(after));
  const written = writer.write(new TextEncoder().encode(JSON.stringify({ name: WANTED, texts })))
    .then(() => writer.close());
  const { stdout, success } = await child.output();
  await written;
  assert(success, `${command} failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function isInstalled(command: string, args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test(`in ${FILES} random files, only the value changes, once, and three parsers read it`, () => {
  for (let number = 0; number < FILES; number++) {
    const found = editedCase(number, { shell: false });
    const readers = {
      "@std/dotenv": () => parseByStd(found.after)[WANTED],
      "npm dotenv": () => dotenv.parse(found.after)[WANTED],
      "node:util": () => parseEnv(withoutMark(found.after))[WANTED],
    };
    for (const [name, read] of Object.entries(readers)) {
      if (read() !== found.value) throw failedCase(found, name, read());
    }
  }
});

/** What the texts are made of that show where readers disagree. */
const CRUMBS = "K= A= K B=' C=\" ' \" ` \\ # x : =".split(" ").concat(" ", "\n", "\n", "\r\n", "export ");

Deno.test("a text of crumbs is refused, or three parsers read the value from it", () => {
  let refused = 0;
  for (let number = 0; number < 30_000; number++) {
    const chance = new Chance(number);
    const before = Array.from({ length: chance.below(25) }, () => chance.of(CRUMBS)).join("");
    const assignments = [{ name: "K", value: "ns/name" }];
    let bytes: Uint8Array;
    try {
      ({ bytes } = editEnvBytes(new TextEncoder().encode(before), assignments));
    } catch (error) {
      // Anything but a failure is a defect.
      if (!(error instanceof Failure)) throw error;
      assert(["env_file_ambiguous", "env_file_quote_open"].includes(error.code), error.code);
      refused++;
      continue;
    }
    assert(editEnvBytes(bytes, assignments).bytes === bytes, `Not the same twice: ${JSON.stringify(before)}`);
    const found = { number, before, after: new TextDecoder().decode(bytes), value: "ns/name" };
    const readers = {
      // The one of this project: the real one warns of every name that it does not take.
      "@std/dotenv": () => parseByRules(found.after)["K"],
      "npm dotenv": () => dotenv.parse(found.after)["K"],
      "node:util": () => parseEnv(found.after)["K"],
    };
    for (const [name, read] of Object.entries(readers)) {
      if (read() !== found.value) throw failedCase(found, name, read());
    }
  }
  assert(refused < 15_000, `${refused} refused: the test shows little`);
});

const NODE = `
let input = "";
process.stdin.on("data", (part) => input += part).on("end", () => {
  const { name, texts } = JSON.parse(input);
  const { parseEnv } = require("node:util");
  console.log(JSON.stringify(texts.map((text) => parseEnv(text)[name] ?? null)));
});`;

Deno.test({
  name: `Node itself reads the value from all ${FILES}`,
  ignore: !await isInstalled("node", ["-e", "require('node:util').parseEnv('A=1')"]),
  async fn() {
    const cases = Array.from({ length: FILES }, (_, number) => editedCase(number, { shell: false }));
    const read = await readByProgram("node", ["-e", NODE], cases);
    for (const [index, found] of cases.entries()) {
      if (read[index] !== found.value) throw failedCase(found, "Node", read[index]);
    }
  },
});

const PYTHON = `
import io, json, sys, dotenv
given = json.load(sys.stdin)
print(json.dumps([dotenv.dotenv_values(stream=io.StringIO(text, newline="")).get(given["name"]) for text in given["texts"]]))`;

Deno.test({
  name: "python-dotenv reads the value from a sample of 2,000",
  ignore: !await isInstalled("python3", ["-c", "import dotenv"]),
  async fn() {
    const cases = Array.from({ length: 2000 }, (_, number) => editedCase(number, { shell: false }));
    const read = await readByProgram("python3", ["-c", PYTHON], cases);
    for (const [index, found] of cases.entries()) {
      if (read[index] !== found.value) throw failedCase(found, "python-dotenv", read[index]);
    }
  },
});

Deno.test({
  name: "bash reads the value from a sample of 200 that shells understand",
  ignore: !await isInstalled("bash", ["--version"]),
  async fn() {
    for (let number = 0; number < 200; number++) {
      const found = editedCase(number, { shell: true });
      const script = `${found.after}\nprintf %s "$${WANTED}"`;
      const { stdout } = await new Deno.Command("bash", { args: ["-c", script], stderr: "null" }).output();
      const read = new TextDecoder().decode(stdout);
      if (read !== found.value) throw failedCase(found, "bash", read);
    }
  },
});
