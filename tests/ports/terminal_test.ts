import { assertEquals } from "@std/assert";
import { processTerminal } from "../../lib/ports/terminal.ts";

Deno.test("writeStdout() writes the whole text to a stream that takes it in parts and is full in between", () => {
  const { writeSync } = Deno.stdout;
  let written = "";
  let calls = 0;
  Deno.stdout.writeSync = (bytes) => {
    if (++calls % 2 === 0) throw new Deno.errors.WouldBlock("Resource temporarily unavailable (os error 11)");
    written += new TextDecoder().decode(bytes.subarray(0, 4));
    return Math.min(4, bytes.length);
  };
  try {
    assertEquals(processTerminal().writeStdout("ada/experiments\n"), true);
  } finally {
    Deno.stdout.writeSync = writeSync;
  }
  assertEquals(written, "ada/experiments\n");
});
