import { assertEquals } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { Failure } from "../../lib/cli/failure.ts";
import type { Terminal } from "../../lib/ports/terminal.ts";
import { hang } from "../../lib/terminal/layout.ts";
import { Reporter } from "../../lib/terminal/reporter.ts";

const redactor = { redact: String, maskTokens: String };
setColorEnabled(false);

function terminal(written: string[]): Terminal {
  return {
    stdinIsTerminal: true,
    stdoutIsTerminal: true,
    stderrIsTerminal: true,
    columns: () => 40,
    writeStdout: () => true,
    writeStderr: (text) => void written.push(text),
    readStdin: () => Promise.resolve(new Uint8Array()),
    readLine: () => Promise.resolve(undefined),
  };
}

Deno.test("A warning of a step takes the progress of the whole away before it is written", () => {
  const written: string[] = [];
  const reporter = new Reporter(terminal(written), { redactor, verbosity: "normal", hang });
  reporter.progress("1 of 2");
  reporter.quietly().warn("the card has no license");
  reporter.progress("2 of 2");
  reporter.progress(undefined);
  assertEquals(written, [
    "\r\x1b[K1 of 2",
    "\r\x1b[K",
    "Warning: the card has no license\n",
    "\r\x1b[K2 of 2",
    "\r\x1b[K",
  ]);
});

Deno.test("The stack of a cause has its lines with --verbose, and none of them looks like a message", () => {
  const written: string[] = [];
  const reporter = new Reporter(terminal(written), { redactor, verbosity: "verbose" });
  const cause = new Error("refused");
  cause.stack = "Error: refused\nRepository  ada/x is there\n    at ask (main.ts:1:2)";
  const said = { exitCode: 6, message: "It failed", hint: "Run it again", next: [] } as const;
  reporter.failure(new Failure("network_failed", said, { cause }));
  assertEquals(written, [
    "Error: It failed\n",
    "Run it again\n",
    "  Error: refused\n",
    "  Repository  ada/x is there\n",
    "      at ask (main.ts:1:2)\n",
  ]);
});

Deno.test("At a terminal, paths in the current folder are shown as they can be typed there, others whole", () => {
  const rows: [text: string, shown: string][] = [
    ["added to /home/ada/train/.env", "added to .env"],
    ['the file "/home/ada/train/a b/.env"', 'the file "a b/.env"'],
    ["chmod 600 '/home/ada/train/.env'", "chmod 600 '.env'"],
    ["/home/ada/train/.env, /home/ada/train/b", ".env, b"],
    ["in /home/ada/train and /home/ada/training/.env", "in /home/ada/train and /home/ada/training/.env"],
    ["in /mnt/home/ada/train/.env", "in /mnt/home/ada/train/.env"],
  ];
  for (const [text, shown] of rows) {
    const written: string[] = [];
    new Reporter(terminal(written), { redactor, verbosity: "normal", folder: "/home/ada/train" }).note(text);
    assertEquals(written, [`${shown}\n`]);
  }
});
