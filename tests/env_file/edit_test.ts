import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { editEnvBytes, readVariable } from "../../lib/env_file/edit.ts";
import { failureOf } from "../support/failures.ts";

const NAME = "TRACKIO_DATASET_REPO";

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Edits a text in which `K` stands for the variable. */
function edited(
  text: string,
  value = "ns/name",
): { text: string; action: string; previous: string | undefined } {
  const spelled = text.replaceAll("K", NAME);
  const { bytes, changes } = editEnvBytes(bytesOf(spelled), [{ name: NAME, value }]);
  const [change] = changes;
  assert(change !== undefined && changes.length === 1);
  return {
    text: textOf(bytes).replaceAll(NAME, "K"),
    action: change.action,
    previous: change.previous,
  };
}

Deno.test("a variable that the file lacks goes to the end, in the file's own line ends", async (t) => {
  const cases: readonly [name: string, before: string, after: string][] = [
    ["an empty or missing file", "", "K=ns/name\n"],
    ["a byte order mark alone", "\uFEFF", "\uFEFFK=ns/name\n"],
    ["LF", "A=1\n", "A=1\nK=ns/name\n"],
    ["CRLF", "A=1\r\nB=2\r\n", "A=1\r\nB=2\r\nK=ns/name\r\n"],
    ["no newline at the end", "A=1", "A=1\nK=ns/name\n"],
    ["no newline at the end of a CRLF file", "A=1\r\nB=2", "A=1\r\nB=2\r\nK=ns/name\r\n"],
    ["mixed line ends: the commoner one", "A=1\r\nB=2\r\nC=3\n", "A=1\r\nB=2\r\nC=3\nK=ns/name\r\n"],
    ["commented-out keys are left alone", "#K=1\n# K=2\n  #K='3\n", "#K=1\n# K=2\n  #K='3\nK=ns/name\n"],
    ["longer and shorter names", "KK=1\nK2=2\nXK=3\n", "KK=1\nK2=2\nXK=3\nK=ns/name\n"],
    [
      "the key inside another value",
      "A='\nK=1\n'\nB=\"K=2\nK=3\"\n",
      "A='\nK=1\n'\nB=\"K=2\nK=3\"\nK=ns/name\n",
    ],
    ["the key as a value", "A=K=1\nB=K\n", "A=K=1\nB=K\nK=ns/name\n"],
    ["the key without a value", "export K\nK\n", "export K\nK\nK=ns/name\n"],
    ["an apostrophe inside a value", "A=it's\n", "A=it's\nK=ns/name\n"],
    ["an apostrophe in a comment", "# don't\nA=1 # don't\n", "# don't\nA=1 # don't\nK=ns/name\n"],
  ];
  for (const [name, before, after] of cases) {
    await t.step(
      name,
      () => assertEquals(edited(before), { text: after, action: "added", previous: undefined }),
    );
  }
});

Deno.test("only the bytes of the value change", async (t) => {
  const cases: readonly [name: string, before: string, after: string, previous: string][] = [
    ["plain", "A=1\nK=old\nB=2\n", "A=1\nK=ns/name\nB=2\n", "old"],
    ["no newline at the end", "K=old", "K=ns/name", "old"],
    ["CRLF", "K=old\r\nA=1\r\n", "K=ns/name\r\nA=1\r\n", "old"],
    ["carriage returns doubled by a bad conversion", "K=old\r\r\n", "K=ns/name\r\r\n", "old"],
    ["a byte order mark", "\uFEFFK=old\n", "\uFEFFK=ns/name\n", "old"],
    ["export", "export K=old\n", "export K=ns/name\n", "old"],
    ["export with a tab, indented", "\texport\tK=old\n", "\texport\tK=ns/name\n", "old"],
    ["blanks around the equals sign", "K  =  old  \n", "K  =  ns/name  \n", "old"],
    ["an inline comment", 'K=old # my "own" one\'s\n', 'K=ns/name # my "own" one\'s\n', "old"],
    ["single quotes stay", "K='old'\n", "K='ns/name'\n", "old"],
    ["double quotes stay", 'K="old" # c\n', 'K="ns/name" # c\n', "old"],
    [
      "a comment right behind the quote, where bash sees none",
      "K='old'# c\n",
      "K='ns/name' # c\n",
      "old",
    ],
    ["backticks go: only two readers know them", "K=`old` # c\n", "K=ns/name # c\n", "old"],
    ["a hash in the value", "K=a#b\n", "K=ns/name\n", "a"],
    ["a hash in quotes", "K='a # b' # c\n", "K='ns/name' # c\n", "a # b"],
    ["empty", "K=\nA=1\n", "K=ns/name\nA=1\n", ""],
    ["empty, with a blank that shells must not get", "K= \n", "K=ns/name \n", ""],
    ["empty, with blanks around", "K = \n", "K = ns/name\n", ""],
    ["empty quotes", "K=''\n", "K='ns/name'\n", ""],
    ["nothing but a comment", "K= # c\n", "K=ns/name # c\n", ""],
    ["a comment where the value would be", "K=#c\n", "K=ns/name #c\n", ""],
    ["several lines", 'K="a\nb\r\nc"\nA=1\n', 'K="ns/name"\nA=1\n', "a\nb\nc"],
    ["escapes", 'K="a\\tb \\"c\\" \\\\"\n', 'K="ns/name"\n', 'a\tb "c" \\'],
    ["empty backticks in front of a comment", "K=``#c\n", "K=ns/name #c\n", ""],
    ["text behind the closing quote", "K='a'b # c\n", "K=ns/name # c\n", "'a'b"],
    ["a Windows path that ends in a backslash", 'K="C:\\data\\"\n', 'K="ns/name"\n', "C:\\data\\"],
    ["a key inside a value before it", "A='K=1\nK=2'\nK=3\n", "A='K=1\nK=2'\nK=ns/name\n", "3"],
    ["backticks of one line before it", "A=`b\"c'd`\nK=3\n", "A=`b\"c'd`\nK=ns/name\n", "3"],
    ["backticks of several lines before it", "A=`{\n  b\n}`\nK=3\n", "A=`{\n  b\n}`\nK=ns/name\n", "3"],
    [
      "escaped quotes over several lines before it",
      'A="{\n  \\"b\\": 1\n}"\nK=3\n',
      'A="{\n  \\"b\\": 1\n}"\nK=ns/name\n',
      "3",
    ],
    ["characters beyond ASCII", "Å=ü\nK=\u{1F600}\n", "Å=ü\nK=ns/name\n", "\u{1F600}"],
  ];
  for (const [name, before, after, previous] of cases) {
    await t.step(name, () => {
      assertEquals(edited(before), { text: after, action: "replaced", previous });
      assertEquals(edited(after), { text: after, action: "kept", previous: "ns/name" });
    });
  }
});

Deno.test("every one of several lines gets the value, since some readers take the first and some the last", () => {
  assertEquals(edited("K=1\nA=x\nexport K='2'\nK=ns/name\n"), {
    text: "K=ns/name\nA=x\nexport K='ns/name'\nK=ns/name\n",
    action: "replaced",
    previous: "ns/name",
  });
});

Deno.test("nothing changes when the value is there already", async (t) => {
  for (const text of ["K=ns/name", "export K='ns/name' # c\r\n", 'K = "ns/name"\nK=ns/name\n']) {
    await t.step(JSON.stringify(text), () => {
      const bytes = bytesOf(text.replaceAll("K", NAME));
      const edit = editEnvBytes(bytes, [{ name: NAME, value: "ns/name" }]);
      assert(edit.bytes === bytes);
      assertEquals(edit.changes, [{ name: NAME, value: "ns/name", previous: "ns/name", action: "kept" }]);
    });
  }
});

Deno.test("several variables are set at once, in the order in which they are given", () => {
  const { bytes, changes } = editEnvBytes(bytesOf("B=1\nX=0\nA=2"), [
    { name: "A", value: "a" },
    { name: "N", value: "n" },
    { name: "B", value: "b" },
    { name: "M", value: "m" },
  ]);
  assertEquals(textOf(bytes), "B=b\nX=0\nA=a\nN=n\nM=m\n");
  assertEquals(changes.map(({ name, action }) => `${name} ${action}`), [
    "A replaced",
    "N added",
    "B replaced",
    "M added",
  ]);
});

Deno.test("a value that needs quotes gets those that every reader understands", async (t) => {
  const cases: readonly [value: string, line: string][] = [
    ["", "K="],
    ["two words", "K='two words'"],
    ["it's", 'K="it\'s"'],
    ['say "x"', "K='say \"x\"'"],
    ["a#b", "K='a#b'"],
    ["$HOME", "K='$HOME'"],
    ["a`b", "K='a`b'"],
    ["C:\\data", "K='C:\\data'"],
    ["a\tb", "K='a\tb'"],
    ["a\nb", "K='a\nb'"],
    ["\u00e9", "K='\u00e9'"],
  ];
  for (const [value, line] of cases) {
    await t.step(JSON.stringify(value), () => {
      assertEquals(edited("", value).text, `${line}\n`);
      assertEquals(readVariable(bytesOf(line), "K"), value);
    });
  }
  await t.step("quotes that cannot hold it give way", () => {
    assertEquals(edited("K='old'", "it's").text, 'K="it\'s"');
    assertEquals(edited('K="old"', "$x").text, "K='$x'");
    assertEquals(edited("K=old # c", "a b").text, "K='a b' # c");
  });
});

Deno.test("a value that no quotes hold for every reader is refused, without being told", async (t) => {
  for (
    const value of [
      `'"`,
      "it's $5",
      "it's \\",
      "${HOME}",
      "a\\\\b",
      "a\\",
      "\na",
      "a\n",
      "a\rb",
      "a\0b",
      "\ud800",
    ]
  ) {
    await t.step(JSON.stringify(value), () => {
      const refusal = failureOf(() => edited("A=1", value));
      assertEquals([refusal.code, refusal.exitCode], ["env_value_not_portable", 7]);
      assert(!refusal.message.includes(value));
    });
  }
});

Deno.test("what is not plain text is refused with its line", async (t) => {
  const cases: readonly [name: string, bytes: Uint8Array, line: number, reason: RegExp][] = [
    ["a NUL byte", bytesOf("A=1\nB=\0\n"), 2, /NUL/],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x41, 0), 1, /UTF-16/],
    ["UTF-16, big end first", Uint8Array.of(0xfe, 0xff, 0, 0x41), 1, /UTF-16/],
    ["Latin-1", Uint8Array.of(0x41, 0x3d, 0x31, 0x0a, 0x42, 0x3d, 0xe9, 0x0a), 2, /UTF-8/],
    ["a character cut off", Uint8Array.of(0x0a, 0x0a, 0x41, 0xc3), 3, /UTF-8/],
    ["a lone carriage return", bytesOf("A=1\nB=2\rC=3\n"), 2, /carriage return/],
  ];
  for (const [name, bytes, line, reason] of cases) {
    await t.step(name, () => {
      const refusal = failureOf(() => editEnvBytes(bytes, [{ name: "K", value: "v" }], { path: "/x/.env" }));
      assertEquals([refusal.code, refusal.exitCode], ["env_file_not_text", 7]);
      assertStringIncludes(refusal.message, `line ${line} `);
      assertStringIncludes(refusal.message, `"/x/.env"`);
      assertMatch(refusal.message, reason);
    });
  }
});

Deno.test("a quote that does not close is refused with the line that opens it", async (t) => {
  const cases: readonly [text: string, line: number][] = [
    ["A='x\nK=1\n", 1],
    ['A=1\nB=2\nexport C = "x\n', 3],
    ["A=`x", 1],
    ['A="1"\nK="x\\" y\n', 2],
    ["A='x\ny'\nB='\n", 3],
  ];
  for (const [text, line] of cases) {
    await t.step(JSON.stringify(text), () => {
      const refusal = failureOf(() => edited(text));
      assertEquals([refusal.code, refusal.exitCode], ["env_file_quote_open", 7]);
      assertStringIncludes(refusal.message, `line ${line} `);
    });
  }
});

Deno.test("a line that readers disagree about is refused where it matters", async (t) => {
  const cases: readonly [name: string, text: string, line: number][] = [
    ["a colon, which only npm dotenv reads", "A=1\nK: old\n", 2],
    ["inside backticks, which only two readers know", "A=`\nK=1\n`\n", 2],
    ["behind an escaped quote, which ends the value for Node", 'A="x \\" y\nK=1 \\"\nz"\n', 2],
    ["inside a value with text behind its quote", "A='x\nK=1\n' y\n", 2],
    ["its own value, in backticks over several lines", "A=1\nK=`x\ny`\n", 2],
    ["its own value, with an escaped quote over lines", 'K="x \\" y\nz"\n', 1],
    ["a quote opened inside backticks", "A=`\nB='x\n`\nC='y\nK=1'\n", 2],
    ["a Windows path whose closing quote may be escaped", 'A="C:\\a\\"\nK="b"\n', 2],
    ["behind an empty value with a blank, which Node fills with the next line", "A= \n\nK=1\n", 1],
    ["at the end, behind an empty value with a blank", "B=1\nA=\t\r\n", 2],
    ["behind a colon, which npm dotenv fills with the next line", "B=1\nA:\nK=1\n", 2],
    ["at the end, behind a colon", "A:\n", 1],
    ["behind an equals sign without a name, where Node goes on", "B=1\n= K=1\n", 2],
    ["a name and its equals sign on two lines", "K\n=1\n", 2],
    ["inside quotes that Node sees behind a name of two words", "A B='\nK=1\n'\n", 2],
    ["inside quotes that Node sees in an indented comment", " # A='\nK=1\nB=''\n", 2],
    ["inside quotes that python-dotenv takes for a name", "'A\nK=1\n'\n", 2],
    ["inside quotes behind a name that only some take", "A:B='\nK=1\n'\n", 2],
    ["inside quotes behind a colon", "A: '\nK=1\n'\n", 2],
  ];
  for (const [name, text, line] of cases) {
    await t.step(name, () => {
      const refusal = failureOf(() => edited(text));
      assertEquals([refusal.code, refusal.exitCode], ["env_file_ambiguous", 7]);
      assertStringIncludes(refusal.message, `Line ${line} `);
      assertStringIncludes(refusal.message, NAME);
    });
  }
});

Deno.test("a line that some reader misreads is no harm where the variable is elsewhere", async (t) => {
  const cases: readonly string[] = [
    "A= \nB=1\nK=old\n",
    "A= \n# comment\nK=old\n",
    "A:\nB=1\nK=old\n",
    "<<<<<<< ours\nK=old\n=======\nK=old\n>>>>>>> theirs\n",
    "A B='\nC=1\n'\nK=old\n",
    "just words\nK=old\n",
    "export K\nK=old\n",
  ];
  for (const text of cases) {
    await t.step(
      JSON.stringify(text),
      () => assertEquals(edited(text).text, text.replaceAll("old", "ns/name")),
    );
  }
});
