import { assertEquals } from "@std/assert";
import { misreadByWindows } from "../../lib/ports/files.ts";

Deno.test("names that Windows takes for something else than a file are told, and no others", () => {
  const rows: Readonly<Record<string, readonly string[]>> = {
    DEVICE: [
      ...["NUL", "nul", "NUL.env", "con.txt", "a\\aux", "C:prn", "C:\\a\\com1.log", "lpt9 .x", "com¹"],
      ...["\\\\.\\NUL", "CON:", "a/nul:s", "NUL.", "nul ", "CONIN$"],
    ],
    STREAM: ["x.env:s", "C:\\a\\.env:s", "C:x.env:s", ".env::$DATA", "\\\\?\\C:\\a\\.env:s", "a/b:c"],
    TRIMMED: [".env.", ".env ", "a\\.env. .", "C:.env.", "x..", "tokens .\u0020"],
    undefined: [
      ...[
        ".env",
        "C:.env",
        "C:\\a b\\.env",
        "\\\\?\\C:\\.env",
        "\\\\server\\share\\.env",
        "..\\.env",
        "..",
        ".",
      ],
      ...[
        "",
        "C:",
        "C:\\",
        "folder.\\",
        "nul\\x",
        "null",
        "a.nul",
        "console.txt",
        "com10",
        "com0",
        ".env.local",
      ],
    ],
  };
  for (const [misread, paths] of Object.entries(rows)) {
    for (const path of paths) assertEquals(String(misreadByWindows(path)), misread, path);
  }
});
