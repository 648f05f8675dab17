import { assert, assertEquals } from "@std/assert";
import { cleanLine, cleanText, decodeText } from "../../lib/ports/text.ts";

Deno.test("text from elsewhere cannot steer the terminal or hide what it says", async (t) => {
  const table: readonly [string, string, string][] = [
    ["colors", "\x1b[31mred\x1b[0m", "red"],
    ["cursor movement", "ok\x1b[2A\x1b[2Kfake", "okfake"],
    ["a window title ended by BEL", "a\x1b]0;owned\x07b", "ab"],
    ["a window title ended by ST", "a\x1b]0;owned\x1b\\b", "ab"],
    ["a link", "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\", "here"],
    ["an unfinished title", "a\x1b]0;owned", "a"],
    ["an unfinished color", "a\x1b[31", "a"],
    ["a device string", "a\x1bP1;2|data\x1b\\b", "ab"],
    ["a terminal reset", "a\x1bcb", "ab"],
    ["8-bit sequences", "a\x9b31mb\x9d0;t\x9cc", "abc"],
    ["a charset switch", "a\x1b(0b", "ab"],
    ["bells, backspaces and NUL", "a\x07\b\0b\x7f", "ab"],
    ["overwriting by carriage return", "good\rbad", "good\nbad"],
    ["Windows line ends", "a\r\nb", "a\nb"],
    ["reordering", "user\u202etxt.exe\u202c \u2066x\u2069", "usertxt.exe x"],
    ["invisible characters", "a\u200bb\ufeffc\u00add", "abcd"],
    ["invisible tags", "a\u{e0041}b", "ab"],
    ["half of a character", "a\ud800b", "a\ufffdb"],
    ["line separators", "a\u2028b", "a\nb"],
    ["umlauts, emoji and CJK", "äß 🤗 日本", "äß 🤗 日本"],
    ["tabs and line feeds", "a\tb\nc", "a\tb\nc"],
  ];
  for (const [what, text, expected] of table) {
    await t.step(`${what}`, () => assertEquals(cleanText(text), expected));
  }
});

Deno.test("a line is one line, and not longer than asked for", () => {
  assertEquals(cleanLine("  a\n\n b\tc "), "a b c");
  assertEquals(cleanLine("word ".repeat(100)), `${"word ".repeat(59).trimEnd()}...`);
  // Half of a word may be half of an encoded secret, which no redactor would recognize.
  assertEquals(cleanLine("a ".repeat(100) + "x".repeat(400)), `${"a ".repeat(100).trimEnd()}...`);
  assertEquals(cleanLine("🤗".repeat(20), { maxLength: 10 }), "🤗".repeat(7) + "...");
});

Deno.test("no arrangement of hostile pieces leaves a control character behind", () => {
  const pieces = [
    "\x1b",
    "[",
    "]",
    "\x9b",
    "\x9d",
    "\x07",
    "\x1b\\",
    "31m",
    "a",
    ";",
    "\u202e",
    "\r",
    "\x90",
    "P",
    "\x9c",
  ];
  for (let n = 0; n < 4000; n++) {
    // A small generator of its own, so that each run is the same.
    let state = n;
    const text = Array.from({ length: 12 }, () => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return pieces[Math.floor(state / 65536) % pieces.length] ?? "";
    }).join("");
    // deno-lint-ignore no-control-regex -- control characters are what must be gone
    assert(!/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/.test(cleanText(text)), JSON.stringify(text));
  }
});

Deno.test("decodeText() reads what PowerShell writes", () => {
  const text = "hf_abc";
  const little = new Uint8Array([0xff, 0xfe, ...[...text].flatMap((letter) => [letter.charCodeAt(0), 0])]);
  const big = new Uint8Array([0xfe, 0xff, ...[...text].flatMap((letter) => [0, letter.charCodeAt(0)])]);
  for (const bytes of [little, big, new TextEncoder().encode(text)]) assertEquals(decodeText(bytes), text);
});
