import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { editEnvBytes } from "../../lib/env_file/edit.ts";
import { failureOfPromise } from "../support/failures.ts";

const NAME = "TRACKIO_DATASET_REPO";

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Edits a text in which `K` is the variable and `V` the value that it gets. */
async function edited(text: string): Promise<{ text: string; action: string; previous: string | undefined }> {
  const { bytes, changes } = await editEnvBytes(bytesOf(text.replaceAll("K", NAME)), [{
    name: NAME,
    value: "ns/name",
  }]);
  const [change] = changes;
  assert(change !== undefined && changes.length === 1);
  const after = textOf(bytes);
  const again = await editEnvBytes(bytes, [{ name: NAME, value: "ns/name" }]);
  assert(again.bytes === bytes && again.changes[0]?.action === "kept", "A second edit changes something");
  return {
    text: after.replaceAll(NAME, "K").replaceAll("ns/name", "V"),
    action: change.action,
    previous: change.previous,
  };
}

Deno.test("a variable that the file lacks goes to the end, with the file's own line ends", async (t) => {
  const cases: readonly [name: string, before: string, after: string][] = [
    ["an empty or missing file", "", "K=V\n"],
    ["LF", "A=1\n", "A=1\nK=V\n"],
    ["CRLF", "A=1\r\nB=2\r\n", "A=1\r\nB=2\r\nK=V\r\n"],
    ["no line end at the end", "A=1", "A=1\nK=V\n"],
    ["no line end at the end of a CRLF file", "A=1\r\nB=2", "A=1\r\nB=2\r\nK=V\r\n"],
    ["a lone carriage return at the end", "A=1\r", "A=1\r\nK=V\n"],
    ["mixed line ends: the more common one", "A=1\r\nB=2\r\nC=3\n", "A=1\r\nB=2\r\nC=3\nK=V\r\n"],
    ["comments that name it", "#K=1\n# K=2\n  #K='3\n", "#K=1\n# K=2\n  #K='3\nK=V\n"],
    ["longer and shorter names", "KK=1\nK2=2\nXK=3\n", "KK=1\nK2=2\nXK=3\nK=V\n"],
    ["its name inside other values", "A='\nK=1\n'\nB=\"K=2\nK=3\"\n", "A='\nK=1\n'\nB=\"K=2\nK=3\"\nK=V\n"],
    ["its name as a value", "A=K=1\nB=K\n", "A=K=1\nB=K\nK=V\n"],
    ["apostrophes in comments", "# don't\nA=1 # don't\n", "# don't\nA=1 # don't\nK=V\n"],
    ["a byte order mark before another variable", "\uFEFFA=1\n", "\uFEFFA=1\nK=V\n"],
    ["only a byte order mark, which shells take for a command", "\uFEFF", "K=V\n"],
    ["values that only some expand", "A=${HOME}/x\nB=$(date)\n", "A=${HOME}/x\nB=$(date)\nK=V\n"],
  ];
  for (const [name, before, after] of cases) {
    await t.step(
      name,
      async () => assertEquals(await edited(before), { text: after, action: "added", previous: undefined }),
    );
  }
});

Deno.test("it goes before the line that keeps some reader from seeing the end of the file", async (t) => {
  const cases: readonly [name: string, before: string, after: string][] = [
    ["a backslash at the end, behind which shells go on", "A=1\nL=C:\\logs\\\n", "A=1\nK=V\nL=C:\\logs\\\n"],
    ["the same without a line end", "L=C:\\logs\\", "K=V\nL=C:\\logs\\"],
    ["two such lines", "L=C:\\a\\\nM=C:\\b\\\n", "K=V\nL=C:\\a\\\nM=C:\\b\\\n"],
    ["an apostrophe in a value", "A=1\nB=it's\nC=3\n", "A=1\nK=V\nB=it's\nC=3\n"],
    ["a quote that does not close", "A=1\nB='two\nC=3\n", "A=1\nK=V\nB='two\nC=3\n"],
    ["a placeholder, which shells take for a redirection", "KEY=<your key>\n", "K=V\nKEY=<your key>\n"],
    ["parentheses", "A=1\nB=f(x)\n", "A=1\nK=V\nB=f(x)\n"],
    ["a blank value with a space, for which Node takes the next line", "A=1\nF= \n", "A=1\nK=V\nF= \n"],
    ["the same at the end", "F= ", "K=V\nF= "],
    ["a name and a colon, for which npm dotenv takes the next line", "A:\n", "K=V\nA:\n"],
    ["a name that ends dash", "export A-B=1\n", "K=V\nexport A-B=1\n"],
    ["a line with which shells leave the file", "A=1\nexit 0\n", "A=1\nK=V\nexit 0\n"],
    ["the same of a script that is sourced", "A=1\nreturn\n", "A=1\nK=V\nreturn\n"],
    ["two semicolons in a row", "A=1;;B=2\n", "K=V\nA=1;;B=2\n"],
    ["a redirection to nowhere on a line that goes on", "A=1; \\\n<\n", "K=V\nA=1; \\\n<\n"],
    ["an open command substitution", "A=1\nB=$(date\n", "A=1\nK=V\nB=$(date\n"],
    ["an operator at the end of a line", "A=1 &&\n", "K=V\nA=1 &&\n"],
    ["a command without an end", "A=1\nif true; then\n", "A=1\nK=V\nif true; then\n"],
    ["a line that Node 20 takes for a part of the next", "A=1\njust words\n", "A=1\nK=V\njust words\n"],
  ];
  for (const [name, before, after] of cases) {
    const real = before.replaceAll("KEY", "X").replaceAll("K=V", "");
    await t.step(name, async () => assertEquals((await edited(real)).text, after.replaceAll("KEY", "X")));
  }
});

Deno.test("a line of the variable becomes NAME=value, and nothing else changes", async (t) => {
  const cases: readonly [name: string, before: string, after: string, previous: string][] = [
    ["plain", "A=1\nK=old\nB=2\n", "A=1\nK=V\nB=2\n", "old"],
    ["no line end at the end", "K=old", "K=V", "old"],
    ["CRLF", "K=old\r\nA=1\r\n", "K=V\r\nA=1\r\n", "old"],
    ["carriage returns doubled by a bad conversion", "K=old\r\r\nA=1\r\r\n", "K=V\r\nA=1\r\r\n", "old"],
    ["a lone carriage return at the end, which shells keep", "K=old\r", "K=V", "old"],
    ["a CRLF among lines without", "A=1\nK=old\r\nB=2\n", "A=1\nK=V\nB=2\n", "old"],
    ["a byte order mark before it", "\uFEFFK=old\nA=1\n", "K=V\nA=1\n", "old"],
    ["a byte order mark before another variable", "\uFEFFA=1\nK=old\n", "\uFEFFA=1\nK=V\n", "old"],
    ["a byte order mark before export", "\uFEFFexport K=old\nA=1\n", "export K=V\nA=1\n", "old"],
    ["export", "export K=old\n", "export K=V\n", "old"],
    ["export and a tab, which Node does not know", "\texport\tK=old\n", "export K=V\n", "old"],
    ["indented", "A=1\n  K=old\n", "A=1\n  K=V\n", "old"],
    ["spaces around the equals sign, which shells take for a command", "K  =  old  \n", "K=V\n", "old"],
    ["single quotes, which Docker takes for a part", "K='old'\n", "K=V\n", "old"],
    ["double quotes", 'K="old"\n', "K=V\n", "old"],
    ["backticks", "K=`old`\n", "K=V\n", "`old`"],
    ["quotes around the value that it gets", 'K="ns/name"\n', "K=V\n", "ns/name"],
    [
      "a comment, which Docker takes for a part",
      'K=old # my "own" one\'s\n',
      '# my "own" one\'s\nK=V\n',
      "old",
    ],
    ["a comment behind quotes", "  K='a # b'# c\r\nA=1\r\n", "  # c\r\n  K=V\r\nA=1\r\n", "a # b"],
    [
      "a comment in a file whose quotes are not for Docker",
      "A='x'\nK='old'  # c\n",
      "A='x'\nK=V  # c\n",
      "old",
    ],
    ["a comment at the quote there, where bash sees none", "A='x'\nK='old'# c\n", "A='x'\nK=V # c\n", "old"],
    ["a comment behind export", "export K=old # c\r\nA=1\r\n", "export K=V # c\r\nA=1\r\n", "old"],
    ["a hash in the value", "K=a#b\n", "K=V\n", "a#b"],
    ["empty", "K=\nA=1\n", "K=V\nA=1\n", ""],
    ["empty, with a space", "K= \n", "K=V\n", ""],
    ["empty quotes", "K=''\n", "K=V\n", ""],
    ["only a comment, which python-dotenv takes for the value", "K= # c\n", "# c\nK=V\n", "# c"],
    ["several lines", 'K="a\nb"\nA=1\n', "K=V\nA=1\n", "a\nb"],
    ["two words", "K=two words\n", "K=V\n", "two words"],
    ["an apostrophe", "K=it's\n", "K=V\n", "it's"],
    ["a placeholder", "K=<owner>/name\n", "K=V\n", "<owner>/name"],
    ["a variable", "K=${USER}/runs\n", "K=V\n", "${USER}/runs"],
    ["a key inside a value before it", "A='K=1\nK=2'\nK=3\n", "A='K=1\nK=2'\nK=V\n", "3"],
    ["characters beyond ASCII", "Å=ü\nK=\u{1F600}\n", "Å=ü\nK=V\n", "\u{1F600}"],
    ["another value that ends in a backslash", "A=1 \\\nK=old\n", "A=1 \\\nK=V\n", "old"],
    ["other variables that use it", "A=${K}/x\nK=old\n", "A=${K}/x\nK=V\n", "old"],
  ];
  for (const [name, before, after, previous] of cases) {
    await t.step(name, async () => {
      const result = await edited(before);
      assertEquals([result.text, result.action], [after, "replaced"]);
      assertEquals(result.previous, previous);
    });
  }
});

Deno.test("each of several lines gets the value, since some readers take the first and some the last", async () => {
  assertEquals((await edited("K=1\nA=x\nexport K='2'\nK=ns/name\n")).text, "K=V\nA=x\nexport K=V\nK=V\n");
});

Deno.test("where its own line is not seen by all, another one is added where it is", async (t) => {
  const cases: readonly [name: string, before: string, after: string][] = [
    ["behind an apostrophe, for shells", "A=it's\nK=old\n", "K=V\nA=it's\nK=V\n"],
    ["behind a placeholder", "X=<y>\nK=old\n", "K=V\nX=<y>\nK=V\n"],
    ["behind an array, which dash does not know", "A=(1 2)\nK=old\n", "K=V\nA=(1 2)\nK=V\n"],
    [
      "before `export NAME`, which takes it away for python-dotenv",
      "K=old\nexport K\n",
      "K=V\nexport K\nK=V\n",
    ],
    ["before `unset`", "K=old\nunset K\n", "K=V\nunset K\nK=V\n"],
    ["before its bare name", "K=old\nK\n", "K=V\nK\nK=V\n"],
    ["inside a condition", "if true; then\n  export K=old\nfi\n", "K=V\nif true; then\n  export K=V\nfi\n"],
  ];
  for (const [name, before, after] of cases) {
    await t.step(name, async () => assertEquals((await edited(before)).text, after));
  }
});

Deno.test("nothing changes when every reader sees the value already", async (t) => {
  const cases: readonly string[] = [
    "K=ns/name",
    "A=1\nexport K='ns/name' # Docker refuses the whole file\r\n",
    'export A=1\nK = "ns/name"\nK=ns/name\n',
    "A='K=1'\nK=ns/name\n",
  ];
  for (const text of cases) {
    await t.step(JSON.stringify(text), async () => {
      const bytes = bytesOf(text.replaceAll("K", NAME));
      const edit = await editEnvBytes(bytes, [{ name: NAME, value: "ns/name" }]);
      assert(edit.bytes === bytes);
      assertEquals(edit.changes, [{ name: NAME, value: "ns/name", previous: "ns/name", action: "kept" }]);
    });
  }
});

Deno.test("several variables are set at once, in the order in which they are given", async () => {
  const { bytes, changes } = await editEnvBytes(bytesOf("B=1\nX=0\nA=2"), [
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

Deno.test("a line that does more than set the variable is refused by its number, and nothing is lost", async (t) => {
  const more = /also sets another variable or runs a command/;
  const form = /programs disagree about what it sets/;
  const ends = /programs disagree about where its value ends/;
  const cases: readonly [name: string, text: string, line: number, reason: RegExp][] = [
    ["a second export", "A=1\nexport K=old; export B=2\n", 2, more],
    ["a second assignment", "export K=old B=2\n", 1, more],
    ["the same without export", "K=old B=2\n", 1, more],
    ["a second assignment before it", "B=2 K=old\n", 1, form],
    ["an export before it", "export B=2; export K=old\n", 1, form],
    ["export of two, ours second", "export B=2 K=old\n", 1, form],
    ["and then a command", "K=old && echo hi\n", 1, more],
    ["or", "K=old || B=2\n", 1, more],
    ["a pipe", "K=old | cat\n", 1, more],
    ["the background", "K=old & B=2\n", 1, more],
    ["a command behind a semicolon", "K='old'; source other.env\n", 1, more],
    ["no space", "K=old;B=2\n", 1, more],
    ["the same behind a quote that never closes", "A=it's\nK=old; B=2\n", 2, more],
    ["the same in a file of Windows", "K=old; B=2\r\nA=1\r\n", 1, more],
    ["readonly", "readonly K=old\n", 1, form],
    ["declare", "declare -x K=old\n", 1, form],
    ["addition", "K+=old\n", 1, form],
    ["a colon, which only npm dotenv reads", "A=1\nK: old\n", 2, form],
    ["an equals sign without a name", "= K=1\n", 1, form],
    ["a name in quotes, which only python-dotenv reads", "'K'=old\n", 1, form],
    ["behind a no-break space", "K=1\n\u00a0K=2\n", 2, form],
    ["before a no-break space", "K\u00a0=2\n", 1, form],
    ["backticks over lines, which only some know", "A=1\nK=`x\ny`\n", 2, ends],
    ["an escaped quote over lines", 'K="x \\" y\nz"\n', 1, ends],
    ["inside backticks over lines", "A=`\nK=1\n`\n", 1, /bash does not read past it/],
    [
      "behind a backslash, where shells take it for a part",
      "L=C:\\logs\\\nK=old\n",
      1,
      /bash does not read past it/,
    ],
  ];
  for (const [name, text, line, reason] of cases) {
    await t.step(name, async () => {
      const refusal = await failureOfPromise(() => edited(text));
      assertEquals([refusal.code, refusal.exitCode], ["env_file_ambiguous", 7]);
      assertStringIncludes(refusal.message, `Line ${line} `);
      assertStringIncludes(refusal.message, NAME);
      assertMatch(refusal.message, reason);
    });
  }
});

Deno.test("a line with which a shell could set anything is refused by its number, as far as shells get", async (t) => {
  const cases: readonly string[] = [
    ..."${X}unset K|$X|unset K ${X}#;|unset K=|export $X|export {X,K}=1|\\unset K|'eval' x|`x`unset K|$(x) K"
      .split(
        "|",
      ),
    ..."[*]|. ./other.env|source other.env|eval x|set -e|trap x EXIT|alias x=K|readonly X=1|declare -x X=1"
      .split(
        "|",
      ),
    ...'X=$((1 + 1))|X=${Y:=1}|X=${Y:?no}|X=${Y/a/b}|X=${Y.Z}|X=$[1]|X[0]=1|X=`a \\`b\\``|X=$"y"|=()|f() { unset K; }'
      .split("|"),
    ..."cat <<X|export X=1 >file|unset X <file|x &> file|x 2>file|((K=1))|[[ x ]]|! x|{ unset K; }|X=1 export Y=2"
      .split("|"),
    ..."for X in 1 2; do unset K; done|while x; do y; done|case x in x) unset K;; esac|false && exit".split(
      "|",
    ),
  ];
  for (const line of cases) {
    await t.step(line, async () => {
      const refusal = await failureOfPromise(() => edited(`A=1\n${line}\nB=2\n`));
      assertEquals([refusal.code, refusal.exitCode], ["env_file_ambiguous", 7]);
      assertMatch(refusal.message, /^Line 2 .* (?:bash|sh) could set any variable there$/);
    });
    await t.step(`${line}, where they do not get`, async () => {
      assertEquals((await edited(`A=1\nexit\n${line}\n`)).text, `A=1\nK=V\nexit\n${line}\n`);
    });
  }
});

Deno.test("it goes behind lines that shells run without setting anything else", async (t) => {
  const lines: readonly string[] = [
    "set -a",
    "set +o allexport",
    "set A=b",
    "[ -f x ] && K=1",
    "[ -f x ] && X=1",
    "X=$(cat \"$HOME/x\" | tr -d '\\n')",
    "X=$'a\\nb'",
    ..."X=`date`|X=${Y:-${Z:-x}}|X=${Y%/*}|X=${#Y}|X='b' 'c'|unset X Y|export X Y=1|export \"X=a b\"|A-B=$Y"
      .split("|"),
    ..."'words' in quotes|\\words|X=a;b|X=http://x/?a=1&b=2|X=$Y:$HOME/bin".split("|"),
  ];
  for (const line of lines) {
    await t.step(line, async () => assertEquals((await edited(`${line}\nZ=\n`)).text, `${line}\nZ=\nK=V\n`));
  }
});

Deno.test("a value that needs quotes is refused, and not repeated", async (t) => {
  for (const value of ["", "two words", "it's", "a#b", "$HOME", "a\nb", "\u00e9"]) {
    await t.step(JSON.stringify(value), async () => {
      const refusal = await failureOfPromise(() => editEnvBytes(bytesOf("A=1\n"), [{ name: "K", value }]));
      assertEquals([refusal.code, refusal.exitCode], ["env_value_not_portable", 7]);
      assert(value === "" || !refusal.message.includes(value));
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
    ["a Unicode line separator", bytesOf("A=1\nB=\u2028\n"), 2, /line separator/],
  ];
  for (const [name, bytes, line, reason] of cases) {
    await t.step(name, async () => {
      const refusal = await failureOfPromise(() =>
        editEnvBytes(bytes, [{ name: "K", value: "v" }], { path: "/x/.env" })
      );
      assertEquals([refusal.code, refusal.exitCode], ["env_file_not_text", 7]);
      assertStringIncludes(refusal.message, `line ${line} `);
      assertStringIncludes(refusal.message, `"/x/.env"`);
      assertMatch(refusal.message, reason);
    });
  }
  await t.step("a replacement character that is there is text", async () => {
    assertEquals((await edited("A=\uFFFD\n")).text, "A=\uFFFD\nK=V\n");
  });
});
