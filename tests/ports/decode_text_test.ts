import { assertEquals } from "@std/assert";
import { decodeText } from "../../lib/ports/decode_text.ts";

Deno.test("decodeText() reads what PowerShell writes", () => {
  const text = "hf_abc";
  const little = new Uint8Array([0xff, 0xfe, ...[...text].flatMap((letter) => [letter.charCodeAt(0), 0])]);
  const big = new Uint8Array([0xfe, 0xff, ...[...text].flatMap((letter) => [0, letter.charCodeAt(0)])]);
  for (const bytes of [little, big, new TextEncoder().encode(text)]) assertEquals(decodeText(bytes), text);
});
